package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log that is read to its end and on from there, also over the moment when it is cut and begun anew. Whole lines only. */
final class Followed {
    private final Path file;
    private final Consumer<String> told;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private FileChannel open;
    private Object key;

    Followed(Path file, Consumer<String> told) {
        this.file = file;
        this.told = told;
    }

    /** The last {@code tail} lines of what was written so far, the older files included. */
    void history(int tail) throws IOException {
        var lines = new ArrayList<String>();
        for (int n = LogFile.KEPT; n > 0; n--) {
            var older = LogFile.older(file, n);
            if (Files.exists(older)) lines.addAll(Tail.lines(older));
        }
        read(lines::add);
        lines.subList(Math.max(0, lines.size() - tail), lines.size()).forEach(told);
    }

    /** What was written since. */
    void more() throws IOException {
        read(told);
        if (open == null || !Files.exists(file) || key.equals(key())) return;
        read(told);  // what came between reading and the cut
        open.close();
        open = null;
        read(told);
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void read(Consumer<String> lines) throws IOException {
        if (open == null) {
            if (!Files.exists(file)) return;
            open = FileChannel.open(file);
            key = key();
        }
        while (open.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b != '\n') {
                    begun.write(b);
                    continue;
                }
                lines.accept(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            }
        }
    }
}
