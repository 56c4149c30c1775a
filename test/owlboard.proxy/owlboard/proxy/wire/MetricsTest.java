package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/** {@code owlboard_metrics}: what Prometheus reads, and what its own checker thinks of it. */
@OwlboardOnly(row = "owlboard-page", value = "has none")
class MetricsTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path MONITORING = Path.of("conf/monitoring");
    private static final List<String> RULES = List.of("conf/monitoring/alerts.yml");

    @TempDir Path folder;

    private static Edge edge() {
        return Edge.with("""
                limit_req_zone $binary_remote_addr zone=per:1m rate=1r/m;
                log_format why '$owlboard_reason';
                access_log /var/log/nginx/access.log why;
                upstream api { zone api 64k; server a:80; server b:80; queue 5; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; }
                    location /limited/ { limit_req zone=per; empty_gif; }
                    location = /metrics { access_log off; owlboard_metrics; } }
                """);
    }

    @Test void countsAreThereByWhatTheyBelongTo() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 10; i++) assertEquals(200, edge.get("/").status());
            assertEquals(200, edge.get("/limited/x").status());
            assertEquals(503, edge.get("/limited/x").status());
            var text = edge.get("/metrics").body();
            for (var line : List.of("owlboard_server_responses_total{server=\"shop\",code=\"200\"} 11",
                    "owlboard_location_responses_total{location=\"shop /\",code=\"200\"} 10",
                    "owlboard_upstream_peer_responses_total{upstream=\"api\",peer=\"a:80\",code=\"200\"} 5",
                    "owlboard_upstream_peer_up{upstream=\"api\",peer=\"b:80\"} 1",
                    "owlboard_upstream_peer_duration_seconds_count{upstream=\"api\",peer=\"b:80\"} 5",
                    "owlboard_location_request_duration_seconds_bucket{location=\"shop /\",le=\"+Inf\"} 10",
                    "owlboard_location_request_duration_seconds_bucket{location=\"shop /\",le=\"60\"} 10",
                    "owlboard_upstream_queue_max_size{upstream=\"api\"} 5", "owlboard_upstream_queue_overflows_total{upstream=\"api\"} 0",
                    "owlboard_limit_requests_total{zone=\"per\",kind=\"req\",outcome=\"rejected\"} 1",
                    "owlboard_limit_requests_total{zone=\"per\",kind=\"req\",outcome=\"passed\"} 1")) {
                assertTrue(text.contains("\n" + line + "\n"), line + " is not in\n" + text);
            }
            assertTrue(text.contains("le=\"0.0005\"") && !text.contains("E-4"), text);
            var reasons = edge.accessLog().awaits(12); // in any order: each connection's loop writes its own
            assertEquals(11, Collections.frequency(reasons, "ok"));
            assertEquals(1, Collections.frequency(reasons, "here.limited"));
        }
    }

    @Test void aSeriesIsThereOnceWhateverIsNamedTwice() {
        try (var edge = Edge.with("""
                upstream api { server a:80; server a:80; server a:80 backup; server gone:80 down; server gone:80 down; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; }
                    location = /metrics { owlboard_metrics; } }
                server { listen 81; server_name shop; return 201; }
                upstream grün { server gone:80; }
                """)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/").status());
            try (var client = edge.client(81)) {
                assertEquals(201, edge.answer(client, "GET /").status());
            }
            for (var wanted : List.of("text/plain", "application/openmetrics-text")) {
                var text = edge.get("/metrics", "Accept: " + wanted).body();
                var names = text.lines().filter(line -> !line.startsWith("#")).map(line -> line.substring(0, line.lastIndexOf(' ')))
                        .toList();
                assertEquals(names.stream().distinct().toList(), names);
                assertTrue(text.contains("{upstream=\"grün\"}") || text.contains("{upstream=\"gr\u00c3\u00bcn\"}"), text); // once
                assertTrue(text.contains(wanted.equals("text/plain") ? ",le=\"1\"}" : ",le=\"1.0\"}"), wanted);
                for (var line : List.of("owlboard_upstream_peer_responses_total{upstream=\"api\",peer=\"a:80\",code=\"200\"} 4",
                        "owlboard_upstream_peer_duration_seconds_count{upstream=\"api\",peer=\"a:80\"} 4",
                        "owlboard_upstream_peer_up{upstream=\"api\",peer=\"a:80\"} 1",
                        "owlboard_upstream_peer_up{upstream=\"api\",peer=\"gone:80\"} 0",
                        "owlboard_server_responses_total{server=\"shop:81\",code=\"201\"} 1")) {
                    assertTrue(text.contains("\n" + line + "\n"), line + " is not in\n" + text);
                }
            }
        }
    }

    @Test void whoPrefersOpenMetricsGetsIt() {
        try (var edge = edge()) {
            for (var wanted : List.of("application/openmetrics-text", 
                    "application/openmetrics-text;version=1.0.0;q=0.5, text/plain;q=0.3,*/*",
                    "application/OpenMetrics-Text; q=1")) {
                var answer = edge.get("/metrics", "Accept: " + wanted);
                assertTrue(answer.headers().contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
                        wanted + ": " + answer.headers());
                assertTrue(answer.body().endsWith("\n# EOF\n") && answer.body().contains("\n# TYPE owlboard_requests counter\n"),
                        answer.body());
                assertTrue(answer.body().contains("\nowlboard_requests_total ") && !answer.body().contains("_total counter\n"),
                        answer.body());
            }
            for (var wanted : List.of("*/*", "text/plain", "application/openmetrics-text;q=0",
                    "text/plain, application/openmetrics-text;q=0.9",
                    "application/openmetrics-text;q=x, text/plain")) {
                var answer = edge.get("/metrics", "Accept: " + wanted);
                assertTrue(answer.headers().contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"), wanted);
                assertTrue(!answer.body().contains("# EOF"), answer.body());
            }
        }
    }

    @Test void theErrorLogIsJsonWhereItIsWanted() {
        try (var edge = Edge.with("error_log /var/log/nginx/e.json warn format=json; "
                + "server { listen 80; server_name shop; location / { proxy_pass http://a:80; } }")) {
            assertEquals(502, edge.get("/x\"y").status());
            var line = edge.log("e.json").awaits(1).getFirst();
            assertTrue(line.matches("\\{\"time\":\"20[^\"]+\",\"level\":\"error\",\"pid\":\\d+,\"loop\":\\d+,\"connection\":\\d+,"
                    + "\"message\":\"[^\"]+\",\"client\":\"127[^\"]+\",\"server\":\"shop\",\"request\":\"GET /x\\\\\"y HTTP/1.1\","
                    + "\"upstream\":\"http:[^ ]+\",\"host\":\"shop\"\\}"), line);
        }
    }

    @Test void theCheckerFindsNothing() throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "no promtool: what it thinks is not known (Debian: apt-get install prometheus)");
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) edge.get("/");
            assertEquals("", run(edge.get("/metrics").body(), PROMTOOL.toString(), "check", "metrics"));
            for (var rules : RULES) assertTrue(run("", PROMTOOL.toString(), "check", "rules", rules).contains("SUCCESS: "));
        }
    }

    /** What it says; it must say that all is well. */
    private String run(String input, String... words) throws IOException, InterruptedException {
        var in = Files.writeString(folder.resolve("in"), input);
        var out = folder.resolve("out");
        var process = new ProcessBuilder(words).redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectErrorStream(true).start();
        assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(out));
        return Files.readString(out).strip();
    }

    /** The files as they lie beside {@code run}, in a hurry. */
    private Path shipped() throws IOException {
        var there = Files.createDirectories(folder.resolve("conf/monitoring"));
        Files.copy(MONITORING.resolve("alerts.yml"), there.resolve("alerts.yml"));
        return Files.writeString(there.resolve("prometheus.yml"), Files.readString(MONITORING.resolve("prometheus.yml"))
                .replace("interval: 5s", "interval: 1s"));
    }

    @Test void whatTheContainersAreGivenIsThere() throws Exception {
        var given = Files.readAllLines(MONITORING.resolve("compose.yaml")).stream().map(String::strip)
                .filter(line -> line.startsWith("- ./")).map(line -> line.substring(4, line.indexOf(':'))).toList();
        assertTrue(given.containsAll(List.of("prometheus.yml", "alerts.yml", "grafana.json")), given.toString());
        for (var file : given) assertTrue(Files.isRegularFile(MONITORING.resolve(file)), file);
        if (!Files.isExecutable(PROMTOOL)) return;
        assertTrue(run("", PROMTOOL.toString(), "check", "config", shipped().toString()).contains("SUCCESS: "));
    }

    @Test void prometheusScrapesIt() throws Exception {
        assumeTrue(Files.isExecutable(PROMETHEUS), "no Prometheus: that it scrapes is not known (Debian: apt-get install prometheus)");
        try (var edge = edge(); var port = new Reserved()) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/").status());
            var conf = shipped();
            var targets = Files.createDirectories(folder.resolve("run/monitoring")).resolve("targets.json");
            Files.writeString(targets, "[{\"targets\": [\"127.0.0.1:" + edge.address().getPort()
                    + "\"], \"labels\": {\"instance\": \"load_balancer\"}}]\n");
            var log = folder.resolve("prometheus.log");
            var process = new ProcessBuilder(PROMETHEUS.toString(), "--config.file=" + conf,
                    "--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port.port())
                    .redirectOutput(log.toFile()).redirectErrorStream(true).start();
            try {
                var wanted = "owlboard_upstream_peer_responses_total";
                var answer = "";
                long end = System.nanoTime() + Patience.NANOS;
                while (System.nanoTime() < end && !answer.contains(wanted)) {
                    answer = query(port.port(), wanted);
                    Thread.sleep(200);
                }
                assertTrue(answer.contains("\"peer\":\"a:80\"") && answer.contains("\"instance\":\"load_balancer\""),
                        answer + Files.readString(log));
            } finally {
                process.destroyForcibly().waitFor(Patience.SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static String query(int port, String name) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write(("GET /api/v1/query?query=" + name + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }
}
