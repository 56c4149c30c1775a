package owlboard.topology;

import java.time.Duration;

/**
 * How long things may take. On a machine with little to spare {@code -Dowlboard.patience=5} in OWLBOARD_JAVA_OPTS makes starts, ends and
 * reloads wait five times as long before they are given up.
 *
 * @param firstBackOff   before the first restart; doubles with each one up to {@code longestBackOff}
 * @param stable         a life that long makes the back-off start anew
 * @param grace          between TERM and KILL
 * @param startUp        until every role must be healthy
 * @param reload         until a proxy must have said what it makes of its configuration
 * @param healthEvery    between two questions to a healthy role; a role that is not healthy is asked every 100 ms
 */
record Timing(Duration firstBackOff, Duration longestBackOff, Duration stable, Duration grace, Duration startUp,
        Duration reload, Duration healthEvery) {

    static int patience() {
        return Math.clamp(Integer.getInteger("owlboard.patience", 1), 1, 100);
    }

    static Timing usual() {
        int patience = patience();
        return new Timing(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60), Grace.KILL.multipliedBy(patience),
                Duration.ofSeconds(60L * patience), Duration.ofSeconds(20L * patience), Duration.ofSeconds(10));
    }
}
