package owlboard.topology;

import java.time.Duration;

/** The supervisor's clockwork, wound up for tests. */
final class Quick {
    static final Timing TIMING = new Timing(Duration.ofMillis(100), Duration.ofMillis(800), Duration.ofSeconds(60), Duration.ofSeconds(5),
            Duration.ofSeconds(40), Duration.ofMillis(200));

    private Quick() {}
}
