package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of what the RFC wants names tests that are there. */
class Rfc9111Test {
    private static final Path TABLE = Path.of("test/owlboard.proxy/owlboard/proxy/cache/rfc9111.txt");
    private static final List<String> WORDS = List.of("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "-");
    private static final List<String> PACKAGES = List.of("owlboard.proxy.cache.", "owlboard.proxy.wire.", "owlboard.wire.net.");
    private static final int ROWS_LEAST = 100;

    @Test void everyRowNamesATestOrAReason() throws IOException {
        var wrong = new ArrayList<String>();
        int rows = 0;
        for (var line : Files.readAllLines(TABLE)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            rows++;
            var parts = line.split(" \\| ", -1);
            if (parts.length != 4 || !WORDS.contains(parts[1])) wrong.add("no row: " + line);
            else if (!parts[3].startsWith("- ")) for (var test : parts[3].split(", ")) if (!isThere(test)) wrong.add(test + " of " + line);
        }
        assertEquals("", String.join("\n", wrong), TABLE + " names tests that are not there");
        assertTrue(rows >= ROWS_LEAST, "rows: " + rows);
    }

    private static boolean isThere(String test) {
        int dot = test.indexOf('.');
        if (dot < 0) return false;
        var method = test.substring(dot + 1);
        for (var place : PACKAGES) {
            try {
                var type = Class.forName(place + test.substring(0, dot), false, Rfc9111Test.class.getClassLoader());
                return method.equals("*") || Arrays.stream(type.getDeclaredMethods()).anyMatch(one -> one.getName().equals(method));
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        return false;
    }
}
