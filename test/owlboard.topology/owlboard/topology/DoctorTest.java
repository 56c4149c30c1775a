package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir Path folder;

    private record Said(int code, String text) {}

    private Said doctor(String... more) {
        var out = new ByteArrayOutputStream();
        var words = new ArrayList<>(List.of("doctor", "--state", folder.resolve("run").toString()));
        words.addAll(List.of(more));
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = Topology.run(words, print, print);
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    @Test void withoutARunItSaysHowToStartOne() {
        var said = doctor();
        assertEquals(1, said.code);
        assertTrue(said.text.startsWith("bad   runs          nothing runs in "), said.text);
        assertTrue(said.text.contains("-> owlboard up"), said.text);
        assertTrue(said.text.lines().anyMatch(line -> line.startsWith("ok    version")), said.text);
    }

    @Test void jsonHasAnObjectACheck() {
        var said = doctor("--json");
        assertEquals(1, said.code);
        assertTrue(said.text.startsWith("[{\"check\": \"runs\", \"verdict\": \"bad\", \"text\": \"nothing runs in "), said.text);
        assertEquals(2, doctor("--jsn").code);
    }

    @Test void aWholeTopologyIsExaminedRoleByRole() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var said = deployment.owlboard("doctor");
            assertTrue(said.text().contains("ok    roles         3 of 3 roles are healthy"), said.text());
            assertTrue(said.text().contains("/health answers 200"), said.text());
            assertTrue(said.text().contains("inner ports are closed to other machines"), said.text());
        }
    }

    @Test void everyLineOfAHeaderIsCounted() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("X-A", "1");
            exchange.getResponseHeaders().add("x-a", exchange.getRequestHeaders().getFirst("Origin"));
            exchange.sendResponseHeaders(418, -1);
            exchange.close();
        });
        server.start();
        try {
            var at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            var answer = Answered.get(at, "/", "Connection: close", "Origin: b");
            assertEquals(418, answer.status());
            assertEquals(List.of("1", "b"), answer.all("X-A"));
        } finally {
            server.stop(0);
        }
    }

    @Test void whoSpeaksNoHttpIsNoAnswer() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var peer = server.accept()) {
                    peer.getOutputStream().write("SSH-2.0\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            var at = URI.create("http://127.0.0.1:" + server.getLocalPort());
            assertEquals("no HTTP answer", assertThrows(IOException.class,
                    () -> Answered.get(at, "/")).getMessage());
        }
    }
}
