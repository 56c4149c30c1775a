package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int lint(String... words) {
        var all = new ArrayList<>(List.of("lint"));
        all.addAll(List.of(words));
        out.reset();
        return new Main(new PrintStream(out, true), new PrintStream(err, true)).run(all);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("edge.conf"), text).toString();
    }

    @Test void theExitCodeIsForTheLevel() throws Exception {
        var file = file("server { listen 80; server_tokens off; autoindex on; }\n");
        assertEquals(1, lint(file));
        assertEquals(1, lint("-l", file));
        assertEquals(0, lint("-ll", file));
        assertEquals("1 file: nothing found\n", out.toString());
        assertEquals(1, lint(folder.resolve("nowhere.conf").toString()));
        assertEquals(2, lint("--format", "xml", file));
        assertEquals(2, lint("--fix", "-"));
        assertEquals(2, lint("--nginx-version", "new", file));
    }

    @Test void ourTopologyHasNothingButInformation() {
        assertEquals(0, lint("--topology", "conf/topology.conf"), out::toString);
        assertTrue(out.toString().contains("ignored by comments"), out::toString);
    }

    @Test void fixMendsAndTellsWhatIsLeft() throws Exception {
        var file = file("server { listen 80; server_tokens off; location /i { alias /srv/; } autoindex on; }\n");
        assertEquals(1, lint("--fix-dry-run", file));
        assertTrue(out.toString().contains("+ server { listen 80; server_tokens off; location /i/ { alias /srv/; } autoindex on; }"),
                out::toString);
        assertTrue(Files.readString(Path.of(file)).contains("location /i {"));
        assertEquals(1, lint("--fix", file));
        assertTrue(out.toString().contains("1 line changed") && !out.toString().contains("high"), out::toString);
        assertTrue(Files.readString(Path.of(file)).contains("location /i/ {"));
    }

    @Test void whyExplainsARuleByAnyOfItsNames() {
        assertEquals(0, lint("why", "T2"));
        assertTrue(out.toString().contains("timeouts-not-nested (medium)") && out.toString().contains("failover-unreachable (high)"),
                out::toString);
        assertEquals(2, lint("why", "alias_traversl"));
        assertTrue(err.toString().contains("did you mean \"alias_traversal\"?"), err::toString);
        assertEquals(0, lint("why"));
        assertTrue(out.toString().lines().count() > 70, out::toString);
    }
}
