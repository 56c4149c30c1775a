package owlboard.proxy.count;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks at all zones every 2 s, off the loops, so that what they counted can be told by when it was. */
public final class Sampler implements AutoCloseable {
    private static final long TICK_NANOS = History.SECONDS * 1_000_000_000L;

    private final Supplier<List<Zone>> zones;
    private final Thread thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
    private volatile boolean closing;

    /** {@code zones}: those of the configuration in force. */
    public Sampler(Supplier<List<Zone>> zones) {
        this.zones = zones;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        long next = System.nanoTime() + TICK_NANOS;
        while (!closing) {
            LockSupport.parkNanos(next - System.nanoTime());
            if (System.nanoTime() < next) continue;
            next += TICK_NANOS;
            for (var zone : zones.get()) zone.history.tick();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
