package owlboard.edge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What went over every socket of a test, in the order in which the test saw it. Safe for all threads. */
final class Transcript {
    private static final int SHOWN_BYTES_MAX = 2_000;

    private final long start = System.nanoTime();
    private final List<String> lines = new ArrayList<>();

    synchronized void add(String who, String what) {
        lines.add("%7.3f  %-10s %s".formatted((System.nanoTime() - start) / 1e9, who, what));
    }

    void bytes(String who, String arrow, byte[] bytes, int length) {
        var shown = new String(bytes, 0, Math.min(length, SHOWN_BYTES_MAX), StandardCharsets.ISO_8859_1);
        for (var line : shown.split("(?<=\n)", -1)) {
            if (!line.isEmpty()) add(who, arrow + " " + visible(line));
        }
        if (length > SHOWN_BYTES_MAX) add(who, arrow + " ... " + length + " bytes in all");
    }

    synchronized String text() {
        return String.join("\n", lines);
    }

    /** A line as it can be read on a terminal: its CRLF is left out, anything else unusual is escaped. */
    static String visible(String line) {
        var text = line.endsWith("\r\n") ? line.substring(0, line.length() - 2) : line + "\\";
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 32 || c > 126) out.append("\\x%02X".formatted((int) c));
                    else out.append(c);
                }
            }
        }
        return out.toString();
    }
}
