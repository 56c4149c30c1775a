package owlboard.house;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import owlboard.config.directive.Directive;
import owlboard.config.directive.Directives;
import owlboard.config.directive.Standing;

/** conf/DIRECTIVES.md is the table that the parser uses. */
class DirectivesPageTest {
    private static final Path PAGE = Path.of("conf/DIRECTIVES.md");
    private static final String REMEDY = "OWLBOARD_TABLE=write ./build.sh test DirectivesPageTest";
    private static final String HEAD = """
            # Directives

            What becomes of each directive of nginx, as `owlboard check -v` lists it. Written from the parser's own table by
            `%s`; how what is honoured differs from nginx is in [DIFFERENCES.md](DIFFERENCES.md).

            """.formatted(REMEDY);

    @Test void thePageIsTheTable() throws IOException {
        var page = HEAD + Directives.modules().stream().map(DirectivesPageTest::module).collect(joining("\n"));
        if ("write".equals(System.getenv("OWLBOARD_TABLE"))) Files.writeString(PAGE, page);
        assertEquals(page, Files.exists(PAGE) ? Files.readString(PAGE) : "", "stale: " + REMEDY);
    }

    private static String module(Directives.Module module) {
        var text = new StringBuilder("## ").append(module.name()).append("\n\n");
        var byWord = new TreeMap<Standing, List<Directive<?>>>();
        for (var standing : Standing.values()) {
            var those = module.directives().stream().filter(directive -> directive.standing() == standing).toList();
            if (!those.isEmpty()) byWord.put(standing, those);
        }
        byWord.forEach((standing, those) -> text.append("- ").append(standing.words).append(": ").append(names(those)).append('\n'));
        return text.toString();
    }

    /** Those with the same reason together. */
    private static String names(List<Directive<?>> directives) {
        var byReason = new TreeMap<String, TreeSet<String>>();
        for (var directive : directives) byReason.computeIfAbsent(directive.reason(), reason -> new TreeSet<>()).add(directive.name());
        return byReason.entrySet().stream().map(entry -> entry.getValue().stream().map(name -> "`" + name + "`").collect(joining(", "))
                + (entry.getKey().isEmpty() ? "" : " (" + entry.getKey() + ")")).collect(joining("; "));
    }
}
