package owlboard.certs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import owlboard.json.Json;

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

    /** As lines that fit there; or as JSON, an object for each row: its names are the heads in small letters, {@code -} is null. */
    public static void print(List<List<String>> rows, boolean json, PrintStream out) {
        if (!json) {
            lines(rows, Screen.columns(out)).forEach(out::println);
            return;
        }
        var names = rows.getFirst().stream().map(head -> head.toLowerCase(Locale.ROOT).replace(' ', '_')).toList();
        out.print(Json.rows(rows.stream().skip(1).map(row -> {
            var object = new LinkedHashMap<String, Object>();
            for (int i = 0; i < names.size(); i++) object.put(names.get(i), row.get(i).equals("-") ? null : row.get(i));
            return object;
        }).toList()));
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
