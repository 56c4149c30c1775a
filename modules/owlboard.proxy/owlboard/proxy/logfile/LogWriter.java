package owlboard.proxy.logfile;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Serving;

/**
 * One thread that writes what the loops hand over, in the order in which they do: at once when it was idle, otherwise all that waited,
 * every few milliseconds. When a disk does not follow, at most {@link #WAITING_MAX} bytes wait; what comes on top is lost and counted.
 */
public final class LogWriter {
    private static final long WAITING_MAX = 16 << 20;
    /** Each time that it wakes takes some 90 us of CPU; a line takes 0.3. */
    private static final long PAUSE_NANOS = 10_000_000;
    /** Without a word of anybody. */
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final int SPARE_MAX = 256;
    private static final int SPARE_MAX_BYTES = 8 << 10;
    /** So much of a file is written together. */
    private static final int TOGETHER_BYTES = 64 << 10;

    private record Lines(Destination file, Bytes bytes) {}

    private final ConcurrentLinkedQueue<Lines> queue = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Bytes> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spares = new AtomicInteger();
    /** What goes to each file together; the thread's own. */
    private final Map<Destination, Bytes> together = new LinkedHashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = Serving.thread("log-writer", this::run);
    private final BufferedFiles buffered;
    private volatile boolean idle;
    private volatile boolean closing;

    LogWriter(BufferedFiles buffered) {
        this.buffered = buffered;
    }

    public void start() {
        thread.start();
    }

    private void give(Bytes bytes) {
        if (bytes.array().length > SPARE_MAX_BYTES || spares.get() >= SPARE_MAX) return;
        spares.incrementAndGet();
        spare.add(bytes);
    }

    Bytes take() {
        var bytes = spare.poll();
        if (bytes == null) return new Bytes(1024);
        spares.decrementAndGet();
        bytes.clear();
        return bytes;
    }

    /** From any thread; the bytes belong to the writer from here on. */
    void submit(Destination file, Bytes bytes) {
        if (waiting.addAndGet(bytes.length()) > WAITING_MAX) {
            waiting.addAndGet(-bytes.length());
            lost.incrementAndGet();
            return;
        }
        queue.add(new Lines(file, bytes));
        if (idle) LockSupport.unpark(thread);
    }

    private void run() {
        while (true) {
            boolean isLast = closing; // read first: what was handed over before the end was asked for is seen below
            if (writeAll()) {
                buffered.flushDue(System.nanoTime());
                if (!closing) LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            if (isLast) {
                buffered.flushAll();
                return;
            }
            idle = true;
            long nextNanos = Math.min(LOOK_NANOS, buffered.flushDue(System.nanoTime()));
            if (queue.isEmpty() && !closing) LockSupport.parkNanos(this, nextNanos);
            idle = false;
        }
    }

    private boolean writeAll() {
        boolean any = false;
        for (Lines lines; (lines = queue.poll()) != null; any = true) {
            var all = together.putIfAbsent(lines.file, lines.bytes);
            if (all == null) continue;
            all.add(lines.bytes);
            give(lines.bytes);
            if (all.length() >= TOGETHER_BYTES) write(lines.file, together.remove(lines.file));
        }
        together.forEach(this::write);
        together.clear();
        long missing = lost.getAndSet(0);
        if (missing > 0) System.err.println("owlboard: logs could not follow: " + missing + " batches of lines were lost");
        return any;
    }

    private void write(Destination file, Bytes lines) {
        file.write(ByteBuffer.wrap(lines.array(), 0, lines.length()));
        waiting.addAndGet(-lines.length());
        give(lines);
    }

    /** Writes what waits, then ends. */
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
