package owlboard.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** People who read, each with a {@code java.net.http} client and an address of its own, until told to stop. */
final class Traffic implements AutoCloseable {
    /** Between two requests of one of them: many connections, little of the machine. */
    private static final int PAUSE_MILLIS = 100;

    private final int port;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();
    private final List<Thread> people = new ArrayList<>();
    private volatile boolean over;
    private boolean well;

    /** Each asks for the paths in turn. */
    Traffic(int port, int people, String... paths) {
        this.port = port;
        for (int i = 0; i < people; i++) {
            var own = "127.0.2." + (1 + i);
            this.people.add(Thread.ofPlatform().daemon().name("reader " + own).start(() -> read(port, own, paths)));
        }
    }

    private void read(int port, String own, String[] paths) {
        try (var client = new Client(port, own)) {
            for (int i = 0; !over; i++) {
                one(client, own, paths[i % paths.length]);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | InterruptedException failed) {
            failed(own + ": " + failed);
        }
    }

    private void one(Client client, String own, String path) throws InterruptedException {
        try {
            var answer = client.get(path);
            if (answer.statusCode() == 200) answered.incrementAndGet();
            else failed(own + " " + path + ": " + answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
        } catch (IOException failed) {
            failed(own + " " + path + ": " + failed);
        }
    }

    private synchronized void failed(String how) {
        failures.add(System.currentTimeMillis() % 1_000_000 + " ms " + how);
    }

    /** Until so many more have been answered. */
    void awaitMore(int count) throws Exception {
        int wanted = answered.get() + count;
        Await.until(count + " more answers; failed: " + failures(), () -> answered.get() >= wanted || !failures().isEmpty());
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ends it and fails when one request was not answered with 200. */
    void endsWithoutFailure() throws InterruptedException {
        over = true;
        for (var one : people) one.join(Await.PATIENCE);
        if (!failures().isEmpty() || answered.get() == 0) {
            throw new AssertionError(failures().size() + " of " + (answered.get() + failures().size()) + " requests failed:\n"
                    + String.join("\n", failures().subList(0, Math.min(20, failures().size()))));
        }
        well = true;
    }

    /** Where it ended well, and whoever has opened a WebSocket later has closed it, no gateway has a request any more. */
    @Override public void close() throws Exception {
        over = true;
        if (!well) return;
        Await.until("every gateway says active 0", () -> Status.of(port),
                status -> status.backends().values().stream().allMatch(gateway -> gateway.active() == 0));
    }
}
