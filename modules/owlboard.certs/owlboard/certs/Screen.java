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

    /** How many lines fit there, and how long they may be. */
    public record Size(int rows, int columns) {
        private static final Size ENDLESS = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** The terminal's, or what LINES and COLUMNS say; without a terminal as much as it likes. */
    public static Size size(PrintStream out) {
        if (out instanceof Sized sized) return new Size(Integer.MAX_VALUE, sized.columns());
        int rows = told("LINES");
        int columns = told("COLUMNS");
        if (rows != 0 && columns != 0) return new Size(rows, columns);
        var there = isTerminal(out) ? ofTerminal() : Size.ENDLESS;
        return new Size(rows == 0 ? there.rows : rows, columns == 0 ? there.columns : columns);
    }

    public static int columns(PrintStream out) {
        return size(out).columns;
    }

    /** 0: not told. */
    private static int told(String variable) {
        var text = System.getenv(variable);
        return text != null && text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : 0;
    }

    /** A text as it fits there. */
    public static void print(PrintStream out, String text) {
        out.print(Wrapped.fit(text, columns(out)));
        out.flush();
    }

    /** stty(1): rows and columns. */
    private static Size ofTerminal() {
        try {
            var asking = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (!said.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) return Size.ENDLESS;
            int blank = said.indexOf(' ');
            return new Size(Integer.parseInt(said.substring(0, blank)), Integer.parseInt(said.substring(blank + 1)));
        } catch (IOException noStty) {
            return Size.ENDLESS;
        }
    }

    /** A line of a complaint, which begins with the program's name, once. */
    public static String named(String line) {
        return line.startsWith("owlboard ") ? line : "owlboard: " + line;
    }
}
