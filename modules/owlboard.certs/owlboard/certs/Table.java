package owlboard.certs;

import java.util.ArrayList;
import java.util.List;

/** Rows with their columns one below the other. */
public final class Table {
    private static final int GAP = 3;

    private Table() {
    }

    /**
     * The first row is the head; all have as many cells. Where a line would be longer than {@code columns} each row is a block: its first
     * cell, below it the others with their heads.
     */
    public static List<String> lines(List<List<String>> rows, int columns) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
        }
        var lines = new ArrayList<String>();
        for (var row : rows) lines.add(line(row, widths));
        return lines.stream().allMatch(line -> line.length() <= columns) ? lines : blocks(rows, columns);
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + GAP);
        return line.toString().stripTrailing();
    }

    private static List<String> blocks(List<List<String>> rows, int columns) {
        var heads = rows.getFirst();
        int width = heads.stream().skip(1).mapToInt(String::length).max().orElse(0);
        var lines = new ArrayList<String>();
        for (var row : rows.subList(1, rows.size())) {
            lines.add(row.getFirst());
            for (int i = 1; i < row.size(); i++) cell(heads.get(i), width, row.get(i), columns, lines);
        }
        return lines;
    }

    /** Broken at its blanks. */
    private static void cell(String head, int width, String text, int columns, List<String> lines) {
        var line = new StringBuilder("  ").append(head).repeat(' ', width - head.length());
        int begin = line.length();
        for (var word : text.strip().split(" +")) {
            if (line.length() > begin && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(begin));
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
