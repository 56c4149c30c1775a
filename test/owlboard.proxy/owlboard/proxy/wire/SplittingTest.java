package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** A decoded line break in a variable never becomes a line of a head or a second request. */
@OwlboardOnly(row = "line-breaks", value = "lets $uri and captures break lines")
class SplittingTest {
    private static void staysOneLine(String location, String path) {
        try (var edge = Edge.with("upstream api { server a:80; } server { listen 80; " + location + " }")) {
            var a = edge.peer("a:80").serves(200);
            var answer = edge.get(path);
            assertFalse(answer.headers().stream().anyMatch(line -> line.startsWith("X-Evil")), answer.headers().toString());
            assertFalse(a.requests() > 1, "the peer got two requests");
        }
    }

    @Test void inARedirectByUri() {
        staysOneLine("location / { return 302 http://other$uri; }", "/a%0d%0aX-Evil:%201");
    }

    @Test void inARedirectByACapture() {
        staysOneLine("location ~ ^/(?<rest>(?s:.*))$ { return 302 http://other/$rest; }", "/a%0d%0aX-Evil:%201");
    }

    @Test void inAddHeader() {
        staysOneLine("location / { add_header X-Path $uri; return 204; }", "/a%0d%0aX-Evil:%201");
    }

    @Test void inProxySetHeader() {
        try (var edge =
                Edge.with(
                "upstream api { server a:80; } server { listen 80; location / { proxy_set_header X-Path $uri; proxy_pass http://api; } }");
                var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /a%0d%0aX-Evil:%201 HTTP/1.1", "Host: shop", "");
            if (a.connections() == 0) Wait.until("an answer or a request", () -> client.unread() > 0 || a.connections() > 0);
            if (a.connections() == 0) return; // refused: as good
            var head = a.speaking().head();
            assertEquals(0, head.stream().filter(line -> line.startsWith("X-Evil")).count(), head.toString());
        }
    }

    @Test void inTheUriOfProxyPass() {
        try (var edge = Edge.with("upstream api { server a:80; } server { listen 80; location / { proxy_pass http://api$uri; } }");
                var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /a%20HTTP/1.1%0d%0aX-Evil:%201%0d%0a%0d%0aGET%20/b HTTP/1.1", "Host: shop", "");
            Wait.until("an answer or a request", () -> client.unread() > 0 || a.connections() > 0);
            if (a.connections() == 0) return; // refused: as good
            var head = a.speaking().head();
            assertEquals(1, head.stream().filter(line -> line.contains("HTTP/1.1") && line.startsWith("GET")).count(), head.toString());
            assertEquals(0, head.stream().filter(line -> line.startsWith("X-Evil")).count(), head.toString());
        }
    }
}
