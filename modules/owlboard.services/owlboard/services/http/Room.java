package owlboard.services.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory for bodies: what all calls hold of it at a time has a bound, so that many large ones wait for each other instead of filling the
 * heap.
 */
final class Room {
    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;
    private final Duration patience;

    /**
     * @param bytes in all; who wants more gets that much, once nobody else has any
     * @param patience who finds no room for so long is a 503
     */
    Room(long bytes, Duration patience) {
        this.patience = patience;
        units = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    /** What is to be given back. */
    int take(long bytes) throws Refusal, InterruptedIOException {
        int wanted = (int) Math.min(units, Math.ceilDiv(bytes, UNIT));
        try {
            if (!free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) throw Workers.busy();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for memory");
        }
        return wanted;
    }

    void giveBack(int taken) {
        free.release(taken);
    }
}
