package owlboard.certs;

import java.io.PrintStream;
import java.util.List;

/** Rows with their columns one below the other. */
final class Table {
    private Table() {
    }

    /** The first row is the head; all have as many cells. */
    static void print(List<List<String>> rows, PrintStream out) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
        }
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            out.println(line.toString().stripTrailing());
        }
    }
}
