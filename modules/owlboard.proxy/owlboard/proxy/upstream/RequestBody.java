package owlboard.proxy.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Input;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Expired;

/**
 * A request body that was read whole, so that it can be sent again: in memory up to {@code client_body_buffer_size}, beyond in an unlinked temporary file.
 */
public final class RequestBody implements AutoCloseable {
    static final RequestBody NONE = new RequestBody(new byte[0], 0);

    private byte[] memory;
    private int inMemory;
    private FileChannel file;
    private long length;

    private RequestBody(byte[] memory, int length) {
        this.memory = memory;
        this.length = inMemory = length;
    }

    static RequestBody of(byte[] bytes) {
        return new RequestBody(bytes, bytes.length);
    }

    /** Reads all of an exchange's body. 413, 400, 408 as the client makes them; 499 when it goes away. */
    static RequestBody read(Exchange exchange) throws Failure, IOException {
        if (exchange.framing == Framing.NONE) return NONE;
        var rules = exchange.rules;
        long expected = exchange.framing.length();
        var body = new RequestBody(new byte[(int) Math.min(rules.bodyBuffer, expected >= 0 ? expected : 4096)], 0);
        exchange.client.sendContinue(exchange);
        exchange.body.limit(rules.bodyMax);
        var buffer = exchange.loop().buffers.takeDirect();
        try {
            while (!exchange.body.ended()) {
                if (exchange.body.delivered() == 0 || !exchange.body.isReadable()) exchange.client.wire().deadlineIn(rules.bodyTimeout);
                buffer.clear();
                if (exchange.body.read(buffer) < 0) break;
                body.add(buffer.flip(), rules.bodyBuffer, exchange);
            }
            exchange.client.wire().deadlineIn(0);
            return body;
        } catch (IOException failure) {
            body.close();
            throw failed(failure);
        } finally {
            exchange.loop().buffers.give(buffer);
        }
    }

    /** What a failure to read the client's body means. */
    static Failure failed(IOException failure) {
        return switch (failure) {
            case Expired _ -> Failure.client(408, "client timed out (110: Connection timed out) while reading client request body");
            case BadMessage bad -> Failure.client(bad.status(), bad.getMessage());
            case EOFException early -> new Failure(400, Failure.Side.CLIENT, Failure.Kind.GONE, "client prematurely closed connection while reading client request body", early);
            default -> Failure.client(499, "client closed connection while reading client request body");
        };
    }

    private void add(ByteBuffer bytes, long memoryMax, Exchange exchange) throws IOException {
        int count = bytes.remaining();
        if (file == null && length + count <= memoryMax) {
            if (memory.length < length + count) memory = Arrays.copyOf(memory, (int) Math.min(memoryMax, Math.max(memory.length * 2L, length + count)));
            bytes.get(memory, (int) length, count);
            length += count;
            inMemory = (int) length;
            return;
        }
        if (file == null) file = Offload.<FileChannel, IOException>call(() -> create(exchange.snapshot.bodyTempFolder(exchange.rules)));
        long at = length - inMemory;
        Offload.<Void, IOException>call(() -> {
            long position = at;
            while (bytes.hasRemaining()) position += file.write(bytes, position);
            return null;
        });
        length += count;
    }

    /** Gone from the folder at once: nothing is left behind, whatever ends the process. */
    private static FileChannel create(Path folder) throws IOException {
        Files.createDirectories(folder);
        var path = Files.createTempFile(folder, "body", null);
        var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
        return channel;
    }

    long length() {
        return length;
    }

    /** What is in memory, for the write that sends the head. */
    byte[] memory() {
        return memory;
    }

    int memoryLength() {
        return inMemory;
    }

    boolean isInMemory() {
        return file == null;
    }

    /** For {@code $request_body}: null when it is in a file. */
    public String text() {
        return file == null ? new String(memory, 0, inMemory, java.nio.charset.StandardCharsets.ISO_8859_1) : null;
    }

    /** Sends what is in the file. Stops early, false, when the peer answers before it has all. */
    boolean sendFile(Input to, long timeoutMillis) throws IOException {
        long size = length - inMemory;
        var buffer = to.wire.loop.buffers.takeDirect();
        try {
            for (long at = 0; at < size; ) {
                long from = at;
                buffer.clear();
                int count = Offload.<Integer, IOException>call(() -> file.read(buffer, from));
                if (count < 0) throw new EOFException("temporary file is shorter than the body");
                at += count;
                buffer.flip();
                if (!Sending.all(to, buffer, timeoutMillis)) return false;
            }
            return true;
        } finally {
            to.wire.loop.buffers.give(buffer);
        }
    }

    @Override
    public void close() {
        if (file == null) return;
        var channel = file;
        file = null;
        Offload.<Void, RuntimeException>call(() -> {
            try {
                channel.close();
            } catch (IOException failure) {
                owlboard.wire.loop.Faults.report("closing a temporary file", failure);
            }
            return null;
        });
    }
}
