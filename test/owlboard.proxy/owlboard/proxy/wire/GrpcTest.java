package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http2.FrameClient;
import owlboard.wire.http2.FrameServer;

/** {@code grpc_pass} with a server that the test plays: which frames it gets, and what becomes of its own. */
class GrpcTest {
    private static Edge edge(String lines) {
        return Edge.with("upstream g { server a:50051; } server { listen 80 http2; " + lines + " }");
    }

    private static Edge passing(String directives) {
        var edge = edge("location / { grpc_pass grpc://g; " + directives + " }");
        edge.peer("a:50051"); // it listens
        return edge;
    }

    private static FrameClient open(Edge edge) throws Exception {
        return FrameClient.open(edge.address());
    }

    /** The connection to the server that is made as its {@code nth}. */
    private static FrameServer asked(Edge edge, int nth, long... settings) {
        return FrameServer.on(edge.peer("a:50051").accepts(nth), settings);
    }

    private static List<String> head(FrameClient c, int id) throws Exception {
        return c.fields(c.until("HEADERS", came -> came.type() == HEADERS && came.id() == id));
    }

    private static String text(FrameClient c, int id) throws Exception {
        return new String(c.until("DATA", came -> came.type() == DATA && came.id() == id).payload(), ISO_8859_1);
    }

    /** Status, type and metadata, without what the edge adds of its own. */
    private static List<String> own(List<String> head) {
        return head.stream().filter(line -> !line.startsWith("server: ") && !line.startsWith("date: ")).toList();
    }

    @Test void aCallGoesBothWays() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.post(1, "/e.E/U?a=%20b", "content-type", "application/grpc", "te", "trailers", "x-in", "1");
            var s = asked(edge, 1);
            var head = s.until(HEADERS);
            assertEquals(1, head.id());
            assertFalse(head.has(END_STREAM));
            assertEquals(List.of(":method: POST", ":scheme: http", ":path: /e.E/U?a=%20b", ":authority: g", "te: trailers",
                    "content-type: application/grpc", "x-in: 1"), s.fields(head));
            s.fields(1, 0, ":status", "200", "content-type", "application/grpc", "x-out", "2", "date", "then", "server", "s");
            assertEquals(List.of(":status: 200", "content-type: application/grpc", "x-out: 2"), own(head(c, 1)));
            for (var word : List.of("one", "two", "three")) {
                c.data(1, 0, word);
                assertEquals(word, s.body(1, word.length()));
                s.data(1, 0, word + '!');
                assertEquals(word + '!', text(c, 1));
            }
            c.data(1, END_STREAM, "");
            s.until("the end", came -> came.type() == DATA && came.has(END_STREAM));
            s.fields(1, END_STREAM, "grpc-status", "0", "grpc-message", "all");
            var trailers = c.until("trailers", came -> came.type() == HEADERS);
            assertTrue(trailers.has(END_STREAM));
            assertEquals(List.of("grpc-status: 0", "grpc-message: all"), c.fields(trailers));
        }
    }

    @Test void anAnswerMayBeTrailersAlone() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.post(1, "/").data(1, END_STREAM, "hi");
            var s = asked(edge, 1);
            assertEquals("hi", s.body(1, 2));
            s.fields(1, END_STREAM, ":status", "200", "content-type", "application/grpc", "grpc-status", "5");
            var head = c.until("HEADERS", came -> came.type() == HEADERS);
            assertTrue(head.has(END_STREAM));
            assertEquals(List.of(":status: 200", "content-type: application/grpc", "content-length: 0", "grpc-status: 5"),
                    own(c.fields(head)));
        }
    }

    private static void checked(FrameServer s, String service, String message, String... fields) throws Exception {
        checked(s, 1, service, message, fields);
    }

    /** One check, which the server answers with these fields, after a message with this status; null: without one. */
    private static void checked(FrameServer s, int id, String service, String message, String... fields) throws Exception {
        var head = s.until(HEADERS);
        assertEquals(id, head.id());
        assertEquals(List.of(":method: POST", ":scheme: http", ":path: /grpc.health.v1.Health/Check", ":authority: g", "te: trailers",
                "content-type: application/grpc"), s.fields(head));
        assertEquals(service, s.body(id, service.length()));
        if (message != null) s.fields(id, 0, ":status", "200", "content-type", "application/grpc").data(id, 0, message);
        s.fields(id, END_STREAM, fields);
    }

    @OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
    @Test void oneConnectionMayServeManyChecks() throws Exception {
        try (var edge = passing("health_check interval=30ms keepalive_time=1h type=grpc;")) {
            var s = asked(edge, 1);
            for (int id : new int[] {1, 3, 5}) checked(s, id, "\0\0\0\0\0", "\0\0\0\0\2\b\1", "grpc-status", "0");
            s.until(HEADERS);
            s.frame(GOAWAY, 0, 0, ints(5, 0));
            checked(asked(edge, 2), "\0\0\0\0\0", "\0\0\0\0\2\b\2", "grpc-status", "0");
            edge.errorLog().awaitsPart("it does not serve, health check");
            var unwell = edge.errorLog().lines().stream().filter(line -> line.contains("[info]") && line.contains("of peer")
                    && !line.contains("connect() failed")).toList(); // before it listened
            assertTrue(unwell.stream().allMatch(line -> line.contains("serve")), unwell.toString());
        }
    }

    @OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
    @Test void healthIsAskedByACall() throws Exception {
        try (var edge = passing("health_check interval=100ms type=grpc grpc_service=e.E;")) {
            checked(asked(edge, 1), "\0\0\0\0\5\n\3e.E", "\0\0\0\0\2\b\2", "grpc-status", "0");
            edge.errorLog().awaitsPart("it does not serve, health check");
            checked(asked(edge, 2), "\0\0\0\0\5\n\3e.E", "\0\0\0\0\2\b\1", "grpc-status", "0");
            edge.errorLog().awaitsPart("peer is healthy while checking gRPC status");
            checked(asked(edge, 3), "\0\0\0\0\5\n\3e.E", null, ":status", "200", "grpc-status", "12");
            edge.errorLog().awaitsPart("its grpc-status is 12, health check");
        }
    }

    @OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
    @Test void whoKnowsNoHealthMayBeWell() throws Exception {
        try (var edge = passing("health_check interval=100ms type=grpc grpc_status=12;")) {
            checked(asked(edge, 1), "\0\0\0\0\0", null, ":status", "200", "grpc-status", "14");
            edge.errorLog().awaitsPart("its grpc-status is 14, health check");
            checked(asked(edge, 2), "\0\0\0\0\0", null, ":status", "200", "grpc-status", "12");
            edge.errorLog().awaitsPart("peer is healthy while checking gRPC status");
        }
    }

    private static byte[] framed(int type, int flags, int id, String... fields) {
        return join(header(block(fields).length, type, flags, id), block(fields));
    }

    /** Metadata of an error ({@code grpc-status-details-bin}) may be long; with the head in one packet, too. */
    @Test void trailersMayBeLargerThanABuffer() throws Exception {
        var detail = "d".repeat(15_000);
        try (var edge = passing("grpc_buffer_size 4k;"); var c = open(edge)) {
            FrameServer s = null;
            for (int id = 1; id <= 3; id += 2) {
                c.get(id, "/");
                if (id == 1) s = asked(edge, 1);
                s.head(id);
                var head = framed(HEADERS, END_HEADERS, id, ":status", "200");
                var all = join(framed(HEADERS, END_STREAM, id, "grpc-status", "3", "a", detail), framed(CONTINUATION, 0, id, "b", detail),
                        framed(CONTINUATION, END_HEADERS, id, "c", detail));
                s.raw(id == 1 ? head : join(head, all));
                assertEquals(":status: 200", head(c, id).getFirst());
                if (id == 1) s.raw(all);
                assertEquals(List.of("grpc-status: 3", "a: " + detail, "b: " + detail, "c: " + detail), head(c, id));
            }
        }
    }

    /** One answered call, after which its connection rests. */
    private static FrameServer served(Edge edge, FrameClient c, int id, int nth) throws Exception {
        c.get(id, "/");
        var s = asked(edge, nth);
        s.head(1);
        ends(s, c, 1, id);
        return s;
    }

    private static void ends(FrameServer s, FrameClient c, int from, int id) throws Exception {
        s.fields(from, 0, ":status", "200").data(from, END_STREAM, "ok");
        assertEquals("ok", c.answer(id).text());
    }

    @Test void theNextCallHasTheConnectionAgain() throws Exception {
        try (var edge = Edge.with("upstream g { server a:50051; keepalive 1; } server { listen 80 http2; location / { grpc_pass g; } }")) {
            edge.peer("a:50051");
            try (var c = open(edge)) {
                var s = served(edge, c, 1, 1);
                c.post(3, "/").data(3, END_STREAM, "x");
                s.head(3);
                assertEquals("x", s.body(3, 1));
                ends(s, c, 3, 3);
            }
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "closes it")
    @Test void aPingDoesNotEndARestingConnection() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            var s = served(edge, c, 1, 1);
            s.frame(PING, 0, 0, ints(7, 8));
            assertEquals(7, s.until("the echo", came -> came.type() == PING && came.has(ACK)).number());
            c.get(3, "/");
            s.head(3);
            ends(s, c, 3, 3);
            s.frame(GOAWAY, 0, 0, ints(3, 0));
            s.wire.isClosed();
        }
    }

    // Windows.

    @Test void theRequestWaitsForTheServersWindows() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.post(1, "/");
            var s = asked(edge, 1, INITIAL_WINDOW_SIZE, 0);
            s.head(1);
            s.until("the ACK", came -> came.type() == SETTINGS && came.has(ACK));
            c.data(1, 0, "first");
            s.frame(WINDOW_UPDATE, 0, 1, ints(20_000));
            assertEquals("first", s.body(1, 5));
            s.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 3));
            s.fields(1, 0, ":status", "200");
            assertEquals(List.of(":status: 200"), own(head(c, 1)));
            var body = "0123456789".repeat(5_000);
            for (int at = 0; at < body.length(); at += 10_000) c.data(1, 0, body.substring(at, at + 10_000));
            c.data(1, END_STREAM, "");
            var came = new StringBuilder(s.body(1, 19_998));
            assertTrue(came.length() <= 20_003, came.length() + " bytes");
            s.frame(WINDOW_UPDATE, 0, 0, ints(200_000)).frame(WINDOW_UPDATE, 0, 1, ints(200_000));
            came.append(s.body(1, body.length() - came.length()));
            assertEquals(body, came.toString());
            ends(s, c, 1);
        }
    }

    private static byte[] setting(int name, int value) {
        return new byte[] {0, (byte) name, (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static void ends(FrameServer s, FrameClient c, int id) throws Exception {
        s.data(id, END_STREAM, "ok");
        assertEquals("ok", text(c, id));
    }

    @OwlboardOnly(row = "grpc-connections", value = "has windows of 2 GB")
    @Test void noMoreComesThanTheClientTakes() throws Exception {
        try (var edge = passing(""); var c = FrameClient.open(edge.address(), INITIAL_WINDOW_SIZE, 0)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            s.fields(1, 0, ":status", "200");
            head(c, 1);
            int window = 256 << 10;
            var piece = "z".repeat(16 << 10);
            for (int sent = 0; sent < window; sent += piece.length()) s.data(1, 0, piece);
            s.frame(PING, 0, 0, ints(1, 2));
            int opened = 0;
            for (var came = s.next(); came.type() != PING; came = s.next()) if (came.type() == WINDOW_UPDATE && came.id() == 1) opened +=
                    came.number();
            assertTrue(opened < window, "the client has taken nothing, and " + opened + " more bytes are wanted");
            c.window(0, 1 << 20).window(1, 1 << 20);
            for (int taken = 0; taken < window; ) taken += text(c, 1).length();
            s.until("an open window", came -> came.type() == WINDOW_UPDATE && came.id() == 1);
        }
    }

    // Frames.

    @Test void paddingContinuationAndPriorityAreTakenApart() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            var block = block(":status", "200", "x-a", "b");
            s.frame(WINDOW_UPDATE, 0, 0, ints(5)).frame(42, 0, 0, ints(1)).frame(PRIORITY, 0, 1, new byte[5]);
            s.frame(HEADERS, PADDED | WITH_PRIORITY, 1, join(new byte[] {2, 0, 0, 0, 0, 16}, Arrays.copyOf(block, 7), new byte[2]));
            s.frame(CONTINUATION, 0, 1).frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 7, block.length));
            s.frame(DATA, PADDED, 1, join(new byte[] {3}, "body".getBytes(ISO_8859_1), new byte[3]));
            s.fields(1, END_STREAM, "grpc-status", "0");
            var answer = c.answer(1);
            assertEquals("b", answer.field("x-a"));
            assertEquals("body", answer.text());
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "502")
    @Test void anInterimAnswerComesBeforeTheAnswer() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            s.fields(1, 0, ":status", "103", "link", "</a>").fields(1, 0, ":status", "200");
            ends(s, c, 1);
        }
    }

    private interface Breach {
        void by(FrameServer server);
    }

    /** What breaks the protocol is 502, and the connection is closed. */
    @Test void aServerThatBreaksTheProtocolIsLeft() throws Exception {
        Breach push = s -> s.frame(PUSH_PROMISE, END_HEADERS, 1, join(ints(2), block(":method", "GET")));
        Breach http1 = s -> s.raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        Breach noStatus = s -> s.fields(1, 0, "x-a", "b");
        Breach oddStatus = s -> s.fields(1, 0, ":status", "2x0");
        Breach dataFirst = s -> s.data(1, 0, "x");
        Breach unknown = s -> s.fields(3, 0, ":status", "200");
        Breach cut = s -> s.fields(1, 0, ":status", "200", "x-a", "b\r\nx-c: d");
        Breach upper = s -> s.fields(1, 0, ":status", "200", "X-A", "b");
        Breach block = s -> s.frame(HEADERS, END_HEADERS, 1, (byte) 0xff);
        Breach big = s -> s.fields(1, 0, ":status", "200", "x-a", "~".repeat(20_000));
        Breach settings = s -> s.frame(SETTINGS, 0, 0, new byte[5]);
        Breach ended = s -> s.wire.finishes();
        var breaches = List.of(push, http1, noStatus, oddStatus, dataFirst, unknown, cut, upper, block, big, settings, ended);
        try (var edge = passing(""); var c = open(edge)) {
            for (int i = 0; i < breaches.size(); i++) {
                c.get(2 * i + 1, "/" + i);
                var s = asked(edge, i + 1);
                s.head(1);
                breaches.get(i).by(s);
                assertEquals(502, c.answer(2 * i + 1).status(), "breach " + i);
                s.wire.rest();
            }
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "has other bounds")
    @Test void aServerThatKeepsUsBusyIsLeft() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            Breach pings = s -> s.raw(times(3000, join(header(8, PING, 0, 0), new byte[8])));
            Breach settings = s -> s.raw(times(3000, header(0, SETTINGS, 0, 0)));
            Breach interim = s -> s.raw(times(3000, join(header(5, HEADERS, END_HEADERS, 1), new byte[] {8, 3, '1', '0', '3'})));
            Breach empty = s -> s.raw(times(3000, header(0, DATA, 0, 1)));
            int id = 1;
            for (var flood : List.of(pings, settings, interim)) {
                c.get(id, "/");
                var s = asked(edge, id / 2 + 1);
                s.head(1);
                flood.by(s);
                assertEquals(502, c.answer(id).status());
                id += 2;
            }
            c.get(id, "/");
            var s = asked(edge, id / 2 + 1);
            s.head(1);
            s.fields(1, 0, ":status", "200");
            head(c, id);
            empty.by(s);
            assertTrue(c.until("a reset", came -> came.type() == RST_STREAM).code() > 0);
        }
    }

    private static byte[] times(int count, byte[] frame) {
        var all = ByteBuffer.allocate(count * frame.length);
        for (int i = 0; i < count; i++) all.put(frame);
        return all.array();
    }

    @Test void anAnswerThatBreaksOffIsSeenToBeBroken() throws Exception {
        Breach reset = s -> s.frame(RST_STREAM, 0, 1, ints(2));
        Breach ended = s -> s.wire.finishes();
        Breach longer = s -> s.data(1, 0, "more");
        Breach shorter = s -> s.frame(DATA, END_STREAM, 1);
        try (var edge = passing(""); var c = open(edge)) {
            int id = 1;
            for (var breach : List.of(reset, ended, longer, shorter)) {
                c.get(id, "/");
                var s = asked(edge, id / 2 + 1);
                s.head(1);
                s.fields(1, 0, ":status", "200", "content-length", "5");
                head(c, id);
                s.data(1, 0, "four");
                assertEquals("four", text(c, id));
                breach.by(s);
                assertTrue(c.until("a reset", came -> came.type() == RST_STREAM).code() > 0);
                id += 2;
            }
        }
    }

    // What is done with no request, and what is wanted no more.

    @OwlboardOnly(row = "grpc-connections", value = "502")
    @Test void whatWasNotProcessedIsSentAgain() throws Exception {
        Breach goesAway = s -> s.frame(GOAWAY, 0, 0, ints(1, 0));
        Breach refuses = s -> s.frame(RST_STREAM, 0, 3, ints(7));
        for (var breach : List.of(goesAway, refuses)) {
            try (var edge = passing(""); var c = open(edge)) {
                var s = served(edge, c, 1, 1);
                c.gathers().post(3, "/again").data(3, END_STREAM, "body").sendsGathered();
                s.head(3);
                breach.by(s);
                var other = asked(edge, 2);
                assertTrue(other.head(1).contains(":path: /again"));
                assertEquals("body", other.body(1, 4));
                ends(other, c, 1, 3);
            }
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "502")
    @Test void anotherServerIsAskedForWhatOneHasRefused() throws Exception {
        try (var edge = Edge.with("upstream g { server a:50051; server b:50051 backup; } server { listen 80 http2; location / { "
                + "grpc_pass g; } }"); var c = open(edge)) {
            edge.peer("a:50051");
            edge.peer("b:50051");
            c.gathers().post(1, "/").data(1, END_STREAM, "body").sendsGathered();
            var a = asked(edge, 1);
            a.head(1);
            a.frame(RST_STREAM, 0, 1, ints(7));
            var b = FrameServer.on(edge.peer("b:50051").accepts(1));
            b.head(1);
            ends(b, c, 1, 1);
        }
    }

    @Test void aServerThatGoesAwayFinishesWhatItHasBegun() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            s.frame(GOAWAY, 0, 0, ints(1, 0));
            ends(s, c, 1, 1);
            served(edge, c, 3, 2);
        }
    }

    @Test void aServerMayEndBeforeTheRequest() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            c.post(1, "/").data(1, 0, "some");
            var s = asked(edge, 1);
            assertEquals("some", s.body(1, 4));
            s.raw(join(header(1, HEADERS, END_HEADERS, 1), new byte[] {(byte) 0x88}, header(2, DATA, END_STREAM, 1), new byte[] {'o', 'k'},
                    header(4, RST_STREAM, 0, 1), ints(0)));
            assertEquals("ok", c.answer(1).text());
            c.get(3, "/");
            asked(edge, 2).head(1);
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "closes the connection without a word")
    @Test void aClientThatCancelsCancelsThere() throws Exception {
        try (var edge = passing(""); var c = open(edge)) {
            for (int id = 1; id < 5; id += 2) {
                c.post(id, "/").data(id, 0, "some");
                var s = asked(edge, id / 2 + 1);
                assertEquals("some", s.body(1, 4));
                if (id == 3) s.fields(1, 0, ":status", "200");
                if (id == 3) head(c, id);
                c.reset(id, 8);
                assertEquals(8, s.until(RST_STREAM).code());
                s.wire.isClosed();
            }
        }
    }

    // Errors.

    @Test void nobodyThereIsAStatusOfItsOwn() throws Exception {
        try (var edge = edge("""
                location / { grpc_pass grpc://g; error_page 502 = /error502grpc; }
                location = /error502grpc { internal; default_type application/grpc; add_header grpc-status 14;
                    add_header grpc-message unavailable; return 204; }"""); var c = open(edge)) {
            edge.peer("a:50051").stops();
            c.post(1, "/").data(1, END_STREAM, "x");
            assertEquals(List.of(":status: 204", "grpc-status: 14", "grpc-message: unavailable"), own(head(c, 1)));
        }
    }

    @Test void aServerThatSaysNothingIsLate() throws Exception {
        try (var edge = passing("grpc_read_timeout 300ms;"); var c = open(edge)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            assertEquals(504, c.answer(1).status());
        }
    }

    // What the directives say.

    @Test void linesAreSetHiddenAndPassed() throws Exception {
        try (var edge = passing("grpc_set_header X-Set $request_method; grpc_set_header Accept \"\"; grpc_hide_header X-Own; "
                + "grpc_pass_header Server; grpc_set_header TE \"\"; grpc_ignore_headers X-Accel-Redirect; add_header X-Added 1;");
                var c = open(edge)) {
            c.get(1, "/", "accept", "a", "te", "trailers", "x-in", "1");
            var s = asked(edge, 1);
            assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: g", "x-set: GET", "x-in: 1"), s.head(1));
            s.fields(1, 0, ":status", "200", "x-own", "1", "server", "s", "x-accel-redirect", "/none");
            ends(s, c, 1);
        }
    }

    @OwlboardOnly(row = "grpc-authority", value = "says host")
    @Test void theHostThatIsSetIsTheAuthority() throws Exception {
        try (var edge = passing("grpc_set_header X-A b; grpc_set_header Host $host;"); var c = open(edge)) {
            c.get(1, "/");
            var s = asked(edge, 1);
            assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: shop", "x-a: b"), s.head(1));
            ends(s, c, 1, 1);
        }
    }

    @Test void anErrorOfTheServersIsAPageWhereThatIsAskedFor() throws Exception {
        try (var edge = edge("location / { grpc_pass g; grpc_intercept_errors on; error_page 404 = /page; } "
                + "location /page { return 200 page; }"); var c = open(edge)) {
            edge.peer("a:50051");
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            s.fields(1, 0, ":status", "404").data(1, END_STREAM, "none");
            assertEquals("page", c.answer(1).text());
        }
    }

    @Test void http1IsGivenTrailersBehindItsChunks() {
        try (var edge = Edge.with("upstream g { server a:50051; } server { listen 80; location / { grpc_pass g; } }")) {
            edge.peer("a:50051");
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nTE: trailers\r\nContent-Length: 4\r\n\r\nbody");
            var s = asked(edge, 1);
            assertEquals(List.of(":method: POST", ":scheme: http", ":path: /a", ":authority: g", "content-length: 4", "te: trailers"),
                    s.head(1));
            assertEquals("body", s.body(1, 4));
            s.fields(1, 0, ":status", "200", "content-type", "application/grpc").data(1, 0, "ok").fields(1, END_STREAM, "grpc-status", "0");
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: application/grpc",
                    "Transfer-Encoding: chunked", "Connection: keep-alive", "");
            client.receivesBody("2\r\nok\r\n0\r\ngrpc-status: 0\r\n\r\n");
        }
    }

    @Test void underTlsHttp2IsAgreedOn() throws Exception {
        try (var edge = Edge.with("server { listen 80 http2; grpc_ssl_verify on; grpc_ssl_trusted_certificate /etc/ssl/certs/ca.crt; "
                + "grpc_ssl_name shop; grpc_ssl_server_name on; location / { set $to grpcs://g; grpc_pass $to; } } "
                + "upstream g { server a:50051; }")) {
            edge.tlsPeer("a:50051", Identity.SHOP, false);
            try (var c = open(edge)) {
                c.get(1, "/");
                var s = asked(edge, 1);
                assertTrue(s.head(1).contains(":scheme: https"));
                assertEquals(List.of("shop"), s.wire.serverNames());
                assertEquals("h2", s.wire.applicationProtocol());
                ends(s, c, 1, 1);
            }
        }
    }

    @OwlboardOnly(row = "response-length", value = "48")
    @Test void theLogTellsOfIt() throws Exception {
        try (var edge = Edge.with("""
                log_format g '$status $upstream_status $upstream_trailer_grpc_status $sent_trailer_grpc_status $upstream_response_length';
                upstream g { server a:50051; }
                server { listen 80 http2; access_log /var/log/nginx/g.log g; location / { grpc_pass g; } }"""); var c = open(edge)) {
            edge.peer("a:50051");
            c.get(1, "/");
            var s = asked(edge, 1);
            s.head(1);
            s.fields(1, 0, ":status", "200").data(1, 0, "x").fields(1, END_STREAM, "grpc-status", "7");
            c.answer(1);
            edge.log("g.log").awaitsLine("200 200 7 7 1");
        }
    }
}
