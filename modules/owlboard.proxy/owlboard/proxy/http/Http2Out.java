package owlboard.proxy.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Outgoing;
import owlboard.wire.http.Name;
import owlboard.wire.http2.HpackEncoder;
import owlboard.wire.http2.Http2Stream;

/** Writes an answer as HTTP/2 (RFC 9113 §8.1): what belongs to one connection of HTTP/1 is left out. */
final class Http2Out implements Outgoing {
    /** What a client is told that asks for a tunnel and gets an ordinary answer. */
    private static final int NOT_SWITCHED = 501;
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final Http2Stream stream;
    private final Delivery delivery;
    /** The composed head as long as it has not left. */
    private HpackEncoder head;
    private boolean bodiless;
    /** Null when none follow the body. */
    private AnswerHead.Trailers trailers;

    Http2Out(Exchange exchange, Http2Stream stream) {
        this.exchange = exchange;
        this.stream = stream;
        delivery = new Delivery(exchange, stream);
    }

    @Override
    public void head(AnswerHead answer) {
        bodiless = answer.bodiless;
        trailers = bodiless ? null : answer.trailers;
        exchange.keepAlive = true;
        boolean tunnel = answer.status == 101;
        if (!tunnel && stream.isTunnel() && answer.status / 100 == 2) {
            answer.status = NOT_SWITCHED; // any 2xx would say that the tunnel stands (RFC 8441 §5)
            exchange.status = NOT_SWITCHED;
        }
        if (head == null) head = new HpackEncoder();
        head.out.clear();
        head.status(tunnel ? 200 : answer.status);
        for (int i = 0; i < answer.count(); i++) {
            if (answer.isLengthAt(i)) length(answer);
            if (!tunnel || answer.id(i) != Name.SEC_WEBSOCKET_ACCEPT) field(head, answer, i);
        }
        if (answer.isLengthAt(answer.count())) length(answer);
        exchange.headLength = head.out.length();
    }

    static void field(HpackEncoder block, AnswerHead lines, int i) {
        if (lines.isDropped(i) || Name.isOfAConnection(lines.id(i)) || lines.id(i) == Name.TE) return;
        var text = lines.text().array();
        int at = lines.valueAt(i);
        int end = at + lines.valueLength(i);
        while (at < end && isBlank(text[at])) at++; // around a value they mean nothing, and are malformed here (RFC 9113 §8.2.1)
        while (at < end && isBlank(text[end - 1])) end--;
        block.field(text, lines.nameAt(i), lines.nameLength(i), text, at, end - at);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private void length(AnswerHead answer) {
        if (answer.length < 0) return;
        var digits = Long.toString(answer.length).getBytes(StandardCharsets.US_ASCII);
        head.field(CONTENT_LENGTH, 0, CONTENT_LENGTH.length, digits, 0, digits.length);
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        if (bodiless) bytes.position(bytes.limit());
        boolean empty = !bytes.hasRemaining();
        if (empty && !last) return;
        if (last && trailers != null) {
            body(bytes, false);
            end();
            return;
        }
        if (head != null) sendHead(empty && last);
        if (!empty) send(bytes, last);
        else if (last && delivery.isPending()) delivery.send(bytes, true);
        if (!last) return;
        stream.end();
        exchange.complete = true;
    }

    private void sendHead(boolean end) throws IOException {
        exchange.headSent = true;
        stream.chunkMost(exchange.settings.core.http2ChunkBytes);
        writeBlock(head, end);
        head = null;
    }

    private void writeBlock(HpackEncoder block, boolean end) throws ClientGone {
        try {
            stream.writeHead(block.out.array(), block.out.length(), end);
        } catch (IOException gone) {
            throw new ClientGone(gone);
        }
        exchange.bytesSent += block.out.length();
    }

    /** The end of a body that has trailers (RFC 9113 §8.1). */
    private void end() throws IOException {
        if (head != null) sendHead(false);
        if (delivery.isPending()) delivery.send(ByteBuffer.allocate(0), true);
        exchange.trailers = new AnswerHead().begin(0);
        trailers.addTo(exchange.trailers);
        var block = new HpackEncoder();
        for (int i = 0; i < exchange.trailers.count(); i++) field(block, exchange.trailers, i);
        if (block.out.length() == 0) stream.end();
        else writeBlock(block, true);
        exchange.headLength += block.out.length(); // of no body either
        exchange.complete = true;
    }

    /** The end travels with the last bytes when the client takes them at once. */
    private void send(ByteBuffer bytes, boolean last) throws IOException {
        if (last && !delivery.isPending()) {
            long before = stream.sent();
            try {
                stream.writeNow(bytes, true);
            } catch (IOException gone) {
                throw new ClientGone(gone);
            } finally {
                exchange.bytesSent += stream.sent() - before;
            }
        }
        if (bytes.hasRemaining()) delivery.send(bytes, last);
    }

    @Override
    public void flush() throws IOException {
        if (head != null) sendHead(false);
        sendPending();
    }

    @Override
    public void sendPending() throws IOException {
        if (delivery.isPending()) delivery.sendPending();
    }

    @Override
    public void buffering(Buffering limits) {
        delivery.buffering(limits);
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
        delivery.close();
    }
}
