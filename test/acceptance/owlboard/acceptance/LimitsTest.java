package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import owlboard.harness.Patience;

/** {@code limit_req} and {@code limit_conn} refuse exactly what nginx refuses, counted per client address over both ports. */
@Isolated // it measures time: what else runs beside it would be measured too
class LimitsTest {
    @TempDir Path folder;

    private Background balancer(String rate, Backend backend) throws Exception {
        var conf = Folders.conf(folder, """
                error_log /var/log/nginx/error.log;
                keepalive_requests 1000000;
                limit_req_zone $binary_remote_addr zone=api_limit:10m rate=%s;
                limit_conn_zone $binary_remote_addr zone=conn_limit:10m;
                upstream gateways { server gateway_1:80; keepalive 32; }
                server {
                    listen 80;
                    listen 9000;
                    location = /health { limit_req zone=api_limit burst=20 nodelay; limit_conn conn_limit 10; return 200 "well\\n"; }
                    location /requests { limit_req zone=api_limit burst=20 nodelay; proxy_pass http://gateways; }
                    location /connections { limit_conn conn_limit 10; proxy_pass http://gateways; }
                }
                """.formatted(rate));
        var endpoints = Folders.write(folder, "endpoints", backend.endpoint("gateway_1:80"));
        return Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80", "--publish", "0:9000", "--endpoints",
                endpoints.toString(), "--console-logs");
    }

    /** Statuses of pipelined requests of one client. */
    private static List<Integer> statuses(int port, String own, int count) throws Exception {
        try (var client = new Raw(port, own)) {
            for (int i = 0; i < count; i++) client.gets("/requests");
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) statuses.add(client.answer().status());
            return statuses;
        }
    }

    private static List<Integer> passedThenRefused(int passed, int refused) {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < passed + refused; i++) statuses.add(i < passed ? 200 : 503);
        return statuses;
    }

    @Test void aBurstOf20LetsTwentyOnePassAtOnceForEachClient() throws Exception {
        try (var backend = new Backend(Backend.Script.says("passed")); var balancer = balancer("1r/m", backend)) {
            assertEquals(passedThenRefused(21, 9), statuses(balancer.port(80), "127.0.0.2", 30));
            assertEquals(21, backend.requests().size());
            assertEquals(passedThenRefused(0, 3), statuses(balancer.port(9000), "127.0.0.2", 3), "the other port has the same zone");
            assertEquals(passedThenRefused(21, 1), statuses(balancer.port(9000), "127.0.0.3", 22));
            balancer.awaitLine("limiting requests, excess: ");
            var line = balancer.linesWith("limiting requests").getFirst();
            assertTrue(
                    line.matches(
                    ".*\\[error\\] .* limiting requests, excess: (20\\.9\\d\\d|21\\.000) by zone \"api_limit\", client: 127\\.0\\.0\\.2, "
                    + "server: .*, request: \"GET /requests HTTP/1\\.1\", host: \"localhost\""), line);
            try (var client = new Raw(balancer.port(80), "127.0.0.2")) {
                assertEquals("well\n", client.gets("/health").answer().body(), "a return comes before the limits");
            }
        }
    }

    @Test void theBucketRunsOutAtItsRateAndRefusedRequestsDoNotFillIt() throws Exception {
        try (var backend = new Backend(Backend.Script.says("passed")); var balancer = balancer("100r/s", backend)) {
            try (var client = new Raw(balancer.port(80), "127.0.0.4")) {
                long start = System.nanoTime();
                int passed = 0;
                double asking = 0; // a bucket of 20 is empty after 0.2 s: what it would let pass beyond that in a pause is lost
                for (long then = start; then - start < TimeUnit.SECONDS.toNanos(1);) {
                    for (int i = 0; i < 40; i++) client.gets("/requests");
                    for (int i = 0; i < 40; i++) passed += client.answer().status() == 200 ? 1 : 0;
                    long now = System.nanoTime();
                    asking += Math.min(0.1, (now - then) / 1e9);
                    then = now;
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                var said = passed + " passed in " + seconds + " s, of which it asked for " + asking;
                assertTrue(passed >= 21 + 70 * asking && passed <= 22 + 100 * seconds, said);
                assertEquals(passed, backend.requests().size());
            }
        }
    }

    @Test void theEleventhConnectionOfAClientIsRefusedUntilOneIsDone() throws Exception {
        var release = new CountDownLatch(1);
        try (var backend = new Backend((request, out) -> {
            if (request.start().contains("wait")) release.await(Patience.SECONDS, TimeUnit.SECONDS);
            out.write(Backend.Script.ok("done").getBytes(StandardCharsets.ISO_8859_1));
            return true;
        }); var balancer = balancer("1000r/s", backend)) {
            var waiting = new ArrayList<Raw>();
            try {
                for (int i = 0; i < 10; i++) waiting.add(new Raw(balancer.port(i < 5 ? 80 : 9000), "127.0.0.2").gets("/connections/wait"));
                Await.until("ten requests in flight", () -> backend.requests().size() == 10);
                try (var eleventh = new Raw(balancer.port(80), "127.0.0.2"); var other = new Raw(balancer.port(80), "127.0.0.3")) {
                    for (int i = 0; i < 2; i++) assertEquals(503, eleventh.gets("/connections").answer().status());
                    assertEquals(200, other.gets("/connections").answer().status(), "another client");
                    assertEquals(200, eleventh.gets("/health").answer().status(), "a return comes before the limits");
                    balancer.awaitLine("limiting connections by zone \"conn_limit\", client: 127.0.0.2");
                    waiting.removeLast().close();
                    Await.until("a place", () -> eleventh.gets("/connections").answer().status() == 200);
                    release.countDown();
                    for (var client : waiting) assertEquals("done", client.answer().body());
                    for (int i = 0; i < 20; i++) assertEquals(200, eleventh.gets("/connections").answer().status());
                }
            } finally {
                release.countDown();
                for (var client : waiting) client.close();
            }
        }
    }
}
