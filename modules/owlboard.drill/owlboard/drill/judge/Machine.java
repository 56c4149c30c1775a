package owlboard.drill.judge;

/**
 * What handing on took, at the same time, that has nothing to do with the edge ({@link owlboard.drill.traffic.Pulse}).
 *
 * @param idle    which share of all cores' time nobody wanted before the fault, 0 to 1; NaN: not known
 * @param p99     milliseconds within which 99 % were done
 * @param slowest the longest of each phase
 */
public record Machine(double idle, Waits p99, Waits slowest) {
    private static final double IDLE_MIN = 0.25;

    /** Where nearly all was wanted before, whatever comes on top makes somebody wait, whoever serves it. */
    boolean isBusy() {
        return idle < IDLE_MIN; // not where it is unknown
    }

    /** In front of what was seen on one that is busy. */
    String busy() {
        return "only %.0f %% of the machine was idle before, which delays everybody: ".formatted(100 * idle);
    }

    /** Milliseconds by which something that hands on {@code ways} times as often may be late. */
    double late(int ways) {
        return ways * slowest.during();
    }
}
