package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that cannot be mistaken for a later one with the same pid: {@code born} is its start time in clock ticks
 * (field 22 of /proc/PID/stat) and the machine's boot id; the start in milliseconds where there is no /proc.
 */
record Incarnation(long pid, String born) {
    private static final String BOOT = boot();
    /** As /proc has them on every Linux (USER_HZ). */
    private static final double TICKS_A_SECOND = 100;

    /** Empty when no such process runs (a zombie does not run). */
    static Optional<Incarnation> of(long pid) {
        try {
            var fields = fields(pid);
            if (fields[0].equals("Z") || fields[0].equals("X")) return Optional.empty();
            return Optional.of(new Incarnation(pid, fields[19] + "@" + BOOT));
        } catch (IOException noSuchProcessOrNoProc) {
            if (Files.exists(Path.of("/proc/self/stat"))) return Optional.empty();
            return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant())
                    .map(start -> new Incarnation(pid, Long.toString(start.toEpochMilli())));
        }
    }

    /** Whether it was stopped by a signal (STOP, or a debugger's), and waits for CONT. */
    static boolean isStopped(long pid) {
        try {
            return fields(pid)[0].equals("T");
        } catch (IOException gone) {
            return false;
        }
    }

    /** By the clock of the machine's uptime, which nobody sets; empty where there is no /proc or no such process. */
    static OptionalLong ageSeconds(long pid) {
        try {
            double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
            return OptionalLong.of(Math.max(0, (long) (uptime - Long.parseLong(fields(pid)[19]) / TICKS_A_SECOND)));
        } catch (IOException noSuchProcessOrNoProc) {
            return OptionalLong.empty();
        }
    }

    /** proc(5), from field 3, the state, on. */
    private static String[] fields(long pid) throws IOException {
        var text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        return text.substring(text.lastIndexOf(')') + 2).split(" ");  // the name, field 2, may hold blanks and brackets
    }

    private static String boot() {
        var file = Path.of("/proc/sys/kernel/random/boot_id");
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : "";
        } catch (IOException noProc) {
            return "";
        }
    }

    static Optional<Incarnation> parse(String text) {
        var words = text.strip().split(" ");
        return words.length == 2 && words[0].matches("\\d{1,18}") ? Optional.of(new Incarnation(Long.parseLong(words[0]), words[1]))
                : Optional.empty();
    }

    boolean runs() {
        return of(pid).filter(this::equals).isPresent();
    }

    @Override public String toString() {
        return pid + " " + born;
    }
}
