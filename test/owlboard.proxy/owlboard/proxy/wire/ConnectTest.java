package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** CONNECT is no way through (RFC 9110 section 9.3.6). */
class ConnectTest {
    @Test void connectIsRefused() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass http://a:80; } }"); var client = edge.client()) {
            var a = edge.peer("a:80");
            var status = client.sends("CONNECT shop:443 HTTP/1.1", "Host: shop:443", "").head().getFirst();
            assertTrue(status.matches("HTTP/1.1 40[05] .*"), status);
            assertEquals(0, a.connections());
        }
    }
}
