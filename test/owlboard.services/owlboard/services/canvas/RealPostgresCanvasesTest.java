package owlboard.services.canvas;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.postgres.RealPostgres;

/** The same drawings in a PostgreSQL of Debian's package. */
class RealPostgresCanvasesTest extends AnyCanvases {
    @TempDir static Path home;
    private static RealPostgres server;

    @BeforeAll static void startOrSkip() throws Exception {
        server = RealPostgres.startOrSkip(home);
    }

    @AfterAll static void stop() {
        if (server != null) server.close();
    }

    @Override int port() {
        return server.port;
    }
}
