package owlboard.services.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads for what must not run on an event loop: key derivation, file reads, long parsing.
 * The caller's virtual thread waits. At most so many tasks wait; one more is a 503.
 */
public final class Workers implements AutoCloseable {
    static final int WAITING_MAX = 256;

    private final ThreadPoolExecutor threads;

    private final long patienceNanos;

    /** As many as there are processors; who waits does so until it is served. */
    public Workers(String name) {
        this(name, Math.max(2, Runtime.getRuntime().availableProcessors()), WAITING_MAX, Duration.ofHours(1));
    }

    /** @param patience a task that has waited this long when its turn comes is a 503 instead */
    public Workers(String name, int count, int waitingMax, Duration patience) {
        threads = new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waitingMax),
            Thread.ofPlatform().daemon().name(name + "-worker-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        patienceNanos = patience.toNanos();
    }

    /** A task that fails with {@code X} and nothing else that is checked. */
    @FunctionalInterface
    public interface Task<T, X extends Exception> extends Callable<T> {
        @Override
        T call() throws X;
    }

    /** Runs the task on a worker and waits for it. */
    public <T, X extends Exception> T call(Task<T, X> task) throws X, Refusal, IOException {
        long came = System.nanoTime();
        var future = new FutureTask<T>(() -> {
            if (System.nanoTime() - came > patienceNanos) throw new RejectedExecutionException("waited too long");
            return task.call();
        });
        try {
            threads.execute(future);
            return future.get();
        } catch (RejectedExecutionException full) {
            throw busy();
        } catch (CancellationException closed) {
            throw new InterruptedIOException("the workers have ended");
        } catch (InterruptedException stopped) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for a worker");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RejectedExecutionException) throw busy();
            throw Workers.<X>cause(failed);
        }
    }

    static Refusal busy() {
        return new Refusal(503, "too busy, try again in a second", Map.of("Retry-After", "1"));
    }

    @SuppressWarnings("unchecked")  // a Task throws X; the rest is unchecked and leaves here
    private static <X extends Exception> X cause(ExecutionException failed) {
        return switch (failed.getCause()) {
            case RuntimeException accident -> throw accident;
            case Error error -> throw error;
            case Throwable checked -> (X) checked;
        };
    }

    @Override
    public void close() {
        for (var waiting : threads.shutdownNow()) ((FutureTask<?>) waiting).cancel(false); // nobody else would tell who waits for it
    }
}
