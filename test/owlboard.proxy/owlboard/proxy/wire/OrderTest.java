package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** Which location, and which server, of several that fit. */
class OrderTest {
    @Test void locationsAreChosenAsNginxDoes() {
        var conf = """
                server { listen 80;
                    location / { return 200 "root"; }
                    location = / { return 200 "exactly root"; }
                    location /a { return 200 "a"; }
                    location /a/ { return 200 "a slash"; location = /a/exact { return 200 "nested exact"; } location /a/n {
                        return 200 "nested"; location ~ deep$ { return 200 "nested regex"; } } }
                    location ^~ /stop { return 200 "stop"; }
                    location ^~ /stop/nested/ { return 200 "outer"; location ~ x$ { return 200 "regex inside stop"; } }
                    location = /exact.png { return 200 "exact png"; }
                    location ~ \\.png$ { return 200 "png"; }
                    location ~* \\.PNG$ { return 200 "any png"; }
                    location ~ ^/a/n/.*z$ { return 200 "z"; }
                    location ~ ^/r { return 200 "r"; location ~ two { return 200 "r two"; } }
                }
                """;
        var expected = Map.ofEntries(Map.entry("/", "exactly root"), Map.entry("/?x", "exactly root"), Map.entry("/b", "root"),
                Map.entry("/a", "a"), Map.entry("/ab", "a"), Map.entry("/a/", "a slash"), Map.entry("/a/exact", "nested exact"),
                Map.entry("/a/exact/", "a slash"), Map.entry("/a/n1", "nested"), Map.entry("/a/n/deep", "nested regex"),
                Map.entry("/stop.png", "stop"), Map.entry("/a.png", "png"), Map.entry("/a.Png", "any png"),
                Map.entry("/exact.png", "exact png"),
                Map.entry("/a/n/z", "z"), Map.entry("/stop/nested/x", "regex inside stop"), Map.entry("/stop/nested/y", "outer"),
                Map.entry("/r", "r"), Map.entry("/r/two", "r two"),
                Map.entry("/%61/%65xact", "nested exact"), Map.entry("/x/../a/./exact", "nested exact"),
                Map.entry("//a//exact", "nested exact"), Map.entry("/a%2fexact", "nested exact"), Map.entry("/A", "root"));
        try (var edge = Edge.with(conf)) {
            expected.forEach((path, location) -> assertEquals(location, edge.get(path).body(), path));
        }
    }

    @Test void serversAreChosenAsNginxDoes() {
        var conf = """
                server { listen 80; server_name ~^reg\\d+\\.example$; return 200 "regex"; }
                server { listen 80 default_server; server_name _; return 200 "default"; }
                server { listen 80; server_name shop.example; return 200 "exact"; }
                server { listen 80; server_name *.example; return 200 "star"; }
                server { listen 80; server_name *.shop.example; return 200 "longer star"; }
                server { listen 80; server_name shop.*; return 200 "trailing"; }
                server { listen 80; server_name shop.co.*; return 200 "longer trailing"; }
                server { listen 80; server_name .dot.org; return 200 "dot"; }
                server { listen 80; server_name ~^reg; return 200 "second regex"; }
                server { listen 80; server_name under_score; return 200 "underscore"; }
                server { listen 80; server_name ""; return 200 "nothing"; }
                """;
        var expected = Map.ofEntries(Map.entry("shop.example", "exact"), Map.entry("SHOP.Example.:80", "exact"),
                Map.entry("a.example", "star"), Map.entry("b.a.example", "star"), Map.entry("a.shop.example", "longer star"),
                Map.entry("example", "default"),
                Map.entry("shop.net", "trailing"), Map.entry("shop.co.uk", "longer trailing"), Map.entry("dot.org", "dot"),
                Map.entry("a.b.dot.org", "dot"), Map.entry("adot.org", "default"), Map.entry("reg7.example", "star"),
                Map.entry("reg", "second regex"),
                Map.entry("under_score", "underscore"), Map.entry("_", "default"), Map.entry("127.0.0.1", "default"),
                Map.entry("[::1]:80", "default"));
        try (var edge = Edge.with(conf)) {
            expected.forEach((host, server) -> {
                try (var client = edge.client()) {
                    client.sends("GET / HTTP/1.1", "Host: " + host, "Connection: close", "");
                    client.head();
                    assertEquals(server, client.rest(), host);
                }
            });
            try (var client = edge.client()) {
                client.sends("GET / HTTP/1.0", "");
                client.head();
                assertEquals("nothing", client.rest());
            }
        }
    }
}
