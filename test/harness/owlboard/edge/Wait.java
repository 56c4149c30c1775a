package owlboard.edge;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import owlboard.harness.Patience;

/** Waiting for a condition, never for a time that merely seems long enough. */
public final class Wait {
    /** How long any single wait may last before the test fails. */
    public static final Duration LIMIT = Patience.TIME;

    private Wait() {}

    /** Returns once {@code condition} holds; fails with {@code what} after {@link #LIMIT}. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what), condition);
    }

    static void until(Supplier<AssertionError> failure, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw failure.get();
            pause(Duration.ofMillis(3));
        }
    }

    /** Lets real time pass where the behaviour itself is a time ({@code fail_timeout}, a refill of a limit). */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
