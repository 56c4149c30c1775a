package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class LoopTest {
    private static final Loop LOOP = OnLoop.first();

    private static void awaits(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(OnLoop.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aThreadThatOnlyYieldsHoldsNobodyUp() throws Exception {
        var stop = new AtomicBoolean();
        var yields = new AtomicInteger();
        LOOP.start(() -> {
            while (!stop.get()) {
                yields.incrementAndGet();
                Thread.yield();
            }
        });
        try {
            for (int i = 0; i < 50; i++) {
                var told = new CountDownLatch(1);
                LOOP.execute(told::countDown); // from another thread
                awaits(told);
            }
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    for (int i = 0; i < 50; i++) {
                        pair.sends("x");
                        assertEquals(1, pair.near.read(new byte[1], 0, 1)); // waits for the selector
                    }
                }
            });
            assertTrue(yields.get() > 100);
        } finally {
            stop.set(true);
        }
    }

    /** An edge that nobody uses costs next to nothing. */
    @Test
    void aLoopOnWhichNothingHappensSleepsUntilTheNextDeadline() throws Exception {
        var ticks = new LinkedBlockingQueue<Long>();
        var wire = new Loop.Watched() {
            private int slot = -1;
            private boolean hadDeadline;

            @Override public void ready(SelectionKey key) {}

            @Override public long tick(long now) {
                ticks.add(now);
                if (hadDeadline) return NEVER_NANOS;
                hadDeadline = true;
                return 6 * Loop.TICK_NANOS;
            }

            @Override public int slot() {
                return slot;
            }

            @Override public void slot(int newSlot) {
                slot = newSlot;
            }
        };
        var loop = alone();
        loop.execute(() -> loop.watch(wire));
        var at = new long[3];
        for (int i = 0; i < at.length; i++) at[i] = Objects.requireNonNull(ticks.poll(OnLoop.SECONDS, TimeUnit.SECONDS), "no tick");
        loop.execute(() -> loop.forget(wire));
        assertTrue(at[1] - at[0] >= 6 * Loop.TICK_NANOS - 1_000_000, "not before the deadline");
        assertTrue(at[2] - at[1] >= Loop.QUIET_NANOS - 1_000_000, "seldom where there is none");
    }

    /** What other tests do is not its business. */
    private static Loop alone() {
        var loop = new Loop(0, 1);
        loop.start();
        return loop;
    }

    @Test
    void aCrowdOfSlowOnesIsNotInOthersWay() throws Exception {
        var loop = alone();
        int crowd = 3 * Loop.SLOW_PER_TURN;
        var woken = new AtomicInteger();
        var all = new CountDownLatch(crowd);
        var parked = new ArrayList<Thread>();
        for (int i = 0; i < crowd; i++) {
            parked.add(loop.start(() -> {
                LockSupport.park();
                woken.incrementAndGet();
                all.countDown();
            }));
        }
        var atOnce = new AtomicInteger();
        var before = new AtomicInteger(-1);
        loop.execute(() -> { // behind their beginnings
            for (var one : parked) if (loop.wakeSlow(one)) atOnce.incrementAndGet();
            loop.execute(() -> before.set(woken.get()));
        });
        awaits(all);
        assertEquals(Loop.SLOW_PER_TURN, atOnce.get());
        assertEquals(Loop.SLOW_PER_TURN, before.get());
    }

    @Test
    void tasksOfOneThreadKeepTheirOrder() throws Exception {
        for (boolean inside : new boolean[] {false, true}) {
            var order = new ArrayList<Integer>();
            var done = new CountDownLatch(1);
            Runnable submits = () -> {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    LOOP.execute(() -> order.add(number));
                }
                LOOP.execute(done::countDown);
            };
            if (inside) LOOP.start(submits);
            else submits.run();
            awaits(done);
            for (int i = 0; i < 100; i++) assertEquals(i, order.get(i));
        }
    }

    @Test
    void executeNeverRunsATaskInline() throws Exception {
        OnLoop.run(() -> {
            var ran = new AtomicBoolean();
            LOOP.execute(() -> ran.set(true));
            assertFalse(ran.get());
            OnLoop.until("the task", ran::get);
        });
    }

    @Test
    void executeTakesTasksFromEveryKindOfThread() throws Exception {
        var done = new CountDownLatch(4);
        LOOP.execute(done::countDown);
        Thread.ofVirtual().start(() -> LOOP.execute(done::countDown));
        LOOP.start(() -> LOOP.execute(done::countDown));
        Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            LOOP.execute(done::countDown);
        }).join();
        awaits(done);
    }

    @Test
    void aTaskThatThrowsLeavesTheLoopAlive() throws Exception {
        LOOP.execute(() -> {
            throw new AssertionError("thrown by a test: a task that fails");
        });
        LOOP.start(() -> {
            throw new IllegalStateException("thrown by a test: a virtual thread that fails");
        });
        OnLoop.run(Thread::yield);
    }

    @Test
    void aTaskThatInterruptsItsThreadDoesNotMakeTheLoopSpin() throws Exception {
        var loop = alone();
        loop.execute(() -> Thread.currentThread().interrupt());
        var turns = new CompletableFuture<Long>();
        loop.start(() -> {
            assertFalse(Thread.currentThread().isInterrupted());
            long before = loop.turns();
            new CompletableFuture<Void>().completeOnTimeout(null, 60, TimeUnit.MILLISECONDS).join();
            turns.complete(loop.turns() - before);
        });
        assertTrue(turns.get(OnLoop.SECONDS, TimeUnit.SECONDS) < 100_000, "turns: " + turns.get());
    }

    @Test
    void whoIsStartedOnALoopStaysOnIt() throws Exception {
        assertNull(Loop.current());
        for (var loop : Loops.all()) {
            var child = new CompletableFuture<Loop>();
            loop.start(() -> Thread.startVirtualThread(() -> child.complete(Loop.current())));
            assertSame(loop, child.get(OnLoop.SECONDS, TimeUnit.SECONDS));
            assertSame(loop, Loops.all().get(loop.index));
        }
        var elsewhere = new CompletableFuture<Loop>();
        Thread.ofVirtual().start(() -> elsewhere.complete(Loop.current()));
        assertNull(elsewhere.get(OnLoop.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aParkedThreadComesBackToItsLoop() throws Exception {
        OnLoop.run(() -> {
            var carriers = new ArrayList<Loop>();
            var lock = new Object();
            for (int i = 0; i < 3; i++) {
                Thread.sleep(1);
                carriers.add(Loop.current());
                var other = Thread.ofPlatform().start(() -> {
                    synchronized (lock) {
                        lock.notifyAll();
                    }
                });
                synchronized (lock) {
                    lock.wait(1);
                }
                other.join();
                carriers.add(Loop.current());
            }
            assertEquals(List.of(LOOP), carriers.stream().distinct().toList());
        });
    }

    @Test
    void theEndOfATurnIsToldUntilNobodyWantsIt() throws Exception {
        var turns = new AtomicInteger();
        Runnable hook = turns::incrementAndGet;
        LOOP.atTurnEnd(hook);
        OnLoop.run(() -> OnLoop.until("three turns", () -> turns.get() >= 3));
        LOOP.noLongerAtTurnEnd(hook);
        OnLoop.run(Thread::yield);
        int last = turns.get();
        OnLoop.run(() -> {
            for (int i = 0; i < 5; i++) Thread.yield();
        });
        assertEquals(last, turns.get());
    }

    @Test
    void aTurnEndThatThrowsLeavesTheLoopAlive() throws Exception {
        var once = new AtomicBoolean(true);
        Runnable hook = () -> {
            if (once.getAndSet(false)) throw new IllegalStateException("thrown by a test: the end of a turn fails");
        };
        LOOP.atTurnEnd(hook);
        OnLoop.run(Thread::yield);
        LOOP.noLongerAtTurnEnd(hook);
        OnLoop.run(Thread::yield);
    }

    @Test
    void theClockMoves() throws Exception {
        OnLoop.run(() -> {
            long before = LOOP.now();
            OnLoop.until("another time", () -> LOOP.now() > before);
            LOOP.refreshNow();
            assertTrue(Math.abs(System.nanoTime() - LOOP.now()) < TimeUnit.SECONDS.toNanos(30));
            assertTrue(Math.abs(System.currentTimeMillis() - LOOP.wallMillis()) < 30_000);
        });
    }

    @Test
    void buffersAreLentAgain() throws Exception {
        OnLoop.run(() -> {
            var direct = LOOP.buffers.takeDirect();
            direct.position(10).limit(20);
            LOOP.buffers.give(direct);
            var again = LOOP.buffers.takeDirect();
            assertSame(direct, again);
            assertEquals(Buffers.DIRECT, again.remaining());
            LOOP.buffers.give(again);
            var array = LOOP.buffers.takeArray();
            assertEquals(Buffers.ARRAY, array.length);
            LOOP.buffers.give(array);
            assertSame(array, LOOP.buffers.takeArray());
            LOOP.buffers.give(Arrays.copyOf(array, Buffers.ARRAY + 1));
            assertEquals(Buffers.ARRAY, LOOP.buffers.takeArray().length);
        });
    }
}
