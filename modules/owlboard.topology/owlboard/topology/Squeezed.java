package owlboard.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import owlboard.certs.Wrapped;

/**
 * The screen of {@code owlboard top} on a narrow terminal: the columns of its table as wide as what is in them, the last ones left out
 * where that is too much, and sentences broken at their blanks.
 */
final class Squeezed {
    private static final String HEAD = "  NAME ";
    /** As whoever draws the screen has it. */
    private static final int STATE_WIDTH = 14;
    /** The first columns begin where their heads do; numbers end where theirs do. */
    private static final int TEXTS = 3;

    private Squeezed() {}

    static String fit(String screen, int columns) {
        var lines = screen.lines().toList();
        if (lines.stream().allMatch(line -> line.length() <= columns)) return screen;
        var head = lines.stream().filter(line -> line.startsWith(HEAD)).findFirst();
        int from = head.isEmpty() ? lines.size() : lines.indexOf(head.get());
        int to = from;
        while (to < lines.size() && !lines.get(to).isEmpty()) to++;
        var fitted = new ArrayList<String>();
        lines.subList(0, from).forEach(line -> fitted.add(Wrapped.fit(line, columns)));
        fitted.addAll(table(lines.subList(from, to), columns));
        lines.subList(to, lines.size()).forEach(line -> fitted.add(Wrapped.fit(line, columns)));
        return String.join("\n", fitted) + "\n";
    }

    private static List<String> table(List<String> rows, int columns) {
        if (rows.isEmpty()) return rows;
        var cells = rows.stream().map(row -> cells(row, starts(rows.getFirst()))).toList();
        int count = cells.getFirst().size();
        var widths = new int[count];
        for (var row : cells) for (int i = 0; i < count; i++) widths[i] = Math.max(widths[i], row.get(i).length());
        int shown = 0;
        for (int all = 0; shown < count && all + widths[shown] <= columns; shown++) all += widths[shown] + 1;
        var lines = new ArrayList<String>();
        for (var row : cells) lines.add(line(row.subList(0, shown), widths));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            var blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i < TEXTS ? row.get(i) + blanks : blanks + row.get(i)).append(' ');
        }
        return line.toString().stripTrailing();
    }

    /** Where each column begins, by its head: the mark, the name, the state; a number's behind the end of the head before it. */
    private static List<Integer> starts(String head) {
        var starts = new ArrayList<>(List.of(0, 2, head.indexOf("STATE")));
        int end = head.indexOf("STATE") + STATE_WIDTH;
        var numbers = Stream.of(head.substring(end).strip().split(" {2,}")).toList();
        for (var number : numbers) {
            starts.add(end);
            end = head.indexOf(number, end) + number.length();
        }
        return starts;
    }

    private static List<String> cells(String row, List<Integer> starts) {
        var cells = new ArrayList<String>();
        for (int i = 0; i < starts.size(); i++) {
            int from = Math.min(row.length(), starts.get(i));
            int to = i + 1 < starts.size() ? Math.min(row.length(), starts.get(i + 1)) : row.length();
            cells.add(row.substring(from, to).strip());
        }
        return cells;
    }
}
