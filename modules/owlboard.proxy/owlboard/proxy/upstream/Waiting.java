package owlboard.proxy.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that wait for something of a group to change: an address, a mark, a lookup. Each has an end of its own, whether it is woken or
 * not.
 */
final class Waiting {
    private static final long SECOND = 1_000_000_000;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /**
     * Parks until {@code over} holds, which is looked at when somebody wakes those who wait, and when the second ends: the clock of peers
     * ticks then. False when it does not hold at {@code untilNanos} ({@link System#nanoTime}), or the thread was interrupted, which it
     * stays.
     */
    boolean until(BooleanSupplier over, long untilNanos) {
        var me = Thread.currentThread();
        threads.add(me);
        try {
            while (!over.getAsBoolean()) {
                long now = System.nanoTime();
                if (now - untilNanos >= 0 || me.isInterrupted()) return false;
                LockSupport.parkNanos(this, Math.min(untilNanos - now, SECOND - Math.floorMod(now, SECOND)));
            }
            return true;
        } finally {
            threads.remove(me);
        }
    }

    void wake() {
        threads.forEach(LockSupport::unpark);
    }
}
