package owlboard.services.http;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory for bodies: what all calls hold of it at a time has a bound, so that many large ones wait for each other instead of filling the heap. */
final class Room {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    /** @param bytes in all; who wants more gets that much, once nobody else has any */
    Room(long bytes) {
        units = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    /** What is to be given back. A 503 when there is no room for two seconds. */
    int take(long bytes) throws Refusal, InterruptedIOException {
        int wanted = (int) Math.min(units, Math.ceilDiv(bytes, UNIT));
        try {
            if (!free.tryAcquire(wanted, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) throw Workers.busy();
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
