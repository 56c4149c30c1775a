package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.WithoutNginx;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/** A disk that takes no more: a request's body is refused with 500 and a line, an answer goes on at its client's pace. */
class FullDiskTest {
    /** A path below a file cannot be made, whoever asks. */
    private static final Edge.FileText FILE = Edge.file("/var/blocked", "no folder");
    private static final String BLOCKED = "client_body_temp_path /var/blocked/body; proxy_temp_path /var/blocked/answer; ";

    @OwlboardOnly(row = "full-disk", value = "does not start with such a path")
    @Test void aBodyThatCannotBeKeptIs500() {
        try (var edge = Edge.with(BLOCKED + "server { listen 80; client_body_buffer_size 1k; location / { proxy_pass http://a:80; } }",
                FILE); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("POST / HTTP/1.1", "Host: shop", "Content-Length: 3000", "").sendsRaw("x".repeat(3000));
            client.receives("HTTP/1.1 500 Internal Server Error", "Connection: close", "{page}");
            assertEquals(0, a.connections());
            edge.errorLog().awaitsPart("[crit]");
            edge.errorLog().awaitsPart("/var/blocked/body\" failed (");
        }
    }

    @OwlboardOnly(row = "full-disk", value = "does not start with such a path")
    @Test void anAnswerThatCannotBeSpooledGoesOnUnbuffered() {
        int size = 20_000_000;
        try (var edge = Edge.with(BLOCKED + "server { listen 80; proxy_buffers 8 8k; location / { proxy_pass http://a:80; } }", FILE);
                var client = edge.narrowClient()) {
            slowly(edge, client, size);
            edge.errorLog().awaitsPart("/var/blocked/answer\" failed (");
        }
    }

    private static void slowly(Edge edge, Wire client, int size) {
        var bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        var body = new String(bytes, ISO_8859_1);
        var a = edge.peer("a:80");
        client.sends("GET / HTTP/1.1", "Host: shop", "");
        a.speaking().head();
        var sending = Thread.ofPlatform().start(() -> a.sends("HTTP/1.1 200 OK", "Content-Length: " + size, "").sendsRaw(body));
        edge.errorLog().awaitsPart("[crit]");
        assertTrue(sending.isAlive(), "the peer waits for the client");
        client.reading(true);
        client.head();
        client.receivesBody(body);
        Wait.until("all is sent", () -> !sending.isAlive());
    }

    /** The real thing: a folder that fills in the middle of a write. */
    @WithoutNginx("would need its temporary paths there")
    @Test void aDiskThatFillsInTheMiddle() throws IOException, InterruptedException {
        try (var edge = Edge.with("client_body_temp_path /var/disk/body; proxy_temp_path /var/disk/answer; "
                + "server { listen 80; client_max_body_size 0; client_body_buffer_size 1k; proxy_buffers 8 8k; location / { proxy_pass "
                + "http://a:80; } }")) {
            var disk = Files.createDirectories(edge.file("/var/disk"));
            Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
                    "only root can mount a small tmpfs");
            try {
                aBodyIsRefused(edge);
                try (var client = edge.narrowClient()) {
                    slowly(edge, client, 20_000_000);
                    edge.errorLog().awaitsPart("failed (28: No space left on device) while reading upstream");
                }
            } finally {
                unmount(disk);
            }
        }
    }

    /** Told as a finding before anything fails, and settled when there is room again. */
    @WithoutNginx("tells nobody")
    @Test void aDiskThatIsNearlyFullIsTold() throws IOException, InterruptedException {
        var conf = "error_log /var/log/nginx/error.log; events { } http { server { listen 80; location /page/ { owlboard_page; } } }";
        try (var edge = Edge.with(conf)) {
            var state = Files.createDirectories(edge.file("/").resolveSibling("state"));
            Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", state.toString()),
                    "only root can mount a small tmpfs");
            try {
                edge.reload(conf);
                var told = "less than 100 MB are free at \"" + state + "\"";
                edge.errorLog().awaitsPart(told + " (disk-full: owlboard lint why disk-full)");
                assertTrue(edge.get("/page/now").body().contains("owlboard lint why disk-full"));
            } finally {
                unmount(state);
            }
            edge.reload(conf);
            Wait.until("it is settled", () -> !edge.get("/page/now").body().contains("disk-full"));
        }
    }

    private static void aBodyIsRefused(Edge edge) {
        try (var client = edge.client()) {
            var sending = Thread.ofPlatform().start(() -> client.sends("POST / HTTP/1.1", "Host: shop", "Content-Length: 3000000", "")
                    .sendsRaw("x".repeat(3_000_000)));
            client.receives("HTTP/1.1 500 Internal Server Error", "Connection: close", "{page}");
            edge.errorLog().awaitsPart("failed (28: No space left on device)");
            Wait.until("all is sent", () -> !sending.isAlive());
        }
    }

    /** Nothing is open there any more; but the child of another test may hold a copy for a moment. */
    private static void unmount(Path disk) throws IOException, InterruptedException {
        for (long from = System.nanoTime(); !run("umount", disk.toString()); Thread.sleep(50)) {
            assertTrue(System.nanoTime() - from < Patience.NANOS, "something is still open there");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(Patience.SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notHere) {
            return false;
        }
    }
}
