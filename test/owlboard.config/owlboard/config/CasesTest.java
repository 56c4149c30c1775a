package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Configuration.Notice;
import owlboard.config.Configuration.Severity;
import owlboard.config.file.Config;

/**
 * The cases of {@code test/owlboard.config/cases}: a configuration, a line of four dashes, then its errors, or what is not simply honoured
 * in it, or {@code ok}. Cases of one file stand between lines of four equals signs. The configuration is called {@code case.conf}.
 */
class CasesTest {
    private static final Path CASES = Path.of("test/owlboard.config/cases");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> saysWhatTheCaseExpects() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(CASES)) {
            for (var file : files.sorted().toList()) {
                for (var text : Files.readString(file).split("(?m)^====\n")) {
                    tests.add(test(file.getFileName() + " " + (tests.size() + 1), text));
                }
            }
        }
        return tests.stream();
    }

    private DynamicTest test(String name, String text) {
        int dashes = text.indexOf("\n----\n");
        var configuration = text.substring(0, dashes);
        var title = configuration.lines().filter(line -> !line.isBlank()).map(String::strip).collect(Collectors.joining(" "));
        return dynamicTest(name + ": " + title.substring(0, Math.min(100, title.length())),
                () -> assertEquals(text.substring(dashes + 6).stripTrailing(), told(configuration)));
    }

    private String told(String configuration) throws IOException {
        var main = folder.resolve("case.conf");
        Files.writeString(main, configuration);
        try {
            var source = new Config.Source(main, "case.conf", path -> folder.resolve(path.substring(1)), "", true);
            var notices = Config.load(source).notices().stream().filter(notice -> notice.severity() != Severity.HONOURED)
                    .map(CasesTest::line).toList();
            return notices.isEmpty() ? "ok" : String.join("\n", notices);
        } catch (ConfigException wrong) {
            return String.join("\n", wrong.errors());
        }
    }

    private static String line(Notice notice) {
        return notice.severity() + " " + notice.directive() + (notice.severity() == Severity.WARNING ? ": " + notice.message() : "")
                + " in " + notice.place();
    }
}
