package owlboard.drill.edge;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command of this process prints, kept for when it fails. */
final class Said {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    PrintStream stream() {
        return stream;
    }

    @Override public String toString() {
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
