package owlboard.standins.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import owlboard.clients.StoreUrl;
import owlboard.clients.postgres.PostgresClient;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.standins.sql.Daemon;

/** A PostgreSQL of Debian's package on a free port, with the user and the database of the team's compose file. */
public final class RealPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Patience.TIME;

    private final Daemon server;
    private final Reserved reserved;
    public final int port;

    private RealPostgres(Daemon server, Reserved reserved) {
        this.server = server;
        this.reserved = reserved;
        port = reserved.port();
    }

    /** Started, or the test is skipped, which is said. */
    public static RealPostgres startOrSkip(Path home) throws Exception {
        var programs = programs();
        if (programs == null) System.out.println("skipped: postgresql is not installed");
        Assumptions.assumeTrue(programs != null, "postgresql is not installed");
        var folder = Daemon.folder(home, "postgres", "postgres");
        var data = folder.resolve("data").toString();
        var password = Files.writeString(home.resolve("password"), "admin");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        Daemon.run("postgres", folder, programs.resolve("initdb").toString(), "-D", data, "-U", "admin", "--pwfile=" + password,
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync");
        var reserved = new Reserved();
        int port = reserved.port();
        var server = Daemon.start("postgres", folder, programs.resolve("postgres").toString(), "-D", data, "-p", "" + port, "-h",
                "127.0.0.1", "-k", folder.toString(), "-c", "fsync=off", "-c", "shared_buffers=16MB");
        var url = StoreUrl.parse("postgres://admin:admin@127.0.0.1:" + port + "/postgres");
        try (var first = server.await(() -> PostgresClient.connect(url, PATIENCE, PATIENCE))) {
            first.query("CREATE DATABASE canvas_db");
        }
        return new RealPostgres(server, reserved);
    }

    private static Path programs() throws IOException {
        var versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) return null;
        try (var all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).filter(folder -> Files.isExecutable(folder.resolve("initdb"))).findFirst()
                    .orElse(null);
        }
    }

    @Override
    public void close() {
        server.close();
        reserved.close();
    }
}
