package owlboard.drill.judge;

/** Milliseconds within which 99 % were done, before, during and after a fault; 0 where nothing was. */
public record Waits(double before, double during, double after) {
    /** A p99 of a few milliseconds doubles by chance: below it nobody is slow. */
    static final int QUICK_MILLIS = 50;

    /** Without the fault, on either side of it. */
    double usual() {
        return Math.max(before, after);
    }

    /** Whether those who were served meanwhile waited at most so often as long, apart from what {@code machine} delays all alike. */
    boolean isWithin(int times, Waits machine) {
        double late = Math.max(0, machine.during - machine.usual());
        return during <= Math.max(times * usual(), QUICK_MILLIS) + times * late;
    }

    String text() {
        return "%.1f ms before, %.1f ms during and %.1f ms after".formatted(before, during, after);
    }
}
