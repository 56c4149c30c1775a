package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What one role has written: {@code NAME.log}, each line after its time, and {@code NAME.log.1 .. .3} as it grows past its size. The role
 * writes it,
 * so it is written whether or not anybody supervises; a supervisor adds what it has to say of the role. It is cut by copying: a JVM that
 * dies says why on
 * descriptors 1 and 2, and these stay on the file. A full disk costs lines, never the role: it is told once, and in the log when writing
 * works again. It may cut a line, of this writer or another one; the next one begins on a line of its own.
 */
final class LogFile implements AutoCloseable {
    static final int KEPT = 3;
    private static final StandardOpenOption[] APPENDING = {StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND};

    private static final long NEVER = Long.MAX_VALUE;

    private final Path file;
    private final long sizeMax;
    private final InstantSource clock;
    private final Consumer<String> told;
    private final ByteArrayOutputStream timed = new ByteArrayOutputStream();
    private FileChannel open;
    private long sizeBytes;
    private long lost;
    /** Whether the file ends with a whole line, as far as this writer knows. */
    private boolean whole;

    /** {@code sizeMax} in bytes; {@code told} hears of trouble with the file. */
    LogFile(Path file, long sizeMax, InstantSource clock, Consumer<String> told) {
        this.file = file;
        this.sizeMax = sizeMax;
        this.clock = clock;
        this.told = told;
    }

    /** For who writes into somebody else's log, which that one alone cuts. */
    static LogFile ofAnother(Path file, Consumer<String> told) {
        return new LogFile(file, NEVER, InstantSource.system(), told);
    }

    void line(String line) {
        var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    /** Whole lines, written at once. */
    synchronized void write(byte[] lines, int length) {
        try {
            if (open == null) open();
            time(lines, length);
            if (sizeBytes + timed.size() > sizeMax && sizeBytes > 0) cut();
            append();
            if (lost > 0) recovered();
        } catch (IOException cause) {
            whole = false;
            if (lost == 0) told.accept("cannot write " + file + ": " + Complaint.reason(cause) + "; lines are lost until there is room");
            for (int i = 0; i < length; i++) {
                if (lines[i] == '\n') lost++;
            }
        }
    }

    private void recovered() throws IOException {
        var text = "owlboard: " + lost + " lines were lost while this file could not be written\n";
        lost = 0;
        time(text.getBytes(StandardCharsets.UTF_8), text.length());
        append();
    }

    private void time(byte[] lines, int length) {
        var time = LogLine.stamp(clock.instant());
        timed.reset();
        for (int from = 0; from < length; ) {
            int end = from;
            while (end < length && lines[end] != '\n') end++;
            timed.writeBytes(time);
            timed.write(lines, from, Math.min(end + 1, length) - from);
            from = end + 1;
        }
    }

    private void append() throws IOException {
        if (!whole && endsWithinLine()) sizeBytes += open.write(ByteBuffer.wrap(new byte[] {'\n'}));
        whole = true;
        for (var bytes = ByteBuffer.wrap(timed.toByteArray()); bytes.hasRemaining(); ) sizeBytes += open.write(bytes);
    }

    private boolean endsWithinLine() throws IOException {
        try (var written = FileChannel.open(file)) {
            var last = ByteBuffer.allocate(1);
            return written.size() > 0 && written.read(last, written.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private void open() throws IOException {
        open = FileChannel.open(file, APPENDING);
        sizeBytes = Files.size(file);
        var copy = copy(file);
        if (sizeMax == NEVER || Files.notExists(copy)) return;
        if (sizeBytes < Files.size(copy)) shift(copy);  // its writer was killed while it cut
        else Files.delete(copy);
    }

    /** Who follows it sees either the whole file, or an empty one and, at once or soon, its lines in the first of the older files. */
    private void cut() throws IOException {
        var copy = copy(file);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        open.truncate(0);
        sizeBytes = 0;
        shift(copy);
    }

    private void shift(Path copy) throws IOException {
        for (int n = KEPT; n > 0; n--) {
            var from = n == 1 ? copy : older(file, n - 1);
            if (Files.exists(from)) Files.move(from, older(file, n), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path older(Path file, int n) {
        return file.resolveSibling(file.getFileName() + "." + n);
    }

    private static Path copy(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    @Override public synchronized void close() {
        if (open == null) return;
        try {
            open.close();
        } catch (IOException cause) {
            told.accept("cannot close " + file + ": " + Complaint.reason(cause));
        }
        open = null;
    }
}
