package owlboard.proxy.count;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks at all zones every 2 s, off the loops, so that what they counted can be told by when it was. */
public final class Sampler implements AutoCloseable {
    private static final long TICK_NANOS = History.SECONDS * 1_000_000_000L;

    private static final long SLOW_NANOS = 1_000_000_000;
    private static final long SLOW_LEAST_NANOS = 100_000_000;
    private static final int ENOUGH_COUNT = 1000;
    private static final int UPKEEP_TICKS = 30;

    private final Supplier<List<Zone>> zones;
    private final Supplier<List<Zone>> servers;
    private final Recorder recorder;
    private final Runnable each;
    private final Runnable upkeep;
    private final Thread thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
    private volatile boolean closing;

    /**
     * {@code zones}: those of the configuration in force; {@code servers}: of them those in which every request is once;
     * {@code each}: run each time; {@code upkeep}: once a minute.
     */
    public Sampler(Supplier<List<Zone>> zones, Supplier<List<Zone>> servers, Recorder recorder, Runnable each, Runnable upkeep) {
        this.each = each;
        this.upkeep = upkeep;
        this.zones = zones;
        this.servers = servers;
        this.recorder = recorder;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        long next = System.nanoTime() + TICK_NANOS;
        upkeep.run();
        for (int ticks = 1; !closing; ) {
            LockSupport.parkNanos(next - System.nanoTime());
            if (System.nanoTime() < next) continue;
            next += TICK_NANOS;
            for (var zone : zones.get()) {
                zone.history.tick();
                zone.pace.tick();
            }
            each.run();
            slow();
            if (++ticks % UPKEEP_TICKS == 0) upkeep.run();
        }
    }

    /** Slower than 99 of 100 were lately, and than 100 ms; than a second while few have come. */
    private void slow() {
        Latencies all = null;
        for (var zone : servers.get()) {
            var lately = zone.history.last(History.COLUMNS);
            if (all == null) all = lately;
            else all.add(lately);
        }
        boolean known = all != null && all.count() >= ENOUGH_COUNT;
        recorder.slowNanos = known ? Math.max(SLOW_LEAST_NANOS, all.percentile(.99)) : SLOW_NANOS;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
