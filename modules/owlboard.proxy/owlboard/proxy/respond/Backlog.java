package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.TempFile;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.Loop;

/**
 * What of an answer waits for a slow client ({@code proxy_buffering}): in memory, then in a temporary file, so that a slow client does not
 * hold a peer. When the disk takes no more, what it refused is kept in memory and there is no room until that has left.
 */
public final class Backlog implements AutoCloseable {
    /** A buffer with less room is not added to. */
    private static final int WORTH_ADDING = 4 << 10;

    private final Exchange exchange;
    private final Loop loop;
    private final Buffering limits;
    private final ArrayDeque<ByteBuffer> memory = new ArrayDeque<>();
    private long keptBytes;
    private TempFile file;
    private boolean diskFull;
    /** What the disk refused, to be sent after what it took; null when there is nothing. */
    private ByteBuffer refused;
    private long fileRead;
    private long fileWritten;
    /** What is being sent; null when nothing is. */
    private ByteBuffer current;

    public Backlog(Exchange exchange, Buffering limits) {
        this.exchange = exchange;
        loop = exchange.loop();
        this.limits = limits;
    }

    public boolean isEmpty() {
        return current == null && memory.isEmpty() && fileRead == fileWritten && refused == null;
    }

    /** Whether another buffer's worth fits. */
    public boolean hasRoom() {
        return refused == null && (fitsMemory() || !diskFull && fileWritten < limits.fileBytes());
    }

    private boolean fitsMemory() {
        return fileRead == fileWritten && keptBytes < limits.memoryBytes();
    }

    /** Copies all of {@code bytes}. To be called while it {@link #hasRoom}. */
    public void add(ByteBuffer bytes) {
        if (fitsMemory()) toMemory(bytes);
        else toFile(bytes);
    }

    private void toMemory(ByteBuffer bytes) {
        var tail = memory.peekLast();
        while (bytes.hasRemaining()) {
            // small pieces share a buffer
            if (tail == null || tail.capacity() - tail.limit() < WORTH_ADDING) memory.addLast(tail = loop.buffers.takeDirect().limit(0));
            int at = tail.limit();
            int count = Math.min(bytes.remaining(), tail.capacity() - at);
            tail.limit(at + count).put(at, bytes, bytes.position(), count);
            bytes.position(bytes.position() + count);
            keptBytes += count;
        }
    }

    private void toFile(ByteBuffer bytes) {
        int size = bytes.remaining();
        try {
            if (file == null) begin();
            file.put(bytes, fileWritten);
        } catch (IOException full) {
            diskFull = true;
            exchange.log(Severity.CRIT, full.getMessage() + " while reading upstream");
        }
        fileWritten += size - bytes.remaining();
        if (bytes.hasRemaining()) refused = loop.buffers.takeDirect().put(bytes).flip();
    }

    private void begin() throws IOException {
        file = TempFile.create(limits.folder(), "answer");
        if (!limits.warns()) return;
        exchange.log(Severity.WARN, "an upstream response is buffered to a temporary file " + file.path() + " while reading upstream");
    }

    /** The next bytes to send; null when there are none. What is not taken of them stays. Memory first: the file holds what came later. */
    public ByteBuffer next() throws IOException {
        if (current != null && current.hasRemaining()) return current;
        giveCurrent();
        current = memory.pollFirst();
        if (current != null) {
            keptBytes -= current.remaining();
        } else if (fileRead < fileWritten) {
            current = loop.buffers.takeDirect();
            current.limit((int) Math.min(current.capacity(), fileWritten - fileRead));
            fileRead += file.get(current, fileRead);
            current.flip();
            if (fileRead == fileWritten) fileRead = fileWritten = 0;
        } else if (refused != null) {
            current = refused;
            refused = null;
        }
        return current;
    }

    private void giveCurrent() {
        if (current != null) loop.buffers.give(current);
        current = null;
    }

    @Override
    public void close() {
        giveCurrent();
        for (ByteBuffer buffer; (buffer = memory.pollFirst()) != null; ) loop.buffers.give(buffer);
        keptBytes = 0;
        if (refused != null) loop.buffers.give(refused);
        refused = null;
        if (file != null) file.close();
        file = null;
        fileRead = fileWritten = 0;
    }
}
