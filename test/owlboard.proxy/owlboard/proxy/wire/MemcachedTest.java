package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;

/** {@code memcached_pass} with a store that the test plays. */
class MemcachedTest {
    private static Edge edge(String directives) {
        var edge = Edge.with("upstream store { server kept:11211; keepalive 1; } server { listen 80; default_type text/plain; " + directives
                + " location / { set $memcached_key $uri$is_args$args; memcached_pass store; } }");
        edge.peer("kept:11211"); // it listens
        return edge;
    }

    private static Wire asked(Edge edge, String line) {
        var wire = edge.peer("kept:11211").speaking();
        assertEquals(line + "\r\n", wire.bytes(line.length() + 2));
        return wire;
    }

    @Test void aValueIsTheBodyAndTheConnectionIsKept() {
        try (var edge = edge("types { text/html html; } memcached_gzip_flag 2;")) {
            var client = edge.client().sends("GET /a.html?b=c HTTP/1.1", "Host: shop", "");
            asked(edge, "get /a.html?b=c").sendsRaw("VALUE /a.html?b=c 0 5\r\nhello\r\nEND\r\n");
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/html", "Content-Length: 5",
                    "Connection: keep-alive", "Accept-Ranges: bytes", "");
            client.receivesBody("hello");
            client.sends("GET /z HTTP/1.1", "Host: shop", "");
            asked(edge, "get /z").sendsRaw("VALUE /z 2 3\r\nzip\r\nEND\r\n");
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/plain", "Content-Length: 3",
                    "Connection: keep-alive", "Content-Encoding: gzip", "Accept-Ranges: bytes", "");
            client.receivesBody("zip");
            assertEquals(1, edge.peer("kept:11211").connections());
        }
    }

    @Test void aPartOfAValueIsAnswered() {
        try (var edge = edge("")) {
            var client = edge.client().sends("GET /a HTTP/1.1", "Host: shop", "Range: bytes=1-2", "");
            asked(edge, "get /a").sendsRaw("VALUE /a 0 5\r\nhello\r\nEND\r\n");
            assertEquals("HTTP/1.1 206 Partial Content", client.head().getFirst());
            client.receivesBody("el");
        }
    }

    @Test void whatIsNotKeptIs404AndAnotherLocationMayAnswer() {
        try (var edge = edge("error_page 404 = @made; location @made { return 200 \"made\"; }")) {
            var client = edge.client();
            for (int i = 0; i < 2; i++) {
                client.sends("GET /%20a%25 HTTP/1.1", "Host: shop", "");
                asked(edge, "get /%20a%25").sendsRaw("END\r\n");
                assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                client.receivesBody("made");
                edge.errorLog().awaitsPart("key: \"/%20a%25\" was not found by memcached");
            }
            assertEquals(1, edge.peer("kept:11211").connections());
        }
    }

    @Test void nonsenseIs502InItsOwnWords() {
        var odd = Map.of("ERROR\r\n", "memcached sent invalid response: \"ERROR\"",
                "END\n", "memcached sent invalid response: \"END\"",
                "VALUE /b 0 1\r\nx\r\nEND\r\n", "memcached sent invalid key in response \"VALUE /b 0 1\" for key \"/a\"",
                "VALUE /a 0 x\r\n", "memcached sent invalid length in response \"VALUE /a 0 x\" for key \"/a\"",
                "VALUE /a 0 5 77\r\n", "memcached sent invalid length in response \"VALUE /a 0 5 77\" for key \"/a\"",
                "VALUE /a 0 99999999999999999999\r\n", "memcached sent invalid length in response");
        for (var one : odd.entrySet()) {
            try (var edge = edge("")) {
                var client = edge.client().sends("GET /a HTTP/1.1", "Host: shop", "");
                asked(edge, "get /a").sendsRaw(one.getKey());
                assertEquals("HTTP/1.1 502 Bad Gateway", client.head().getFirst());
                edge.errorLog().awaitsPart(one.getValue());
            }
        }
    }

    @Test void flagsAreReadWhereTheyMeanSomething() {
        for (var one : Map.of("", "200 OK", "memcached_gzip_flag 1;", "502 Bad Gateway").entrySet()) {
            try (var edge = edge(one.getKey())) {
                var client = edge.client().sends("GET /a HTTP/1.1", "Host: shop", "");
                asked(edge, "get /a").sendsRaw("VALUE /a x 2\r\nhi\r\nEND\r\n");
                assertEquals("HTTP/1.1 " + one.getValue(), client.head().getFirst());
            }
        }
    }

    @Test void itIsAskedByGetAndWithAKeyAlone() {
        try (var edge = edge("location /none { memcached_pass store; }")) {
            var client = edge.client().sends("POST /a HTTP/1.1", "Host: shop", "Content-Length: 0", "");
            assertEquals("HTTP/1.1 405 Not Allowed", client.head().getFirst());
            client = edge.client().sends("GET /none HTTP/1.1", "Host: shop", "");
            assertEquals("HTTP/1.1 500 Internal Server Error", client.head().getFirst());
            edge.errorLog().awaitsPart("the \"$memcached_key\" variable is not set");
        }
    }
}
