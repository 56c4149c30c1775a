package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** Clients that come back to the server that they were sent to ({@code sticky}), and what becomes of them when it cannot serve. */
@OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
class StickyTest {
    private static final String SERVER = " server { listen 80; location / { proxy_pass http://api; } }";

    private static Edge three(String upstream) {
        var edge = Edge.with("upstream api { " + upstream + " }" + SERVER);
        for (var name : List.of("a:80", "b:80", "c:80")) if (upstream.contains(name)) edge.peer(name).serves(200);
        return edge;
    }

    private static String cookie(Edge.Answer answer) {
        return answer.headers().stream().filter(line -> line.startsWith("Set-Cookie: ")).findFirst().map(line -> line.substring(12))
                .orElse("");
    }

    @Test void aCookieBindsAClient() {
        try (var edge = three("server a:80; server b:80; server c:80; sticky cookie srv path=/ httponly;")) {
            var first = edge.get("/");
            var cookie = cookie(first);
            assertTrue(cookie.matches("srv=[0-9a-f]{32}; httponly; path=/"), cookie);
            for (int i = 0; i < 4; i++) {
                var again = edge.get("/", "Cookie: x=y; " + cookie.substring(0, 36));
                assertEquals(first.body(), again.body());
                assertEquals("", cookie(again), "it knows where it belongs");
            }
            assertNotEquals(first.body(), edge.get("/").body());
        }
    }

    @Test void aCookieTellsTheRouteOfTheServerAndHowLongItHolds() {
        try (var edge = three("""
                server a:80 route=one; server b:80 route=two; sticky cookie srv expires=1h domain=.$host secure samesite=lax;
                """)) {
            var cookie = cookie(edge.get("/"));
            assertTrue(cookie.matches("srv=one; expires=\\w{3}, \\d\\d-\\w{3}-\\d\\d \\S+ GMT; max-age=3600; domain=.shop; secure;"
                    + " samesite=lax"), cookie);
            for (int i = 0; i < 3; i++) assertEquals("b:80", edge.get("/", "Cookie: srv=two").body());
        }
    }

    @Test void aVariableSaysNothingElseOfOtherSitesThanBrowsersKnow() {
        try (var edge = three("server a:80 route=one; sticky cookie srv expires=max path=/x samesite=$arg_s httponly;")) {
            var always = "srv=one; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=315360000";
            assertEquals(always + "; httponly; path=/x", cookie(edge.get("/")));
            assertEquals(always + "; samesite=lax; httponly; path=/x", cookie(edge.get("/?s=Lax")));
            assertEquals(always + "; samesite=none; httponly; path=/x", cookie(edge.get("/?s=none")));
            assertEquals(always + "; samesite=strict; httponly; path=/x", cookie(edge.get("/?s=lax,domain=evil")));
        }
    }

    @Test void whoAsksForNobodyThatIsThereIsBoundAnew() {
        try (var edge = three("server a:80 route=one; server b:80 route=two; sticky cookie srv;")) {
            assertEquals("srv=one", cookie(edge.get("/", "Cookie: srv=three")));
            edge.peer("b:80").stops();
            var moved = edge.get("/", "Cookie: srv=two");
            assertEquals("a:80", moved.body());
            assertEquals("srv=one", cookie(moved));
        }
    }

    @Test void aTunnelIsBoundToo() {
        try (var edge = Edge.with("""
                upstream api { server a:80 route=one; server b:80 route=two; sticky cookie srv; }
                server { listen 80; location / { proxy_pass http://api; proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }
                """); var tunnel = edge.client()) {
            var a = edge.peer("a:80");
            tunnel.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: upgrade", "Upgrade: websocket", "");
            a.receives("GET /ws HTTP/1.1", "Host: api", "Connection: upgrade", "Upgrade: websocket", "");
            a.sends("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            tunnel.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "Set-Cookie: srv=one", "");
        }
    }

    @Test void aRouteIsTheFirstVariableThatIsNotEmpty() {
        try (var edge = three("""
                server a:80 route=a; server b:80 route=b; server c:80 route=c; sticky route $route $arg_route; }
                map $cookie_session $route { ~\\.(?<name>\\w+)$ $name; } upstream unused { server a:80;
                """)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("c:80", edge.get("/", "Cookie: session=1234.c").body());
                assertEquals("b:80", edge.get("/?route=b").body());
            }
            var answer = edge.get("/?route=b", "Cookie: session=1234.c");
            assertEquals("c:80", answer.body());
            assertEquals("", cookie(answer));
        }
    }

    @Test void aSessionThatAServerBeginsIsLearnt() throws IOException {
        var learn = "sticky learn create=$upstream_cookie_session lookup=$cookie_session zone=sessions:64k timeout=1h;";
        var conf = "upstream api { server a:80; server b:80; server c:80; " + learn + " }" + SERVER;
        try (var edge = Edge.with(conf)) {
            for (var name : List.of("a", "b", "c")) {
                edge.peer(name + ":80").servesHead("HTTP/1.1 200 OK", "Set-Cookie: session=of-" + name + "; path=/");
            }
            for (int i = 0; i < 3; i++) edge.get("/");
            for (int i = 0; i < 3; i++) {
                assertEquals("b:80", edge.get("/", "Cookie: session=of-b").body());
                assertEquals("c:80", edge.get("/", "Cookie: session=of-c").body());
            }
            edge.reload(conf + "# again");
            assertEquals("b:80", edge.get("/", "Cookie: session=of-b").body(), "sessions outlive a reload");
        }
    }

    @Test void aServerThatIsDrainedServesThoseWhoAreBoundToIt() {
        try (var edge = three("server a:80 route=a; server b:80 route=b drain; server c:80 route=c; sticky cookie srv;")) {
            for (int i = 0; i < 4; i++) assertNotEquals("b:80", edge.get("/").body());
            assertEquals("b:80", edge.get("/", "Cookie: srv=b").body());
        }
    }

    @Test void aServerThatIsFullSendsItsClientsElsewhere() {
        try (var edge = Edge.with("upstream api { server a:80 route=a max_conns=1; server b:80 route=b; sticky cookie srv; }" + SERVER);
                var first = edge.client(); var second = edge.client()) {
            edge.peer("a:80"); // both listen
            edge.peer("b:80");
            first.sends("GET /1 HTTP/1.1", "Host: shop", "Cookie: srv=a", "");
            edge.peer("a:80").receives("GET /1 HTTP/1.1", "Host: api", "Cookie: srv=a", "");
            second.sends("GET /2 HTTP/1.1", "Host: shop", "Cookie: srv=a", "");
            edge.peer("b:80").receives("GET /2 HTTP/1.1", "Host: api", "Cookie: srv=a", "").sends("HTTP/1.1 204 No Content", "");
            second.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "Set-Cookie: srv=b", "");
        }
    }
}
