package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTest {
    @Test void filesAreNamedAndPlacedAsNginxDoes() {
        var key = Key.ofHex("b7f54b2df7773722d382f4809d65029c");
        assertEquals(Path.of("/c/c/29/b7f54b2df7773722d382f4809d65029c"), key.path(Path.of("/c"), List.of(1, 2)));
        assertEquals(Path.of("/c/b7f54b2df7773722d382f4809d65029c"), key.path(Path.of("/c"), List.of()));
        assertEquals("900150983cd24fb0d6963f7d28e17f72", Key.of("abc").hex());
    }

    @Test void otherNamesAreNone() {
        assertNull(Key.ofHex("b7f54b2df7773722d382f4809d65029"));
        assertNull(Key.ofHex("B7F54B2DF7773722D382F4809D65029C"));
        assertNull(Key.ofHex("cache-1-1.tmp"));
    }
}
