package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Peer;
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

    private static FrameServer asked(Peer peer, long... settings) {
        return FrameServer.on(peer.speaking(), settings);
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
            var s = asked(edge.peer("a:50051"));
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
            var s = asked(edge.peer("a:50051"));
            assertEquals("hi", s.body(1, 2));
            s.fields(1, END_STREAM, ":status", "200", "content-type", "application/grpc", "grpc-status", "5");
            var head = c.until("HEADERS", came -> came.type() == HEADERS);
            assertTrue(head.has(END_STREAM));
            assertEquals(List.of(":status: 200", "content-type: application/grpc", "content-length: 0", "grpc-status: 5"),
                    own(c.fields(head)));
        }
    }
}
