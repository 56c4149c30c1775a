package owlboard.wire.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way off a loop: what would block it (files, names, TLS tasks, long computing) runs on a platform thread while the caller parks.
 */
public final class Offload {
    /** A wake-up that is lost costs no more than this. */
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadPoolExecutor THREADS = threads();

    private Offload() {}

    private static ThreadPoolExecutor threads() {
        int count = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        var pool = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> Serving.thread("offload-" + NUMBER.incrementAndGet(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static final class Job<T> implements Runnable {
        private final Callable<T> work;
        private final Thread caller = Thread.currentThread();
        private T result;
        private Throwable failure;
        private volatile boolean done;

        Job(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                result = work.call();
            } catch (Throwable thrown) {
                failure = thrown;
            }
            done = true;
            LockSupport.unpark(caller);
        }
    }

    /**
     * Runs {@code work} elsewhere and parks until it is done; its exception is thrown here. An interrupt is kept until then: what was begun
     * is not left half done.
     */
    @SuppressWarnings("unchecked")
    public static <T, E extends Exception> T call(Callable<T> work) throws E {
        var job = new Job<>(work);
        THREADS.execute(job);
        boolean interrupted = false;
        while (!job.done) {
            LockSupport.parkNanos(job, LOOK_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (job.failure instanceof Error error) throw error;
        if (job.failure != null) throw (E) job.failure;
        return job.result;
    }
}
