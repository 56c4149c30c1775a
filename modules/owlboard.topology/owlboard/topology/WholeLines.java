package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Bytes as they come in, whole lines out: all that a piece completes at once, each line with its line feed. A line longer than 64 KB is
 * cut.
 */
final class WholeLines {
    /** Takes the first {@code length} bytes. */
    interface Sink {
        void take(byte[] lines, int length);
    }

    private static final int LINE_BYTES_MAX = 64 << 10;
    private final Sink told;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private WholeLines(Sink told) {
        this.told = told;
    }

    WholeLines(Consumer<String> told) {
        this((lines, length) -> told.accept(new String(lines, 0, length, StandardCharsets.UTF_8)));
    }

    static WholeLines ofBytes(Sink told) {
        return new WholeLines(told);
    }

    void add(byte[] piece, int length) {
        add(piece, 0, length);
    }

    void add(byte[] piece, int from, int length) {
        int end = from + length;
        int whole = end;
        while (whole > from && piece[whole - 1] != '\n') whole--;
        begun.write(piece, from, whole - from);
        if (whole > from) tell();
        begun.write(piece, whole, end - whole);
        if (begun.size() > LINE_BYTES_MAX) end();
    }

    /** What was begun counts as a line. */
    void end() {
        if (begun.size() == 0) return;
        begun.write('\n');
        tell();
    }

    private void tell() {
        var text = begun.toByteArray();
        begun.reset();
        told.take(text, text.length);
    }
}
