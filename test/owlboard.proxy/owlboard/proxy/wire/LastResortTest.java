package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.harness.Patience;

/** All peers are marked and some of them are back: they are found, by trials and by what a supervisor says. */
@OwlboardOnly(row = "all-failed", value = "leaves all of them alone for fail_timeout")
class LastResortTest {
    private static final Executor MANY = Executors.newVirtualThreadPerTaskExecutor();

    private static String conf(String servers, String directives) {
        return """
                log_format tries '$status $upstream_addr';
                access_log /var/log/nginx/access.log tries;
                upstream api { %s }
                server { listen 80; location / { proxy_pass http://api; %s } }
                server { listen 81; access_log off; location / { lb_status; } }
                """.formatted(servers, directives);
    }

    private static Edge with(String servers, String directives) {
        return Edge.with(conf(servers, directives));
    }

    private static String status(Edge edge) {
        try (var client = edge.client(81)) {
            return edge.answer(client, "GET /").body();
        }
    }

    private static void awaitIdle(Edge edge) {
        Wait.until("every peer says active 0", () -> status(edge).lines().filter(line -> line.contains(" active "))
                .allMatch(line -> line.contains(" active 0,")));
    }

    @Test void theOneThatIsBackIsFoundAndItsMarkIsGone() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "")) {
            assertEquals(502, edge.get("/").status());
            edge.peer("b:80").serves(200);
            Wait.until("b is found", () -> edge.get("/").status() == 200);
            for (int i = 0; i < 20; i++) assertEquals(200, edge.get("/").status());
            assertTrue(status(edge).contains("1 of 2 available"), status(edge));
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body(), "a is left alone while somebody else is there");
        }
    }

    /** A trial takes a moment: on a busy machine half a second, in which everybody else was told that there is nobody. */
    @Test void whoComesWhileOneIsTriedWaitsForThat() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "")) {
            Wait.until("both are marked", () -> edge.get("/").status() == 502);
            Wait.pause(Duration.ofMillis(1100)); // each may be tried again
            edge.peer("b:80").serves(200);
            var all = IntStream.range(0, 24).mapToObj(n -> CompletableFuture.supplyAsync(() -> edge.get("/").status(), MANY)).toList();
            for (var one : all) assertEquals(200, one.join());
            awaitIdle(edge);
        }
    }

    @Test void eachIsTriedOnceASecond() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "")) {
            long start = System.nanoTime();
            int requests = 0;
            while (System.nanoTime() - start < 2_500_000_000L) {
                assertEquals(502, edge.get("/").status());
                requests++;
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000 + 2;
            var lines = edge.accessLog().awaits(requests);
            long tries = lines.stream().filter(line -> line.contains("a:80")).count();
            assertTrue(tries >= 3 && tries <= 1 + seconds, tries + " tries of " + requests + " requests in " + seconds + " s");
            assertTrue(lines.stream().anyMatch(line -> line.equals("502 api")), "the others are told at once");
        }
    }

    @Test void whoWasMarkedLongestAgoComesFirst() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "proxy_next_upstream_tries 1;")) {
            edge.get("/");
            Wait.pause(Duration.ofMillis(1100));
            edge.get("/");
            assertEquals(List.of("502 a:80", "502 b:80"), edge.accessLog().awaits(2));
            edge.get("/");
            assertEquals("502 a:80, b:80, api", edge.accessLog().awaits(3).getLast(), "a trial is none of the tries");
        }
    }

    /** It accepts, which it did before: only an answer tells that it is well. */
    @Test void oneThatWasSilentIsBackWhenItAnswers() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "proxy_read_timeout 300ms;")) {
            edge.peer("a:80");
            edge.get("/");
            Wait.until("a's trial", () -> {
                edge.get("/");
                return edge.peer("a:80").connections() > 1;
            });
            assertTrue(status(edge).contains("0 of 2 available"), status(edge));
            edge.peer("a:80").serves(200);
            Wait.until("a answers", () -> edge.get("/").status() == 200);
            assertTrue(status(edge).contains("1 of 2 available"), status(edge));
        }
    }

    /** It accepts, and whether it is well its answer tells, which takes a moment where it has just begun to run. */
    @Test void whoComesWhileOneIsSlowToAnswerItsTrialWaitsForThat() {
        try (var edge = with("server a:80 max_fails=1 fail_timeout=1h; server b:80 max_fails=1 fail_timeout=1h;", "")) {
            var a = edge.peer("a:80");
            var first = CompletableFuture.supplyAsync(() -> edge.get("/").status(), MANY);
            a.speaking().head();
            a.closes();
            assertEquals(502, first.join());
            Wait.pause(Duration.ofMillis(1100)); // each may be tried again
            var trial = CompletableFuture.supplyAsync(() -> edge.get("/trial").status(), MANY);
            a.speaking().head();
            var next = CompletableFuture.supplyAsync(() -> edge.get("/next").status(), MANY);
            Wait.pause(Duration.ofMillis(100));
            a.sends("HTTP/1.1 200 OK", "Content-Length: 0", "");
            assertEquals(200, trial.join());
            a.serves(200);
            assertEquals(200, next.join());
            awaitIdle(edge);
        }
    }

    @Test void aBackupIsALastResortToo() {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h backup;", "")) {
            assertEquals(502, edge.get("/").status());
            edge.peer("b:80").serves(200);
            Wait.until("b is found", () -> edge.get("/").status() == 200);
        }
    }

    @Test void whatItsSupervisorStoppedGetsNothingWhileOthersAreThere() {
        try (var edge = with("server a:80 owlboard_away; server b:80;", "")) {
            var a = edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
            assertEquals(0, a.requests());
            assertTrue(status(edge).lines().anyMatch(line -> line.contains("a:80") && line.contains(" not running ")), status(edge));
            assertTrue(status(edge).startsWith("Active Backends: 1\n"), status(edge));
        }
    }

    @Test void aRequestWaitsForASupervisorThatStartsAPeerAgain() throws Exception {
        try (var edge = with("server a:80 owlboard_away; server b:80 owlboard_away;", "")) {
            var answer = CompletableFuture.supplyAsync(() -> edge.get("/"));
            edge.errorLog();
            Wait.until("it waits, and has tried both", () -> edge.log("error.log").lines().stream()
                    .filter(line -> line.contains("connect() failed")).count() >= 2);
            edge.peer("b:80").serves(200);
            edge.reload(conf("server a:80 owlboard_away; server b:80;", ""));
            assertEquals("b:80", answer.get().body());
            awaitIdle(edge);
        }
    }

    @Test void aRequestDoesNotWaitForEver() {
        try (var edge = with("server a:80 owlboard_away; server b:80 owlboard_away;", "")) {
            long start = System.nanoTime();
            assertEquals(502, edge.get("/").status());
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(seconds > 2.5 && seconds < Patience.SECONDS, seconds + " s");
            awaitIdle(edge);
        }
    }

    @Test void theSupervisorsWordClearsAMark() throws IOException {
        try (var edge = with("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", "")) {
            assertEquals(502, edge.get("/").status());
            edge.reload(conf("server a:80 fail_timeout=1h owlboard_away; server b:80 fail_timeout=1h owlboard_away;", ""));
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            edge.reload(conf("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", ""));
            assertTrue(status(edge).contains("2 of 2 available"), status(edge));
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/").status());
        }
    }

    @Test void strictIsNginxsRule() throws IOException {
        try (var edge = Edge.with("owlboard_strict on;" + conf("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h owlboard_away;",
                ""))) {
            assertEquals(502, edge.get("/").status());
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) assertEquals(502, edge.get("/").status());
            assertTrue(System.nanoTime() - start < 30_000_000_000L, "nobody waits 3 s");
            edge.accessLog().awaitsLine("502 api");
            edge.reload("owlboard_strict on;" + conf("server a:80 fail_timeout=1h; server b:80 fail_timeout=1h;", ""));
            assertEquals(200, edge.get("/").status(), "a reload forgets what has failed");
        }
    }

    /**
     * Peers die and come back while the configuration is read again and again: every request is answered, and nobody counts as served for
     * ever.
     */
    @Test void nothingHangsAndNothingIsCountedForEver() throws Exception {
        var servers = "server a:80; server b:80 max_fails=3; server c:80 max_fails=0; server d:80;";
        try (var edge = with(servers, "proxy_next_upstream_tries 2;")) {
            edge.peer("c:80").serves(200);
            edge.peer("d:80").serves(200);
            var over = new AtomicBoolean();
            var answered = new AtomicInteger();
            var slowest = new AtomicInteger();
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) clients.add(Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    long start = System.nanoTime();
                    edge.get("/");
                    answered.incrementAndGet();
                    slowest.accumulateAndGet((int) ((System.nanoTime() - start) / 1_000_000), Math::max);
                }
            }));
            for (int round = 0; round < 8; round++) {
                int then = answered.get();
                edge.reload(conf(servers.replace(round % 3 == 0 ? "d:80" : "none", "d:80 owlboard_away")
                        .replace(round % 2 == 0 ? "c:80" : "none", "c:80 owlboard_away"), "proxy_next_upstream_tries 2;"));
                Wait.until("more answers", () -> answered.get() > then + 16);
            }
            over.set(true);
            for (var client : clients) assertTrue(client.join(Patience.TIME), "it hangs");
            assertTrue(slowest.get() < Patience.MILLIS, slowest + " ms");
            awaitIdle(edge);
        }
    }
}
