package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;

class BriefLockTest {
    private static final int THREADS = 200;
    private static final int TURNS = 100_000;

    /** Guarded by the lock. */
    private int taken;

    /** With another lock those of a loop who had been in its queue got it a third as often as those who had not: 244 and 844 times. */
    @Test void whoFindsItTakenIsNotLeftBehind() throws Exception {
        var counts = counts(new BriefLock());
        assertEquals(TURNS, Arrays.stream(counts).sum());
        int loops = Loops.all().size();
        for (int loop = 0; loop < loops; loop++) {
            int its = loop;
            var own = IntStream.range(0, THREADS).filter(i -> i % loops == its).map(i -> counts[i]).sorted().toArray();
            int usual = own[own.length * 9 / 10]; // the first ones may have been alone for a while
            assertTrue(own[0] >= 0.7 * usual, Arrays.toString(own));
        }
    }

    /** How often each of many threads on several loops got it, when all together did that often. */
    private int[] counts(ReentrantLock lock) throws Exception {
        var all = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < THREADS; i++) {
            var done = new CompletableFuture<Integer>();
            all.add(done);
            Loops.all().get(i % Loops.all().size()).start(() -> {
                int own = 0;
                while (takes(lock)) {
                    own++;
                    for (int spins = 0; spins < 300; spins++) Thread.onSpinWait(); // what a request costs besides
                    Thread.yield(); // to the others of its loop, as after a read or a write
                }
                done.complete(own);
            });
        }
        var counts = new int[THREADS];
        for (int i = 0; i < THREADS; i++) counts[i] = all.get(i).get(Patience.SECONDS, TimeUnit.SECONDS);
        return counts;
    }

    private boolean takes(ReentrantLock lock) {
        lock.lock();
        try {
            if (taken == TURNS) return false;
            for (int i = 0; i < 20; i++) Thread.onSpinWait();
            taken++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Test void aThreadOfTheSystemWaitsInTheQueue() throws Exception {
        var lock = new BriefLock();
        lock.lock();
        var other = Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            lock.unlock();
        });
        while (!lock.hasQueuedThread(other)) Thread.onSpinWait();
        lock.unlock();
        assertTrue(other.join(Patience.TIME));
    }
}
