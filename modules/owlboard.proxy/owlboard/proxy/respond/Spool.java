package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.listen.ClientConnection;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.log.ErrorLog.Severity;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/**
 * {@code proxy_buffering}: while the client is slow, the rest of the answer is read from the upstream into memory ({@code proxy_buffers}), then into an unlinked temporary file
 * ({@code proxy_max_temp_file_size}), so that a slow client does not hold a peer. A client that keeps up never gets here further than one write. When the disk takes no more, the peer waits for the client.
 */
final class Spool {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final Reframed body;
    private final ArrayDeque<ByteBuffer> memory = new ArrayDeque<>();
    private long inMemory;
    private TempFile file;
    /** What the disk refused, to be sent after what it took; null when there is nothing. */
    private ByteBuffer refused;
    private boolean diskFull;
    private long fileRead;
    private long fileWritten;

    Spool(Exchange exchange, ProxyPass pass, Reframed body) {
        this.exchange = exchange;
        this.pass = pass;
        this.body = body;
    }

    /** Sends {@code bytes}; when the client does not take them all, reads on meanwhile until it has caught up or the body has ended and is delivered. */
    void send(ByteBuffer bytes, Wire upstream) throws IOException {
        var client = exchange.client;
        client.writeNow(exchange, bytes);
        if (!bytes.hasRemaining() && !client.wire().hasUnsent()) return;
        if (body.ended()) {
            client.write(exchange, bytes);
            return;
        }
        try {
            catchUp(bytes, client, upstream);
        } finally {
            giveBack();
        }
    }

    private void catchUp(ByteBuffer current, ClientConnection client, Wire upstream) throws IOException {
        var wire = client.wire();
        while (true) {
            boolean reads = !body.ended() && hasRoom();
            wire.deadlineIn(exchange.rules.sendTimeout);
            upstream.deadlineIn(reads ? pass.readTimeout : 0);
            try {
                Wire.awaitAny(wire, false, true, upstream, reads, false);
            } catch (Expired late) {
                if (wire.deadline() == 0) throw client.sendTimedOut(late);
                throw Reframed.broke(late);
            }
            if (reads && body.isReadable()) fill(upstream);
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
        if (refused != null) return false;
        return inMemory < Math.max(pass.buffersTotal, 64 << 10) && fileRead == fileWritten || !diskFull && fileWritten < pass.spoolMax;
    }

    private void fill(Wire upstream) throws IOException {
        var tail = fileWritten > fileRead ? null : memory.peekLast();
        boolean appends = tail != null && tail.capacity() - tail.limit() >= Reframed.ROOM; // small pieces share a buffer
        var buffer = appends ? tail : upstream.loop.buffers.takeDirect();
        int start = appends ? buffer.position() : 0;
        int keep = appends ? buffer.limit() : 0;
        try {
            body.add(buffer, keep);
        } catch (IOException broke) {
            if (!appends) upstream.loop.buffers.give(buffer);
            throw broke;
        }
        int added = buffer.position() - keep;
        buffer.limit(keep + added).position(start);
        if (appends) {
            inMemory += added;
        } else if (added == 0) {
            upstream.loop.buffers.give(buffer);
        } else if (fileWritten > fileRead || inMemory >= Math.max(pass.buffersTotal, 64 << 10)) {
            toFile(buffer, upstream);
        } else {
            memory.addLast(buffer);
            inMemory += added;
        }
    }

    private void toFile(ByteBuffer buffer, Wire upstream) {
        int size = buffer.remaining();
        try {
            if (file == null) file = TempFile.create(exchange.snapshot.proxyTempFolder(exchange.rules), "answer");
            file.write(buffer, fileWritten);
        } catch (IOException full) {
            exchange.rules.errorLog.log(Severity.CRIT, full.getMessage() + " while reading upstream", exchange);
            diskFull = true;
        }
        fileWritten += size - buffer.remaining();
        if (buffer.hasRemaining()) refused = buffer;
        else upstream.loop.buffers.give(buffer);
    }

    /** What to send after {@code done}; null when all is sent. */
    private ByteBuffer next(ByteBuffer done, Wire upstream) throws IOException {
        if (lent != null) {
            upstream.loop.buffers.give(lent);
            lent = null;
        }
        var buffer = memory.pollFirst(); // what is in the file came later, and what was refused after that
        if (buffer != null) {
            inMemory -= buffer.remaining();
        } else if (fileRead < fileWritten) {
            buffer = upstream.loop.buffers.takeDirect();
            long at = fileRead;
            buffer.limit((int) Math.min(buffer.capacity(), fileWritten - at));
            fileRead += file.read(buffer, at);
            buffer.flip();
            if (fileRead == fileWritten) fileRead = fileWritten = 0;
        } else if (refused != null) {
            buffer = refused;
            refused = null;
        }
        lent = buffer;
        return buffer;
    }

    private ByteBuffer lent;

    private void giveBack() {
        var buffers = exchange.loop().buffers;
        if (lent != null) buffers.give(lent);
        lent = null;
        for (ByteBuffer buffer; (buffer = memory.pollFirst()) != null; ) buffers.give(buffer);
        inMemory = 0;
        if (refused != null) buffers.give(refused);
        refused = null;
        if (file != null) file.close();
        file = null;
    }
}
