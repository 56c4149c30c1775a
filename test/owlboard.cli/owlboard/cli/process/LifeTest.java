package owlboard.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

class LifeTest {
    private static final class Recorded implements Life.Server {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final CountDownLatch quitBegan = new CountDownLatch(1);
        final CountDownLatch requestsInFlight;
        boolean inTime = true;

        Recorded(int requestsInFlight) {
            this.requestsInFlight = new CountDownLatch(requestsInFlight);
        }

        @Override public boolean quit(Duration grace) {
            calls.add("quit " + grace);
            quitBegan.countDown();
            try {
                requestsInFlight.await();
            } catch (InterruptedException stop) {
                return false;
            }
            return inTime;
        }

        @Override public void close() {
            calls.add("close");
            requestsInFlight.countDown();
        }

        @Override public void reload() {
            calls.add("reload");
        }

        @Override public void reopenLogs() {
            calls.add("reopen");
        }
    }

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Life life = new Life(Duration.ofSeconds(8), () -> told.add("grace ran out"));

    @Test void quitWaitsForRequestsInFlightAndReturns() {
        var server = new Recorded(0);
        life.post(Life.Event.QUIT);
        life.run(server);
        assertEquals(List.of("quit PT8S"), server.calls);
        assertTrue(told.isEmpty());
    }

    @Test void tellsWhenTheGraceRanOut() {
        var server = new Recorded(0);
        server.inTime = false;
        life.post(Life.Event.QUIT);
        life.run(server);
        assertEquals(List.of("grace ran out"), told);
    }

    @Test void aSecondInterruptEndsAtOnce() throws InterruptedException {
        var server = new Recorded(1);
        life.post(Life.Event.INTERRUPT);
        var running = Thread.ofPlatform().start(() -> life.run(server));
        server.quitBegan.await();
        life.post(Life.Event.INTERRUPT);
        running.join();
        assertEquals(List.of("quit PT8S"), server.calls);
    }

    @Test void aSecondTermChangesNothing() throws InterruptedException {
        var server = new Recorded(1);
        life.post(Life.Event.QUIT);
        var running = Thread.ofPlatform().start(() -> life.run(server));
        server.quitBegan.await();
        life.post(Life.Event.QUIT);
        life.post(Life.Event.REOPEN);
        while (!server.calls.contains("reopen")) Thread.onSpinWait();
        server.requestsInFlight.countDown();
        running.join();
        assertEquals(List.of("quit PT8S", "reopen"), server.calls);
    }

    @Test void closeDoesNotWait() {
        var server = new Recorded(1);
        life.post(Life.Event.RELOAD);
        life.post(Life.Event.CLOSE);
        life.run(server);
        assertEquals(List.of("reload", "close"), server.calls);
        assertFalse(server.calls.contains("quit PT8S"));
    }
}
