package owlboard.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Tells whether the machine's clock was set, by one that nobody sets. */
final class WallClock {
    /** Less is what a clock is corrected by all the time. */
    private static final long MILLIS = 1_000;
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final long apart;

    WallClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        apart = apart();
    }

    private long apart() {
        return wall.millis() - Duration.ofNanos(nanos.getAsLong()).toMillis();
    }

    /** Since this was made, forward or back. */
    boolean wasSet() {
        return Math.abs(apart() - apart) > MILLIS;
    }
}
