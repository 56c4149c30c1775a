package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NameTest {
    @Test
    void everyNumberBelongsToItsOwnName() throws IllegalAccessException {
        var seen = new HashSet<Integer>();
        for (var field : Name.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) continue;
            int id = field.getInt(null);
            assertTrue(id >= 0 && id < 64, field.getName() + ": a head remembers its names in 64 bits");
            assertTrue(seen.add(id), field.getName());
            if (id == Name.OTHER) continue;
            var name = field.getName().toLowerCase(Locale.ROOT).replace('_', '-');
            assertEquals(id, Name.of(name));
            assertEquals(id, Name.of(name.toUpperCase(Locale.ROOT)));
        }
        assertTrue(seen.size() > 40);
    }

    @Test
    void whatNobodyAsksForIsOther() {
        for (var name : new String[] {"", "x", "hos", "hostt", "content_length", "content-lengt", "h\u00f6st", "@ost",
                "connection\u0000"}) {
            assertEquals(Name.OTHER, Name.of(name), name);
        }
    }

    @Test
    void noRandomNameIsTakenForAKnownOne() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[4 + random.nextInt(15)];
            random.nextBytes(bytes);
            assertEquals(Name.OTHER, Name.of(bytes, 0, bytes.length, Name.hash(bytes, 0, bytes.length)));
        }
    }

    @Test
    void onlyLettersHaveACase() {
        var lower = "a@[`{-1".getBytes(US_ASCII);
        assertTrue(Name.is("A@[`{-1".getBytes(US_ASCII), 0, 7, lower));
        assertFalse(Name.is("A`[`{-1".getBytes(US_ASCII), 0, 7, lower));
        assertFalse(Name.is("A@{`{-1".getBytes(US_ASCII), 0, 7, lower));
        assertTrue(Name.is("xxHOSTxx".getBytes(US_ASCII), 2, 4, "host".getBytes(US_ASCII)));
    }
}
