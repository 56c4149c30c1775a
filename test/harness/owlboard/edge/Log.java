package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** A log file of the system under test. */
public final class Log {
    private final Path file;
    private final Edge edge;

    Log(Path file, Edge edge) {
        this.file = file;
        this.edge = edge;
    }

    /** The complete lines so far. */
    public List<String> lines() {
        try {
            if (!Files.exists(file)) return List.of();
            var text = Files.readString(file, ISO_8859_1);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until there are {@code count} lines and returns them. */
    public List<String> awaits(int count) {
        Wait.until(() -> edge.failure(file.getFileName() + ": expected " + count + " lines, has\n  " + String.join("\n  ", lines())),
                () -> lines().size() >= count);
        return lines();
    }

    /** Waits for a line that is exactly this, placeholders considered. */
    public void awaitsLine(String expected) {
        awaits(expected, line -> edge.expected().matches(expected, line));
    }

    /** Waits for a line that contains this, placeholders considered. */
    public void awaitsPart(String expected) {
        awaits(expected, line -> edge.expected().contains(expected, line));
    }

    private void awaits(String expected, Predicate<String> condition) {
        Wait.until(() -> edge.failure(file.getFileName() + ": expected a line\n  " + expected + "\nhas\n  " + String.join("\n  ", lines())),
                () -> lines().stream().anyMatch(condition));
    }
}
