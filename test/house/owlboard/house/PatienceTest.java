package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A test that waits for what must come waits for {@link owlboard.harness.Patience}: a time of its own is too short on some machine. */
class PatienceTest {
    private static final List<Pattern> OWN_TIMES = List.of(
            Pattern.compile("\\.(?:get|poll|await|awaitTermination|waitFor|join)\\((?:[2-9]|\\d{2,}), "
            + "(?:java\\.util\\.concurrent\\.)?TimeUnit\\.SECONDS\\)"),
            Pattern.compile("\\.join\\(Duration\\.ofSeconds\\(|\\.(?:connectT|t)imeout\\(Duration\\.ofSeconds\\("),
            Pattern.compile("setSoTimeout\\(\\d{1,3}_?\\d{3}\\)"),
            Pattern.compile("nanoTime\\(\\) \\+ (?:\\d+_000_000_000L|TimeUnit\\.SECONDS\\.toNanos\\(\\d)"),
            Pattern.compile("@Timeout\\("));

    @Test void waitsForWhatMustComeAreAsLongAsAnyMachineNeeds() throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.walk(Path.of("test"))) {
            var sources = files.filter(file -> file.toString().endsWith(".java") && !file.startsWith("test/bench")).sorted().toList();
            for (var file : sources) {
                int number = 0;
                for (var line : Files.readAllLines(file)) {
                    number++;
                    if (OWN_TIMES.stream().noneMatch(pattern -> pattern.matcher(line).find())) continue;
                    found.add(file + ":" + number + ": " + line.strip());
                }
            }
        }
        assertEquals(List.of(), found, "use Patience");
    }
}
