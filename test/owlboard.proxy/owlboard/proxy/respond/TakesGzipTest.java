package owlboard.proxy.respond;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TakesGzipTest {
    @Test void aWeightHasThreeDigitsAtMost() {
        for (var yes : new String[] {"gzip", "gzip;q=1", "gzip;q=1.0", "gzip; q=0.001", "br, gzip;q=0.9, x",
                "a gzip"}) assertTrue(TakesGzip.accepts(yes), yes);
        for (var no : new String[] {"", "gzi", "gzip;q=0", "gzip;q=0.0", "gzip;q=0.0000", "gzip;q=", "gzip;q", "gzip=1", "notgzip",
                "gzip;q=1.001"}) assertFalse(TakesGzip.accepts(no), no);
    }
}
