package owlboard.certs;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that fit a terminal. */
public final class Wrapped {
    private static final int FURTHER_IN = 4;

    private Wrapped() {
    }

    /**
     * Breaks what is longer than {@code columns} at its blanks. What goes on stands below the last column of its line (what follows two
     * blanks), where that is in the left half; else a little further in than the line began. A word that is longer than a line stays whole.
     */
    public static String fit(String text, int columns) {
        if (text.length() <= columns || text.lines().allMatch(line -> line.length() <= columns)) return text;
        var lines = new ArrayList<String>();
        text.lines().forEach(line -> add(line, columns, lines));
        return String.join("\n", lines) + (text.endsWith("\n") ? "\n" : "");
    }

    private static void add(String line, int columns, List<String> lines) {
        int indent = indent(line, columns);
        var rest = line;
        while (rest.length() > columns) {
            int at = rest.lastIndexOf(' ', columns);
            if (at <= indent) at = rest.indexOf(' ', columns);
            if (at < 0) break;
            lines.add(rest.substring(0, at).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(at).strip();
        }
        lines.add(rest);
    }

    private static int indent(String line, int columns) {
        int first = 0;
        while (first < line.length() && line.charAt(first) == ' ') first++;
        int indent = first + FURTHER_IN;
        for (int i = first + 2; i < Math.min(line.length(), columns / 2 + 1); i++) {
            if (line.charAt(i) != ' ' && line.startsWith("  ", i - 2)) indent = i;
        }
        return Math.min(indent, columns / 2);
    }
}
