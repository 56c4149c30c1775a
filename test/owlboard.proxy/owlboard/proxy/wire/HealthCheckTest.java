package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** {@code health_check}: peers that are not well get no request, and those that are again get some at once. */
@OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
class HealthCheckTest {
    private static String conf(String servers, String check, String more) {
        return """
                error_log /var/log/nginx/error.log info; events { }
                http {
                    %s
                    upstream api { zone api 64k; %s }
                    server { listen 80; location / { proxy_pass http://api; } }
                    server { listen 81; access_log off; location / { lb_status; } location /api { api; } }
                    server {
                        listen 82;
                        location / {
                            proxy_pass http://api; proxy_connect_timeout 1s;
                            proxy_set_header Host checks.example; proxy_set_header X-Client $remote_addr;
                            %s
                        }
                    }
                }
                """.formatted(more, servers, check);
    }

    private static Edge edge(String servers, String check, String more) {
        return Edge.with(conf(servers, check, more));
    }

    /** Checks, not requests, wait for half a second only. */
    private static Edge impatient(String servers, String check) {
        var connecting = "proxy_connect_timeout 1s;";
        return Edge.with(conf(servers, check, "").replace(connecting, connecting + " proxy_read_timeout 500ms;"));
    }

    private static String status(Edge edge) {
        try (var client = edge.client(81)) {
            return edge.answer(client, "GET /").body();
        }
    }

    private static boolean says(Edge edge, String peer, String state) {
        return status(edge).lines().anyMatch(line -> line.contains(" " + peer) && line.contains(" " + state + " "));
    }

    private static boolean isLastResort(Edge edge) {
        try (var client = edge.client(81)) {
            return edge.answer(client, "GET /api/9/http/upstreams/api").body().contains("\"last_resort\":true");
        }
    }

    private static void awaits(Edge edge, String peer, String state) {
        Wait.until(peer + " is " + state, () -> says(edge, peer, state));
    }

    private static final String TWO = "server a:80 max_fails=0; server b:80 max_fails=0;";

    @Test void whoFailsIsLeftAloneAndWhoPassesIsBack() {
        try (var edge = edge(TWO, "health_check interval=50ms uri=/health?x=1;", "")) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            awaits(edge, "a:80", "up");
            awaits(edge, "b:80", "up");
            edge.peer("b:80").serves(500);
            awaits(edge, "b:80", "unhealthy");
            edge.errorLog().awaitsPart("peer is unhealthy while checking status code, health check \"\" of peer ");
            for (int i = 0; i < 6; i++) assertEquals("a:80", edge.get("/").body());
            edge.peer("b:80").serves(204);
            edge.errorLog().awaitsPart("peer is healthy while checking status code, health check \"\" of peer ");
            awaits(edge, "b:80", "up");
            Wait.until("b is asked", () -> edge.get("/").status() == 204);
        }
    }

    @Test void theRequestHasTheLinesThatDependOnNoClient() {
        try (var edge = edge("server a:80;", "health_check interval=50ms uri=/health?x=1;", "")) {
            var asked = edge.peer("a:80").speaking();
            assertEquals(List.of("GET /health?x=1 HTTP/1.1", "Host: checks.example", "Connection: close"),
                    asked.head().stream().filter(line -> !line.isEmpty()).toList());
            asked.sends("HTTP/1.1 200 OK", "Content-Length: 0", "");
            asked.readsEof();
            edge.peer("a:80").serves(200);
            awaits(edge, "a:80", "up");
        }
    }

    @Test void aPeerThatIsSilentIsOutAndTheOnlyOneIsToo() {
        try (var edge = impatient("server a:80;", "health_check interval=50ms;")) {
            edge.peer("a:80");
            edge.errorLog().awaitsPart("upstream timed out (110: Connection timed out), health check");
            awaits(edge, "a:80", "unhealthy");
            assertEquals(502, edge.get("/").status(), "at once: nobody is asked");
            edge.peer("a:80").serves(200);
            awaits(edge, "a:80", "up");
            assertEquals(200, edge.get("/").status());
        }
    }

    /** Its check may be of the moment before it was there, and the next one is late on a busy machine. */
    @Test void theLastOneOfSeveralIsAskedWhateverItsChecksSay() {
        try (var edge = edge("server a:80; server b:80 down;", "health_check interval=50ms uri=/health;", "")) {
            edge.peer("a:80").serves(500);
            awaits(edge, "a:80", "unhealthy");
            Wait.until("it is asked", () -> edge.get("/").status() == 500);
        }
    }

    @Test void whoRefusesConnectionsIsOutAfterSoManyFailures() {
        try (var edge = edge("server a:80 max_fails=0; server b:80 max_fails=0;", "health_check interval=50ms fails=2 passes=3;", "")) {
            edge.peer("a:80").serves(200);
            awaits(edge, "b:80", "unhealthy");
            edge.errorLog().awaitsPart("peer is unhealthy while connecting to upstream");
            awaits(edge, "b:80", "unhealthy");
            long failures = edge.errorLog().lines().stream().filter(line -> line.contains("[info]") && line.contains("of peer")).count();
            assertTrue(failures >= 2, failures + " checks");
            edge.peer("b:80").serves(200);
            awaits(edge, "b:80", "up");
            assertTrue(edge.peer("b:80").requests() >= 3, edge.peer("b:80").requests() + " checks");
        }
    }

    @Test void mandatoryWaitsForTheFirstCheck() {
        try (var edge = edge("server a:80;", "health_check interval=50ms mandatory;", "")) {
            edge.peer("a:80");
            assertTrue(says(edge, "a:80", "checking") || says(edge, "a:80", "unhealthy"), status(edge));
            assertEquals(502, edge.get("/").status());
            edge.peer("a:80").serves(200);
            awaits(edge, "a:80", "up");
            assertEquals(200, edge.get("/").status());
        }
    }

    @Test void statusHeadersAndBodyMustFit() {
        var match = """
                match good {
                    status 200 301-303;
                    header X-Ready = yes;
                    header X-Load ~ "^[0-9]+$";
                    header X-Mode != maintenance;
                    header ! X-Broken;
                    body ~ "a:8";
                    body !~ "error";
                }
                """;
        try (var edge = edge("server a:80;", "health_check interval=30ms match=good;", match)) {
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: 17");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 204 No", "X-Ready: yes", "X-Load: 17");
            awaits(edge, "a:80", "unhealthy");
            edge.peer("a:80").servesHead("HTTP/1.1 302 Found", "X-Ready: yes", "X-Load: 17");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: much");
            awaits(edge, "a:80", "unhealthy");
            edge.errorLog().awaitsPart("header \"X-Load\" does not match, health check \"good\" of peer");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: 17", "X-Mode: open");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: 17", "X-Mode: maintenance");
            awaits(edge, "a:80", "unhealthy");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: 17");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Ready: yes", "X-Load: 17", "X-Broken: a bit");
            awaits(edge, "a:80", "unhealthy");
        }
    }

    @Test void aConnectionServesOneCheckAfterTheOther() {
        try (var edge = edge("server a:80;", "health_check interval=30ms keepalive_time=1h;", "")) {
            edge.peer("a:80").serves(200);
            Wait.until("it is asked", () -> edge.peer("a:80").requests() >= 5);
            assertEquals(1, edge.peer("a:80").connections());
            edge.peer("a:80").stops();
            awaits(edge, "a:80", "unhealthy");
            edge.peer("a:80").listens();
            awaits(edge, "a:80", "up");
        }
    }

    @Test void aConnectionIsLeftWhenItsTimeIsOver() {
        try (var edge = edge("server a:80;", "health_check interval=30ms keepalive_time=1ms;", "")) {
            edge.peer("a:80").serves(200);
            edge.peer("a:80").accepts(3);
            awaits(edge, "a:80", "up");
        }
    }

    @Test void variablesThatAreRequiredMustSaySomething() {
        var match = """
                map $upstream_http_x_role $leads { leader 1; default 0; }
                match leader { status 200; require $leads $upstream_http_x_term $here; }
                map $upstream_status$server_name $here { 200checks 1; }
                """;
        var conf = conf("server a:80;", "health_check interval=30ms match=leader;", match)
                .replace("listen 82;", "listen 82; server_name checks;");
        try (var edge = Edge.with(conf)) {
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Role: leader", "X-Term: 7");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Role: follower", "X-Term: 7");
            awaits(edge, "a:80", "unhealthy");
            edge.errorLog().awaitsPart("$leads is empty or 0, health check \"leader\" of peer");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Role: leader", "X-Term: 7");
            awaits(edge, "a:80", "up");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Role: leader");
            awaits(edge, "a:80", "unhealthy");
        }
    }

    @Test void whatIsKnownLivesOverAReloadAndEndsWithTheLine() throws IOException {
        var check = "health_check interval=50ms mandatory persistent;";
        try (var edge = edge(TWO, check, "")) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(500);
            awaits(edge, "b:80", "unhealthy");
            awaits(edge, "a:80", "up");
            edge.reload(conf(TWO, check, "# again"));
            assertTrue(says(edge, "b:80", "unhealthy"), status(edge));
            assertEquals("a:80", edge.get("/").body());
            edge.reload(conf(TWO, "", ""));
            awaits(edge, "b:80", "up");
            int asked = edge.peer("a:80").requests();
            Wait.pause(Duration.ofMillis(200));
            assertTrue(edge.peer("a:80").requests() <= asked + 1, "nobody is asked any more");
            edge.reload(conf(TWO, check, ""));
            assertFalse(says(edge, "a:80", "checking"), "it was well before");
        }
    }

    @Test void whereAllFailTheirChecksTheseHaveNoSay() {
        try (var edge = edge(TWO, "health_check interval=50ms;", "")) {
            edge.peer("a:80").serves(500);
            edge.peer("b:80").serves(500);
            awaits(edge, "a:80", "unhealthy");
            awaits(edge, "b:80", "unhealthy");
            Wait.until("they are asked", () -> edge.get("/").status() == 500);
            assertTrue(isLastResort(edge), "the API says so as well");
            edge.peer("b:80").serves(200);
            awaits(edge, "b:80", "up");
            assertFalse(isLastResort(edge));
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
        }
    }

    @Test void whoFailsItsChecksServesWhereTheOthersDieUntilOneIsTried() throws IOException {
        servesUntilTheOtherIsBack("60s");
    }

    @Test void whoFailsItsChecksServesWhereTheOthersDieUntilTheirRestIsOver() throws IOException {
        servesUntilTheOtherIsBack("1s");
    }

    private static void servesUntilTheOtherIsBack(String rest) throws IOException {
        var servers = "server a:80 max_fails=1 fail_timeout=60s; server b:80 max_fails=1 fail_timeout=" + rest + ";";
        try (var edge = edge(servers, "", "")) {
            edge.peer("a:80").serves(500);
            edge.peer("b:80").serves(200);
            edge.reload(conf(servers, "health_check interval=1h;", "")); // which does not ask again in time
            awaits(edge, "a:80", "unhealthy");
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
            edge.peer("b:80").stops();
            for (int i = 0; i < 4; i++) assertEquals("a:80", edge.get("/").body());
            edge.peer("b:80").listens();
            Wait.until("it is back", () -> edge.get("/").body().equals("b:80"));
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
        }
    }

    @Test void whoFailsItsChecksServesWhereTheOthersDrain() {
        try (var edge = edge("server a:80; server b:80 drain;", "health_check interval=50ms;", "")) {
            edge.peer("b:80").serves(200);
            edge.peer("a:80").serves(500);
            awaits(edge, "a:80", "unhealthy");
            assertEquals("a:80", edge.get("/").body());
        }
    }

    @Test void aRequestThatWaitsForAPeerGoesElsewhereWhenThatIsFoundUnwell() {
        try (var edge = impatient(TWO, "health_check interval=50ms fails=3;")) {
            edge.peer("b:80").serves(200);
            edge.peer("a:80").serves(200);
            awaits(edge, "a:80", "up");
            awaits(edge, "b:80", "up");
            edge.peer("a:80").isSilent();
            long start = System.nanoTime();
            for (int i = 0; i < 2; i++) assertEquals("b:80", edge.get("/").body());
            long waited = (System.nanoTime() - start) / 1_000_000;
            assertTrue(waited < 50_000, waited + " ms, and proxy_read_timeout is 60 s");
            edge.errorLog().awaitsPart("upstream was found unhealthy while reading response header from upstream");
        }
    }
}
