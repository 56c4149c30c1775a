package owlboard.drill.judge;

/** Milliseconds of the three phases, before, during and after a fault; 0 where nothing was. */
public record Waits(double before, double during, double after) {
    /** A p99 of a few milliseconds doubles by chance: below it nobody is slow. */
    static final int QUICK_MILLIS = 50;
    /** A request hands on what the machine's control hands on, and computes beside it. */
    private static final int LATE_TIMES = 3;

    /**
     * Whether those who were served meanwhile waited at most so often as long as before, apart from what {@code machine} delays all alike
     * since. What came after is no measure: a fault may outlive itself.
     */
    boolean isWithin(int times, Waits machine) {
        double late = Math.max(0, machine.during - machine.before);
        return during <= Math.max(times * before, QUICK_MILLIS) + LATE_TIMES * late;
    }

    String text() {
        return "%.1f ms before, %.1f ms during and %.1f ms after".formatted(before, during, after);
    }
}
