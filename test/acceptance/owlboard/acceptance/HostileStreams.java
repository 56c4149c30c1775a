package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static owlboard.wire.http2.FrameClient.*;
import static owlboard.wire.http2.Http2Error.ENHANCE_YOUR_CALM;
import static owlboard.wire.http2.Http2Error.PROTOCOL_ERROR;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import owlboard.wire.http2.FrameClient;

/** The same over HTTP/2: what would be another request in HTTP/1, and what keeps a server busy. None of it comes to the service. */
final class HostileStreams {
    private static final String[] POST = {":method", "POST", ":scheme", "http", ":path", "/api/canvas/first", ":authority", "localhost"};
    private static final String EVIL = "GET /api/canvas/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** On a connection of its own, on which both sides know each other's settings. */
    interface Script {
        void play(FrameClient client) throws Exception;
    }

    private HostileStreams() {}

    static Map<String, Script> all() {
        var all = new LinkedHashMap<String, Script>();
        for (var field : new String[][] {{"transfer-encoding", "chunked"}, {"connection", "close"}, {"upgrade", "h2c"}, {"te", "gzip"},
                {"X-Upper", "1"}, {"x", "y\r\n\r\n" + EVIL}, {"x: y\r\nz", "1"}, {"", "1"}, {"content-length", "1"},
                {"content-length", "+1"},
                {":path", "/api/canvas/smuggled"}, {"host", "other"}}) {
            all.put("malformed by " + field[0] + ": " + field[1], c -> c.headers(1, END_HEADERS, block(Stream.of(POST, field)
                    .flatMap(Stream::of).toArray(String[]::new))).data(1, END_STREAM, EVIL).isReset(1, PROTOCOL_ERROR));
        }
        all.put("a path that is a request", c -> c.headers(1, END_STREAM | END_HEADERS, block(":method", "GET", ":scheme", "http", ":path",
                "/x HTTP/1.1\r\n\r\n" + EVIL, ":authority", "localhost")).isReset(1, PROTOCOL_ERROR));
        all.put("a path of 10 KB", c -> assertEquals(414, c.get(1, "/".concat("y".repeat(10_000))).answer(1).status()));
        all.put("a field without an end", c -> {
            c.headers(1, END_STREAM, request("GET", "/api/canvas/first"));
            floods(c, () -> c.frame(CONTINUATION, 0, 1, block("x", "y".repeat(8_000))));
        });
        all.put("a table that is asked for again and again", c -> {
            var bomb = new byte[12_000];
            Arrays.fill(bomb, (byte) 0xbe);
            c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/api/canvas/first"), remembered("x", "y".repeat(4_000)), bomb));
            assertEquals(400, c.answer(1).status());
        });
        all.put("rapid resets", c -> {
            var ids = IntStream.iterate(1, id -> id + 2).iterator();
            floods(c, () -> {
                int id = ids.next();
                c.gathers().get(id, "/health").reset(id, 8).sendsGathered();
            });
        });
        all.put("pings", c -> floods(c, () -> c.frame(PING, 0, 0, new byte[8])));
        all.put("settings", c -> floods(c, c::settings));
        return all;
    }

    private static void floods(FrameClient c, Runnable more) throws Exception {
        var writing = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 20_000; i++) more.run();
            } catch (UncheckedIOException closed) {
                return;
            }
        });
        c.goesAway(ENHANCE_YOUR_CALM);
        writing.join();
    }
}
