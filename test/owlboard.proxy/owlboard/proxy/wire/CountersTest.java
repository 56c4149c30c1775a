package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Peer;
import owlboard.edge.Wire;

/**
 * What the log counts is what went over the wires: of tunnels, of answers that broke off, under TLS the bytes in the clear; and
 * {@code X-Accel-Limit-Rate} slows them down.
 */
class CountersTest {
    private static final String FORMAT =
            "log_format counted '$status $bytes_sent $body_bytes_sent $upstream_bytes_sent $upstream_bytes_received "
            + "$upstream_response_length'; "
            + "access_log /var/log/nginx/access.log counted; ";

    private static long[] counted(Edge edge) {
        var fields = edge.accessLog().awaits(1).getFirst().split(" ");
        return List.of(fields).stream().mapToLong(Long::parseLong).toArray();
    }

    private static int length(List<String> head) {
        return head.stream().mapToInt(line -> line.length() + 2).sum() + 2;
    }

    @Test void aTunnelCountsItsBytes() {
        try (var edge =
                Edge.with(FORMAT
                + "server { listen 80; location / { proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; "
                + "proxy_pass http://a:80; } }");
             var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: Upgrade", "Upgrade: websocket", "");
            var asked = a.speaking().head();
            a.sends("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade", "");
            var head = client.head();
            a.sendsRaw("hello");
            client.receivesBody("hello").sendsRaw("0123456789");
            a.receivesBody("0123456789").sendsRaw("bye").closes();
            client.receivesBody("bye").isClosed();
            var counted = counted(edge);
            assertEquals(length(head) + 8, counted[1]);
            assertEquals(8, counted[2]);
            assertEquals(length(asked) + 10, counted[3]);
            assertEquals(77 + 8, counted[4]);
        }
    }

    @Test void anAnswerThatBreaksOffCountsWhatHasLeft() {
        try (var edge = Edge.with(FORMAT + "server { listen 80; location / { proxy_buffering off; proxy_pass http://a:80; } }");
                var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            var asked = a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 100000", "").sendsRaw("z".repeat(1000));
            int head = length(client.head());
            client.receivesBody("z".repeat(1000)).resets();
            var counted = counted(edge);
            assertEquals(List.of(200L, head + 1000L, 1000L, (long) length(asked), 1043L, 1000L),
                    List.of(counted[0], counted[1], counted[2], counted[3], counted[4], counted[5]));
        }
    }

    /** More is read from the peer than the client takes: what waited here has not left. */
    @Test void whatWaitedForASlowClientIsNotCounted() {
        int size = 8_000_000;
        try (var edge = Edge.with(FORMAT + "server { listen 80; location / { proxy_buffers 8 64k; proxy_pass http://a:80; } }");
                var client = edge.narrowClient()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: " + size, "").sendsRaw("z".repeat(size)); // returns when all of it was taken
            client.close();
            var counted = counted(edge);
            assertTrue(counted[2] < size / 2, "counted " + counted[2] + " of " + size);
            assertTrue(counted[1] > counted[2] && counted[1] - counted[2] < 300, counted[1] + " and " + counted[2]);
        }
    }

    @Test void underTlsTheBytesInTheClearAreCounted() {
        try (var edge =
                Edge.with(FORMAT
                + "server { listen 443 ssl; server_name shop; ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key "
                + "/etc/ssl/private/shop.key; "
                + "location / { proxy_pass http://a:80; } }")) {
            edge.peer("a:80").serves(200);
            try (var client = edge.tlsClient(443, "shop", null)) {
                int head = length(client.sends("GET / HTTP/1.1", "Host: shop", "").head());
                client.receivesBody("a:80");
                var counted = counted(edge);
                assertEquals(head + 4, counted[1]);
                assertEquals(4, counted[2]);
            }
        }
    }

    @Test void xAccelLimitRateSlowsAnAnswerDown() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass http://a:80; } }"); var client = edge.client()) {
            var a = edge.peer("a:80");
            long start = System.nanoTime();
            receives(client, a, 2500, "X-Accel-Limit-Rate: 1000");
            assertTrue(System.nanoTime() - start > 1_500_000_000L, "2500 bytes and a head, 1000 in a second");
        }
    }

    private static void receives(Wire client, Peer a, int size, String line) {
        client.sends("GET / HTTP/1.1", "Host: shop", "");
        a.speaking().head();
        a.sends("HTTP/1.1 200 OK", "Content-Length: " + size, line, "").sendsRaw("z".repeat(size));
        client.head();
        client.receivesBody("z".repeat(size));
    }
}
