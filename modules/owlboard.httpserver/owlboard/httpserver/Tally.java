package owlboard.httpserver;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts what has begun and not ended; one thread may wait for none. */
final class Tally {
    private final AtomicInteger count = new AtomicInteger();
    private volatile Thread waiting;

    void begin() {
        count.incrementAndGet();
    }

    void end() {
        if (count.decrementAndGet() == 0) LockSupport.unpark(waiting);
    }

    /** Returns when the count is 0, when the time is over, or on an interrupt, which is kept. */
    void awaitNone(long nanos) {
        long end = System.nanoTime() + nanos;
        waiting = Thread.currentThread();
        for (long left = nanos; count.get() > 0 && left > 0 && !Thread.currentThread().isInterrupted(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        waiting = null;
    }
}
