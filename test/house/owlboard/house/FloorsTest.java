package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package uses which, as the compiled classes say. */
class FloorsTest {
    private static final Path CLASSES = Path.of("build/classes");
    private static final Pattern NAMED = Pattern.compile("owlboard(?:/[a-z0-9]+)+/[A-Z]\\w*");

    /** The floors of the engine; each package may use those below its own line, and those in it to its right. */
    private static final List<List<String>> FLOORS = List.of(
            List.of(""), // Engine, and the list of features
            List.of("stream"),
            List.of("http"),
            List.of("status"),
            List.of("cache"),
            List.of("forward", "route", "content"),
            List.of("access", "log", "span"),
            List.of("filter"),
            List.of("respond", "upstream"),
            List.of("exchange"),
            List.of("logfile", "dns", "tls", "listen", "count"));

    /**
     * Packages of the engine in which more than two files stand in one circle, and how many. The exchange does so by its nature: it has
     * settings, which have contents and filters, which are asked with an exchange.
     */
    private static final Map<String, Integer> CIRCLES = Map.of("owlboard.proxy.exchange", 21);

    /** Package to the packages of its module that it uses. */
    private static final Map<String, Set<String>> USES = new TreeMap<>();
    /** File to the files of its package that it uses; both by the full name of their outer class. */
    private static final Map<String, Set<String>> BESIDE = new TreeMap<>();

    @BeforeAll static void read() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class") && !path.endsWith("module-info.class")).toList()) {
                var module = CLASSES.relativize(file).getName(0).toString();
                var own = packageOf(CLASSES.resolve(module).relativize(file).toString());
                var used = USES.computeIfAbsent(own, _ -> new TreeSet<>());
                var beside = BESIDE.computeIfAbsent(outer(CLASSES.resolve(module).relativize(file).toString()), _ -> new TreeSet<>());
                for (var name : names(file)) {
                    var there = packageOf(name);
                    if (there.equals(own)) beside.add(outer(name));
                    else if (isIn(there, module)) used.add(there);
                }
            }
        }
    }

    private static boolean isIn(String name, String module) {
        return name.equals(module) || name.startsWith(module + ".");
    }

    private static String packageOf(String classFile) {
        return classFile.substring(0, classFile.lastIndexOf('/')).replace('/', '.');
    }

    private static String outer(String classFile) {
        return classFile.replaceAll("(\\$.*)?(\\.class)?$", "").replace('/', '.');
    }

    /** All classes that a class file names, in its code and in its signatures, with slashes. */
    private static Set<String> names(Path file) throws IOException {
        var names = new TreeSet<String>();
        for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
            var text = switch (entry) {
                case ClassEntry used -> used.asInternalName();
                case Utf8Entry signature when signature.stringValue().contains("Lowlboard/") -> signature.stringValue();
                default -> "";
            };
            for (var named = NAMED.matcher(text); named.find(); ) names.add(named.group());
        }
        return names;
    }

    @Test void noPackagesStandInACircle() {
        var circles = new ArrayList<String>();
        for (var from : USES.keySet()) if (reaches(from, from, new TreeSet<>())) circles.add(from);
        assertEquals(List.of(), circles);
        assertTrue(USES.size() > 30, "few packages were seen: " + USES.keySet());
    }

    private static boolean reaches(String from, String wanted, Set<String> seen) {
        for (var next : USES.getOrDefault(from, Set.of())) {
            if (next.equals(wanted) || seen.add(next) && reaches(next, wanted, seen)) return true;
        }
        return false;
    }

    @Test void withinAPackageOfTheEngineCirclesHaveTwoFilesAtMost() {
        var largest = new TreeMap<String, Integer>();
        for (var file : BESIDE.keySet()) {
            if (!isIn(file, "owlboard.proxy")) continue;
            long circle = BESIDE.keySet().stream().filter(other -> leads(file, other) && leads(other, file)).count();
            var own = file.substring(0, file.lastIndexOf('.'));
            if (circle > CIRCLES.getOrDefault(own, 2)) largest.merge(own, (int) circle, Math::max);
        }
        assertEquals(Map.of(), largest);
    }

    private static boolean leads(String from, String to) {
        var seen = new TreeSet<>(Set.of(from));
        var next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            for (var used : BESIDE.getOrDefault(next.poll(), Set.of())) {
                if (used.equals(to)) return true;
                if (seen.add(used)) next.add(used);
            }
        }
        return from.equals(to);
    }

    @Test void theEnginesPackagesUseWhatIsBelowThem() {
        var wrong = new ArrayList<String>();
        for (var entry : USES.entrySet()) {
            if (!isIn(entry.getKey(), "owlboard.proxy")) continue;
            int place = place(entry.getKey());
            for (var used : entry.getValue()) if (place(used) <= place) wrong.add(entry.getKey() + " uses " + used);
        }
        assertEquals(List.of(), wrong);
    }

    /** Greater is lower, and more to the right. */
    private static int place(String name) {
        var shown = name.equals("owlboard.proxy") ? "" : name.substring("owlboard.proxy.".length());
        int place = 0;
        for (var floor : FLOORS) {
            for (var there : floor) {
                if (there.equals(shown)) return place;
                place++;
            }
        }
        throw new AssertionError(name + " has no floor in this test");
    }
}
