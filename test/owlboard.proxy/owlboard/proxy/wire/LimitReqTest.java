package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** limit_req counts as ngx_http_limit_req_module does (item 38). Rates are so slow that nothing refills while a test runs. */
class LimitReqTest {
    private static Edge with(String zones, String server) {
        return Edge.with("""
                log_format limits '$status $limit_req_status';
                access_log /var/log/nginx/access.log limits;
                %s
                upstream api { server a:80; }
                server { listen 80; %s location / { proxy_pass http://api; } location /fixed { return 204; } }
                server { listen 9000; %s location / { proxy_pass http://api; } }
                """.formatted(zones, server, server));
    }

    private static final String SLOW = "limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;";

    private static List<Integer> statuses(Edge edge, int count) {
        edge.peer("a:80").serves(200);
        var all = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) all.add(edge.get("/").status());
        return all;
    }

    private static List<Integer> passThenFail(int pass, int fail, int status) {
        var all = new ArrayList<>(Collections.nCopies(pass, 200));
        all.addAll(Collections.nCopies(fail, status));
        return all;
    }

    @Test void withoutABurstOneRequestPasses() {
        try (var edge = with(SLOW, "limit_req zone=slow;")) {
            assertEquals(passThenFail(1, 3, 503), statuses(edge, 4));
        }
    }

    @Test void aBurstOf20WithoutDelayLets21Through() {
        try (var edge = with(SLOW, "limit_req zone=slow burst=20 nodelay;")) {
            assertEquals(passThenFail(21, 4, 503), statuses(edge, 25));
            edge.accessLog().awaitsLine("200 PASSED");
            edge.accessLog().awaitsLine("503 REJECTED");
        }
    }

    @Test void theErrorLogSaysHowFarBeyond() {
        try (var edge = with(SLOW, "limit_req zone=slow burst=3 nodelay;")) {
            statuses(edge, 6);
            edge.errorLog().awaitsPart("[error]");
            edge.errorLog()
                    .awaitsPart(
                    "limiting requests, excess: {seconds} by zone \"slow\", client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", "
                    + "host: \"shop\"");
        }
    }

    @Test @OwlboardOnly(row = "lint-live", value = "says no more of it than of any other address")
    void aPrivateAddressThatIsLimitedIsToldOnceAZone() {
        try (var edge = with(SLOW, "limit_req zone=slow; set_real_ip_from 127.0.0.1; real_ip_header X-Real-IP;")) {
            edge.peer("a:80").serves(200);
            for (var address : List.of("192.0.2.7", "172.18.0.1", "172.18.0.1", "10.1.2.3")) {
                for (int i = 0; i < 2; i++) edge.get("/", "X-Real-IP: " + address);
            }
            edge.errorLog().awaitsPart("[warn]");
            edge.errorLog().awaitsPart("zone \"slow\" limits a private address, which many may share (shared-address-limit: ");
            var told = edge.errorLog().lines().stream().filter(line -> line.contains("zone \"slow\"")).toList();
            assertEquals(1, told.stream().filter(line -> line.contains("shared-address-limit")).count(), told::toString);
            assertTrue(told.get(1).contains("shared-address-limit"), told::toString); // the first one is of an address for everybody
        }
    }

    @Test void theLevelOfTheErrorLogCanBeSet() {
        try (var edge = with(SLOW, "limit_req zone=slow; limit_req_log_level info;")) {
            statuses(edge, 2);
            edge.errorLog().awaitsPart("limiting requests");
            assertTrue(edge.errorLog().lines().stream().filter(line -> line.contains("limiting requests"))
                    .allMatch(line -> line.contains("[info]")));
        }
    }

    @Test void theStatusCanBeSet() {
        try (var edge = with(SLOW, "limit_req zone=slow; limit_req_status 429;")) {
            assertEquals(passThenFail(1, 2, 429), statuses(edge, 3));
        }
    }

    @Test void eachClientHasItsOwnBucket() {
        try (var edge = with(SLOW, "limit_req zone=slow;")) {
            assertEquals(passThenFail(1, 1, 503), statuses(edge, 2));
            assertEquals(200, edge.getFrom("127.0.0.2", "/").status());
            assertEquals(503, edge.getFrom("127.0.0.2", "/").status());
        }
    }

    @Test void twoServersShareTheZone() {
        try (var edge = with(SLOW, "limit_req zone=slow burst=1 nodelay;"); var other = edge.client(9000); var third = edge.client(9000)) {
            assertEquals(List.of(200), statuses(edge, 1));
            assertEquals(200, edge.answer(other, "GET /").status());
            assertEquals(503, edge.answer(third, "GET /").status());
            assertEquals(503, edge.get("/").status());
        }
    }

    @Test void anEmptyKeyIsNotCounted() {
        try (var edge = with("limit_req_zone $http_x_key zone=slow:1m rate=1r/m;", "limit_req zone=slow;")) {
            assertEquals(passThenFail(4, 0, 503), statuses(edge, 4));
            assertEquals(200, edge.get("/", "X-Key: 1").status());
            assertEquals(503, edge.get("/", "X-Key: 1").status());
            assertEquals(200, edge.get("/", "X-Key: 2").status());
        }
    }

    @Test void severalLimitsAllApply() {
        try (var edge = with(SLOW + " limit_req_zone $http_x_key zone=key:1m rate=1r/m;",
                "limit_req zone=slow burst=2 nodelay; limit_req zone=key;")) {
            edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/", "X-Key: 1").status());
            assertEquals(503, edge.get("/", "X-Key: 1").status());
            assertEquals(200, edge.get("/", "X-Key: 2").status());
        }
    }

    @Test void returnIsNotLimited() {
        try (var edge = with(SLOW, "limit_req zone=slow;")) {
            for (int i = 0; i < 3; i++) assertEquals(204, edge.get("/fixed").status());
            assertEquals(List.of(200), statuses(edge, 1));
        }
    }

    @Test void aLocationWithALimitOfItsOwnDropsTheServers() {
        try (var edge = Edge.with(SLOW + """
                limit_req_zone $binary_remote_addr zone=wide:1m rate=1r/m;
                upstream api { server a:80; }
                server { listen 80; limit_req zone=slow;
                    location / { proxy_pass http://api; } location /wide { limit_req zone=wide burst=3 nodelay; proxy_pass http://api; } }
                """)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/wide").status());
            assertEquals(503, edge.get("/wide").status());
            assertEquals(200, edge.get("/").status());
        }
    }

    @Test void dryRunCountsAndLetsPass() {
        try (var edge = with(SLOW, "limit_req zone=slow; limit_req_dry_run on;")) {
            assertEquals(passThenFail(3, 0, 503), statuses(edge, 3));
            edge.accessLog().awaitsLine("200 REJECTED_DRY_RUN");
            edge.errorLog().awaitsPart("limiting requests, dry run, excess: ");
        }
    }

    @Test void aBurstWaitsItsTurn() {
        try (var edge = with("limit_req_zone $binary_remote_addr zone=ten:1m rate=10r/s;", "limit_req zone=ten burst=5;")) {
            edge.peer("a:80").serves(200);
            long start = System.nanoTime();
            var clients = new ArrayList<Wire>();
            for (int i = 0; i < 4; i++) clients.add(edge.client().sends("GET / HTTP/1.1", "Host: shop", ""));
            for (var client : clients) assertEquals("HTTP/1.1 200 Status", client.head().getFirst());
            var took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.toMillis() >= 250, "the fourth request waits 300 ms, it was answered after " + took.toMillis());
            edge.accessLog().awaitsLine("200 DELAYED");
            edge.errorLog().awaitsPart("delaying request, excess: ");
        }
    }

    @Test void aClientThatLeavesWhileItIsDelayedIsGone() {
        try (var edge = with("limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;", "limit_req zone=slow burst=5;")) {
            var peer = edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/").status());
            edge.accessLog().awaitsLine("200 PASSED");
            for (var pipelined : List.of("", "GET / HTTP/1.1\r\nHost: shop\r\n\r\n")) {
                var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "").sendsRaw(pipelined);
                edge.errorLog().awaitsPart("delaying request");
                client.closes();
                edge.accessLog().awaitsLine("499 DELAYED");
            }
            assertEquals(List.of("200 PASSED", "499 DELAYED", "499 DELAYED"), edge.accessLog().awaits(3));
            assertEquals(1, peer.connections());
        }
    }

    @Test void delayLetsSomePassAtOnce() {
        try (var edge = with("limit_req_zone $binary_remote_addr zone=slow:1m rate=20r/m;", "limit_req zone=slow burst=5 delay=3;")) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/").status());
            assertEquals(List.of("200 PASSED", "200 PASSED", "200 PASSED", "200 PASSED"), edge.accessLog().awaits(4));
            assertEquals(200, edge.get("/").status());
            assertEquals("200 DELAYED", edge.accessLog().awaits(5).getLast());
        }
    }

    @Test void aRejectedRequestDoesNotFillTheBucket() {
        try (var edge = with("limit_req_zone $binary_remote_addr zone=one:1m rate=30r/m;", "limit_req zone=one;")) {
            edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/").status());
            long first = System.nanoTime();
            Wait.pause(Duration.ofMillis(700));
            assertEquals(503, edge.get("/").status());
            Wait.pause(Duration.ofMillis(2_050).minusNanos(System.nanoTime() - first));
            assertEquals(200, edge.get("/").status());
        }
    }
}
