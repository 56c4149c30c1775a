package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import owlboard.edge.Attacks;

/** Lists that say which test shows what: each row names cases that are there, and the lists count themselves rightly. */
class TestListsTest {
    private static final Path WIRE = Attacks.WIRE;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| ([^|]+) \\|");
    private static final Pattern METHOD = Pattern.compile("([A-Z]\\w+)\\.(\\w+)");
    private static final Pattern AGAINST_HOSTILE_INPUT = Pattern.compile("Hostile(Cache|Client|Http2|Paths|Tls|Upstream)Test\\.java"
            + "|(Smuggling|Splitting|UnreadBody|SlowAndMany|Exhaustion|Http2Attacks|Noise)Test\\.java");
    /** A method that JUnit calls, whatever of its annotations stands in front of it on its line. */
    private static final Pattern TEST = Pattern.compile("(?:@Test|@ParameterizedTest|@ValueSource)[^{};]*?(?:\\{[^{}]*\\}\\))?[^{};]*?"
            + "void (\\w+)\\(");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test\\.\\w+|[a-z-]+\\.txt: [^`]+)`");

    /** Test sources by the name of their file. */
    private static final TreeMap<String, String> SOURCES = sources();

    private static TreeMap<String, String> sources() {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(Path.of("test"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                boolean cases = name.endsWith(".txt") && file.getParent().endsWith("owlboard.proxy/cases");
                if (name.endsWith(".java") || cases) sources.put(name, Files.readString(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return sources;
    }

    /** {@code Class.method}, {@code sent: rule}, {@code file.txt: title}, or a case of {@code Http2RulesTest}. */
    private static boolean isThere(String name) {
        var method = METHOD.matcher(name);
        if (method.matches()) return SOURCES.getOrDefault(method.group(1) + ".java", "").contains(" " + method.group(2) + "(");
        if (name.startsWith("sent: ")) {
            var rule = '"' + name.substring(6);
            return SOURCES.get("SentFrames.java").contains(rule) || SOURCES.get("FrameClient.java").contains(rule);
        }
        int title = name.indexOf(".txt: ");
        if (title > 0) {
            return ("\n" + SOURCES.getOrDefault(name.substring(0, title + 4), "")).contains("\n== " + name.substring(title + 6));
        }
        return SOURCES.get("Http2RulesTest.java").contains("(\"" + name + '"');
    }

    private record Counted(int rows, int shown, int cases) {}

    private static Counted count(Path list) throws IOException {
        var wrong = new ArrayList<String>();
        int rows = 0;
        int shown = 0;
        int cases = 0;
        for (var line : Files.readAllLines(list)) {
            var row = ROW.matcher(line);
            if (!row.matches()) continue;
            if (Integer.parseInt(row.group(1)) != ++rows) wrong.add("row " + row.group(1) + " stands where " + rows + " should");
            if (row.group(2).startsWith("– ")) continue;
            shown++;
            for (var name : row.group(2).split("; ")) {
                cases++;
                if (!isThere(name)) wrong.add("row " + rows + " names \"" + name + "\", which is no case: write it, or name another");
            }
        }
        assertEquals(List.of(), wrong, list.toString());
        return new Counted(rows, shown, cases);
    }

    @Test void eachDemandOfHttp2HasACaseThatIsThere() throws IOException {
        var list = WIRE.resolve("RFC9113.md");
        var counted = count(list);
        var text = Files.readString(list);
        assertTrue(text.contains(counted.rows + " rows,\nof which " + counted.shown + " are shown by a case and "
                + (counted.rows - counted.shown) + " do not concern"), counted.toString());
        assertTrue(counted.cases > counted.shown, counted.toString());
    }

    @Test void eachClassOfHostileInputHasTestsThatAreThere() throws IOException {
        var counted = count(WIRE.resolve("HOSTILE.md"));
        assertEquals(counted.rows, counted.shown, "a class of attacks that no test shows");
        assertTrue(Files.readString(WIRE.resolve("HOSTILE.md")).contains("\n" + counted.rows + " classes that"), counted.toString());
    }

    @Test void eachClassOfHostileInputIsPlayedThroughTheImage() {
        var wrong = Attacks.rows().stream().filter(row -> row.tests().stream().noneMatch(Attacks::isThroughTheImage)).toList();
        assertEquals(List.of(), wrong, "classes of attacks whose tests play no part of the image");
    }

    /** The other way: what is written against hostile input stands in a row. */
    @Test void eachTestOfHostileInputStandsInARow() {
        var named = Attacks.rows().stream().flatMap(row -> row.tests().stream()).collect(Collectors.toSet());
        var missing = new ArrayList<String>();
        for (var source : SOURCES.entrySet()) {
            if (!AGAINST_HOSTILE_INPUT.matcher(source.getKey()).matches()) continue;
            var type = source.getKey().replace(".java", "");
            var tests = TEST.matcher(source.getValue());
            while (tests.find()) if (!named.contains(type + "." + tests.group(1))) missing.add(type + "." + tests.group(1));
        }
        assertEquals(List.of(), missing, "tests of attacks that no row of HOSTILE.md names");
    }

    /** What is promised is tested: a paragraph or a row below the headings that promise something names its tests. */
    @Test void eachSentenceOfTheSecurityPageNamesItsTest() throws IOException {
        var wrong = new ArrayList<String>();
        var heading = "";
        int number = 0;
        for (var line : Files.readAllLines(Path.of("SECURITY.md"))) {
            number++;
            if (line.startsWith("#")) heading = line;
            var named = NAMED.matcher(line);
            int count = 0;
            for (; named.find(); count++) {
                if (!isThere(named.group(1))) wrong.add("SECURITY.md:" + number + " names " + named.group(1) + ", which is no test");
            }
            boolean promises = line.startsWith("- ") && !heading.contains("report");
            if (promises && count == 0) wrong.add("SECURITY.md:" + number + " promises what no test shows");
        }
        assertEquals(List.of(), wrong);
    }
}
