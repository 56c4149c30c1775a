package owlboard.harness;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Room on the machine for what takes all of it: two whole topologies at a time. More would be no faster on two cores, and each would take
 * longer than a test wants to wait. Who gets none in time goes on without, so that nobody waits for ever.
 */
public final class Room implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final Semaphore FREE = new Semaphore(AT_ONCE, true);

    private boolean taken;

    private Room(boolean taken) {
        this.taken = taken;
    }

    public static Room take() {
        try {
            return new Room(FREE.tryAcquire(2 * Patience.SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Room(false);
        }
    }

    /** Idempotent. */
    @Override public void close() {
        if (taken) FREE.release();
        taken = false;
    }
}
