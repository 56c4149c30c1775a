package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;

/** An answer that is made without reading the body: what of it is still to come is never taken for a request. */
class UnreadBodyTest {
    private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String CONF = """
            upstream api { server a:80; }
            limit_req_zone $server_name zone=r:1m rate=1r/m;
            limit_conn_zone $server_name zone=c:1m;
            access_log /var/log/nginx/access.log combined;
            server { listen 80; server_name shop; client_max_body_size 100; error_page 410 /gone.html; error_page 411 @named;
                location = /return { return 200 "ok"; }
                location = /redirect { return 301 /elsewhere; }
                location = /empty { return 204; }
                location = /forbidden { return 403; }
                location = /denied { deny all; root /srv/site; }
                location = /missing { root /srv/site; }
                location = /page { return 410; }
                location = /gone.html { return 200 "gone"; }
                location = /handler { return 411; }
                location @named { return 200 "named"; }
                location = /limited { limit_req zone=r; root /srv/site; error_page 404 =200 /return; }
                location = /down { proxy_pass http://api; }
                location = /file { root /srv/site; }
                location = /second { return 200 "second"; }
                location = /evil { return 200 "evil"; }
            }
            """;
    private static final Map<String, Integer> ANSWERS = Map.ofEntries(Map.entry("/return", 200), Map.entry("/redirect", 301),
            Map.entry("/empty", 204), Map.entry("/forbidden", 403), Map.entry("/denied", 403), Map.entry("/missing", 404),
            Map.entry("/page", 410), Map.entry("/handler", 411), Map.entry("/limited", 503), Map.entry("/down", 502),
            Map.entry("/file", 405));

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private static Edge edge() {
        var edge = Edge.with(CONF, Edge.file("/srv/site/file", "content"));
        edge.get("/limited"); // its only request of a minute
        return edge;
    }

    /** The next answer's status, with its body taken; -1 when the connection ends instead. */
    private static int status(Wire client) {
        var head = client.head();
        var length = head.stream().filter(line -> line.startsWith("Content-Length: ")).map(line -> Integer.parseInt(line.substring(16)))
                .findFirst();
        if (length.isPresent()) client.bytes(length.get());
        return Integer.parseInt(head.getFirst().split(" ")[1]);
    }

    private static boolean keepsAlive(List<String> head) {
        return head.stream().anyMatch(line -> line.equals("Connection: keep-alive"));
    }

    private static void nobodySawTheBody(Edge edge) {
        assertFalse(edge.accessLog().lines().stream().anyMatch(line -> line.contains("/evil")),
                () -> String.join("\n", edge.accessLog().lines()));
    }

    @Test void aBodyInTheSameSegmentIsSkipped() {
        try (var edge = edge()) {
            for (var answer : ANSWERS.entrySet()) {
                for (var framed : new String[] {"Content-Length: " + EVIL.length() + "\r\n\r\n" + EVIL,
                        "Transfer-Encoding: chunked\r\n\r\n" + chunked(EVIL)}) {
                    try (var client = edge.client()) {
                        client.sendsRaw("POST " + answer.getKey() + " HTTP/1.1\r\nHost: shop\r\n" + framed
                                + "GET /second HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
                        assertEquals(answer.getValue(), status(client), answer.getKey());
                        assertTrue(client.rest().endsWith("second"), answer.getKey());
                    }
                }
            }
            nobodySawTheBody(edge);
        }
    }

    @Test void aBodyThatComesAfterTheAnswerIsSkipped() {
        try (var edge = edge()) {
            for (var answer : ANSWERS.entrySet()) {
                if (answer.getKey().equals("/down")) continue; // its body is read first
                for (boolean chunks : new boolean[] {false, true}) {
                    try (var client = edge.client()) {
                        client.sends("POST " + answer.getKey() + " HTTP/1.1", "Host: shop",
                                chunks ? "Transfer-Encoding: chunked" : "Content-Length: " + EVIL.length(), "");
                        assertEquals(answer.getValue(), status(client), answer.getKey());
                        client.sendsRaw(chunks ? chunked(EVIL) : EVIL).sends("GET /second HTTP/1.1", "Host: shop", "Connection: close", "");
                        assertTrue(client.rest().endsWith("second"), answer.getKey());
                    }
                }
            }
            nobodySawTheBody(edge);
        }
    }

    @Test void tooLargeABodyEndsTheConnection() {
        try (var edge = edge()) {
            var large = EVIL.repeat(10);
            for (var framed : new String[] {"Content-Length: " + large.length() + "\r\n\r\n" + large,
                    "Transfer-Encoding: chunked\r\n\r\n" + chunked(large)}) {
                try (var client = edge.client()) {
                    client.sendsRaw("POST /down HTTP/1.1\r\nHost: shop\r\n" + framed + "GET /second HTTP/1.1\r\nHost: shop\r\n\r\n")
                            .finishes();
                    var head = client.head();
                    assertTrue(head.getFirst().startsWith("HTTP/1.1 413 "), head.getFirst());
                    assertFalse(keepsAlive(head));
                    assertFalse(client.rest().contains("HTTP/1.1"));
                }
            }
            nobodySawTheBody(edge);
        }
    }

    @Test void aBrokenBodyEndsTheConnection() {
        try (var edge = edge()) {
            for (var answer : ANSWERS.entrySet()) {
                try (var client = edge.client()) {
                    client.sendsRaw("POST " + answer.getKey() + " HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
                            + EVIL).finishes();
                    assertFalse(client.rest().contains("evil"), answer.getKey());
                }
            }
            nobodySawTheBody(edge);
        }
    }

    /** A server that has read the head alone, answers, and closes: what is on its way to it then makes the system reset the connection. */
    private static void refuses(ServerSocket server) {
        while (true) {
            try (var connection = server.accept()) {
                var head = new StringBuilder();
                for (int next; !head.toString().endsWith("\r\n\r\n") && (next = connection.getInputStream().read()) >= 0; ) {
                    head.append((char) next);
                }
                var answer = "HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno";
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException over) {
                if (server.isClosed()) return;
            }
        }
    }

    @Test void anAnswerThatCameBeforeTheResetIsPassedOn() throws IOException {
        var body = "x".repeat(300_000);
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            server.setReceiveBufferSize(4096);
            Thread.startVirtualThread(() -> refuses(server));
            try (var edge = Edge.with("client_max_body_size 1m; server { listen 80; location / { proxy_pass http://127.0.0.1:"
                    + server.getLocalPort() + "; } location /live/ { proxy_request_buffering off; proxy_pass http://127.0.0.1:"
                    + server.getLocalPort() + "; } }")) {
                for (int i = 0; i < 60; i++) {
                    try (var client = edge.client()) {
                        client.sendsRaw("POST " + (i % 2 == 0 ? "/" : "/live/") + " HTTP/1.1\r\nHost: shop\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body);
                        assertEquals("HTTP/1.1 413 Too Much", client.head().getFirst(), "request " + i);
                    }
                }
            }
        }
    }
}
