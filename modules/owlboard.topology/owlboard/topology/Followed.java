package owlboard.topology;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.function.Consumer;

/** A log that is read to its end and on from there, also over the moment when it is cut and begun anew. Tells whole lines, each with its line feed. */
final class Followed implements AutoCloseable {
    private final Path file;
    private final Consumer<String> told;
    private final ByteBuffer piece = ByteBuffer.allocate(64 << 10);
    private Consumer<String> listener;
    private final WholeLines lines = new WholeLines(text -> listener.accept(text));
    private FileChannel open;
    private Object key;

    Followed(Path file, Consumer<String> told) {
        this.file = file;
        this.told = told;
    }

    /** The last {@code tail} lines of what was written so far, the older files included. */
    void history(int tail) throws IOException {
        var all = new ArrayList<String>();
        for (int n = LogFile.KEPT; n > 0; n--) {
            var older = LogFile.older(file, n);
            if (Files.exists(older)) all.addAll(Tail.lines(older));
        }
        listener = text -> text.lines().forEach(all::add);
        read();
        listener = told;
        var last = all.subList(Math.max(0, all.size() - tail), all.size());
        if (!last.isEmpty()) told.accept(String.join("\n", last) + "\n");
    }

    /** What was written since. */
    void more() throws IOException {
        read();
        if (open == null || !Files.exists(file) || key.equals(key())) return;
        read();  // what came between reading and the cut
        close();
        read();
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void read() throws IOException {
        if (open == null) {
            if (!Files.exists(file)) return;
            open = FileChannel.open(file);
            key = key();
        }
        for (int length; (length = open.read(piece.clear())) > 0; ) lines.add(piece.array(), length);
    }

    @Override public void close() throws IOException {
        if (open != null) open.close();
        open = null;
    }
}
