package owlboard.wire.http2;

import java.io.IOException;
import owlboard.wire.http.Bytes;

/** HEADERS and the CONTINUATIONs behind it (RFC 9113 §4.3): gathered, bounded, decoded, and given to the stream that they are for. */
final class HeaderBlock {
    private static final int PSEUDO_MAX = 5;
    /** Of the fields that WITH_PRIORITY announces (RFC 9113 §6.2). */
    private static final int PRIORITY_BYTES = 5;
    /** So many times what a head may have is read, to be answered; more ends the connection. */
    private static final int ANSWERED_TIMES = 2;

    private final Http2Connection connection;
    private final FrameReader reader;
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldBlock fields = new FieldBlock();
    private final Bytes block = new Bytes(512);
    /** The stream it is for, 0 while there is none. */
    private int stream;
    private boolean endsStream;
    private boolean isSelfDependent;
    private int frames;

    HeaderBlock(Http2Connection connection) {
        this.connection = connection;
        reader = connection.reader;
    }

    /** Nothing but CONTINUATION may come now. */
    boolean isBegun() {
        return stream != 0;
    }

    void headers() throws IOException {
        int id = reader.stream();
        if ((id & 1) == 0) throw Http2Error.protocol("HEADERS on stream " + id);
        int least = reader.has(Frame.WITH_PRIORITY) ? PRIORITY_BYTES : 0;
        if (reader.length() < least + (reader.has(Frame.PADDED) ? 1 : 0)) throw Http2Error.size("HEADERS", reader.length());
        reader.unpad(least);
        isSelfDependent = false;
        if (least > 0) {
            var payload = reader.payload();
            isSelfDependent = (payload.getInt() & 0x7fff_ffff) == id;
            payload.get();
        }
        stream = id;
        endsStream = reader.has(Frame.END_STREAM);
        frames = 0;
        block.clear();
        fragment();
    }

    void continuation() throws IOException {
        if (stream == 0 || stream != reader.stream()) throw Http2Error.protocol("CONTINUATION without HEADERS");
        if (!reader.payload().hasRemaining()) connection.calm.disturbed();
        fragment();
    }

    private void fragment() throws IOException {
        block.add(reader.payload(), reader.payload().remaining());
        var head = connection.limits.head();
        int most = head.headMax();
        int read = ANSWERED_TIMES * Math.max(most, Frame.PAYLOAD_MAX);
        if (block.length() > read || ++frames > 2 + read / 256) {
            throw Http2Error.connection(Http2Error.ENHANCE_YOUR_CALM,
                    "client sent a header block of " + block.length() + " bytes in " + frames + " frames");
        }
        if (!reader.has(Frame.END_HEADERS)) return;
        int id = stream;
        stream = 0;
        fields.reset(most, head.lineMax(), head.linesMax() + PSEUDO_MAX);
        decoder.decode(block.array(), 0, block.length(), fields);
        whole(id);
    }

    /** Decoded in any case: the table has to follow (RFC 9113 §4.3). */
    private void whole(int id) throws Http2Error {
        var open = connection.streams.get(id);
        var numbers = connection.numbers;
        if (open != null && !open.isDead()) trailers(open);
        else if (numbers.isNew(id)) request(id);
        else if (!numbers.isLeftBehind(id)) throw numbers.reused(id);
    }

    private void trailers(Http2Stream open) throws Http2Error {
        if (open.remoteEnded() && open.localEnded()) throw connection.numbers.reused(open.id); // closed, though its thread is not done
        if (open.remoteEnded()) {
            throw Http2Error.stream(open.id, Http2Error.STREAM_CLOSED, "client sent HEADERS behind the end of its stream");
        }
        if (open.isTunnel()) { // RFC 9113 §8.5
            throw Http2Error.stream(open.id, Http2Error.PROTOCOL_ERROR, "client sent HEADERS in a tunnel");
        }
        if (!endsStream) {
            throw Http2Error.stream(open.id, Http2Error.PROTOCOL_ERROR, "client sent trailers that do not end the stream");
        }
        Http2Request.checkTrailers(open.id, fields);
        open.endReceived();
    }

    private void request(int id) throws Http2Error {
        connection.numbers.open(id);
        if (connection.isGoingAway()) return; // RFC 9113 §6.8: the client knows that it was not served
        connection.numbers.take(id);
        if (isSelfDependent) throw Http2Error.dependsOnItself(id);
        connection.requests.begin(id, fields, endsStream);
    }
}
