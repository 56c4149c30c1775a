package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.listen.ClientConnection;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.upstream.Attempt;
import owlboard.wire.http.Body;
import owlboard.wire.http.Chunks;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/**
 * {@code proxy_buffering}: while the client is slow, the rest of the answer is read from the upstream into memory ({@code proxy_buffers}), then into an unlinked temporary file
 * ({@code proxy_max_temp_file_size}), so that a slow client does not hold a peer. A client that keeps up never gets here further than one write.
 */
final class Spool {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final Attempt attempt;
    private final ArrayDeque<ByteBuffer> memory = new ArrayDeque<>();
    private long inMemory;
    private FileChannel file;
    private long fileRead;
    private long fileWritten;

    Spool(Exchange exchange, ProxyPass pass, Attempt attempt) {
        this.exchange = exchange;
        this.pass = pass;
        this.attempt = attempt;
    }

    /** Sends {@code bytes}; when the client does not take them all, reads on meanwhile until it has caught up or the body has ended and is delivered. */
    void send(ByteBuffer bytes, Wire upstream, Body body, boolean chunked) throws IOException {
        var client = exchange.client;
        client.writeNow(exchange, bytes);
        if (!bytes.hasRemaining() && !client.wire().hasUnsent()) return;
        if (body.ended() && body.left() == 0) {
            client.write(exchange, bytes);
            return;
        }
        try {
            catchUp(bytes, client, upstream, body, chunked);
        } finally {
            giveBack();
        }
    }

    private void catchUp(ByteBuffer current, ClientConnection client, Wire upstream, Body body, boolean chunked) throws IOException {
        var wire = client.wire();
        while (true) {
            boolean reads = !body.ended() && hasRoom();
            wire.deadlineIn(exchange.rules.sendTimeout);
            upstream.deadlineIn(reads ? pass.readTimeout : 0);
            try {
                Wire.awaitAny(wire, false, true, upstream, reads, false);
            } catch (Expired late) {
                if (wire.deadline() == 0) throw client.sendTimedOut(late);
                throw new Relay.UpstreamBroke("upstream timed out (110: Connection timed out) while reading upstream", late);
            }
            if (reads && body.isReadable()) fill(upstream, body, chunked);
            if (wire.hasUnsent()) wire.flushNow();
            client.writeNow(exchange, current);
            while (!current.hasRemaining() && !wire.hasUnsent()) {
                var next = next(current, upstream);
                if (next == null) return;
                current = next;
                client.writeNow(exchange, current);
            }
        }
    }

    private boolean hasRoom() {
        return inMemory < Math.max(pass.buffersTotal, 64 << 10) || fileWritten < pass.spoolMax;
    }

    private void fill(Wire upstream, Body body, boolean chunked) throws IOException {
        var buffer = upstream.loop.buffers.takeDirect();
        int from = chunked ? Chunks.ROOM : 0;
        buffer.limit(buffer.capacity() - Chunks.END.length - 2).position(from);
        try {
            body.readNow(buffer);
        } catch (IOException failure) {
            upstream.loop.buffers.give(buffer);
            throw new Relay.UpstreamBroke("upstream prematurely closed connection while reading upstream", failure);
        }
        if (body.ended()) attempt.leavePeer();
        buffer.limit(buffer.capacity());
        if (chunked) {
            if (buffer.position() > from) Chunks.frameBehind(buffer, 0, from);
            else buffer.position(0);
            if (body.ended()) buffer.put(Chunks.END);
        }
        buffer.flip();
        exchange.bodyBytesSent += buffer.remaining();
        if (!buffer.hasRemaining()) upstream.loop.buffers.give(buffer);
        else if (fileWritten > fileRead || inMemory >= Math.max(pass.buffersTotal, 64 << 10)) toFile(buffer, upstream);
        else {
            memory.addLast(buffer);
            inMemory += buffer.remaining();
        }
    }

    private void toFile(ByteBuffer buffer, Wire upstream) throws IOException {
        long at = fileWritten;
        fileWritten += buffer.remaining();
        Offload.<Void, IOException>call(() -> {
            if (file == null) file = create(exchange.snapshot.proxyTempFolder(exchange.rules));
            for (long position = at; buffer.hasRemaining(); ) position += file.write(buffer, position);
            return null;
        });
        upstream.loop.buffers.give(buffer);
    }

    private static FileChannel create(Path folder) throws IOException {
        Files.createDirectories(folder);
        var path = Files.createTempFile(folder, "answer", null);
        var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
        return channel;
    }

    /** What to send after {@code done}; null when all is sent. Memory first: the file holds what came later. */
    private ByteBuffer next(ByteBuffer done, Wire upstream) throws IOException {
        if (lent != null) {
            upstream.loop.buffers.give(lent);
            lent = null;
        }
        var buffer = memory.pollFirst();
        if (buffer != null) {
            inMemory -= buffer.remaining();
        } else if (fileRead < fileWritten) {
            buffer = upstream.loop.buffers.takeDirect();
            var into = buffer;
            long at = fileRead;
            into.limit((int) Math.min(into.capacity(), fileWritten - at));
            fileRead += Offload.<Integer, IOException>call(() -> file.read(into, at));
            buffer.flip();
            if (fileRead == fileWritten) fileRead = fileWritten = 0;
        }
        lent = buffer;
        return buffer;
    }

    private ByteBuffer lent;

    private void giveBack() throws IOException {
        var buffers = exchange.loop().buffers;
        if (lent != null) buffers.give(lent);
        lent = null;
        for (ByteBuffer buffer; (buffer = memory.pollFirst()) != null; ) buffers.give(buffer);
        inMemory = 0;
        if (file == null) return;
        var channel = file;
        file = null;
        Offload.<Void, IOException>call(() -> {
            channel.close();
            return null;
        });
    }
}
