package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.lint.look.Severity;

class IgnoredTest {
    private static List<String> found(String text) throws IOException {
        return Lint.look(new Site(List.of(Site.text(text, "edge.conf", "")))).findings().stream()
                .filter(it -> it.severity() != Severity.INFO || it.rule().id().startsWith("ignore")).map(it -> it.place().line() + " "
                + it.rule().id())
                .toList();
    }

    @Test void behindADirectiveOrAboveIt() throws IOException {
        assertEquals(List.of(), found("server_tokens on; # owlboard:ignore version_disclosure it is public anyway\n"));
        assertEquals(List.of(), found("# owlboard:ignore version_disclosure it is public anyway\n\n# more\nserver_tokens\n on;\n"));
        assertEquals(List.of("2 version_disclosure", "1 ignore-unused"), found("""
                server_name_in_redirect off; # owlboard:ignore server-tokens-enabled stands too far
                server_tokens on;
                """));
    }

    @Test void aboveABlockItHoldsForTheWholeBlock() throws IOException {
        assertEquals(List.of("7 autoindex-enabled"), found("""
                server_tokens off;
                # owlboard:ignore autoindex-enabled a mirror
                server {
                    listen 80;
                    location / { autoindex on; }
                }
                server { listen 81; autoindex on; }
                """));
    }

    @Test void forAWholeFile() throws IOException {
        assertEquals(List.of(), found("server_tokens off;\nserver { listen 81; autoindex on; }\n# owlboard:ignore-file"
                + " autoindex-enabled a mirror\n"));
    }

    @Test void withoutAReasonOrARuleItIsAFindingItself() throws IOException {
        assertEquals(List.of("1 ignore-without-reason"), found("server_tokens on; # owlboard:ignore version_disclosure\n"));
        assertEquals(List.of("1 ignore-unknown-rule"), found("server_tokens off; # owlboard:ignore version_discloser why not\n"));
        assertEquals(List.of("1 ignore-unknown-rule"), found("server_tokens off; # owlboard:ignore\n"));
    }
}
