package owlboard.proxy.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.SentFile;
import owlboard.proxy.respond.Backlog;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.Waitable;

/**
 * Bytes on their way to a client that may be slow: sent at once, or kept behind each other as far as that is allowed, or waited for. Counts
 * what has left.
 */
final class Delivery {
    private final Exchange exchange;
    private final Duplex client;
    private Buffering limits;
    /** What waits for the client; null when nothing ever did. */
    private Backlog backlog;

    Delivery(Exchange exchange, Duplex client) {
        this.exchange = exchange;
        this.client = client;
    }

    void buffering(Buffering wanted) {
        limits = wanted;
    }

    boolean isPending() {
        return backlog != null && !backlog.isEmpty() || client.hasUnsent();
    }

    boolean hasRoom() {
        return !isPending() || limits != null && (backlog == null || backlog.hasRoom());
    }

    /** Takes all of {@code bytes}. {@code last}: waits until everything has been taken by the client. */
    void send(ByteBuffer bytes, boolean last) throws IOException {
        if (isPending()) sendPending();
        if (!isPending()) writeNow(bytes);
        if (!bytes.hasRemaining() && !isPending()) return;
        if (last || limits == null) {
            while (isPending()) awaitAndSend();
            write(bytes);
        } else if (bytes.hasRemaining()) {
            keep(bytes);
        }
    }

    /** Whether {@link #send(SentFile, long, long)} is possible. */
    boolean sendsFiles() {
        return client instanceof PlainWire;
    }

    /** Sends all of these bytes of a file, waiting while the client is slow. */
    void send(SentFile file, long from, long to) throws IOException {
        while (isPending()) awaitAndSend();
        for (long at = from; at < to; ) {
            long count = sendNow(file, at, to - at);
            at += count;
            if (count == 0) awaitWritable(file, at);
            else if (at < to && count < PlainWire.FILE_PIECE) awaitWritable(); // it took less than there was: it is full
            else if (at < to) Thread.yield(); // others of the loop have their turn
        }
    }

    private long sendNow(SentFile file, long at, long count) throws ClientGone {
        try {
            long piece = Math.min(count, PlainWire.FILE_PIECE);
            long taken = file.isLoaded(at, piece) ? client.sendLoadedNow(file.channel(), at, piece)
                    : client.sendNow(file.channel(), at, piece);
            exchange.bytesSent += taken;
            return taken;
        } catch (IOException broken) {
            throw new ClientGone(broken);
        }
    }

    /** Nothing was taken: the client is slow, or the file is not what it was. */
    private void awaitWritable(SentFile file, long at) throws IOException {
        long size = Offload.<Long, IOException>call(file.channel()::size);
        if (size <= at) throw file.truncated(at);
        awaitWritable();
    }

    private void keep(ByteBuffer bytes) throws IOException {
        if (backlog == null) backlog = new Backlog(exchange, limits);
        while (!backlog.hasRoom()) awaitAndSend();
        backlog.add(bytes);
    }

    /** What waits leaves as far as the client takes it. */
    void sendPending() throws IOException {
        if (client.hasUnsent()) flushNow();
        if (backlog == null) return;
        while (!client.hasUnsent()) {
            var next = backlog.next();
            if (next == null) return;
            writeNow(next);
            if (next.hasRemaining()) return;
        }
    }

    private void awaitAndSend() throws IOException {
        awaitWritable();
        sendPending();
    }

    /** Writes all of it, waiting while the client is slow. */
    void write(ByteBuffer bytes) throws IOException {
        while (true) {
            writeNow(bytes);
            if (!bytes.hasRemaining() && !client.hasUnsent()) return;
            awaitWritable();
            if (client.hasUnsent()) flushNow();
        }
    }

    private void writeNow(ByteBuffer bytes) throws ClientGone {
        long before = client.sent();
        try {
            client.writeNow(bytes);
        } catch (IOException broken) {
            throw new ClientGone(broken);
        } finally {
            exchange.bytesSent += client.sent() - before;
        }
    }

    private void flushNow() throws ClientGone {
        try {
            client.flushNow();
        } catch (IOException broken) {
            throw new ClientGone(broken);
        }
    }

    private void awaitWritable() throws IOException {
        client.deadlineIn(exchange.settings.core.sendTimeoutMillis);
        try {
            Waitable.awaitAny(client, false, true, client, false, false);
        } catch (Expired late) {
            throw exchange.client.sendTimedOut(late);
        } catch (IOException broken) {
            throw new ClientGone(broken);
        }
    }

    void close() {
        if (backlog != null) backlog.close();
        backlog = null;
    }
}
