package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;

/** A loop that only waits for a core must not be called stalled. */
final class CoreUseTest {
    @Test
    void theTimeWithoutACoreIsSeen() throws InterruptedException {
        Assumptions.assumeTrue(CoreUse.ofThisThread().file() != null, "no /proc/thread-self here");
        var stop = new AtomicBoolean();
        var waited = new CountDownLatch(1);
        int threads = Runtime.getRuntime().availableProcessors() + 1;
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().daemon().start(() -> {
                var use = CoreUse.ofThisThread();
                while (!stop.get()) if (use.waited() > 10_000_000) waited.countDown();
            });
        }
        try {
            assertTrue(waited.await(Patience.SECONDS, TimeUnit.SECONDS), threads + " busy threads, and none waited 10 ms");
        } finally {
            stop.set(true);
        }
    }

    @Test
    void whereNothingIsSaidNothingWasWaited() {
        assertEquals(0, CoreUse.UNKNOWN.waited());
    }
}
