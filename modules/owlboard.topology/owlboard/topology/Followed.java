package owlboard.topology;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A log that is read from some place on, also over the moments when {@link LogFile} cuts it. Tells whole lines, each with its line feed.
 */
final class Followed implements AutoCloseable {
    private final Path file;
    private final WholeLines lines;
    private final ByteBuffer piece = ByteBuffer.allocate(16 << 10);
    private FileChannel open;
    private long position;
    /** As the file was when all of it had been read. */
    private BasicFileAttributes seen;
    /** The first of the older files, by its inode: another one was cut off since. */
    private Object lastCut;

    private Followed(Path file, long position, Object lastCut, Consumer<String> told) {
        this.file = file;
        this.position = position;
        this.lastCut = lastCut;
        this.lines = new WholeLines(told);
    }

    /** From its end as it is now. */
    static Followed fromEnd(Path file, Consumer<String> told) throws IOException {
        return new Followed(file, Files.exists(file) ? Files.size(file) : 0, key(LogFile.older(file, 1)), told);
    }

    /** A part of a log that has been written: {@code bytes} of a file from its beginning. */
    record Part(Path file, long bytes) {}

    /** What there is so far, the oldest first; {@link #fromEnd} goes on where the last of them ends when it was called just before. */
    List<Part> before() throws IOException {
        var parts = new ArrayList<Part>();
        for (int n = LogFile.KEPT; n > 0; n--) {
            var older = LogFile.older(file, n);
            if (Files.exists(older)) parts.add(new Part(older, Files.size(older)));
        }
        parts.add(new Part(file, position));
        return parts;
    }

    /** What was written since. */
    void more() throws IOException {
        if (open == null) {
            if (Files.notExists(file)) return;
            open = FileChannel.open(file);
        }
        var now = attributes(file);
        if (now == null || isSeen(now)) return;
        if (wasCut()) readWhatWasCutOff();
        else if (now.size() < position) return;  // it is being cut
        if (read()) seen = now;
    }

    /** One look at one file, as most of the time nothing has come. */
    private boolean isSeen(BasicFileAttributes now) {
        return seen != null && now.size() == seen.size() && now.lastModifiedTime().equals(seen.lastModifiedTime())
                && now.size() == position;
    }

    private boolean wasCut() throws IOException {
        var key = key(LogFile.older(file, 1));
        return key != null && !key.equals(lastCut);
    }

    private static Object key(Path file) throws IOException {
        var attributes = attributes(file);
        return attributes == null ? null : attributes.fileKey();
    }

    /** Null when it is not there. */
    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private void readWhatWasCutOff() throws IOException {
        int times = 0;
        while (times < LogFile.KEPT) {
            var key = key(LogFile.older(file, times + 1));
            if (key == null || key.equals(lastCut)) break;
            times++;
        }
        for (int n = times; n > 0; n--) {
            try (var older = FileChannel.open(LogFile.older(file, n))) {
                if (n == 1) lastCut = key(LogFile.older(file, 1));
                for (int length; (length = older.read(piece.clear(), position)) > 0; position += length) lines.add(piece.array(), length);
            }
            position = 0;
        }
    }

    /** False when it was cut meanwhile. */
    private boolean read() throws IOException {
        for (int length; (length = open.read(piece.clear(), position)) > 0; ) {
            if (wasCut()) return false;  // this may be of what was written afterwards; the next look knows
            position += length;
            lines.add(piece.array(), length);
        }
        return true;
    }

    @Override public void close() throws IOException {
        if (open != null) open.close();
        open = null;
    }
}
