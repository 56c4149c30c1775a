package owlboard.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static owlboard.wire.http2.FrameClient.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import owlboard.edge.Wire;
import owlboard.wire.http2.FrameClient.Came;

/** A server that says frames, right ones and wrong ones, on a connection that was made to a peer of a test. */
public final class FrameServer {
    public final Wire wire;
    private final HpackDecoder decoder = new HpackDecoder();
    private final FieldBlock fields = new FieldBlock();

    private FrameServer(Wire wire) {
        this.wire = wire;
    }

    /** Reads the preface, and says its settings. */
    public static FrameServer on(Wire wire, long... settings) {
        var preface = new String(Http2Connection.PREFACE, ISO_8859_1);
        var first = wire.bytes(preface.length());
        if (!first.equals(preface)) throw new AssertionError("expected the preface, got " + first);
        var server = new FrameServer(wire);
        var pairs = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) pairs.putShort((short) settings[i]).putInt((int) settings[i + 1]);
        return server.frame(SETTINGS, 0, 0, pairs.array());
    }

    // What comes.

    public Came next() {
        var header = wire.bytes(9).getBytes(ISO_8859_1);
        var numbers = ByteBuffer.wrap(header);
        int length = (numbers.get() & 0xff) << 16 | numbers.getShort() & 0xffff;
        int type = numbers.get();
        int flags = numbers.get();
        return new Came(type, flags, numbers.getInt(), wire.bytes(length).getBytes(ISO_8859_1));
    }

    public Came until(String what, Predicate<Came> wanted) {
        var seen = new ArrayList<Came>();
        while (true) {
            var came = next();
            if (wanted.test(came)) return came;
            seen.add(came);
            if (came.type() == GOAWAY || came.type() == RST_STREAM) throw new AssertionError("expected " + what + ", got " + seen);
        }
    }

    public Came until(int type) {
        return until("a frame of type " + type, came -> came.type() == type);
    }

    /** The head of the next request, a field a line. */
    public List<String> head(int id) {
        return fields(until("HEADERS on stream " + id, came -> came.type() == HEADERS && came.id() == id));
    }

    public List<String> fields(Came head) {
        var block = head.payload();
        for (var last = head; !last.has(END_HEADERS); block = join(block, last.payload())) last = next();
        fields.reset(1 << 20, 1 << 20, 10_000);
        try {
            decoder.decode(block, 0, block.length, fields);
        } catch (Http2Error broken) {
            throw new AssertionError("a header block that is none", broken);
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < fields.count(); i++) {
            lines.add(new String(fields.text.array(), fields.nameAt(i), fields.nameLength(i), ISO_8859_1) + ": "
                    + new String(fields.text.array(), fields.valueAt(i), fields.valueLength(i), ISO_8859_1));
        }
        return lines;
    }

    /** The next {@code count} bytes of a request's body. */
    public String body(int id, int count) {
        var text = new StringBuilder();
        while (text.length() < count) {
            var data = until("DATA on stream " + id, came -> came.type() == DATA && came.id() == id);
            text.append(new String(data.payload(), ISO_8859_1));
        }
        return text.toString();
    }

    // What is said.

    public FrameServer frame(int type, int flags, int id, byte... payload) {
        return raw(join(header(payload.length, type, flags, id), payload));
    }

    public FrameServer raw(byte... bytes) {
        wire.sendsRaw(new String(bytes, ISO_8859_1));
        return this;
    }

    /** A head, or trailers; {@code flags} beside END_HEADERS. */
    public FrameServer fields(int id, int flags, String... namesAndValues) {
        return frame(HEADERS, flags | END_HEADERS, id, block(namesAndValues));
    }

    public FrameServer data(int id, int flags, String text) {
        return frame(DATA, flags, id, text.getBytes(ISO_8859_1));
    }
}
