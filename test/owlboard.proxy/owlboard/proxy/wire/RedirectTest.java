package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.WithoutNginx;

/** {@code return} and the forms of a {@code Location}. */
class RedirectTest {
    private static String location(Edge edge, int listenPort, String path, String host) {
        try (var client = edge.client(listenPort)) {
            client.sends("GET " + path + " HTTP/1.1", "Host: " + host, "Connection: close", "");
            return client.head().stream().filter(line -> line.startsWith("Location: ")).map(line -> line.substring(10)).findFirst()
                    .orElse("none");
        }
    }

    private static String location(String directives, int listenPort, String path, String host) {
        try (var edge = Edge.with("server { listen " + listenPort + "; server_name first second; " + directives
                + " location /to { return 301 /new?a=b; } location /away { return 302 https://other.example$request_uri; } location "
                + "/bare { return https://x/; }"
                + " location /relative { return 307 elsewhere; } location /dir/ { proxy_pass http://127.0.0.1:9; } }")) {
            return location(edge, listenPort, path, host);
        }
    }

    @WithoutNginx("shows the port of this test")
    @Test void aPathBecomesAbsoluteWithTheHostAsItWasAsked() {
        assertEquals("http://second/new?a=b", location("", 80, "/to", "second"));
        assertEquals("http://second/new?a=b", location("", 80, "/to", "SECOND:80"));
        assertEquals("http://unknown/new?a=b", location("", 80, "/to", "unknown"));
    }

    @WithoutNginx("shows the port of this test")
    @Test void thePortIsShownUnlessItIsTheUsualOne() {
        assertEquals("http://second:8080/new?a=b", location("", 8080, "/to", "second"));
        assertEquals("http://second/new?a=b", location("port_in_redirect off;", 8080, "/to", "second"));
    }

    @WithoutNginx("shows the port of this test")
    @Test void theServersNameMayReplaceTheHost() {
        assertEquals("http://first/new?a=b", location("server_name_in_redirect on;", 80, "/to", "second"));
    }

    @Test void aPathMayStayOne() {
        assertEquals("/new?a=b", location("absolute_redirect off;", 8080, "/to", "second"));
    }

    @Test void aUrlStaysAsItIs() {
        assertEquals("https://other.example/away?x=%20y", location("", 8080, "/away?x=%20y", "second"));
        assertEquals("https://x/", location("", 80, "/bare", "second"));
        assertEquals("elsewhere", location("", 80, "/relative", "second"));
    }

    @WithoutNginx("shows the port of this test")
    @Test void aProxiedFolderGetsItsSlash() {
        assertEquals("http://second/dir/", location("", 80, "/dir", "second"));
        assertEquals("http://second/dir/?q=1", location("", 80, "/dir?q=1", "second"));
    }

    @Test void anyStatusMayBeReturned() {
        try (var edge =
                Edge.with(
                "server { listen 80; location /600 { return 600 six; } location /999 { return 999 nine; } location /418 { return 418 "
                + "tea; } location /451 { return 451; } }")) {
            assertEquals("six", edge.get("/600").body());
            assertEquals(999, edge.get("/999").status());
            assertEquals(418, edge.get("/418").status());
            assertEquals("", edge.get("/451").body());
            assertEquals(451, edge.get("/451").status());
        }
    }

    @Test void anAnswer444IsNone() {
        try (var edge = Edge.with("server { listen 80; access_log /var/log/nginx/access.log combined; return 444; }");
                var client = edge.client()) {
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            assertEquals("", client.rest());
            assertTrue(edge.accessLog().awaits(1).getFirst().contains("\" 444 0"));
        }
    }
}
