package owlboard.services.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.standins.postgres.PostgresServer;

/** Drawings in our stand-in, which goes away and comes back. */
class StandInCanvasesTest extends AnyCanvases {
    @TempDir Path state;
    private PostgresServer server;
    private final Reserved reserved = new Reserved();

    @BeforeEach void start() throws Exception {
        server = PostgresServer.start(reserved.address(), state, Map.of("admin", "admin"), "canvas_db");
    }

    @AfterEach void stop() throws Exception {
        server.close();
        reserved.close();
    }

    @Override int port() {
        return reserved.port();
    }

    @Test void aStoreThatIsAwayIsToldAndComesBack() throws Exception {
        try (var service = service()) {
            assertEquals(200, service.send("POST", "/canvas/save", "{\"id\":\"a\"}").statusCode());
            server.close();
            assertEquals(503, service.send("POST", "/canvas/save", "{\"id\":\"b\"}").statusCode());
            assertEquals(503, service.get("/health").statusCode());
            reserved.awaitRefused();
            start();
            long end = System.nanoTime() + Patience.NANOS;
            while (service.get("/health").statusCode() != 200) assertTrue(System.nanoTime() < end, service.get("/health").body());
            assertEquals("{\"id\":\"a\"}", service.get("/canvas?id=a").body());
            assertEquals(200, service.send("POST", "/canvas/save", "{\"id\":\"b\"}").statusCode());
        }
    }
}
