package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class ServiceRoleTest {
    @TempDir Path folder;

    private static String get(int port, String path) throws IOException {
        try (var body = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int port(String ready) {
        assertTrue(ready.matches("canvas_service listens on \\d+, plain HTTP; keeps its data in memory: it is gone with the process"),
                ready);
        return Integer.parseInt(ready.substring("canvas_service listens on ".length(), ready.indexOf(',')));
    }

    @Test void saysWhereItListensAndEndsOnTerm() throws Exception {
        try (var canvas = Typed.owlboard(folder, "--role", "canvas", "--listen", "127.0.0.1:0")) {
            assertTrue(get(port(canvas.prints()), "/health").contains("healthy"));
            canvas.gets("TERM");
            assertEquals(0, canvas.exitCode());
            assertEquals("", canvas.rest());
        }
    }

    @Test void endsWithItsParentsPipe() throws Exception {
        try (var canvas = Typed.owlboard(folder, "--role", "canvas", "--listen", "127.0.0.1:0", "--parent-pipe")) {
            port(canvas.prints());
            canvas.endsItsInput();
            assertEquals(0, canvas.exitCode());
        }
    }

    @Test void namesAPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var canvas = Typed.owlboard(folder, "--role", "canvas", "--listen", "127.0.0.1:" + taken.getLocalPort())) {
            var line = canvas.complains();
            assertTrue(line.startsWith("canvas_service: ") && line.contains(":" + taken.getLocalPort()), line);
            assertEquals(1, canvas.exitCode());
        }
    }

    @Test void namesAFolderWithoutCertificates() throws Exception {
        try (var user = Typed.owlboard(folder, "--role", "user", "--listen", "127.0.0.1:0", "--certs", "none")) {
            var line = user.complains();
            assertTrue(line.startsWith("user_service: ") && line.contains("none"), line);
            assertEquals(1, user.exitCode());
        }
    }
}
