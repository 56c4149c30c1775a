package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What modules/README.md names is there: paths, classes, tests and their methods, as far as they stand between backquotes. */
class MapTest {
    private static final Path MAP = Path.of("modules/README.md");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    /** {@code upstream/Forward}, {@code wire/http/RequestHead}, {@code jlink/Bundle.java}: from the root, or the end of a path below. */
    private static final Pattern PATH = Pattern.compile("[a-z][\\w.-]*(/[\\w.-]+)+");
    /** {@code LeastConn}, {@code ArrowsTest.arrowsGoDownOnly}. */
    private static final Pattern CLASS = Pattern.compile("([A-Z][a-z]\\w+)(?:\\.([a-z]\\w*))?");
    /** What a run or a build makes. */
    private static final Set<String> MADE = Set.of("build", "bin", "run", "pids");
    /** Words that look like classes: of Linux, and of the JDK. */
    private static final Set<String> OTHERS = Set.of("Pss", "String");

    @Test void whatItNamesIsThere() throws IOException {
        var files = files();
        var missing = new ArrayList<String>();
        var text = BLOCK.matcher(Files.readString(MAP)).replaceAll(block -> "\n".repeat((int) block.group().lines().count() - 1));
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            for (var quoted = QUOTED.matcher(lines.get(i)); quoted.find(); ) {
                var why = missing(quoted.group(1), files);
                if (why != null) missing.add(MAP + ":" + (i + 1) + " names `" + quoted.group(1) + "`: " + why);
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    /** Why there is no such thing; null when there is, or when it is neither a path nor a class. */
    private static String missing(String name, List<Path> files) throws IOException {
        if (PATH.matcher(name).matches()) {
            if (MADE.contains(name.substring(0, name.indexOf('/'))) || Files.exists(Path.of(name))) return null;
            boolean known = files.stream().anyMatch(file -> endsWith(file, name));
            return known ? null : "no file or folder of the repository ends in this";
        }
        var type = CLASS.matcher(name);
        if (!type.matches() || OTHERS.contains(type.group(1))) return null;
        var sources = files.stream().filter(file -> file.endsWith(type.group(1) + ".java")).toList();
        if (sources.isEmpty()) return "no " + type.group(1) + ".java in the repository";
        if (type.group(2) == null) return null;
        for (var source : sources) if (Files.readString(source).contains(" " + type.group(2) + "(")) return null;
        return "it has no method " + type.group(2);
    }

    private static boolean endsWith(Path file, String name) {
        return file.endsWith(name) || file.endsWith(name + ".java");
    }

    /** Files and folders under modules/ and test/. */
    private static List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        for (var root : List.of("modules", "test")) {
            try (Stream<Path> below = Files.walk(Path.of(root))) {
                below.forEach(files::add);
            }
        }
        return files;
    }
}
