package owlboard.wire;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import owlboard.harness.Patience;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/** Runs a part of a test in a virtual thread of a loop. */
public final class OnLoop {
    /** How long any single part may last before the test fails. */
    public static final int SECONDS = (int) Patience.SECONDS;

    private OnLoop() {}

    /** A body that may throw. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    public static Loop first() {
        return Loops.all().getFirst();
    }

    /** Its result, or what it threw. */
    public static <T> T call(Callable<T> body) throws Exception {
        return result(start(body));
    }

    public static void run(Body body) throws Exception {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** Begins on the first loop; {@link #result} waits. */
    public static <T> CompletableFuture<T> start(Callable<T> body) {
        var done = new CompletableFuture<T>();
        first().start(() -> {
            try {
                done.complete(body.call());
            } catch (Throwable thrown) {
                done.completeExceptionally(thrown);
            }
        });
        return done;
    }

    public static <T> T result(CompletableFuture<T> running) throws Exception {
        try {
            return running.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception exception) throw exception;
            if (failed.getCause() instanceof Error error) throw error;
            throw failed;
        } catch (TimeoutException late) {
            throw new AssertionError("did not end within " + SECONDS + " s", late);
        }
    }

    /** Lets the loop turn until {@code condition} holds. On a loop only. */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("not within " + SECONDS + " s: " + what);
            Thread.yield();
        }
    }
}
