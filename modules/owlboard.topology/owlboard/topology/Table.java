package owlboard.topology;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, three blanks between them. */
final class Table {
    private Table() {}

    static List<String> lines(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) widths[i] = Math.max(widths[i], row.get(i).length());
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 3));
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
