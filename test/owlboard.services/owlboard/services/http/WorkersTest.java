package owlboard.services.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

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
