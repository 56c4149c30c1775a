package owlboard.drill.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all cores of this machine have done since it began, in ticks of proc(5).
 *
 * @param total -1: not known
 */
public record Cores(long idle, long total) {
    private static final Path STAT = Path.of("/proc/stat");
    /** What follows in the line is in these already. */
    private static final int COLUMNS = 8;
    private static final int IDLE = 3;
    private static final int WAITS_FOR_DISK = 4;

    /** As of now. */
    public static Cores now() {
        try (var lines = Files.lines(STAT)) {
            return of(lines.findFirst().orElse(""));
        } catch (IOException | RuntimeException noSuchFile) {
            return new Cores(0, -1);
        }
    }

    /** Of {@code cpu  user nice system idle iowait irq softirq steal ...}. */
    static Cores of(String line) {
        var words = line.split("\\s+");
        long total = 0;
        for (int i = 1; i <= COLUMNS; i++) total += Long.parseLong(words[i]);
        return new Cores(Long.parseLong(words[1 + IDLE]) + Long.parseLong(words[1 + WAITS_FOR_DISK]), total);
    }

    /** Which share of their time nobody wanted, 0 to 1; NaN: not known. */
    public double idleSince(Cores before) {
        if (total < 0 || before.total < 0 || total == before.total) return Double.NaN;
        return (idle - before.idle) / (double) (total - before.total);
    }
}
