package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.ConfigException;
import owlboard.edge.Wait;
import owlboard.harness.Patience;
import owlboard.wire.loop.Loops;

/** The end of the grace period does not depend on a loop. In a process of its own: a loop that is held fails the test run. */
class EndTest {
    @TempDir Path folder;

    @Test void anEngineEndsWhileEveryLoopIsHeld() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"),
                "events {} http { access_log off; error_log /dev/null; server { listen 80; listen 81; listen 82; return 204; } }");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(java, "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.trackAllThreads=false",
                "-cp", System.getProperty("java.class.path"), Held.class.getName(), conf.toString())).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), output);
            assertEquals("in time, cut off: true", output.lines().toList().getLast(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** It may have come while a loop was busy, and the client will not ask again when it was a POST. */
    @Test void aRequestThatNoLoopHasSeenYetIsAnsweredBeforeTheEnd() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"), "events {} http { access_log off; server { listen 80; return 204; } }");
        var at = new InetSocketAddress("127.0.0.1", 0);
        var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, at), null, folder, folder, false, null));
        try (var client = new Socket("127.0.0.1", engine.port(80))) {
            client.setSoTimeout(Patience.MILLIS);
            var answers = new BufferedReader(new InputStreamReader(client.getInputStream()));
            asks(client);
            while (!answers.readLine().isEmpty()) continue; // and is idle from then on
            var asked = new CountDownLatch(1);
            var told = new CountDownLatch(1);
            var held = new CountDownLatch(Loops.all().size());
            for (var loop : Loops.all()) {
                loop.execute(() -> {
                    held.countDown();
                    awaits(told);
                });
            }
            awaits(held);
            var turns = new CountDownLatch(Loops.all().size());
            for (var loop : Loops.all()) {
                loop.execute(() -> {
                    turns.countDown();
                    awaits(asked);
                });
            }
            var quit = new FutureTask<>(() -> engine.quit(Patience.TIME));
            var quits = Thread.ofPlatform().start(quit);
            Wait.until("it waits for the loops", () -> quits.getState().name().endsWith("WAITING"));
            told.countDown();
            awaits(turns);
            asks(client);
            asked.countDown();
            assertEquals("HTTP/1.1 204 No Content", answers.readLine());
            assertTrue(answers.lines().anyMatch("Connection: close"::equals), "and says that it is the last one");
            assertTrue(quit.get(), "nothing was cut off");
        } finally {
            engine.close();
        }
    }

    @Test void aTunnelIsWaitedForAndCutOffInTheEnd() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var conf = Files.writeString(folder.resolve("nginx.conf"), "events {} http { access_log off; error_log /dev/null; server { "
                    + "listen 80; location / { proxy_pass http://127.0.0.1:" + server.getLocalPort() + "; proxy_http_version 1.1; "
                    + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } } }");
            var at = new InetSocketAddress("127.0.0.1", 0);
            var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, at), null, folder, folder, false, null));
            try (var client = new Socket("127.0.0.1", engine.port(80))) {
                client.setSoTimeout(Patience.MILLIS);
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n".getBytes());
                try (var peer = server.accept()) {
                    peer.getOutputStream().write("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n".getBytes());
                    var answers = new BufferedReader(new InputStreamReader(client.getInputStream()));
                    while (!answers.readLine().isEmpty()) continue;
                    assertFalse(engine.quit(Duration.ofMillis(300)), "something was cut off");
                    assertNull(answers.readLine(), "and its client sees the end");
                }
            } finally {
                engine.close();
            }
        }
    }

    private static void asks(Socket client) throws IOException {
        client.getOutputStream().write("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n".getBytes());
    }

    private static void awaits(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Patience.SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    static final class Held {
        public static void main(String[] args) throws ConfigException, IOException, InterruptedException {
            var conf = Path.of(args[0]);
            var free = new InetSocketAddress(0);
            var folder = conf.getParent();
            var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, free, 81, free, 82, free), null, folder, folder, false,
                    null));
            var held = new CountDownLatch(Loops.all().size());
            for (var loop : Loops.all()) {
                loop.start(() -> {
                    held.countDown();
                    while (true) Thread.onSpinWait();
                });
            }
            held.await();
            long start = System.nanoTime();
            boolean empty = engine.quit(Duration.ofMillis(200));
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.println(millis < 100_000 ? "in time, cut off: " + !empty : "it took " + millis + " ms");
            System.exit(0);
        }
    }
}
