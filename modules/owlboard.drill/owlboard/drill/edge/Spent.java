package owlboard.drill.edge;

/**
 * CPU time of the balancer up to a moment, nanoseconds.
 *
 * @param cpuNanos -1: not known
 */
public record Spent(long cpuNanos, long atNanos) {
    /** How many cores it has kept busy since; NaN: not known. */
    public double coresSince(Spent before) {
        if (cpuNanos < 0 || before.cpuNanos < 0) return Double.NaN;
        return (cpuNanos - before.cpuNanos) / (double) Math.max(1, atNanos - before.atNanos);
    }
}
