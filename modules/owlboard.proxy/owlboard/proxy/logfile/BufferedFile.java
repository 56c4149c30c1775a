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

    @Override
    public synchronized void write(ByteBuffer lines) {
        if (lines.remaining() > waiting.length - length) flush();
        if (lines.remaining() > waiting.length) {
            deliver(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
            return;
        }
        if (length == 0) oldestNanos = System.nanoTime();
        int count = lines.remaining();
        lines.get(waiting, length, count);
        length += count;
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
