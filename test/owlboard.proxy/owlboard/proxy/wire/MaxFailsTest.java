package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** When a peer is left alone, for how long, and when it comes back (item 33; ngx_http_upstream_module, server). */
class MaxFailsTest {
    private static Edge with(String servers, String directives) {
        return Edge.with("""
                log_format tries '$upstream_addr';
                access_log /var/log/nginx/access.log tries;
                upstream api { %s }
                server { listen 80; %s location / { proxy_pass http://api; } }
                """.formatted(servers, directives));
    }

    /** By nginx's rule, where we have another. */
    private static Edge strictly(String servers) {
        return Edge.with("""
                owlboard_strict on;
                log_format tries '$upstream_addr';
                access_log /var/log/nginx/access.log tries;
                upstream api { %s }
                server { listen 80; location / { proxy_pass http://api; } }
                """.formatted(servers));
    }

    private static long triesOf(Edge edge, String shown, int requests) {
        for (int i = 0; i < requests; i++) edge.get("/");
        var lines = edge.accessLog().awaits(requests);
        return lines.stream().filter(line -> line.matches("(.*, )?" + shown + "(, .*)?")).count();
    }

    /** How many requests of the log asked a second peer: the first one had failed. */
    private static long secondTries(Edge edge, int requests) {
        for (int i = 0; i < requests; i++) edge.get("/");
        return edge.accessLog().awaits(requests).stream().filter(line -> line.contains(", ")).count();
    }

    @Test void oneFailureIsEnoughByDefault() {
        try (var edge = with("server a:80; server b:80;", "")) {
            edge.peer("b:80").serves(200);
            assertEquals(1, secondTries(edge, 8));
            edge.errorLog().awaitsPart("[warn]");
            edge.errorLog().awaitsPart("upstream server temporarily disabled while connecting to upstream");
        }
    }

    @Test void maxFailsCountsFailures() {
        try (var edge = with("server a:80 max_fails=3; server b:80;", "")) {
            edge.peer("b:80").serves(200);
            assertEquals(3, secondTries(edge, 16));
        }
    }

    @Test void maxFailsZeroNeverLeavesAPeerAlone() {
        try (var edge = with("server a:80 max_fails=0; server b:80;", "")) {
            edge.peer("b:80").serves(200);
            assertEquals(4, secondTries(edge, 8));
        }
    }

    @Test void successesInBetweenDoNotClearFailures() {
        try (var edge = with("server a:80 max_fails=2; server b:80;", "proxy_next_upstream error http_503;")) {
            var a = edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            a.serves(503);
            edge.get("/1"); // a fails
            a.serves(200);
            for (int i = 0; i < 6; i++) edge.get("/2");
            a.serves(503);
            while (edge.accessLog().lines().stream().filter(line -> line.contains(", ")).count() < 2) edge.get("/3"); // a fails again
            int asked = a.requests();
            for (int i = 0; i < 6; i++) edge.get("/4");
            assertEquals(asked, a.requests());
        }
    }

    @Test void aStatusCountsWhereItIsNamed() {
        try (var edge = with("server a:80; server b:80;", "proxy_next_upstream http_503;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 8; i++) assertEquals(200, edge.get("/").status());
            assertEquals(1, edge.peer("a:80").requests());
        }
    }

    @Test void aStatusDoesNotCountWhereItIsNotNamed() {
        try (var edge = with("server a:80; server b:80;", "")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 8; i++) edge.get("/");
            assertEquals(4, edge.peer("a:80").requests());
        }
    }

    @Test void status404IsPassedOverButNeverCounts() {
        try (var edge = with("server a:80; server b:80;", "proxy_next_upstream http_404;")) {
            edge.peer("a:80").serves(404);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 8; i++) assertEquals(200, edge.get("/").status());
            assertTrue(edge.peer("a:80").requests() >= 4, "a was asked " + edge.peer("a:80").requests() + " times");
        }
    }

    @Test void theLastTryOfAPostPassesItsStatusAndDoesNotCount() {
        try (var edge = with("server a:80; server b:80;", "proxy_next_upstream http_503;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 6; i++) {
                try (var client = edge.client()) {
                    edge.answer(client, "POST /", "Content-Length: 0");
                }
            }
            assertEquals(3, edge.peer("a:80").requests());
        }
    }

    @Test void aTimeoutCounts() {
        try (var edge = with("server a:80; server b:80;", "proxy_read_timeout 2s;")) {
            edge.peer("a:80");
            edge.peer("b:80").serves(200);
            assertEquals(1, secondTries(edge, 6));
        }
    }

    @Test void aClientThatGoesAwayDoesNotCount() {
        try (var edge = with("server a:80; server b:80;", "")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80").serves(200);
            for (int i = 0; i < 2; i++) {
                edge.client().sends("GET /gone HTTP/1.1", "Host: shop", "").closes();
                edge.accessLog().awaits(1 + 2 * i);
                edge.get("/next");
            }
            Wait.until("a was asked twice", () -> a.connections() == 2);
            assertEquals(2, b.requests());
        }
    }

    @Test void aSinglePeerIsNeverLeftAlone() {
        try (var edge = with("server a:80;", "")) {
            assertEquals(5, triesOf(edge, "127\\.0\\.0\\.1:\\d+|a:80", 5));
            assertTrue(edge.errorLog().lines().stream().noneMatch(line -> line.contains("no live upstreams")));
            edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/").status());
        }
    }

    @Test void whenNobodyIsLeftTheClientGets502AtOnceAndTheLogNamesTheGroup() {
        try (var edge = strictly("server a:80; server b:80;")) {
            assertEquals(502, edge.get("/").status());
            edge.peer("a:80").serves(200);
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80}");
            edge.accessLog().awaitsLine("api");
            edge.errorLog().awaitsPart("[error]");
            edge.errorLog().awaitsPart("no live upstreams while connecting to upstream, client: 127.0.0.1, server: , "
                    + "request: \"GET / HTTP/1.1\", upstream: \"http://api/\", host: \"shop\"");
        }
    }

    @Test void allDownIs502() {
        try (var edge = with("server a:80 down; server b:80 down;", "")) {
            edge.peer("a:80").serves(200);
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("api");
        }
    }

    @Test void afterFailTimeoutAPeerIsTriedAndComesBack() {
        try (var edge = with("server a:80 fail_timeout=1s; server b:80;", "")) {
            var b = edge.peer("b:80").serves(200);
            edge.get("/");
            var a = edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) edge.get("/");
            assertEquals(0, a.requests());
            Wait.until("a gets requests again", () -> {
                edge.get("/");
                return a.requests() > 0;
            });
            int before = b.requests();
            for (int i = 0; i < 6; i++) edge.get("/");
            assertEquals(before + 3, b.requests());
        }
    }

    @Test void whileThePeerIsTriedOthersGetTheRest() {
        try (var edge = with("server a:80 fail_timeout=1s; server b:80;", "")) {
            var b = edge.peer("b:80").serves(200);
            edge.get("/");
            var a = edge.peer("a:80");
            Wait.until("a is tried", () -> {
                var trial = edge.client().sends("GET /trial HTTP/1.1", "Host: shop", "");
                Wait.until("b has answered, or a has it", () -> trial.unread() > 0 || a.connections() > 0);
                return a.connections() > 0;
            });
            int before = b.requests();
            for (int i = 0; i < 4; i++) edge.get("/rest");
            assertEquals(1, a.connections());
            assertEquals(before + 4, b.requests());
        }
    }

    @OwlboardOnly(row = "peer-verdict", value = "waits for the end of the answer")
    @Test void aTrialIsOverWhenTheHeadOfTheAnswerIsThere() {
        try (var edge = with("server a:80 fail_timeout=1s; server b:80;", "proxy_buffering off;"); var trial = edge.client()) {
            edge.peer("b:80").serves(200);
            edge.get("/");
            var a = edge.peer("a:80");
            Wait.until("a is tried", () -> {
                trial.sends("GET /trial HTTP/1.1", "Host: shop", "");
                Wait.pause(Duration.ofMillis(50));
                return a.connections() > 0;
            });
            a.speaking().head();
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            Wait.until("a gets requests beside it", () -> {
                edge.client().sends("GET /rest HTTP/1.1", "Host: shop", "");
                Wait.pause(Duration.ofMillis(50));
                return a.connections() > 1;
            });
        }
    }

    @Test void aTrialThatFailsBeginsTheTimeAnew() {
        try (var edge = with("server a:80 fail_timeout=1s; server b:80;", "")) {
            edge.peer("b:80").serves(200);
            edge.get("/");
            Wait.until("a is tried a second time", () -> {
                edge.get("/");
                return edge.accessLog().lines().stream().filter(line -> line.contains(", ")).count() == 2;
            });
            for (int i = 0; i < 4; i++) edge.get("/");
            assertEquals(2, edge.accessLog().lines().stream().filter(line -> line.contains(", ")).count());
        }
    }
}
