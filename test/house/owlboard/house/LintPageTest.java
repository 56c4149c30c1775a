package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import owlboard.lint.LeftOut;
import owlboard.lint.Lint;
import owlboard.lint.look.Rule;

/** conf/LINT.md is the list of the rules. */
class LintPageTest {
    private static final Path PAGE = Path.of("conf/LINT.md");
    private static final String REMEDY = "OWLBOARD_TABLE=write ./build.sh test LintPageTest";
    private static final String HEAD = """
            # Rules of `owlboard lint`

            What `owlboard lint` looks for, as `owlboard lint why RULE` explains it. Written from the rules themselves by
            `%s`. Names with an underscore are those of gixy and Gixy-Next;
            others also have nginx-lint's names; T and a number is a finding of OwlBoard's team.
            `# owlboard:ignore RULE reason`, behind or above a directive or a block, excuses one; info alone fails nothing.

            | rule | severity | why | remedy |
            |---|---|---|---|
            """.formatted(REMEDY);

    private static final String LEFT_OUT = """

            ## What other linters look for, and this one does not

            | their rule | why not |
            |---|---|
            """;

    @Test void thePageIsTheListOfRules() throws IOException {
        var page = new StringBuilder(HEAD);
        for (var rule : Lint.rules()) page.append(row(rule));
        page.append(LEFT_OUT);
        for (var each : LeftOut.ALL) page.append("| `%s` (%s) | %s |\n".formatted(each.id(), each.linter(), cell(each.reason())));
        if ("write".equals(System.getenv("OWLBOARD_TABLE"))) Files.writeString(PAGE, page);
        assertEquals(page.toString(), Files.exists(PAGE) ? Files.readString(PAGE) : "", "stale: " + REMEDY);
    }

    private static String row(Rule rule) {
        var also = rule.aliases().isEmpty() ? "" : " (" + String.join(", ", rule.aliases()) + ")";
        return "| `" + rule.id() + "`" + also + " | " + rule.severity().word() + " | " + cell(rule.why()) + " | " + cell(rule.remedy())
                + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
