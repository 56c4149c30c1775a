package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** A regular expression that recurses for each byte of a URI. */
class RegexTest {
    @Test void aUriOfTheLargestLineIsMatched() {
        try (var edge = Edge.with("server { listen 80; location ~ \"^/(?:a|b)*$\" { return 200 ab; } location / { return 200 other; } }")) {
            for (int length : new int[] {10, 3000, 8000}) assertEquals("ab", edge.get("/" + "ab".repeat(length / 2)).body());
        }
    }
}
