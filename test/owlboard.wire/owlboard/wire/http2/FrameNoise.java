package owlboard.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static owlboard.wire.http2.FrameClient.*;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import owlboard.fuzz.Seeds;
import owlboard.fuzz.Target;
import owlboard.wire.Pair;
import owlboard.wire.http.Heads;
import owlboard.wire.http.RequestHead;

/** What a client of HTTP/2 says behind its preface: answered, or a breach. Each request must be one of HTTP/1 as well, and the same. */
public final class FrameNoise implements Target, Http2Server {
    private static final RequestHead.Limits HEADS = new RequestHead.Limits(8192, 33_792, false, false, 1000);
    private static final Http2Limits LIMITS = new Http2Limits(20, 65_536, HEADS, 1000,
            new Http2Limits.Timeouts(60_000, 60_000, 60_000));
    private static final int HANDLED_AT_ONCE = 60_000;

    private final Pair reading;
    private Throwable failure;

    /** {@code reading}: of which the far end has said all that it says. */
    public FrameNoise(Pair reading) {
        this.reading = reading;
    }

    @Override
    public String name() {
        return "frames";
    }

    private static byte[] frame(int type, int flags, int id, byte... payload) {
        return join(header(payload.length, type, flags, id), payload);
    }

    @Override
    public List<byte[]> seeds() {
        var settings = frame(SETTINGS, 0, 0);
        var seeds = new ArrayList<byte[]>();
        var get = request("GET", "/a%20b?c=d", "cookie", "a=1", "cookie", "b=2", "x-one", "1", "te", "trailers");
        var post = request("POST", "/", "content-length", "5");
        seeds.add(join(settings, frame(HEADERS, END_HEADERS | END_STREAM, 1, get), frame(HEADERS, END_HEADERS | END_STREAM, 3, get)));
        seeds.add(join(settings, frame(HEADERS, END_HEADERS, 1, post), frame(DATA, 0, 1, "hel".getBytes(ISO_8859_1)),
                frame(DATA, END_STREAM, 1, "lo".getBytes(ISO_8859_1)), frame(PING, 0, 0, new byte[8])));
        seeds.add(join(settings, frame(HEADERS, 0, 1, get), frame(CONTINUATION, 0, 1),
                frame(CONTINUATION, END_HEADERS, 1, block("x", "y")), frame(DATA, PADDED | END_STREAM, 1, new byte[] {2, 'x', 0, 0})));
        seeds.add(join(settings, frame(HEADERS, END_HEADERS, 1, request("POST", "/")), frame(DATA, 0, 1, new byte[20]),
                frame(HEADERS, END_HEADERS | END_STREAM, 1, block("x", "y")), frame(WINDOW_UPDATE, 0, 0, ints(5))));
        var window = new byte[] {0, INITIAL_WINDOW_SIZE, 0, 0, 0, 9};
        seeds.add(join(frame(SETTINGS, 0, 0, window), frame(SETTINGS, ACK, 0),
                frame(HEADERS, END_HEADERS | END_STREAM | WITH_PRIORITY, 1, join(ints(0), new byte[1], get)),
                frame(RST_STREAM, 0, 1, ints(8)), frame(PRIORITY, 0, 5, new byte[5]), frame(GOAWAY, 0, 0, ints(0, 0))));
        seeds.add(join(settings, frame(HEADERS, END_HEADERS | END_STREAM, 1, join(request("GET", "/"), remembered("a", "b"))),
                frame(HEADERS, END_HEADERS | END_STREAM, 3, join(request("GET", "/"), new byte[] {(byte) 0xbe})),
                frame(HEADERS, END_HEADERS | END_STREAM, 5, join(new byte[] {0x20}, request("GET", "/")))));
        var socket = block(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/ws", ":authority", "shop");
        seeds.add(join(settings, frame(HEADERS, END_HEADERS, 1, socket), frame(DATA, 0, 1, new byte[9])));
        return seeds;
    }

    @Override
    public List<byte[]> spice() {
        var spice = new ArrayList<byte[]>();
        for (int type = DATA; type <= CONTINUATION + 1; type++) {
            for (int id : new int[] {0, 1, 2, 3, 7}) {
                spice.add(frame(type, 0, id, new byte[type == PING ? 8 : 4]));
                spice.add(frame(type, 0x2d, id, new byte[type == DATA ? 0 : 5]));
            }
        }
        spice.add(ints(0x7fff_ffff));
        spice.add(ints(0x8000_0001));
        for (int b : new int[] {0x80, 0xbe, 0xff, 0x20, 0x3f, 0x40, 0x7f, 0x00, 0x0f}) spice.add(new byte[] {(byte) b});
        for (var field : List.of("transfer-encoding", "host", ":path", ":status", "content-length", "connection", "x_y", "X", "", "a\nb",
                "cookie")) {
            spice.add(block(field, "1"));
            spice.add(block(field, "a\r\nb: c"));
            spice.add(block(field, ""));
        }
        return spice;
    }

    @Override
    public void take(byte[] input) throws Throwable {
        if (input.length > HANDLED_AT_ONCE) return;
        failure = null;
        try (var pair = Pair.open()) {
            pair.far.shutdownOutput();
            new Http2Connection(pair.near, join(Http2Connection.PREFACE, input), LIMITS, this).run();
        } catch (EOFException ended) {
            return;
        } finally {
            if (failure != null) throw failure;
        }
    }

    /** It is refused, which is as good as answered. */
    @Override
    public void malformed(Http2Stream stream) {}

    @Override
    public void serve(Http2Stream stream) {
        try {
            var head = stream.head;
            var target = head.latin1(head.targetAt, head.targetLength);
            boolean read = !stream.isHeadTooLarge() && target.startsWith("/");
            if (read) Heads.isReadTheSame(head, reading);
            var body = ByteBuffer.allocate(8192);
            while (stream.available() > 0 && stream.readNow(body.clear()) > 0) Thread.yield();
            var encoder = new HpackEncoder();
            encoder.status(200);
            stream.writeHead(encoder.out.array(), encoder.out.length(), false);
            stream.writeNow(ByteBuffer.wrap(new byte[100]), false);
            stream.end();
        } catch (IOException gone) {
            return;
        } catch (RuntimeException | Error unexpected) {
            failure = unexpected;
        }
    }

    @Override
    public boolean isDraining() {
        return false;
    }

    @Override
    public void breach(Http2Error error) {
        if (error.getMessage().isEmpty()) failure = new AssertionError("a breach without a word");
    }
}
