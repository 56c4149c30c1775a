package owlboard.proxy.status;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import owlboard.proxy.status.Happenings.Happening;

/**
 * What {@code owlboard drill} says that it does to this role: lines {@code MILLIS TEXT} of a file in the role's state folder, read where it
 * has changed. The observer's thread only.
 */
final class Drills {
    static final String FILE = "drills.log";
    private static final int BYTES_MOST = 32 << 10;
    private static final int LINES_MOST = 50;

    private final Path file;
    private FileTime changed;
    private List<Happening> known = List.of();

    /** {@code state} null: there is no such folder. */
    Drills(Path state) {
        file = state == null ? null : state.resolve(FILE);
    }

    /** The last ones, the oldest first. */
    List<Happening> all() {
        if (file == null || changed == null && Files.notExists(file)) return known; // an exception each second costs more
        try {
            var now = Files.getLastModifiedTime(file);
            if (!now.equals(changed)) known = read();
            changed = now;
        } catch (IOException none) {
            known = List.of();
            changed = null;
        }
        return known;
    }

    private List<Happening> read() throws IOException {
        var all = new ArrayList<Happening>();
        end().lines().forEach(line -> {
            int blank = line.indexOf(' ');
            boolean isWhole = blank > 0 && line.substring(0, blank).matches("\\d{1,15}");
            if (isWhole) all.add(new Happening(Long.parseLong(line.substring(0, blank)), "drill", line.substring(blank + 1)));
        });
        return List.copyOf(all.subList(Math.max(0, all.size() - LINES_MOST), all.size()));
    }

    /** From the beginning of a line on. */
    private String end() throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - BYTES_MOST);
            in.seek(from);
            var bytes = new byte[(int) Math.min(BYTES_MOST, in.length() - from)];
            in.readFully(bytes);
            var text = new String(bytes, StandardCharsets.UTF_8);
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }
}
