package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** Whatever a request says of its length, the edge and the peer behind it count the same requests. */
@OwlboardOnly(row = "chunk-line-feed", value = "takes bare LF in chunked framing, and others of these")
class SmugglingTest {
    private static final String CONF = """
            upstream api { server a:80; keepalive 4; }
            log_format counted "$request_uri $upstream_status";
            access_log /var/log/nginx/access.log counted;
            server { listen 80; keepalive_timeout 500ms; client_header_timeout 500ms; client_body_timeout 500ms; lingering_timeout 500ms;
                location / { proxy_pass http://api; proxy_request_buffering %s; } }
            """;
    private static final List<String> LINES = List.of("Content-Length: 5", "Content-Length: 0", "Content-Length: 43", "Content-Length: 48",
            "Content-Length:5", "Content-Length: 5, 5", "Content-Length: +5", "content-length: 0005", "Content_Length: 43",
            "Content-Length : 5", "Content-Length:\t5", "Content-Length\u0000: 5", "Content-Length: 5\r\n ,5", "X: y\rContent-Length: 43",
            "X: y\nContent-Length: 43",
            "Transfer-Encoding: chunked", "Transfer-Encoding: CHUNKED", "Transfer-Encoding:\tchunked", "Transfer-Encoding: chunked ",
            "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding\t: chunked", "Transfer_Encoding: chunked", "Transfer-Encoding: \u000bchunked",
            "Transfer-Encoding: chunked\r\n\t", "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
            "\u00a0Transfer-Encoding: chunked",
            "Connection: Content-Length", "Connection: close, Transfer-Encoding", "Expect: 100-continue", "Upgrade: websocket",
            "Trailer: Content-Length", "TE: trailers");
    private static final List<String> BODIES = List.of("0\r\n\r\n", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n", "hello", "GET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n",
            "0\n\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n", "0;\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n",
            "0\r\n\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n", "2\r\nhello\r\n0\r\n\r\n", "5;\nhello\r\n0\r\n\r\n",
            "ffffffffffffffff0\r\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n",
            "0\r\nContent-Length: 43\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n");

    private static List<String> requests(Random random) {
        var requests = new ArrayList<String>();
        for (var first : LINES) {
            for (int i = 0; i < 6; i++) {
                var second = i == 0 ? "X-Second: none" : LINES.get(random.nextInt(LINES.size()));
                var version = random.nextInt(8) == 0 ? "1.0" : "1.1";
                requests.add("POST /outer HTTP/" + version + "\r\nHost: shop\r\n" + first + "\r\n" + second + "\r\n\r\n"
                        + BODIES.get(random.nextInt(BODIES.size())));
            }
        }
        return requests;
    }

    @Test void theEdgeAndThePeerCountTheSameRequests() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var edge = Edge.with(CONF.formatted("on"))) {
            var a = edge.peer("a:80").serves(200);
            var requests = requests(random);
            var clients = requests.stream().map(request -> edge.client().sendsRaw(request)).toList();
            clients.forEach(Wire::rest);
            var lines = edge.accessLog().awaits(requests.size());
            long passed = lines.stream().filter(line -> line.endsWith(" 200")).count();
            assertTrue(passed > 10, "nothing passed at all");
            assertEquals(passed, a.requests(), "seed " + seed);
            for (var line : lines) {
                assertTrue(line.startsWith("/outer ") || line.startsWith("/smuggled ") || line.startsWith("- ") || !line.endsWith(" 200"),
                        "seed " + seed + ": " + line);
            }
        }
    }

    /** Through both tiers, to a backend that reports the bytes that it saw. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void balancerGatewayAndBackendCountTheSameRequests(String buffering) throws IOException {
        long seed = System.nanoTime();
        try (var tiers = Tiers.hasty(buffering)) {
            var requests = requests(new Random(seed));
            var clients = requests.stream().map(request -> tiers.edge.client().sendsRaw(request)).toList();
            clients.forEach(Wire::rest);
            var lines = tiers.edge.accessLog().awaits(requests.size());
            var seen = tiers.seen();
            var passed = lines.stream().filter(line -> line.endsWith(" 200")).map(line -> line.split(" ")[0]).sorted().toList();
            assertTrue(passed.size() > 10, "nothing passed at all");
            assertEquals(passed, seen.stream().map(request -> request.head().getFirst().split(" ")[1]).sorted().toList(), "seed " + seed);
            for (var request : seen) {
                boolean framedOnce = request.line("content-length").isEmpty() || request.line("transfer-encoding").isEmpty();
                assertTrue(framedOnce, "seed " + seed + ": " + request);
                for (var line : request.head()) assertTrue(line.matches("[ -~\\x80-\\xff]+"), "seed " + seed + ": " + request);
            }
        }
    }

    @Test void aBodyThatLooksLikeARequestIsABody() {
        for (var buffering : List.of("on", "off")) {
            try (var edge = Edge.with(CONF.formatted(buffering)); var client = edge.client()) {
                var a = edge.peer("a:80");
                var body = "GET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n";
                client.sendsRaw("GET /outer HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                        + "GET /second HTTP/1.1\r\nHost: shop\r\n\r\n");
                assertTrue(a.speaking().head().getFirst().startsWith("GET /outer "));
                a.receivesBody(body).sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
                client.head();
                assertEquals("1", client.bytes(1));
                assertTrue(a.speaking().head().getFirst().startsWith("GET /second "));
                a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
                client.head();
                assertEquals("2", client.bytes(1));
            }
        }
    }

    @Test void anAnswerThatComesUnaskedIsNobodys() {
        try (var edge = Edge.with(CONF.formatted("on")); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /one HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nX-Evil: 1\r\nContent-Length: 4\r\n\r\nevil");
            client.head();
            assertEquals("1", client.bytes(1));
            var other = edge.client().sends("GET /two HTTP/1.1", "Host: shop", "");
            Wait.until("a second connection", () -> a.connections() == 2);
            assertTrue(a.speaking().head().getFirst().startsWith("GET /two "));
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
            assertTrue(other.head().stream().noneMatch(line -> line.startsWith("X-Evil")));
            assertEquals("2", other.bytes(1));
        }
    }
}
