package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests and the table of differences from nginx say the same: each marked deviation names a row, and each row has a test that names it. */
class DifferencesTest {
    private static final Path TABLE = Path.of("conf/DIFFERENCES.md");
    private static final Path ALWAYS = Path.of("test/harness/owlboard/edge/Differences.java");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\|.*");
    private static final Pattern ANNOTATION = Pattern.compile("@OwlboardOnly\\((?:row = \"([^\"]*)\")?");
    private static final Pattern TITLE = Pattern.compile("^(?:== |# ).*\\[owlboard ?([^:\\]]*): ");
    private static final Pattern ITEM = Pattern.compile("<li>\\{@code ([a-z0-9-]+)}:");

    /** A row that a test names. */
    private record Mark(Path file, int line, String row) {}

    @Test void everyMarkedDeviationNamesARow() throws IOException {
        var rows = rows();
        var wrong = new ArrayList<String>();
        for (var mark : marks()) {
            if (rows.contains(mark.row)) continue;
            var named = mark.row.isEmpty() ? "names no row" : "names \"" + mark.row + "\", which is no row";
            wrong.add(mark.file + ":" + mark.line + " " + named + " of " + TABLE
                    + ": write the name of one, @OwlboardOnly(row = \"NAME\", value = \"what nginx does\") or [owlboard NAME: what nginx "
                    + "does],"
                    + " or add the row");
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test void everyRowHasATest() throws IOException {
        var untested = new TreeSet<>(rows());
        for (var mark : marks()) untested.remove(mark.row);
        var remedy = "rows of " + TABLE + " that no test names: mark one that shows the difference, or take the row away";
        assertEquals(Set.of(), untested, remedy);
    }

    private static Set<String> rows() throws IOException {
        var rows = new LinkedHashSet<String>();
        for (var line : Files.readAllLines(TABLE)) {
            var row = ROW.matcher(line);
            if (row.matches()) assertEquals(true, rows.add(row.group(1)), TABLE + " has two rows " + row.group(1));
            else assertEquals(false, line.startsWith("| ") && !line.startsWith("| name "), TABLE + " has a row without a name: " + line);
        }
        return rows;
    }

    private static List<Mark> marks() throws IOException {
        var marks = new ArrayList<Mark>();
        try (var files = Files.walk(Path.of("test"))) {
            for (var file : files.filter(DifferencesTest::mayHaveMarks).sorted().toList()) {
                if (file.equals(ALWAYS)) collect(file, ITEM, marks);
                else collect(file, file.toString().endsWith(".java") ? ANNOTATION : TITLE, marks);
            }
        }
        return marks;
    }

    private static boolean mayHaveMarks(Path file) {
        if (file.startsWith("test/house")) return false;
        var folder = file.getParent();
        return file.toString().endsWith(".java")
                || file.toString().endsWith(".txt") && (folder.endsWith("cases") || folder.endsWith("configurations"));
    }

    private static void collect(Path file, Pattern pattern, List<Mark> marks) throws IOException {
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            for (var found = pattern.matcher(lines.get(i)); found.find(); ) {
                marks.add(new Mark(file, i + 1, found.group(1) == null ? "" : found.group(1)));
            }
        }
    }
}
