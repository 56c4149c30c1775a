package owlboard.acceptance;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import owlboard.harness.Patience;

/** Waiting for a condition with a deadline that only a hang exceeds. */
public final class Await {
    static final Duration PATIENCE = Patience.TIME;

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, condition, Boolean::booleanValue);
    }

    /** The first value that suits; the last one is told when none came. */
    public static <T> T until(String what, Callable<T> source, Predicate<T> suits) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long asked = System.nanoTime();
            var value = source.call();
            long took = System.nanoTime() - asked;
            if (suits.test(value)) return value;
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + "; last seen: " + value);
            }
            Thread.sleep(Math.max(15, took / 1_000_000)); // a command of the image is as dear as it is slow
        }
    }
}
