package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;

/** Regular expressions that recurse for each byte of a URI, or that would take minutes to say no (PCRE's match limit). */
class RegexTest {
    /** A text that {@code ^/(.*,){11}P} does not match, which there are 10^10 ways to see. */
    private static final String HARD = "/" + "1,".repeat(50) + "xP";

    @Test void aUriOfTheLargestLineIsMatched() {
        try (var edge = Edge.with("server { listen 80; location ~ \"^/(?:a|b)*$\" { return 200 ab; } location / { return 200 other; } }")) {
            for (int length : new int[] {10, 3000, 8000}) assertEquals("ab", edge.get("/" + "ab".repeat(length / 2)).body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "server { listen 80; location ~ '^/(.*,){11}P' { return 204; } location / { return 200; } }",
        "server { listen 80; location / { rewrite '^/(.*,){11}P' /x; return 200; } }",
        "server { listen 80; rewrite '^/(.*,){11}P' /x; location / { return 200; } }",
        "server { listen 80; location / { if ($uri ~ '^/(.*,){11}P') { return 204; } return 200; } }",
        "server { listen 80; error_page 500 /e; location = /e { return 500; } location ~ '^/(.*,){11}P' { return 204; } location / { "
        + "return 200; } }"})
    void aPatternThatTakesTooLongIs500(String conf) {
        isRefused(conf);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "map $uri $m { '~^/(.*,){11}P' 1; } server { listen 80; location / { return 200 $m; } }",
        "map $uri $m { '~^/(.*,){11}P' 1; } server { listen 80; location / { add_header X-M $m; return 200; } }",
        "map $uri $m { '~^/(.*,){11}P' 1; } server { listen 80; location / { add_header X-M $m always; return 200; } }",
        "map $uri $m { '~^/(.*,){11}P' 1; } limit_req_zone $m zone=z:1m rate=1r/s; server { listen 80; location / { limit_req zone=z; "
        + "root /var/www; } }",
        "map $uri $m { '~^/(.*,){11}P' 1; } server { listen 80; error_page 500 /$m; location / { rewrite '^/(.*,){11}P' /x; return 200; "
        + "} }",
        "server { listen 80; error_page 500 = @e; location @e { if ($uri ~ '^/(.*,){11}P') { return 204; } return 200; } "
            + "location / { rewrite '^/(.*,){11}P' /x; return 200; } }"})
    @OwlboardOnly(row = "regex-steps", value = "a map goes on with its default")
    void alsoInAMapAndOnTheWayToAnErrorPage(String conf) {
        isRefused(conf);
    }

    private static void isRefused(String conf) {
        try (var edge = Edge.with(conf)) {
            long start = System.nanoTime();
            assertEquals(500, edge.get(HARD).status());
            assertTrue(System.nanoTime() - start < Patience.stretched(8).toNanos(), "answered in bounded time");
            edge.errorLog().awaitsPart("using \"^/(.*,){11}P\"");
        }
    }

    @OwlboardOnly(row = "regex-steps", value = "closes the connection without an answer")
    @Test void aNameOfAServerToo() {
        try (var edge =
                Edge.with(
                "server { listen 80; return 200 standard; } server { listen 80; server_name '~^(.*,){11}p'; return 200 named; "
                + "}"); var client = edge.client()) {
            var head = client.sends("GET / HTTP/1.1", "Host: " + "1,".repeat(50) + "xp", "Connection: close", "").head();
            assertEquals("500", head.getFirst().split(" ")[1]);
        }
    }

    @OwlboardOnly(row = "regex-steps", value = "PCRE gives up one match at a time")
    @Test void theLogNamesThePlaceAndALogLineIsNotLost() {
        try (var edge =
                Edge.with(
                "map $uri $m { '~^/(.*,){11}P' 1; default 0; } log_format l '$status m=$m'; access_log /var/log/nginx/access.log l; "
                + "server { listen 80; return 200 x; }")) {
            assertEquals(200, edge.get(HARD).status());
            edge.accessLog().awaitsLine("200 m=0");
            edge.errorLog().awaitsPart("nginx.conf:3");
        }
    }

    @OwlboardOnly(row = "regex-steps", value = "PCRE gives up one match at a time")
    @Test void whatAnUpstreamSendsIsBoundedToo() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass http://a:80; proxy_redirect '~^/(.*,){11}P' /x; } }");
                var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.receives("GET / HTTP/1.1", "Host: {host:a:80}", "");
            a.sends("HTTP/1.1 302 Found", "Location: " + HARD, "Content-Length: 0", "");
            assertEquals("500", client.head().getFirst().split(" ")[1]);
        }
    }

    @Test void aTextWithoutWhatThePatternHoldsCostsNothing() {
        try (var edge = Edge.with("server { listen 80; location / { rewrite '^/(.*)/(.*)/(.*)\\.html$' /local; return 200 $uri; } }")) {
            var uri = "/" + "a/".repeat(2000);
            assertEquals(uri, edge.get(uri).body());
            assertEquals("/local", edge.get("/a/b/c.html").body());
        }
    }
}
