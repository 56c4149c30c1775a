package owlboard.config;

/**
 * {@code owlboard_outliers}: which servers of a group are left alone for answering unlike the others.
 *
 * @param intervalMillis the time that is looked at, again and again
 * @param requests       in that time: of a server, and of the others together, before one is judged
 * @param failedPercent  by how many points its share of failures is beyond that of the others
 * @param factor         how many times the p99 of the others its own is
 * @param restMillis     for how long it is left alone the first time; twice that the second time in a row, and so on
 */
public record Outliers(long intervalMillis, int requests, int failedPercent, int factor, long restMillis) {}
