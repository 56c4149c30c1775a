package owlboard.proxy.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.SentFile;
import owlboard.proxy.respond.Statuses;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Chunks;
import owlboard.wire.loop.Buffers;

/** Writes an answer as HTTP/1 (RFC 9112 §4, §6): the only place that composes it, frames it, and decides whether its connection goes on. */
final class Http1Out implements Outgoing {
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPGRADE = "Connection: upgrade\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMEOUT = "Keep-Alive: timeout=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    /** A longer head leaves before the body, which shares its buffer with a shorter one. */
    private static final int LONG_HEAD = Buffers.DIRECT / 4;
    private static final byte[][] STATUS_LINES = new byte[1000][]; // return takes any status up to 999

    static {
        for (int status = 0; status < 1000; status++) {
            var digits = Integer.toString(1000 + status).substring(1); // three of them
            STATUS_LINES[status] = ("HTTP/1.1 " + digits + " " + Statuses.reason(status) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final Http1Session client;
    private final Exchange exchange;
    /** The composed head as long as it has not left. */
    private Bytes head;
    private boolean bodiless;
    private boolean chunked;
    private final Delivery delivery;
    /** Null when none follow the body. */
    private AnswerHead.Trailers trailers;

    Http1Out(Http1Session client, Exchange exchange) {
        this.client = client;
        this.exchange = exchange;
        delivery = new Delivery(exchange, client.duplex());
    }

    // The head.

    @Override
    public void head(AnswerHead answer) {
        boolean tunnel = answer.status == 101;
        bodiless = answer.bodiless;
        client.decideKeepAlive(exchange);
        if (tunnel) exchange.keepAlive = false;
        boolean mayBeChunked = !bodiless && !tunnel && exchange.head.version == 11 && exchange.settings.core.chunkedToClient;
        chunked = mayBeChunked && (answer.length < 0 || answer.trailers != null);
        if (chunked) answer.length = -1;
        trailers = chunked ? answer.trailers : null;
        if (!bodiless && answer.length < 0 && !chunked) exchange.keepAlive = false;
        exchange.answerIsChunked = chunked;
        if (head == null) head = exchange.desk().takeBytes();
        head.clear();
        compose(answer);
        if (exchange.head.version == 9) head.clear();
        exchange.headLength = head.length();
    }

    private void compose(AnswerHead answer) {
        if (answer.hasReason()) {
            head.add(VERSION).addPadded(answer.status, 3).add(' ').add(answer.text().array(), answer.reasonAt(), answer.reasonLength())
                    .addCrlf();
        } else {
            head.add(STATUS_LINES[answer.status]);
        }
        for (int i = 0; ; ) {
            if (answer.isLengthAt(i) && answer.length >= 0) head.add(CONTENT_LENGTH).addDecimal(answer.length).addCrlf();
            if (answer.isConnectionAt(i)) connection(answer.status == 101);
            if (i == answer.count()) break;
            i = answer.copyRun(i, head);
        }
        head.addCrlf();
    }

    /** An answer before the answer. */
    static void interim(AnswerHead answer, Bytes out) {
        out.add(STATUS_LINES[answer.status]);
        for (int i = 0; i < answer.count(); ) i = answer.copyRun(i, out);
        out.addCrlf();
    }

    /** {@code Transfer-Encoding}, {@code Connection}, and {@code Keep-Alive} where it is configured. */
    private void connection(boolean tunnel) {
        if (chunked) head.add(CHUNKED);
        if (tunnel) {
            head.add(UPGRADE);
        } else if (!exchange.keepAlive) {
            head.add(CLOSE);
        } else {
            head.add(KEEP_ALIVE);
            if (exchange.settings.core.keepaliveHeaderSeconds > 0) {
                head.add(TIMEOUT).addDecimal(exchange.settings.core.keepaliveHeaderSeconds).addCrlf();
            }
        }
    }

    // The body.

    @Override
    public int headroom() {
        return (head == null || head.length() > LONG_HEAD ? 0 : head.length()) + (chunked ? Chunks.ROOM : 0);
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        if (bodiless) bytes.position(bytes.limit());
        int size = bytes.remaining();
        if (size == 0 && !last) return;
        if (last && trailers != null) {
            body(bytes, false);
            end();
            return;
        }
        if (head != null && head.length() > LONG_HEAD) sendHead();
        int tail = chunked ? 2 + Chunks.END.length : 0;
        if (bytes.position() >= headroom() && bytes.capacity() - bytes.limit() >= tail && !bytes.isReadOnly()) {
            frame(bytes, last);
            delivery.send(bytes, last);
        } else if (headroom() + size + tail <= Buffers.DIRECT) {
            copied(bytes, last);
        } else {
            pieces(bytes, last);
        }
        bytes.position(bytes.limit());
        if (last) exchange.complete = true;
    }

    @Override
    public boolean file(SentFile file, long from, long to, boolean last) throws IOException {
        if (bodiless || chunked || !delivery.sendsFiles()) return false;
        flush();
        delivery.send(file, from, to);
        if (last) exchange.complete = true;
        return true;
    }

    /** The end of a chunked body that has trailers (RFC 9112 §7.1.2). */
    private void end() throws IOException {
        if (head != null) flush();
        exchange.trailers = new AnswerHead().begin(0);
        trailers.addTo(exchange.trailers);
        var text = exchange.desk().takeBytes();
        text.add('0').addCrlf();
        for (int i = 0; i < exchange.trailers.count(); ) i = exchange.trailers.copyRun(i, text);
        text.addCrlf();
        delivery.send(ByteBuffer.wrap(text.array(), 0, text.length()), true);
        exchange.desk().give(text);
        exchange.complete = true;
    }

    /** Puts head and framing around bytes that have room for them. */
    private void frame(ByteBuffer bytes, boolean last) {
        int at = bytes.position();
        int end = bytes.limit();
        if (chunked && end > at) {
            at = Chunks.enclose(bytes, at, end);
            end += 2;
        }
        if (chunked && last) {
            bytes.limit(end + Chunks.END.length);
            bytes.put(end, Chunks.END);
        }
        if (head != null) {
            at -= head.length();
            bytes.put(at, head.array(), 0, head.length());
            headGone();
        }
        bytes.position(at);
    }

    private void headGone() {
        exchange.headSent = true;
        exchange.desk().give(head);
        head = null;
    }

    private void copied(ByteBuffer bytes, boolean last) throws IOException {
        var buffers = exchange.loop().buffers;
        var copy = buffers.takeDirect();
        try {
            int from = headroom();
            copy.position(from).put(bytes).flip().position(from);
            frame(copy, last);
            delivery.send(copy, last);
        } finally {
            buffers.give(copy);
        }
    }

    /** More than a buffer holds. */
    private void pieces(ByteBuffer bytes, boolean last) throws IOException {
        int limit = bytes.limit();
        while (bytes.hasRemaining()) {
            int part = Math.min(bytes.remaining(), Buffers.DIRECT / 2);
            boolean end = last && part == bytes.remaining();
            copied(bytes.limit(bytes.position() + part), end);
            bytes.limit(limit);
        }
    }

    private void sendHead() throws IOException {
        var piece = exchange.loop().buffers.takeDirect();
        try {
            exchange.headSent = true;
            for (int at = 0, size; at < head.length(); at += size) {
                size = Math.min(head.length() - at, piece.capacity());
                delivery.send(piece.clear().put(head.array(), at, size).flip(), false);
            }
            headGone();
        } finally {
            exchange.loop().buffers.give(piece);
        }
    }

    @Override
    public void flush() throws IOException {
        if (head != null) sendHead();
        sendPending();
    }

    @Override
    public void sendPending() throws IOException {
        if (isPending()) delivery.sendPending();
    }

    @Override
    public void buffering(Buffering wanted) {
        delivery.buffering(wanted);
    }

    @Override
    public boolean isPending() {
        return delivery.isPending();
    }

    @Override
    public boolean hasRoom() {
        return delivery.hasRoom();
    }

    @Override
    public void close() {
        if (head != null) exchange.desk().give(head);
        head = null;
        delivery.close();
    }
}
