package owlboard.topology;

import owlboard.certs.Screen;

import java.io.PrintStream;
import java.util.List;

/** Where lines for a person go: with colours and lines redrawn in place on a terminal, plain elsewhere and with NO_COLOR. */
final class Terminal {
    private static final int[] PREFIX_COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};
    private final PrintStream out;
    private final boolean inPlace;
    private final boolean colours;
    private int drawn;

    Terminal(PrintStream out, boolean inPlace, boolean colours) {
        this.out = out;
        this.inPlace = inPlace;
        this.colours = colours;
    }

    /** A terminal when {@code out} is this process's standard output and that is one. */
    static Terminal of(PrintStream out) {
        return new Terminal(out, Screen.isDrawnOn(out), Screen.isColoured(out));
    }

    /** The log of a supervisor that has no terminal. */
    static Terminal of(State state) {
        return new Terminal(new RoleLog(state.log(Detached.NAME), System.err).stream(), false, false);
    }

    int columns() {
        return Screen.columns(out);
    }

    boolean inPlace() {
        return inPlace;
    }

    synchronized void line(String line) {
        drawn = 0;
        out.println(line);
        out.flush();
    }

    /** {@code name   | line} for each of the lines, each name in its colour. */
    void prefixed(String name, int index, int width, List<String> lines) {
        var prefix = prefix(name, index, width);
        lines(lines.stream().map(prefix::concat).toList());
    }

    String prefix(String name, int index, int width) {
        return paint(PREFIX_COLOURS[index % PREFIX_COLOURS.length], name + " ".repeat(Math.max(0, width - name.length())) + " |") + " ";
    }

    /** Written together. */
    synchronized void lines(List<String> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        drawn = 0;
        out.print(text);
        out.flush();
    }

    /** Draws the lines over those of the last call. Only where {@link #inPlace}. */
    synchronized void redraw(List<String> lines) {
        var text = new StringBuilder();
        if (drawn > 0) text.append("\u001b[").append(drawn).append('A');
        for (var line : lines) text.append('\r').append(line).append("\u001b[K\n");
        drawn = lines.size();
        out.print(text);
        out.flush();
    }

    String good(String text) {
        return paint(32, text);
    }

    String bad(String text) {
        return paint(31, text);
    }

    String dim(String text) {
        return paint(2, text);
    }

    private String paint(int colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
