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
                http { ssl_stapling_verify on; ssl_stapling on;
                server { listen 80; ssl_stapling_verify on; location / { return 204; } } }
                """)) {
            edge.errorLog().awaitsPart("[warn] ");
            edge.errorLog().awaitsPart("\"ssl_stapling_verify\" does nothing yet in ");
            edge.errorLog().awaitsPart("\"ssl_stapling\" does nothing yet in ");
            assertEquals(204, edge.get("/").status());
        }
    }
}
