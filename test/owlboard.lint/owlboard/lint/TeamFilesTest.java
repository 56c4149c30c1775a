package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.lint.look.Severity;

/** The findings on the team's two files, as hops of one way, are those of {@code team.txt}; on our own there is none but information. */
class TeamFilesTest {
    private static final Path EXPECTED = Path.of("test/owlboard.lint/team.txt");

    private static Report report(Path front, Path behind) throws IOException {
        return report(front, behind, "");
    }

    private static Report report(Path front, Path behind, String nginxVersion) throws IOException {
        var first = Site.file(front, front.getFileName().toString(), nginxVersion);
        var second = Site.file(behind, behind.getFileName().toString(), nginxVersion);
        first.conf().passesTo(second.conf());
        first.conf().publishedOn(List.of(8000, 9000));
        return Lint.look(new Site(List.of(first, second)));
    }

    @Test void theTeamsFilesHaveTheseFindingsAndNoOthers() throws IOException {
        var shared = System.getProperty("owlboard.shared");
        Assumptions.assumeTrue(shared != null, "no -Dowlboard.shared: the team's files are not here");
        var folder = Path.of(shared, "owlboard");
        var lines = new ArrayList<String>();
        for (var each : report(folder.resolve("load_balancer_nginx.conf"), folder.resolve("api_gateway_nginx.conf")).findings()) {
            lines.add(each.severity().word() + " " + each.place() + " " + each.rule().id() + " " + each.places().size());
        }
        if ("write".equals(System.getenv("OWLBOARD_TABLE"))) Files.write(EXPECTED, lines);
        assertEquals(Files.readString(EXPECTED), String.join("\n", lines) + "\n");
    }

    @Test void ourOwnFilesHaveNone() throws IOException {
        var found = report(Path.of("conf/lb.conf"), Path.of("conf/gateway.conf")).from(Severity.LOW);
        assertEquals(List.of(), found.stream().map(it -> it.place() + " " + it.rule().id()).toList());
        for (var page : List.of("desktop.conf", "mobile.conf")) {
            var site = new Site(List.of(Site.file(Path.of("conf", page), page, "")));
            assertEquals(List.of(), Lint.look(site).from(Severity.LOW).stream().map(it -> it.place() + " " + it.rule().id()).toList());
        }
    }

    /** The team's findings that a file can show: each is seen in their files by a rule that is named after it; T27 of their nginx. */
    @Test void everyFindingThatAFileShowsIsSeenThere() throws IOException {
        var seen = new HashSet<String>();
        var shared = System.getProperty("owlboard.shared");
        var folder = shared == null ? null : Path.of(shared, "owlboard");
        for (var number : "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 26 27".split(" ")) {
            assertTrue(Lint.rule("T" + number).isPresent(), "T" + number);
            seen.add("T" + number);
        }
        Assumptions.assumeTrue(folder != null, "no -Dowlboard.shared: the team's files are not here");
        var found = report(folder.resolve("load_balancer_nginx.conf"), folder.resolve("api_gateway_nginx.conf"), "1.27.0").findings();
        found.forEach(each -> seen.removeAll(each.rule().aliases()));
        assertEquals(Set.of(), seen);
    }
}
