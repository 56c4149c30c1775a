package owlboard.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands as an interactive shell starts them: a test run that stands in a shell's background, or under nohup, has INT or HUP ignored, and
 * so would all that it starts.
 */
public final class Foreground {
    private static final long HANGUP_AND_INTERRUPT = 3; // bits 0 and 1 of a mask of signals

    private Foreground() {}

    public static List<String> of(List<String> command) throws IOException {
        if (!isIgnoring()) return command;
        var all = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
        all.addAll(command);
        return all;
    }

    /** proc(5). */
    private static boolean isIgnoring() throws IOException {
        var status = Path.of("/proc/self/status");
        if (Files.notExists(status)) return false;
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & HANGUP_AND_INTERRUPT) != 0);
    }
}
