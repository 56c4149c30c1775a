package owlboard.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody who writes, one message after the other, until told to stop. */
final class Posts implements AutoCloseable {
    private static final int PAUSE_MILLIS = 30;

    private final List<String> failures = new ArrayList<>();
    private final Thread writer;
    private int written;
    private volatile boolean over;

    Posts(int port, String path) {
        writer = Thread.ofPlatform().daemon().name("writer").start(() -> write(port, path));
    }

    private void write(int port, String path) {
        try {
            while (!over) {
                try (var client = new Client(port, "127.0.3.9")) { // an idle connection may be closed when the next one is on its way
                    var answer = client.post(path, Map.of("user_id", "9", "username", "eve", "content", "message " + written));
                    if (answer.statusCode() / 100 == 2) written++;
                    else failures.add(answer + " " + answer.body());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (Exception failed) {
            failures.add(failed.toString());
        }
    }

    /** Ends it and fails when one was not taken. */
    void endWithoutFailure() throws InterruptedException {
        over = true;
        writer.join(Await.PATIENCE);
        if (!failures.isEmpty() || written == 0) throw new AssertionError(written + " were written, failed: " + failures);
    }

    @Override public void close() {
        over = true;
    }
}
