package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** Where connections to upstreams come from ({@code proxy_bind}). */
class ProxyBindTest {
    private static Edge edge() {
        return Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http { upstream api { server a:80; } proxy_set_header Connection "";
                server { listen 80; proxy_bind 127.0.0.9;
                    location / { proxy_pass http://api; }
                    location /off { proxy_bind off; proxy_pass http://api; }
                    location /arg { proxy_bind $arg_from; proxy_pass http://api; }
                    location /none { proxy_bind 203.0.113.7; proxy_pass http://api; } } }
                """);
    }

    private static String from(Edge edge, String path) {
        try (var client = edge.client()) {
            client.sends("GET " + path + " HTTP/1.1", "Host: shop", "");
            var peer = edge.peer("a:80").receives("GET " + path + " HTTP/1.1", "Host: api", "");
            peer.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            return peer.addressOfOther();
        }
    }

    @Test void connectionsComeFromWhereTheyShould() {
        try (var edge = edge()) {
            edge.peer("a:80");
            assertEquals("127.0.0.9", from(edge, "/"));
            assertEquals("127.0.0.1", from(edge, "/off"));
            assertEquals("127.0.0.11", from(edge, "/arg?from=127.0.0.11"));
            assertEquals("127.0.0.1", from(edge, "/arg"));
        }
    }

    @Test void whatIsNoAddressIsToldAndLeftOut() {
        try (var edge = edge()) {
            edge.peer("a:80");
            assertEquals("127.0.0.1", from(edge, "/arg?from=shop"));
            edge.errorLog().awaitsPart("invalid local address \"shop\"");
            assertEquals("127.0.0.1", from(edge, "/arg?from=127.0.0.11:0"));
            edge.errorLog().awaitsPart("invalid local address \"127.0.0.11:0\"");
        }
    }

    @Test void anAddressThatIsNotOursIsAnError() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            assertEquals(500, edge.get("/none").status());
            edge.errorLog().awaitsPart("bind(203.0.113.7) failed (99: Cannot assign requested address) while connecting to upstream");
        }
    }
}
