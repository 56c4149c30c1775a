package owlboard.services.users;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import owlboard.store.client.Daemon;
import owlboard.store.mysql.MySqlClient;

/** The same accounts in a MariaDB of Debian's package. */
class MariaDbUsersTest extends AnyUsers {
    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(5);
    @TempDir static Path home;
    private static Daemon server;
    private static int port;

    @BeforeAll static void startOrSkip() throws Exception {
        var program = Daemon.program("/usr/sbin/mariadbd");
        var installer = Daemon.program("/usr/bin/mariadb-install-db");
        if (program == null || installer == null) System.out.println("skipped: mariadb-server is not installed");
        Assumptions.assumeTrue(program != null && installer != null, "mariadb-server is not installed");
        var folder = Daemon.folder(home, "mariadb", "mysql");
        var data = folder.resolve("data").toString();
        Daemon.run("mysql", folder, installer, "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve");
        Files.writeString(home.resolve("init.sql"), "CREATE DATABASE user_db CHARACTER SET utf8mb4;\nCREATE USER user@'%' IDENTIFIED BY 'password';\nGRANT ALL ON user_db.* TO user@'%';\n");
        port = Daemon.freePort();
        server = Daemon.start("mysql", folder, program, "--no-defaults", "--datadir=" + data, "--bind-address=127.0.0.1", "--port=" + port, "--socket=" + folder.resolve("s"),
                "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=32M", "--skip-name-resolve", "--init-file=" + home.resolve("init.sql"));
        server.await(() -> MySqlClient.connect("127.0.0.1", port, "user", "password", "user_db", PATIENCE, PATIENCE)).close();
    }

    @AfterAll static void stop() {
        if (server != null) server.close();
    }

    @Override int port() {
        return port;
    }
}
