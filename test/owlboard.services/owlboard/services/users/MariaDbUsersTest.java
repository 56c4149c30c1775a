package owlboard.services.users;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.mysql.MariaDb;

/** The same accounts in a MariaDB of Debian's package. */
class MariaDbUsersTest extends AnyUsers {
    @TempDir static Path home;
    private static MariaDb server;

    @BeforeAll static void startOrSkip() throws Exception {
        server = MariaDb.startOrSkip(home);
    }

    @AfterAll static void stop() {
        if (server != null) server.close();
    }

    @Override int port() {
        return server.port;
    }
}
