package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import owlboard.lint.rules.Catalogue;

/**
 * Each rule with files that break it and files that do not: {@code cases/*.txt}. A case begins with {@code === RULE bad} or
 * {@code === RULE good}, and a version of nginx where it is for one; {@code --- FILE} begins another file of it.
 */
class RulesTest {
    private static final Path CASES = Path.of("test/owlboard.lint/cases");

    private record Case(String rule, boolean bad, String version, String where, Map<String, StringBuilder> files) {
        Report report() throws IOException {
            var read = new ArrayList<Site.Read>();
            for (var file : files.entrySet()) read.add(Site.text(file.getValue().toString(), file.getKey(), version));
            var site = new Site(read);
            site.link();
            return Lint.look(site);
        }
    }

    @Test void aRuleSeesWhatBreaksItAndNothingElse() throws IOException {
        var wrong = new ArrayList<String>();
        for (var each : cases()) {
            assertNotNull(Catalogue.named(each.rule).orElse(null), each.where + " is for no rule");
            var report = each.report();
            boolean seen = report.findings().stream().anyMatch(it -> it.rule().id().equals(each.rule));
            if (seen != each.bad) wrong.add(each.where + ": " + each.rule + (seen ? " is told without reason" : " is not seen"));
            report.findings().stream().filter(it -> it.rule().id().equals("syntax")).forEach(it -> wrong.add(each.where + ": "
                    + it.reason()));
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test void everyRuleHasABadAndAGoodFile() throws IOException {
        var cases = cases();
        var missing = new ArrayList<String>();
        for (var rule : Catalogue.RULES) {
            for (boolean bad : List.of(true, false)) {
                if (cases.stream().noneMatch(each -> each.rule.equals(rule.id()) && each.bad == bad)) {
                    missing.add(rule.id() + (bad ? " bad" : " good"));
                }
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    @Test void oneIdAnIdea() {
        var names = new HashMap<String, String>();
        for (var rule : Lint.rules()) {
            assertEquals(null, names.put(rule.id(), rule.id()), rule.id());
        }
        for (var rule : Lint.rules()) {
            for (var alias : rule.aliases()) {
                if (alias.matches("T\\d+")) continue; // a finding of the team's may have several sides
                var other = names.put(alias, rule.id());
                assertEquals(null, other, alias + " is " + rule.id() + " and " + other);
            }
        }
    }

    private static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        try (Stream<Path> files = Files.list(CASES)) {
            for (var file : files.sorted().toList()) read(file, cases);
        }
        return cases;
    }

    private static void read(Path file, List<Case> into) throws IOException {
        StringBuilder text = null;
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith("=== ")) {
                var words = line.split(" ");
                text = new StringBuilder();
                var each = new Case(words[1], words[2].equals("bad"), words.length > 3 ? words[3] : "",
                        file.getFileName() + ":" + (i + 1), new LinkedHashMap<>());
                each.files.put("edge.conf", text);
                into.add(each);
            } else if (line.startsWith("--- ")) {
                into.getLast().files.put(line.substring(4), text = new StringBuilder());
            } else if (text != null) {
                text.append(line).append('\n');
            }
        }
    }
}
