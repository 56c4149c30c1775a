package owlboard.services.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;

class WorkersTest {
    @Test
    void runsOnPlatformThreads() throws Exception {
        try (var workers = new Workers("test")) {
            assertFalse(workers.call(() -> Thread.currentThread().isVirtual()));
        }
    }

    @Test
    void handsBackWhatATaskThrows() {
        try (var workers = new Workers("test")) {
            assertThrows(IOException.class, () -> workers.call(() -> {
                throw new IOException("disk");
            }));
            assertThrows(IllegalStateException.class, () -> workers.call(() -> {
                throw new IllegalStateException();
            }));
        }
    }

    @Test
    void whoWaitsIsToldThatTheWorkersHaveEnded() throws Exception {
        var release = new CountDownLatch(1);
        var workers = new Workers("test");
        var callers = new ArrayList<Thread>();
        for (int i = 0; i < 64; i++) {
            callers.add(Thread.ofVirtual().start(() -> assertThrows(Exception.class, () -> workers.call(() -> {
                release.await();
                return null;
            }))));
        }
        for (var caller : callers) while (caller.getState() != Thread.State.WAITING) Thread.onSpinWait();
        workers.close();
        release.countDown();
        for (var caller : callers) assertTrue(caller.join(Patience.TIME), "it waits for ever");
    }

    @Test
    void refusesWith503WhoseTurnComesTooLate() {
        try (var workers = new Workers("test", 1, 8, Duration.ofNanos(1))) {
            assertEquals(503, assertThrows(Refusal.class, () -> workers.call(() -> 0)).status());
        }
    }

    @Test
    void refusesWith503WhenTooMuchWaits() throws Exception {
        var release = new CountDownLatch(1);
        var refused = new CountDownLatch(1);
        try (var workers = new Workers("test")) {
            var statuses = ConcurrentHashMap.<Integer>newKeySet();
            for (int i = 0; i < Workers.WAITING_MAX + 64; i++) {
                Thread.ofVirtual().start(() -> {
                    try {
                        workers.call(() -> {
                            release.await();
                            return null;
                        });
                    } catch (Refusal full) {
                        statuses.add(full.status());
                        refused.countDown();
                    } catch (Exception stopped) {
                        statuses.add(0);
                    }
                });
            }
            refused.await();
            assertEquals(Set.of(503), statuses);
            release.countDown();
        }
    }
}
