package owlboard.topology;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * What one role has written: {@code NAME.log}, and {@code NAME.log.1 .. .3} as it grows past its size. A full disk costs lines, never the role:
 * it is told once, and again when writing works.
 */
final class LogFile implements AutoCloseable {
    static final int KEPT = 3;
    private final Path file;
    private final long sizeMax;
    private final Consumer<String> told;
    private OutputStream out;
    private long size;
    private long lost;

    /** {@code sizeMax} in bytes; {@code told} hears of trouble with the file. */
    LogFile(Path file, long sizeMax, Consumer<String> told) {
        this.file = file;
        this.sizeMax = sizeMax;
        this.told = told;
    }

    void line(String line) {
        write(line + "\n");
    }

    /** Whole lines, written at once. */
    synchronized void write(String lines) {
        var bytes = lines.getBytes(StandardCharsets.UTF_8);
        try {
            if (out == null) open();
            if (size + bytes.length > sizeMax && size > 0) rotate();
            out.write(bytes);
            size += bytes.length;
            if (lost > 0) told.accept(file + " can be written again; " + lost + " lines were lost");
            lost = 0;
        } catch (IOException cause) {
            if (lost == 0) told.accept("cannot write " + file + ": " + Complaint.reason(cause) + "; lines are lost until there is room");
            lost += lines.lines().count();
        }
    }

    private void open() throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
    }

    private void rotate() throws IOException {
        close();
        for (int n = KEPT; n > 0; n--) {
            var from = n == 1 ? file : older(file, n - 1);
            if (Files.exists(from)) Files.move(from, older(file, n), StandardCopyOption.REPLACE_EXISTING);
        }
        open();
    }

    static Path older(Path file, int n) {
        return file.resolveSibling(file.getFileName() + "." + n);
    }

    @Override public synchronized void close() {
        if (out == null) return;
        try {
            out.close();
        } catch (IOException cause) {
            told.accept("cannot close " + file + ": " + Complaint.reason(cause));
        }
        out = null;
    }
}
