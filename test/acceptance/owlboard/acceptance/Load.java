package owlboard.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Connections that send one GET after the other, each from its own address where it is to be taken for another client. */
public final class Load implements AutoCloseable {
    private final int port;
    private final String path;
    private final Duration pause;
    private final AtomicInteger left;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param requests of all connections together, before they end by themselves
     * @param pause    of a connection between an answer and its next request
     */
    public Load(int port, String path, int connections, int requests, Duration pause) {
        this.port = port;
        this.path = path;
        this.pause = pause;
        left = new AtomicInteger(requests);
        for (int i = 0; i < connections; i++) {
            var own = "127.0.1." + (1 + i);
            threads.add(Thread.ofPlatform().daemon().name("load " + own).start(() -> run(own)));
        }
    }

    private void run(String own) {
        while (left.get() > 0) {
            try (var connection = new Raw(port, own)) {
                boolean open = true;
                while (open && left.getAndDecrement() > 0) {
                    var answer = connection.gets(path).answer();
                    if (answer.status() == 200) answered.incrementAndGet();
                    else failed(own + ": " + answer);
                    if (!pause.isZero()) LockSupport.parkNanos(pause.toNanos());
                    open = !answer.values("Connection").contains("close");
                }
            } catch (IOException failed) {
                failed(own + ": " + failed);
            }
        }
    }

    private synchronized void failed(String how) {
        failures.add(how);
    }

    /** Answers with 200 so far. */
    public int answered() {
        return answered.get();
    }

    /** Whatever was no 200. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    void awaitEnd() throws InterruptedException {
        for (var thread : threads) {
            if (!thread.join(Await.PATIENCE)) {
                throw new AssertionError(thread.getName() + " is still waiting for an answer; " + answered() + " were answered, failed: "
                        + failures());
            }
        }
    }

    /** No further requests; what is in flight is waited for. */
    public void stops() throws InterruptedException {
        left.set(0);
        awaitEnd();
    }

    @Override public void close() {
        left.set(0);
    }
}
