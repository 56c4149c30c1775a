package owlboard.wire.loop;

import java.util.function.BiConsumer;

/** Where a loop reports what should never happen: an exception that nobody caught, a stall. Replaced by the engine with its error log. */
public final class Faults {
    private static volatile BiConsumer<String, Throwable> sink = (what, failure) -> {
        System.err.println("owlboard: unexpected failure in " + what);
        failure.printStackTrace();
    };

    private Faults() {}

    public static void reportTo(BiConsumer<String, Throwable> newSink) {
        sink = newSink;
    }

    public static void report(String what, Throwable failure) {
        sink.accept(what, failure);
    }
}
