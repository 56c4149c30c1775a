package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.lint.look.Severity;

class OutputTest {
    private static final String BAD = "server_tokens off;\nserver { listen 80; location /i { alias /i/; } location /j { alias /j/; }"
            + " }\nautoindex on;\n";

    private static Report report(String text, String name) throws IOException {
        return Lint.look(new Site(List.of(Site.text(text, name, ""))));
    }

    private static String said(Output output, String text, Severity least) throws IOException {
        var report = report(text, "a b,c.conf");
        return output.of(report, report.from(least), (severity, word) -> word);
    }

    @Test void textNamesPlaceReasonAndRemedy() throws IOException {
        assertEquals("""
                high    a b,c.conf:2  alias_traversal  (--fix)
                        a location without a slash at its end with an alias that has one
                        -> End both in a slash, or neither.

                1 file: 1 high
                """, said(Output.TEXT, BAD, Severity.HIGH));
        assertEquals("1 file: nothing found\n", said(Output.TEXT, "server_tokens off;\n", Severity.LOW));
    }

    @Test void jsonHasOneObjectAFinding() throws IOException {
        var json = said(Output.JSON, BAD, Severity.HIGH);
        assertTrue(json.startsWith("{\n  \"findings\": [\n    {\"id\": \"alias_traversal\", \"severity\": \"high\", \"file\": \"a"
                + " b,c.conf\", \"line\": 2,"), json);
        assertTrue(json.endsWith("\"fixable\": true}],\n  \"files\": 1,\n  \"ignored\": 0}\n"), json);
    }

    @Test void sarifNamesRuleLevelAndPlace() throws IOException {
        var sarif = said(Output.SARIF, BAD, Severity.LOW);
        assertTrue(sarif.contains("\"version\": \"2.1.0\""), sarif);
        assertTrue(sarif.contains("\"ruleId\": \"alias_traversal\", \"level\": \"error\""), sarif);
        assertTrue(sarif.contains("{\"artifactLocation\": {\"uri\": \"a%20b,c.conf\"}, \"region\": {\"startLine\": 2}}"), sarif);
    }

    @Test void githubGetsACommandAPlace() throws IOException {
        assertTrue(said(Output.GITHUB, BAD, Severity.HIGH).startsWith("::error file=a b%2Cc.conf,line=2,title=alias_traversal::a"
                + " location without"));
    }

    @Test void aDumpIsReadAsTheFilesThatItHolds() throws IOException {
        var report = report("""
                nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
                # configuration file /etc/nginx/nginx.conf:
                events { }
                http { include conf.d/*.conf; include /etc/nginx/../nginx/more; }

                # configuration file /etc/nginx/conf.d/a.conf:
                server {
                    autoindex on;
                }

                # configuration file /etc/nginx/more:
                server_tokens build;
                """, "stdin");
        var places = report.from(Severity.LOW).stream().map(it -> it.place() + " " + it.rule().id()).toList();
        assertEquals(List.of("/etc/nginx/conf.d/a.conf:2 autoindex-enabled", "/etc/nginx/../nginx/more:1 version_disclosure"), places);
    }

    @Test void whatCannotBeReadIsAFinding() throws IOException {
        var findings = report("server { listen 80;\n", "a.conf").from(Severity.HIGH);
        assertEquals("syntax", findings.getFirst().rule().id());
        assertEquals("unexpected end of file, expecting \"}\" in a.conf:2", findings.getFirst().reason());
        assertTrue(report("include nowhere.conf;\n", "a.conf").findings().stream().anyMatch(it -> it.rule().id()
                .equals("missing-include")));
    }
}
