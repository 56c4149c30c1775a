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
            var value = source.call();
            if (suits.test(value)) return value;
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + "; last seen: " + value);
            }
            Thread.sleep(15);
        }
    }
}
