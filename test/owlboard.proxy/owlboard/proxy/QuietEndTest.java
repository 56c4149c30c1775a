package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Wait;
import owlboard.harness.Patience;

/** Connections that the engine closes itself at its end are nobody's error (nginx says nothing of them). */
class QuietEndTest {
    @TempDir Path folder;

    @Test void aConnectionThatWaitsForARequestIsClosedWithoutAWord() throws Exception {
        var log = Files.createFile(folder.resolve("error.log"));
        var conf = Files.writeString(folder.resolve("nginx.conf"),
                "error_log " + log + " info; events {} http { access_log off; "
                + "server { listen 80; location / { return 200 ok; } } }");
        var options = new Engine.Options(conf, "", null, Map.of(80, new InetSocketAddress(0)), null, folder, folder, false, null);
        var engine = Engine.start(options);
        try (engine; var idle = new Socket(InetAddress.getLoopbackAddress(), engine.port(80))) {
            idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\nok") < 0) answer.append((char) idle.getInputStream().read());
            assertTrue(engine.quit(Patience.TIME));
            assertEquals(-1, idle.getInputStream().read());
        }
        var said = Files.readAllLines(log).stream().filter(line -> !line.contains("thrown by a test")).toList(); // faults are the JVM's
        assertEquals(List.of(), said);
    }

    /** {@code keepalive_min_timeout}: its client may have sent a request already. */
    @Test void aConnectionThatIsToLastIsLeftToItsClient() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"), "error_log stderr; events {} http { access_log off; "
                + "keepalive_min_timeout 1h; server { listen 80; location / { return 200 ok; } } }");
        var options = new Engine.Options(conf, "", null, Map.of(80, new InetSocketAddress(0)), null, folder, folder, false, null);
        var engine = Engine.start(options);
        try (engine; var kept = new Socket(InetAddress.getLoopbackAddress(), engine.port(80))) {
            kept.setSoTimeout(Patience.MILLIS);
            assertTrue(ask(kept).contains("Connection: keep-alive"));
            var ended = new CompletableFuture<Boolean>();
            Thread.ofPlatform().daemon().start(() -> ended.complete(engine.quit(Duration.ofSeconds(Patience.SECONDS))));
            Wait.until("nobody listens", () -> isRefused(engine.port(80)));
            assertTrue(ask(kept).contains("Connection: close"));
            assertTrue(ended.get(Patience.SECONDS, TimeUnit.SECONDS));
        }
    }

    private static boolean isRefused(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nok") < 0) answer.append((char) socket.getInputStream().read());
        return answer.toString();
    }
}
