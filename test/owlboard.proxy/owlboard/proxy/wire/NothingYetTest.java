package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** What is accepted and does nothing yet is told in the error log, whatever its level. */
class NothingYetTest {
    @Test @OwlboardOnly(row = "later", value = "does it")
    void theErrorLogSaysSo() {
        try (var edge = Edge.with("""
                error_log /var/log/nginx/error.log crit;
                events { }
                http { gzip on; gzip_types *; server { listen 80; gzip on; early_hints 1; location / { return 204; } } }
                """)) {
            edge.errorLog().awaitsPart("[warn] ");
            edge.errorLog().awaitsPart("\"gzip\" does nothing yet in ");
            edge.errorLog().awaitsPart("\"gzip_types\" does nothing yet in ");
            edge.errorLog().awaitsPart("\"early_hints\" does nothing yet in ");
            assertEquals(204, edge.get("/").status());
        }
    }
}
