package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The table of {@code HOSTILE.md}: classes of attacks and the tests that play each. */
public final class Attacks {
    public static final Path WIRE = Path.of("test/owlboard.proxy/owlboard/proxy/wire");
    public static final Path CASES = Path.of("test/owlboard.proxy/cases");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| ([^|]+) \\|");
    private static final Pattern METHOD = Pattern.compile("([A-Z]\\w+)\\.(\\w+)");
    /** Wire tests that bring a system of their own, or whose methods are no single tests. */
    private static final Set<String> OF_THEIR_OWN = Set.of("ExhaustionTest", "Http2RulesTest");
    /** That take long, while another test of their row plays the same, or more of it, through the image. */
    private static final Set<String> PLAYED_BY_OTHERS = Set.of("Http2AttacksTest.rapidReset",
            "Http2AttacksTest.rapidResetOfWhatIsAnsweredAtOnce", "Http2AttacksTest.aBusyClientIsNoAttacker",
            "FullDiskTest.anAnswerThatCannotBeSpooledGoesOnUnbuffered");
    /** These start the image by themselves. */
    private static final Set<String> ON_THE_IMAGE = Set.of("ExhaustionTest", "HeadersTest");

    /** One class of attacks. */
    public record Row(int number, List<String> tests) {}

    private Attacks() {}

    public static List<Row> rows() {
        var rows = new ArrayList<Row>();
        try {
            for (var line : Files.readAllLines(WIRE.resolve("HOSTILE.md"))) {
                var row = ROW.matcher(line);
                if (row.matches()) rows.add(new Row(Integer.parseInt(row.group(1)), List.of(row.group(2).split("; "))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** A wire test for {@link BuiltImage#playing}: {@code Class.method}, or {@code file.txt: title}. */
    public static boolean isForTheImage(String test) {
        if (test.contains(".txt: ")) return true;
        if (PLAYED_BY_OTHERS.contains(test)) return false;
        var method = METHOD.matcher(test);
        return method.matches() && !OF_THEIR_OWN.contains(method.group(1)) && Files.exists(WIRE.resolve(method.group(1) + ".java"));
    }

    /** Whether it is played through the built image. */
    public static boolean isThroughTheImage(String test) {
        var method = METHOD.matcher(test);
        return isForTheImage(test) || method.matches() && ON_THE_IMAGE.contains(method.group(1));
    }
}
