package owlboard.wire.loop;

/**
 * Where loops and wires report what no connection can be told: exceptions that nobody caught, stalls, limits of the system. Replaced by the
 * engine with its error log.
 */
public final class Faults {
    /**
     * NOTICE explains what was seen; WARN: something had to make room; ERROR: something that was asked for is missing; CRIT: clients are
     * turned away; ALERT: an operator must act.
     */
    public enum Weight { NOTICE, WARN, ERROR, CRIT, ALERT }

    @FunctionalInterface
    public interface Sink {
        /** {@code failure} may be null. From any thread; must not block. */
        void tell(Weight weight, String text, Throwable failure);
    }

    private static volatile Sink sink = Faults::print;

    private Faults() {}

    /** A notice is a line; where it came from is for who looks for more. */
    private static void print(Weight weight, String text, Throwable failure) {
        boolean brief = weight == Weight.NOTICE && failure != null;
        System.err.println("owlboard: " + text + (brief ? ": " + failure.getMessage() : ""));
        if (failure != null && !brief) failure.printStackTrace();
    }

    public static void reportTo(Sink newSink) {
        sink = newSink;
    }

    /** An exception that should never have come here. */
    public static void report(String what, Throwable failure) {
        sink.tell(Weight.ALERT, "unexpected failure in " + what, failure);
    }

    public static void tell(Weight weight, String text, Throwable failure) {
        sink.tell(weight, text, failure);
    }
}
