package owlboard.drill.judge;

/** Milliseconds of the three phases, before, during and after a fault; 0 where nothing was. */
public record Waits(double before, double during, double after) {
    String text() {
        return "%.1f ms before, %.1f ms during and %.1f ms after".formatted(before, during, after);
    }
}
