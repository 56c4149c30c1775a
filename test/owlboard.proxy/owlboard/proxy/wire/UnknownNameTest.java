package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** A name that does not resolve is a peer that is down, no reason not to start. */
@OwlboardOnly(row = "unknown-names", value = "does not start: host not found in upstream")
class UnknownNameTest {
    @Test void theOtherPeerServes() {
        try (var edge =
                Edge.with(
                "upstream api { server nowhere.invalid; server a:80; } server { listen 80; location / { proxy_pass http://api; } }")) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals("a:80", edge.get("/").body());
        }
    }

    @Test void aloneItIs502() {
        try (var edge = Edge.with("upstream api { server nowhere.invalid; } server { listen 80; location / { proxy_pass http://api; } }")) {
            assertEquals(502, edge.get("/").status());
            edge.errorLog().awaitsPart("nowhere.invalid");
        }
    }
}
