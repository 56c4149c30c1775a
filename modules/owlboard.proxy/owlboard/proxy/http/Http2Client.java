package owlboard.proxy.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Incoming;
import owlboard.wire.http2.HpackEncoder;
import owlboard.wire.http2.Http2Body;
import owlboard.wire.http2.Http2Stream;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Waitable;

/** Who asked on a stream of an HTTP/2 connection. */
final class Http2Client implements Client {
    private final Http2Stream stream;
    private final AnswerHead answer = new AnswerHead();

    Http2Client(Http2Stream stream) {
        this.stream = stream;
    }

    @Override
    public Duplex duplex() {
        return stream;
    }

    @Override
    public AnswerHead answerHead() {
        return answer;
    }

    /**
     * RFC 9113 §8.1.1: a body is what comes until the stream ends. A tunnel has none. One that is said to be empty is waited for all the
     * same: what comes instead is malformed.
     */
    @Override
    public Framing framing(Head head) {
        if (stream.isTunnel() || !stream.hasBody()) return Framing.NONE;
        return stream.declaredLength() > 0 ? Framing.ofLength(stream.declaredLength()) : Framing.CHUNKED;
    }

    @Override
    public Incoming body(Framing framing) {
        return new Http2Body(stream);
    }

    @Override
    public boolean mayUpgrade(Head head) {
        return stream.isTunnel();
    }

    @Override
    public int readAhead() {
        return stream.available();
    }

    /** A tunnel reads the stream itself. */
    @Override
    public ByteBuffer takeReadAhead() {
        return null;
    }

    @Override
    public void sendContinue(Exchange exchange) throws IOException {
        if (!exchange.expectsContinue || stream.bodyEnded() || stream.available() > 0) return;
        exchange.expectsContinue = false;
        var encoder = new HpackEncoder();
        encoder.status(100);
        stream.writeHead(encoder.out.array(), encoder.out.length(), false);
    }

    @Override
    public void sendInterim(Exchange exchange, AnswerHead head) throws IOException {
        var encoder = new HpackEncoder();
        encoder.status(head.status);
        for (int i = 0; i < head.count(); i++) Http2Out.field(encoder, head, i);
        stream.writeHead(encoder.out.array(), encoder.out.length(), false);
    }

    @Override
    public Waitable departure() {
        return stream.departure();
    }

    @Override
    public boolean isGone() {
        return stream.isGone();
    }

    @Override
    public void delay(long millis) throws Failure {
        stream.pause(millis * 1_000_000);
        if (isGone()) throw Failure.client(stream.leftStatus(), stream.left() + " while delaying request");
    }

    @Override
    public ClientGone gone() {
        return new ClientGone(new EOFException(stream.left()));
    }

    @Override
    public Failure left() {
        return Failure.client(stream.leftStatus(), stream.left() + " while sending request to upstream");
    }
}
