package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates;
import owlboard.edge.Edge;
import owlboard.harness.Patience;

/** Other people's clients. */
class Http2ClientsTest {
    /** In seconds, of each program. */
    private static final String TIME = "" + Patience.SECONDS;
    private static final String CONF = """
            server {
                listen 443 ssl http2;
                server_name shop;
                ssl_certificate /etc/ssl/certs/shop.crt;
                ssl_certificate_key /etc/ssl/private/shop.key;
                client_max_body_size 10m;
                location / { return 200 $server_protocol; }
                location /echo { proxy_pass http://a:80; }
                location /files/ { root /srv; }
            }
            """;
    private static final String CLEAR =
            "server { listen 80 http2; client_max_body_size 10m; location / { return 200 $server_protocol; } location /echo { proxy_pass "
            + "http://a:80; } location /files/ { root /srv; } }";

    private static Edge edge(String conf) {
        var edge = Edge.with(conf, Edge.file("/srv/files/big", "z".repeat(3_000_000)));
        edge.peer("a:80").serves(200);
        return edge;
    }

    private static HttpResponse<String> sent(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test void javasClientByAlpn() throws Exception {
        try (var edge = edge(CONF); var client = HttpClient.newBuilder().sslContext(Certificates.context(null))
                .version(HttpClient.Version.HTTP_2).build()) {
            var base = "https://localhost:" + edge.address().getPort();
            var first = sent(client, HttpRequest.newBuilder(URI.create(base + "/")));
            assertEquals(HttpClient.Version.HTTP_2, first.version());
            assertEquals("HTTP/2.0", first.body());
            assertEquals(3_000_000, sent(client, HttpRequest.newBuilder(URI.create(base + "/files/big"))).body().length());
            assertEquals("a:80", sent(client, HttpRequest.newBuilder(URI.create(base + "/echo"))
                    .POST(BodyPublishers.ofString("z".repeat(1_000_000)))).body());
            assertEquals("a:80", sent(client, HttpRequest.newBuilder(URI.create(base + "/echo")).POST(BodyPublishers.ofString("test"))
                    .expectContinue(true)).body());
            var all = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 100; i++) {
                all.add(client.sendAsync(HttpRequest.newBuilder(URI.create(base + "/echo")).build(), BodyHandlers.ofString()));
            }
            for (var answer : all) assertEquals("a:80", answer.get(Patience.SECONDS, TimeUnit.SECONDS).body());
        }
    }

    /** In the clear it asks by {@code Upgrade: h2c}, which RFC 9113 has done away with: it is answered in HTTP/1.1. */
    @Test void javasClientInTheClear() throws Exception {
        try (var edge = edge(CLEAR); var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var answer = sent(client, HttpRequest.newBuilder(URI.create("http://localhost:" + edge.address().getPort() + "/")));
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
            assertEquals("HTTP/1.1", answer.body());
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command[0])));
        if (!there) System.out.println("skipped: " + command[0] + " is not installed");
        assumeTrue(there, command[0] + " is not installed");
        var output = Files.createTempFile("http2", "output");
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(String.join(" ", command) + " did not end:\n" + Files.readString(output));
            }
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(output);
        }
    }

    @Test void curl() throws Exception {
        try (var edge = edge(CLEAR)) {
            var base = "http://localhost:" + edge.address().getPort();
            assertEquals("HTTP/2.0 2", run("curl", "-sS", "--max-time", TIME, "--http2-prior-knowledge", "-w", " %{http_version}",
                    base + "/"));
            assertEquals("a:80 200", run("curl", "-sS", "--max-time", TIME, "--http2-prior-knowledge", "-w", " %{http_code}", "-d",
                    "z".repeat(100_000), "-H", "Expect: 100-continue", base + "/echo"));
            assertEquals("3000000", run("curl", "-sS", "--max-time", TIME, "--http2-prior-knowledge", "-o", "/dev/null", "-w",
                    "%{size_download}", base + "/files/big"));
        }
        try (var edge = edge(CONF)) {
            assertEquals("HTTP/2.0 2", run("curl", "-sSk", "--max-time", TIME, "--http2", "-w", " %{http_version}",
                    "https://localhost:" + edge.address().getPort() + "/"));
            assertEquals("HTTP/1.1 1.1", run("curl", "-sSk", "--max-time", TIME, "--http1.1", "-w", " %{http_version}",
                    "https://localhost:" + edge.address().getPort() + "/"));
        }
    }

    /** With priorities, padding and continuations, as the library makes them. */
    @Test void nghttp() throws Exception {
        try (var edge = edge(CLEAR)) {
            var base = "http://localhost:" + edge.address().getPort();
            var said = run("nghttp", "-nv", "-m", "20", "-p", "200", "--padding=100", "--continuation", "-t", TIME, base + "/files/big",
                    base + "/", base + "/echo");
            assertTrue(said.contains(":status: 200"), said);
            assertTrue(!said.contains("RST_STREAM") && !said.contains("error_code=PROTOCOL_ERROR"), said);
        }
    }

    @Test void h2load() throws Exception {
        try (var edge = edge("keepalive_requests 100000; " + CLEAR)) {
            var base = "http://localhost:" + edge.address().getPort();
            var said = run("h2load", "-n", "4000", "-c", "8", "-m", "32", "-T", TIME, base + "/echo");
            assertTrue(said.contains("4000 total, 4000 started, 4000 done, 4000 succeeded, 0 failed, 0 errored, 0 timeout"), said);
            said = run("h2load", "-n", "100", "-c", "2", "-m", "16", "-T", TIME, base + "/files/big");
            assertTrue(said.contains("100 succeeded, 0 failed, 0 errored, 0 timeout"), said);
        }
    }
}
