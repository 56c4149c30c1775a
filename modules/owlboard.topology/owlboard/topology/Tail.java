package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines of a log and of the older files it was cut into. */
final class Tail {
    private Tail() {}

    /** The newest file's last lines, at most {@code count}; none when there is no such file. */
    static List<String> last(Path log, int count) throws IOException {
        if (!Files.exists(log)) return List.of();
        var lines = lines(log);
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** As written: bytes that are no UTF-8 are shown as replacement characters. */
    static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    }
}
