package owlboard.topology;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param firstBackOff   before the first restart; doubles with each one up to {@code longestBackOff}
 * @param stable         a life that long makes the back-off start anew
 * @param grace          between TERM and KILL
 * @param startUp        until every role must be healthy
 * @param healthEvery    between two questions to a healthy role; a role that is not healthy is asked every 100 ms
 */
record Timing(Duration firstBackOff, Duration longestBackOff, Duration stable, Duration grace, Duration startUp, Duration healthEvery) {

    static Timing usual() {
        return new Timing(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(10),
                Duration.ofSeconds(60), Duration.ofSeconds(10));
    }
}
