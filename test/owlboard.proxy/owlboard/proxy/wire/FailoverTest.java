package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** What keeps the failure of one upstream from spreading. */
@OwlboardOnly(row = "failover", value = "has none of it")
class FailoverTest {
    private static Edge edge(String http, String servers, String location) {
        return Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http {
                    log_format tries '$status $upstream_addr';
                    access_log /var/log/nginx/access.log tries;
                    %s
                    upstream api { %s }
                    server { listen 80; location / { proxy_pass http://api; %s } }
                    server { listen 81; access_log off; location / { lb_status; } }
                }
                """.formatted(http, servers, location));
    }

    private static void awaitIdle(Edge edge) {
        Wait.until("every peer says active 0", () -> {
            try (var client = edge.client(81)) {
                return edge.answer(client, "GET /").body().lines().filter(line -> line.contains(" active "))
                        .allMatch(line -> line.contains(" active 0,"));
            }
        });
    }

    private static List<String> originLines(Edge.Answer answer) {
        return answer.headers().stream().filter(line -> line.toLowerCase().startsWith("x-owlboard-origin")).toList();
    }

    private static final String ON_502 = "proxy_next_upstream error timeout http_502;";

    @Test void anErrorOfAnUpstreamBehindIsPassedOnAndIsNoFailure() {
        try (var edge = edge("owlboard_origin ask;", "server a:80 max_fails=1; server b:80 backup;", ON_502)) {
            edge.peer("a:80").servesHead("HTTP/1.1 502 Bad Gateway", "X-Owlboard-Origin: upstream");
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 5; i++) {
                var answer = edge.get("/", "X-Owlboard-Origin: no");
                assertEquals("502 a:80", answer.status() + " " + answer.body());
                assertEquals(List.of(), originLines(answer), "it is not for clients");
            }
            edge.peer("a:80").serves(502);
            assertEquals("200 b:80", edge.get("/").status() + " " + edge.get("/").body());
            edge.errorLog().awaitsPart("answer 502 is final, no other upstream is tried: it is of an upstream behind this one");
            awaitIdle(edge);
        }
    }

    @Test void whoAsksDropsWhatItsClientsSay() {
        try (var edge = edge("owlboard_origin ask;", "server a:80;", ""); var client = edge.client()) {
            edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "x-owlboard-origin: tell me", "");
            var head = edge.peer("a:80").speaking().head();
            assertEquals(List.of("X-Owlboard-Origin: ask"), head.stream().filter(line -> line.toLowerCase().startsWith("x-owl")).toList());
            client.closes();
            awaitIdle(edge);
        }
    }

    @Test void whoTellsMarksErrorsForThoseWhoAskAlone() {
        try (var edge = edge("owlboard_origin tell;", "server a:80;", "")) {
            assertEquals(List.of("X-Owlboard-Origin: upstream"), originLines(edge.get("/", "X-Owlboard-Origin: ask")), "nobody is there");
            assertEquals(List.of(), originLines(edge.get("/")));
            edge.peer("a:80").servesHead("HTTP/1.1 503 No", "X-Owlboard-Origin: forged");
            assertEquals(List.of("X-Owlboard-Origin: upstream"), originLines(edge.get("/", "X-Owlboard-Origin: ask")));
            assertEquals(List.of(), originLines(edge.get("/")), "the upstream's own line is dropped");
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "X-Owlboard-Origin: upstream");
            assertEquals(List.of(), originLines(edge.get("/", "X-Owlboard-Origin: ask")));
            awaitIdle(edge);
        }
    }

    @Test void withoutTheDirectiveAMarkMeansNothing() {
        try (var edge = edge("", "server a:80; server b:80 backup;", ON_502)) {
            edge.peer("a:80").servesHead("HTTP/1.1 502 Bad Gateway", "X-Owlboard-Origin: upstream");
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/").body());
            awaitIdle(edge);
        }
    }

    @Test void aConnectionThatIsNotThereSoonIsMadeElsewhere() {
        try (var edge = edge("owlboard_hedge on;", "server a:80; server b:80 backup;", "proxy_connect_timeout 60s;")) {
            edge.hole("a:80");
            edge.peer("b:80").serves(200);
            long start = System.nanoTime();
            assertEquals("b:80", edge.get("/").body());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 200 && millis < 30_000, millis + " ms");
            edge.errorLog().awaitsPart("upstream did not accept the connection within 250 ms, another one is asked while connecting");
            assertEquals(List.of("200 a:80, b:80"), edge.accessLog().awaits(1));
            try (var client = edge.client()) {
                assertEquals("b:80", edge.answer(client, "POST /", "Content-Length: 0").body(), "nothing was sent: it may be any method");
            }
            assertEquals(2, edge.peer("b:80").requests());
            awaitIdle(edge);
        }
    }

    @Test void aRequestThatTakesFarLongerThanUsualIsSentOnceMoreAndAPostIsNot() {
        try (var edge = edge("owlboard_hedge on;", "server a:80 max_fails=0; server b:80 max_fails=0;",
                "proxy_read_timeout 1s; proxy_next_upstream off;"); var client = edge.client()) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 60; i++) assertEquals(200, edge.get("/").status());
            edge.peer("a:80").isSilent();
            Wait.until("it is known what is usual", () -> {
                for (int i = 0; i < 2; i++) if (edge.get("/slow").status() != 200) return false;
                return edge.accessLog().lines().stream().anyMatch(line -> line.equals("200 a:80, b:80"));
            });
            edge.errorLog().awaitsPart("another one is asked while reading response header from upstream");
            int before = edge.peer("b:80").requests();
            client.sends("POST /once HTTP/1.1", "Host: shop", "Content-Length: 0", "");
            client.closes();
            awaitIdle(edge);
            assertTrue(edge.peer("b:80").requests() <= before + 1, "at one of the two, once");
        }
    }

    private static final String FIRST_A = "server a:80 max_fails=0; server b:80 max_fails=0 backup;";

    @Test void whereNothingIsKnownAGetIsSentOnceMoreSoonAndAPostNever() {
        try (var edge = edge("owlboard_hedge on;", FIRST_A, "proxy_read_timeout 1s; proxy_next_upstream off;");
                var client = edge.client()) {
            edge.peer("a:80").serves(200).isSilent();
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/").body());
            edge.errorLog().awaitsPart("another one is asked while reading response header from upstream");
            assertEquals(504, edge.answer(client, "POST /once", "Content-Length: 0").status());
            assertEquals(List.of("200 a:80, b:80", "504 a:80"), edge.accessLog().awaits(2));
            assertEquals(2, edge.peer("a:80").requests());
            assertEquals(1, edge.peer("b:80").requests());
            awaitIdle(edge);
        }
    }

    @Test void theFirstOfTwoThatAnswersIsTakenAndTheOtherOneIsDropped() {
        try (var edge = edge("owlboard_hedge on;", FIRST_A, ""); var client = edge.client()) {
            edge.peer("a:80");
            edge.peer("b:80");
            client.sends("GET /slow HTTP/1.1", "Host: shop", "");
            var first = edge.peer("a:80").speaking();
            first.head();
            var second = edge.peer("b:80").speaking();
            second.head();
            first.sends("HTTP/1.1 204 No Content", "");
            assertEquals("HTTP/1.1 204 No Content", client.head().getFirst());
            second.isClosed();
            assertEquals(List.of("204 b:80, a:80"), edge.accessLog().awaits(1), "the one that answers is last");
            awaitIdle(edge);
        }
    }

    @Test void whereTheSecondOneFailsTheFirstIsWaitedForAndTheOtherWayRound() {
        try (var edge = edge("owlboard_hedge on;", FIRST_A, ""); var client = edge.client()) {
            edge.peer("a:80");
            client.sends("GET /1 HTTP/1.1", "Host: shop", "");
            var first = edge.peer("a:80").speaking();
            first.head();
            edge.errorLog().awaitsPart("connect() failed (111: Connection refused) while");
            first.sends("HTTP/1.1 204 No Content", "Connection: close", "").closes();
            assertEquals("HTTP/1.1 204 No Content", client.head().getFirst());
            edge.peer("b:80");
            client.sends("GET /2 HTTP/1.1", "Host: shop", "");
            var again = edge.peer("a:80").speaking();
            again.head();
            edge.peer("b:80").speaking().head();
            again.closes();
            edge.errorLog().awaitsPart("upstream prematurely closed connection while reading");
            edge.peer("b:80").sends("HTTP/1.1 204 No Content", "");
            assertEquals("HTTP/1.1 204 No Content", client.head().getFirst());
            assertEquals(List.of("204 b:80, a:80", "204 a:80, b:80"), edge.accessLog().awaits(2));
            awaitIdle(edge);
        }
    }

    @Test void strictModeHasNeither() {
        try (var edge = edge("owlboard_hedge on; owlboard_strict on;", FIRST_A, "proxy_read_timeout 1s; proxy_next_upstream off;")) {
            edge.peer("a:80").serves(200).isSilent();
            edge.peer("b:80").serves(200);
            assertEquals(504, edge.get("/").status());
            assertEquals(0, edge.peer("b:80").requests());
            awaitIdle(edge);
        }
    }

    @Test void aPostTakesNoConnectionThatMayBeClosedAtThatMoment() {
        try (var edge = edge("", "server a:80; keepalive 4;", ""); var client = edge.client()) {
            edge.peer("a:80").serves(200);
            client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            client.receivesBody("a:80");
            long rested = System.nanoTime();
            Wait.until("it has rested for more than half a second", () -> System.nanoTime() - rested > 1_200_000_000);
            assertEquals("a:80", edge.answer(client, "POST /late", "Content-Length: 0").body());
            assertEquals(2, edge.peer("a:80").connections(), "nobody knows yet how long it keeps them");
            Wait.until("the other one is closed: its worker may be the only one", () -> edge.peer("a:80").openConnections() == 1);
            awaitIdle(edge);
        }
    }

    private static final String FOUR = "server a:80; server b:80; server c:80; server d:80; owlboard_outliers interval=300ms requests=20"
            + " rest=60s;";

    @Test void whoAnswersUnlikeTheOthersIsLeftAloneButNeverMoreThanHalfOfThem() {
        try (var edge = edge("keepalive_requests 1000000;", FOUR, ""); var client = edge.client()) {
            for (var name : List.of("a:80", "b:80", "c:80", "d:80")) edge.peer(name).serves(200);
            for (var name : List.of("a:80", "b:80")) {
                edge.peer(name).serves(500);
                Wait.until(name + " is left alone", () -> {
                    for (int i = 0; i < 40; i++) {
                        client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                        client.bytes(4);
                    }
                    return edge.errorLog().lines().stream().anyMatch(line -> line.contains("peer " + name) && line.contains("up -> unavail")
                            && line.contains(" failed (") && line.contains("it is left alone for 60 s"));
                });
            }
            edge.peer("c:80").serves(500);
            int before = edge.peer("a:80").requests() + edge.peer("b:80").requests();
            int asked = edge.peer("c:80").requests();
            long start = System.nanoTime();
            Wait.until("it has been looked at twice", () -> {
                for (int i = 0; i < 40; i++) {
                    client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                    client.bytes(4);
                }
                return System.nanoTime() - start > 900_000_000;
            });
            assertEquals(before, edge.peer("a:80").requests() + edge.peer("b:80").requests());
            assertTrue(edge.peer("c:80").requests() >= asked + 19, "half of them is enough");
            awaitIdle(edge);
        }
    }

    /** Requests until the log says so often that this peer is left alone, or back, with these words. */
    private static void until(Edge edge, Wire client, int times, String... words) {
        Wait.until(times + " x " + List.of(words), () -> {
            for (int i = 0; i < 20; i++) {
                client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                client.bytes(4);
            }
            return edge.errorLog().lines().stream().filter(line -> List.of(words).stream().allMatch(line::contains)).count() >= times;
        });
    }

    private static final Duration SELDOM = Duration.ofMillis(12);

    @Test void aRestGrowsWhileItIsFoundAgainAndEndsAndIsShortOnceMoreAfterItWasWell() {
        var servers = "server a:80 max_fails=0; server b:80; server c:80; owlboard_outliers interval=150ms requests=10 rest=1s;";
        try (var edge = edge("keepalive_requests 1000000;", servers, "");
                var client = edge.client()) {
            for (var name : List.of("b:80", "c:80")) edge.peer(name).serves(200);
            edge.peer("a:80").serves(500);
            until(edge, client, 1, "peer a:80", "up -> unavail", "it is left alone for 1 s");
            int before = edge.peer("a:80").requests();
            until(edge, client, 1, "peer a:80", "unavail -> up", "it has been left alone for long enough");
            until(edge, client, 1, "peer a:80", "up -> unavail", "it is left alone for 2 s");
            assertTrue(edge.peer("a:80").requests() > before, "it was asked again");
            edge.peer("a:80").serves(200);
            until(edge, client, 2, "peer a:80", "unavail -> up", "it has been left alone for long enough");
            int asked = edge.peer("a:80").requests();
            while (edge.peer("a:80").requests() < asked + 40) { // by and by: fewer than it is judged by come between two looks
                client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                client.bytes(4);
                Wait.pause(SELDOM);
            }
            edge.peer("a:80").serves(500);
            until(edge, client, 2, "peer a:80", "up -> unavail", "it is left alone for 1 s");
            awaitIdle(edge);
        }
    }

    private static final String BOTH_LATE = "owlboard_hedge on; proxy_read_timeout 1s; "
            + "proxy_next_upstream error timeout http_502 http_504;";

    /** Two tiers, each with two to ask and both impatient: what takes too long is at most at three of the last ones, not at four. */
    @Test void aRetryIsNotRetriedByTheTierBehind() {
        try (var gateway = edge("owlboard_origin tell; " + BOTH_LATE, "server a:80 max_fails=0; server b:80 max_fails=0;", "")) {
            int port = gateway.address().getPort();
            var two = "server 127.0.0.1:" + port + " max_fails=0; server 127.0.0.2:" + port + " max_fails=0;";
            try (var balancer = edge("owlboard_origin ask; " + BOTH_LATE, two, "")) {
                for (var name : List.of("a:80", "b:80")) gateway.peer(name).serves(200).isSilent();
                assertEquals(504, balancer.get("/").status());
                awaitIdle(balancer);
                awaitIdle(gateway);
                assertEquals(3, gateway.peer("a:80").requests() + gateway.peer("b:80").requests(), "one, one beside it, and one again");
                for (var name : List.of("a:80", "b:80")) gateway.peer(name).serves(200);
                assertEquals(200, balancer.get("/").status());
            }
        }
    }

    @Test void whatWasSentBeforeSaysSoAndIsNotMultiplied() {
        try (var edge = edge("owlboard_origin ask;", FIRST_A, ON_502)) {
            edge.peer("a:80").serves(502);
            edge.peer("b:80");
            try (var client = edge.client()) {
                client.sends("GET / HTTP/1.1", "Host: shop", "");
                var head = edge.peer("b:80").speaking().head();
                assertTrue(head.contains("X-Owlboard-Origin: ask again"), head.toString());
            }
            awaitIdle(edge);
        }
        try (var edge = edge("owlboard_origin tell; owlboard_hedge on;", FIRST_A, ON_502)) {
            edge.peer("a:80").serves(502);
            edge.peer("b:80").serves(200);
            var answer = edge.get("/", "X-Owlboard-Origin: ask again");
            assertEquals(502, answer.status());
            assertEquals(List.of("X-Owlboard-Origin: upstream"), originLines(answer));
            assertEquals(0, edge.peer("b:80").requests());
            edge.errorLog().awaitsPart("no other upstream is tried: the proxy in front has asked twice already");
            assertEquals(200, edge.get("/", "X-Owlboard-Origin: ask").status());
            awaitIdle(edge);
        }
    }

    @Test void aConnectionThatWasRefusedHasMultipliedNothing() {
        try (var edge = edge("owlboard_origin tell;", FIRST_A, "")) {
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/", "X-Owlboard-Origin: ask again").body());
            awaitIdle(edge);
        }
    }

    @Test void retriesOfWhatWasSentAreAFifthOfWhatIsInProgressOrThree() {
        try (var edge = edge("", "server a:80 max_fails=0; server b:80 backup;", "proxy_next_upstream http_503;")) {
            var clients = new ArrayList<Wire>();
            var asked = new ArrayList<Wire>();
            edge.peer("a:80");
            for (int i = 0; i < 8; i++) {
                clients.add(edge.client());
                clients.getLast().sends("GET /" + i + " HTTP/1.1", "Host: shop", "");
                asked.add(edge.peer("a:80").speaking());
                asked.getLast().head();
            }
            edge.peer("b:80");
            for (var one : asked) one.sends("HTTP/1.1 503 No", "Content-Length: 0", "");
            assertEquals(5, edge.accessLog().awaits(5).stream().filter("503 a:80"::equals).count());
            edge.peer("b:80").serves(200);
            assertEquals(3, edge.accessLog().awaits(8).stream().filter("200 a:80, b:80"::equals).count());
            edge.errorLog().awaitsPart("no other upstream is tried: owlboard_retry_budget is spent");
            edge.peer("a:80").serves(200);
            assertEquals("a:80", edge.get("/").body());
            clients.forEach(Wire::close);
            awaitIdle(edge);
        }
    }

    /** Else it would take its share of the budget for as long as it is open. */
    @Test void aTunnelIsNoRetryAnyMore() {
        try (var edge = edge("", "server a:80 max_fails=0; server b:80 backup;", "proxy_next_upstream http_503; "
                + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;")) {
            var tunnels = new ArrayList<Wire>();
            for (int i = 0; i < 3; i++) {
                var client = edge.client();
                tunnels.add(client);
                edge.peer("a:80");
                client.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: Upgrade", "Upgrade: websocket", "");
                var first = edge.peer("a:80").speaking();
                first.head();
                edge.peer("b:80");
                first.sends("HTTP/1.1 503 No", "Content-Length: 0", "");
                var second = edge.peer("b:80").speaking();
                second.head();
                second.sends("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade", "");
                assertEquals("HTTP/1.1 101 Switching Protocols", client.head().getFirst());
            }
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/").body());
            tunnels.forEach(Wire::close);
            awaitIdle(edge);
        }
    }
}
