package owlboard.cli.nginx;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;

/**
 * Where nginx says what goes wrong before its configuration is in force: on standard error and in the error log of {@code -e}
 * (default: logs/error.log under the prefix). {@code -e stderr}: on standard error alone, with the time as in a log.
 */
final class StartLog {
    private final PrintStream err;
    private final Path file;

    private StartLog(PrintStream err, Path file) {
        this.err = err;
        this.file = file;
    }

    static StartLog open(String name, String prefix, PrintStream err) {
        if (name.equals("stderr")) return new StartLog(err, null);
        var file = under(prefix, name);
        try {
            Files.newOutputStream(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException trouble) {
            err.println("nginx: [alert] could not open error log file: " + Words.failed("open", file, trouble));
        }
        return new StartLog(err, Path.of(file));
    }

    /** A relative name stands under the prefix, which may be empty or end with a slash. */
    static String under(String prefix, String name) {
        return name.startsWith("/") ? name : prefix + name;
    }

    /** On standard error and in the log. {@code level}: emerg, alert, crit, error. */
    void say(String level, String message) {
        if (file == null) {
            err.println(line(level, message));
            return;
        }
        err.println("nginx: [" + level + "] " + message);
        note(level, message);
    }

    /** In the log only (on standard error with {@code -e stderr}). */
    void note(String level, String message) {
        if (file == null) {
            err.println(line(level, message));
            return;
        }
        try {
            Files.writeString(file, line(level, message) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException told) {
            // That this file cannot be written was said when it was opened; what matters is on standard error.
            return;
        }
    }

    private static String line(String level, String message) {
        var now = LocalDateTime.now();
        long pid = ProcessHandle.current().pid();
        return now.getYear() + "/" + two(now.getMonthValue()) + "/" + two(now.getDayOfMonth()) + " " + two(now.getHour()) + ":"
                + two(now.getMinute()) + ":" + two(now.getSecond())
                + " [" + level + "] " + pid + "#" + pid + ": " + message;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : "" + number;
    }
}
