package owlboard.topology;

import java.time.Duration;
import owlboard.harness.Patience;

/** The supervisor's clockwork, wound up for tests. */
final class Quick {
    static final Timing TIMING = new Timing(Duration.ofMillis(100), Duration.ofMillis(800), Duration.ofSeconds(60), Patience.TIME,
            Patience.TIME, Patience.TIME, Duration.ofMillis(200));

    private Quick() {}
}
