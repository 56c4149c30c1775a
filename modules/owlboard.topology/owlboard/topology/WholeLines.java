package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Bytes as they come in, whole lines out: all that a piece completes at once, each line with its line feed. A line longer than 64 KB is cut. */
final class WholeLines {
    private static final int LINE_BYTES_MAX = 64 << 10;
    private final Consumer<String> told;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    WholeLines(Consumer<String> told) {
        this.told = told;
    }

    void add(byte[] piece, int length) {
        int whole = length;
        while (whole > 0 && piece[whole - 1] != '\n') whole--;
        begun.write(piece, 0, whole);
        if (whole > 0) tell();
        begun.write(piece, whole, length - whole);
        if (begun.size() > LINE_BYTES_MAX) end();
    }

    /** What was begun counts as a line. */
    void end() {
        if (begun.size() == 0) return;
        begun.write('\n');
        tell();
    }

    private void tell() {
        var text = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        told.accept(text);
    }
}
