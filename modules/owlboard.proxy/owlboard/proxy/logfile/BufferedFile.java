package owlboard.proxy.logfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import owlboard.config.directive.Logs;

/**
 * {@code buffer=}, {@code flush=}, {@code gzip} of an access log: lines wait until the buffer is full, the oldest is old enough, the file
 * is opened again or the process ends; a packed buffer is a member of its own of the file (RFC 1952 §2.2), so {@code zcat} reads it at
 * any time.
 */
final class BufferedFile implements Destination {
    private final LogFile file;
    private final Logs.Buffering how;
    private final byte[] waiting;
    private int length;
    private long oldestNanos;

    BufferedFile(LogFile file, Logs.Buffering how) {
        this.file = file;
        this.how = how;
        waiting = new byte[how.sizeBytes()];
    }

    @Override
    public void open() throws IOException {
        file.open();
    }

    /** As many whole lines as there is room for wait, however many came at once. */
    @Override
    public synchronized void write(ByteBuffer lines) {
        while (lines.hasRemaining()) {
            int fitting = wholeLines(lines, waiting.length - length);
            if (fitting > 0) {
                if (length == 0) oldestNanos = System.nanoTime();
                lines.get(waiting, length, fitting);
                length += fitting;
            } else if (length > 0) {
                flush();
            } else {
                int longer = firstLine(lines);
                deliver(lines.array(), lines.arrayOffset() + lines.position(), longer);
                lines.position(lines.position() + longer);
            }
        }
    }

    /** How many bytes of them, at most {@code room}, are whole lines. */
    private static int wholeLines(ByteBuffer lines, int room) {
        if (lines.remaining() <= room) return lines.remaining();
        int count = room;
        while (count > 0 && lines.get(lines.position() + count - 1) != '\n') count--;
        return count;
    }

    private static int firstLine(ByteBuffer lines) {
        int count = 1;
        while (count < lines.remaining() && lines.get(lines.position() + count - 1) != '\n') count++;
        return count;
    }

    synchronized void flush() {
        if (length == 0) return;
        deliver(waiting, 0, length);
        length = 0;
    }

    /** Flushes when it is time; how long until it will be. */
    synchronized long flushDue(long nowNanos) {
        if (length == 0 || how.flushMillis() == null) return Long.MAX_VALUE;
        long left = oldestNanos + how.flushMillis() * 1_000_000 - nowNanos;
        if (left > 0) return left;
        flush();
        return Long.MAX_VALUE;
    }

    private void deliver(byte[] lines, int at, int count) {
        file.write(how.level() == 0 ? ByteBuffer.wrap(lines, at, count) : ByteBuffer.wrap(packed(lines, at, count)));
    }

    private byte[] packed(byte[] lines, int at, int count) {
        var into = new ByteArrayOutputStream(count / 4 + 64);
        try (var packing = new Packing(into, how.level())) {
            packing.write(lines, at, count);
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
        return into.toByteArray();
    }

    private static final class Packing extends GZIPOutputStream {
        Packing(ByteArrayOutputStream into, int level) throws IOException {
            super(into);
            def.setLevel(level);
        }

        @Override
        public void close() throws IOException {
            try (Deflater _ = def) {
                super.close();
            }
        }
    }

    @Override
    public void shut() {
        flush();
        file.shut();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
