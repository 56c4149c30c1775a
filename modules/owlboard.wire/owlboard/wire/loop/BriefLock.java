package owlboard.wire.loop;

import java.util.concurrent.locks.ReentrantLock;

/**
 * What several loops hold for less than a microsecond each, and never over input or output. Who finds it taken tries again, and lets the
 * others of its loop go on in between. In the queue of a {@link ReentrantLock} a virtual thread would be woken when its turn has come, and
 * run when its loop comes to it, milliseconds later: the queue then moves by one a turn, while newcomers take the lock past it, and under
 * load some wait for seconds.
 */
public final class BriefLock extends ReentrantLock {
    /** What the holder needs, unless its core was taken away. */
    private static final int SPINS = 64;
    /** Then it is in the queue after all: somebody has broken the rule. */
    private static final int TURNS_MAX = 10_000;

    @Override
    public void lock() {
        if (tryLock()) return;
        if (Thread.currentThread().isVirtual() && comesAgain()) return;
        super.lock();
    }

    private boolean comesAgain() {
        for (int turns = 0; turns < TURNS_MAX; turns++) {
            for (int spins = 0; spins < SPINS; spins++) {
                if (tryLock()) return true;
                Thread.onSpinWait();
            }
            Thread.yield();
        }
        return false;
    }
}
