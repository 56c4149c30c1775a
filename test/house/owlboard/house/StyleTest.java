package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.house.Style.Offence;
import owlboard.house.Style.Rule;

/**
 * The style of all Java sources, as {@link Style} sees it. What was there when the rules came is allowed, by file, rule and number, in
 * {@code test/house/style.txt}; that list only shrinks: {@code OWLBOARD_STYLE=shrink ./build.sh test StyleTest} writes what is left of it.
 */
class StyleTest {
    private static final Path ALLOWED = Path.of("test/house/style.txt");
    private static final String HEAD = """
            # What StyleTest allows: file, rule, number. It only shrinks; whoever mends a file lowers its number here, by hand or with
            #   OWLBOARD_STYLE=shrink ./build.sh test StyleTest
            # A file that moves takes its lines here with it.
            """;

    /** What a list says of one file. */
    private record Key(String file, String rule) implements Comparable<Key> {
        @Override public int compareTo(Key other) {
            int byFile = file.compareTo(other.file);
            return byFile != 0 ? byFile : rule.compareTo(other.rule);
        }
    }

    @TempDir Path folder;

    @Test void nothingIsAddedToWhatWasThere() throws IOException {
        var offences = byKey(Style.of(sources()));
        var allowed = allowed();
        if ("shrink".equals(System.getenv("OWLBOARD_STYLE"))) allowed = shrink(allowed, offences);
        var wrong = new ArrayList<String>();
        for (var entry : offences.entrySet()) {
            int most = allowed.getOrDefault(entry.getKey(), 0);
            if (entry.getValue().size() > most) wrong.add(told(entry.getValue(), most));
        }
        tellWhatCouldBeLowered(allowed, offences);
        assertEquals("", String.join("\n", wrong));
    }

    private static String told(List<Offence> offences, int most) {
        var rule = offences.getFirst().rule();
        var head = "%s has %d %s, %d are allowed: %s".formatted(offences.getFirst().file(), offences.size(), rule.what, most, rule.remedy);
        var text = new StringBuilder(head);
        for (var offence : offences) text.append("\n  ").append(offence);
        return text.toString();
    }

    private static void tellWhatCouldBeLowered(Map<Key, Integer> allowed, Map<Key, List<Offence>> offences) {
        allowed.forEach((key, most) -> {
            int now = offences.getOrDefault(key, List.of()).size();
            if (now < most) System.out.printf("%s: %s %s could be lowered from %d to %d%n", ALLOWED, key.file, key.rule, most, now);
        });
    }

    /** The list never grows; where there is none it is what there is. */
    private static Map<Key, Integer> shrink(Map<Key, Integer> allowed, Map<Key, List<Offence>> offences) throws IOException {
        var left = new TreeMap<Key, Integer>();
        for (var entry : offences.entrySet()) {
            int now = entry.getValue().size();
            int most = Files.exists(ALLOWED) ? allowed.getOrDefault(entry.getKey(), 0) : now;
            if (most > 0) left.put(entry.getKey(), Math.min(most, now));
        }
        var text = new StringBuilder(HEAD);
        left.forEach((key, count) -> text.append(key.file).append(' ').append(key.rule).append(' ').append(count).append('\n'));
        Files.writeString(ALLOWED, text);
        return left;
    }

    private static Map<Key, List<Offence>> byKey(Collection<Offence> offences) {
        var byKey = new TreeMap<Key, List<Offence>>();
        for (var offence : offences) {
            byKey.computeIfAbsent(new Key(offence.file().toString(), offence.rule().key()), _ -> new ArrayList<>()).add(offence);
        }
        return byKey;
    }

    private static Map<Key, Integer> allowed() throws IOException {
        var allowed = new TreeMap<Key, Integer>();
        if (!Files.exists(ALLOWED)) return allowed;
        for (var line : Files.readAllLines(ALLOWED)) {
            if (line.startsWith("#") || line.isBlank()) continue;
            var words = line.split(" ");
            allowed.put(new Key(words[0], words[1]), Integer.valueOf(words[2]));
        }
        return allowed;
    }

    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        for (var root : List.of("modules", "test", "jlink")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        return sources;
    }

    @Test void eachRuleIsSeenAndNothingElse() throws IOException {
        var file = Files.writeString(folder.resolve("Sample.java"), """
                package sample;
                import java.util.List;
                class Sample {
                    static final long READ_TIMEOUT = 1;
                    long idleNanos;
                    private int size;
                    java.time.Duration delay;
                    record Wide(int a, int b, int c, int d, int e, int f, int g, long grace) {}
                    int choose(boolean a, boolean b) { return a ? 1 : (b ? 2 : 3); }
                    int choose(boolean a) { return a ? List.of(1).size() : 0; }
                    void many(int a, int b, int c, int d, int e, int f, int g) {}
                    // java.util.Map in a comment, and "java.util.Map" in a text
                    String text = "java.util.Map ? a : b ? c : d";
                    Object map = new java.util.HashMap<String, java.util.Map.Entry<String, String>>();
                    String wide = "%s";
                }
                """.formatted("x".repeat(140)));
        var seen = Style.of(List.of(file)).stream().map(offence -> offence.line() + " " + offence.rule().key()).sorted().toList();
        assertEquals(List.of("11 parameters", "14 qualified-name", "14 qualified-name", "15 long-line", "4 unit", "6 unit",
                "7 qualified-name", "8 unit", "9 nested-conditional"), seen);
    }

    @Test void everyRuleNamesItsRemedy() {
        for (var rule : Rule.values()) assertEquals(false, rule.what.isBlank() || rule.remedy.isBlank(), rule.key());
    }
}
