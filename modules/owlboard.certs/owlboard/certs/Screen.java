package owlboard.certs;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command prints. */
public final class Screen {
    /** A stream that knows how long a line of it may be. */
    @FunctionalInterface
    public interface Sized {
        int columns();
    }

    private Screen() {
    }

    /** Whether {@code out} is this process's standard output, and that a terminal. */
    public static boolean isTerminal(PrintStream out) {
        if (out != System.out) return false;
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException noProc) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    /** Whether lines may be drawn over: on a terminal, but for one that calls itself dumb. */
    public static boolean isDrawnOn(PrintStream out) {
        return isTerminal(out) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Where lines may be drawn over, unless NO_COLOR is set and not empty (no-color.org). */
    public static boolean isColoured(PrintStream out) {
        var no = System.getenv("NO_COLOR");
        return isDrawnOn(out) && (no == null || no.isEmpty());
    }

    /** How long a line may be: the terminal's width, or what COLUMNS says; without a terminal as long as it likes. */
    public static int columns(PrintStream out) {
        if (out instanceof Sized sized) return sized.columns();
        var told = System.getenv("COLUMNS");
        if (told != null && told.matches("[1-9]\\d{0,4}")) return Integer.parseInt(told);
        return isTerminal(out) ? ofTerminal() : Integer.MAX_VALUE;
    }

    /** A text as it fits there. */
    public static void print(PrintStream out, String text) {
        out.print(Wrapped.fit(text, columns(out)));
        out.flush();
    }

    /** stty(1): rows and columns. */
    private static int ofTerminal() {
        try {
            var asking = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return said.matches("\\d{1,5} [1-9]\\d{0,4}") ? Integer.parseInt(said.substring(said.indexOf(' ') + 1)) : Integer.MAX_VALUE;
        } catch (IOException noStty) {
            return Integer.MAX_VALUE;
        }
    }
}
