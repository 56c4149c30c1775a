package owlboard.standins.mysql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.MySqlClient;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.standins.sql.Daemon;

/** A MariaDB of Debian's package on a free port, with the user and the database of the team's compose file. */
public final class MariaDb implements AutoCloseable {
    private static final Duration PATIENCE = Patience.TIME;

    private final Daemon server;
    private final Reserved reserved;
    /** Where it speaks MySQL's protocol. */
    public final int port;

    private MariaDb(Daemon server, Reserved reserved) {
        this.server = server;
        this.reserved = reserved;
        port = reserved.port();
    }

    /** Started, or the test is skipped, which is said. */
    public static MariaDb startOrSkip(Path home) throws Exception {
        var program = Daemon.program("/usr/sbin/mariadbd");
        var installer = Daemon.program("/usr/bin/mariadb-install-db");
        if (program == null || installer == null) System.out.println("skipped: mariadb-server is not installed");
        Assumptions.assumeTrue(program != null && installer != null, "mariadb-server is not installed");
        var folder = Daemon.folder(home, "mariadb", "mysql");
        var data = folder.resolve("data").toString();
        Daemon.run("mysql", folder, installer, "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal",
                "--skip-test-db", "--skip-name-resolve", "--tmpdir=" + folder);
        Files.writeString(home.resolve("init.sql"),
                "CREATE DATABASE user_db CHARACTER SET utf8mb4;\nCREATE USER user@'%' IDENTIFIED BY 'password';\nGRANT ALL ON user_db.* "
                + "TO user@'%';\n");
        var reserved = new Reserved();
        int port = reserved.port();
        var server = Daemon.start("mysql", folder, program, "--no-defaults", "--datadir=" + data, "--bind-address=127.0.0.1",
                "--port=" + port, "--socket=" + folder.resolve("s"), "--tmpdir=" + folder, "--max-allowed-packet=64M",
                "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=32M", "--skip-name-resolve",
                "--init-file=" + home.resolve("init.sql"));
        var url = StoreUrl.parse("mysql://user:password@127.0.0.1:" + port + "/user_db");
        server.await(() -> MySqlClient.connect(url, PATIENCE, PATIENCE)).close();
        return new MariaDb(server, reserved);
    }

    @Override
    public void close() {
        server.close();
        reserved.close();
    }
}
