package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;

final class OffloadTest {
    @Test
    void workRunsOnAPlatformThreadAndTheCallerComesBack() throws Exception {
        OnLoop.run(() -> {
            var worker = Offload.<Thread, RuntimeException>call(Thread::currentThread);
            assertFalse(worker.isVirtual());
            assertSame(OnLoop.first(), Loop.current());
        });
    }

    @Test
    void theLoopGoesOnMeanwhile() throws Exception {
        var release = new CountDownLatch(1);
        var waiting = OnLoop.start(() -> Offload.<Boolean,
                InterruptedException>call(() -> release.await(OnLoop.SECONDS, TimeUnit.SECONDS)));
        OnLoop.run(() -> {
            for (int i = 0; i < 10; i++) Thread.yield();
        });
        assertFalse(waiting.isDone());
        release.countDown();
        assertTrue(OnLoop.result(waiting));
    }

    @Test
    void whatWorkThrowsIsThrownToTheCaller() {
        var checked = new IOException("checked");
        assertSame(checked, assertThrows(IOException.class, () -> OnLoop.run(() -> Offload.<Void, IOException>call(() -> {
            throw checked;
        }))));
        var unchecked = new IllegalStateException("unchecked");
        assertSame(unchecked, assertThrows(IllegalStateException.class, () -> OnLoop.run(() -> Offload.<Void, RuntimeException>call(() -> {
            throw unchecked;
        }))));
        var error = new StackOverflowError();
        assertSame(error, assertThrows(StackOverflowError.class, () -> OnLoop.run(() -> Offload.<Void, RuntimeException>call(() -> {
            throw error;
        }))));
    }

    @Test
    void anInterruptWaitsUntilTheWorkIsDone() throws Exception {
        var began = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var seen = new CompletableFuture<String>();
        var caller = OnLoop.first().start(() -> {
            var result = Offload.<String, RuntimeException>call(() -> {
                began.countDown();
                return release.await(OnLoop.SECONDS, TimeUnit.SECONDS) ? "done" : "late";
            });
            seen.complete(result + " " + Thread.currentThread().isInterrupted());
        });
        assertTrue(began.await(OnLoop.SECONDS, TimeUnit.SECONDS));
        caller.interrupt();
        OnLoop.run(Thread::yield);
        assertFalse(seen.isDone());
        release.countDown();
        assertEquals("done true", seen.get(OnLoop.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aPlatformThreadMayCallToo() {
        assertEquals(7, Offload.<Integer, RuntimeException>call(() -> 7));
    }

    @Test
    void moreWorkThanThreadsIsDoneInTurn() throws Exception {
        OnLoop.run(() -> {
            var all = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 300; i++) {
                int number = i;
                all.add(OnLoop.start(() -> Offload.<Integer, RuntimeException>call(() -> number * 2)));
            }
            for (int i = 0; i < all.size(); i++) assertEquals(i * 2, all.get(i).get());
        });
    }
}
