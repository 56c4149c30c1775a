package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/** Clients that cut, repeat and pile up what they say. */
class HostileClientTest {
    private static final String LOCATIONS = """
            location / { return 200 "$request_uri $http_x"; }
            location /up { proxy_pass http://a:80; }
            """;
    private static final String LISTEN = "server { listen 80; " + LOCATIONS + " } server { listen 443 ssl; "
            + "ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key; " + LOCATIONS + " }";

    private static Wire inSingleBytes(Wire client, String text) {
        for (int i = 0; i < text.length(); i++) client.sendsRaw(text.substring(i, i + 1));
        return client;
    }

    @Test void aRequestInSingleBytes() {
        try (var edge = Edge.with(LISTEN)) {
            var a = edge.peer("a:80");
            for (boolean tls : new boolean[] {false, true}) {
                try (var client = tls ? edge.tlsClient(443, "shop", null) : edge.client(80)) {
                    inSingleBytes(client, "GET /a?b HTTP/1.1\r\nHost: shop\r\nX: " + "y".repeat(3000) + "\r\n\r\n");
                    assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                    assertEquals("/a?b " + "y".repeat(3000), client.bytes(3005));
                    inSingleBytes(client, "POST /up HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            + "5;x=y\r\nhello\r\n006\r\n world\r\n0\r\nT: x\r\n\r\n");
                    assertEquals("POST /up HTTP/1.1", a.speaking().head().getFirst());
                    a.receivesBody("hello world").sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    client.head();
                    assertEquals("ok", client.rest());
                }
            }
        }
    }

    @Test void anAnswerInSingleBytes() {
        try (var edge = Edge.with(LISTEN); var client = edge.client(80)) {
            var a = edge.peer("a:80");
            client.sends("GET /up HTTP/1.1", "Host: shop", "Connection: close", "");
            var upstream = a.speaking();
            upstream.head();
            inSingleBytes(upstream, "HTTP/1.1 200 OK\r\nX-Y: z\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            assertTrue(client.head().contains("X-Y: z"));
            client.receivesChunked("hello");
        }
    }

    /** As many as fit into a line: looked at once each. */
    @Test void aThousandForwardedAddresses() {
        try (var edge = Edge.with("set_real_ip_from 0.0.0.0/0; real_ip_header X-Forwarded-For; real_ip_recursive on; server { listen 80; "
                + "location / { return 200 $remote_addr; } }")) {
            assertEquals("9.9.9.9", edge.get("/", "X-Forwarded-For: 9.9.9.9" + ", 1.1.1.1".repeat(800)).body());
            var lines = new String[100];
            for (int i = 0; i < lines.length; i++) lines[i] = "X-Forwarded-For: " + (i == 0 ? "9.9.9.9" : "1.1.1.1, 2.2.2.2");
            assertEquals("9.9.9.9", edge.get("/", lines).body());
            assertEquals("127.0.0.1", edge.get("/", "X-Forwarded-For: " + ",".repeat(7000)).body());
        }
    }

    /** What hop-by-hop words may take away is the client's own, never what the configuration says of it. */
    @Test void connectionTakesNothingThatWeSay() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass http://a:80; proxy_set_header X-Forwarded-For $remote_addr; "
                + "proxy_set_header Host shop; } }"); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "Connection: close, X-Forwarded-For, Host, Content-Length, Transfer-Encoding",
                    "X-Forwarded-For: 6.6.6.6", "");
            var head = a.speaking().head();
            assertTrue(head.containsAll(List.of("X-Forwarded-For: 127.0.0.1", "Host: shop")), head.toString());
        }
    }

    /** Many lines of one name, many of different ones: bounded, and told in time. */
    @Test void aThousandLines() {
        try (var edge = Edge.with("large_client_header_buffers 8 64k; server { listen 80; location / { return 200 $http_x; } }")) {
            long before = System.nanoTime();
            for (var name : List.of("X", "X-%d", "Cookie")) {
                var text = new StringBuilder("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n");
                for (int i = 0; i < 990; i++) text.append(name.formatted(i)).append(": ").append("y".repeat(300)).append("\r\n");
                try (var client = edge.client()) {
                    client.sendsRaw(text + "\r\n");
                    assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                }
            }
            assertTrue(System.nanoTime() - before < Patience.stretched(10).toNanos(), "three heads of 300 KB took more than 10 s");
        }
    }
}
