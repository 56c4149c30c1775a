package owlboard.services.canvas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import owlboard.store.client.Daemon;
import owlboard.store.postgres.PostgresClient;

/** The same drawings in a PostgreSQL of Debian's package. */
class RealPostgresCanvasesTest extends AnyCanvases {
    @TempDir
    static Path home;
    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(5);
    private static Daemon server;
    private static int port;

    @BeforeAll
    static void startOrSkip() throws Exception {
        var programs = programs();
        if (programs == null) System.out.println("skipped: postgresql is not installed");
        Assumptions.assumeTrue(programs != null, "postgresql is not installed");
        var folder = Daemon.folder(home, "postgres", "postgres");
        var data = folder.resolve("data").toString();
        var password = Files.writeString(home.resolve("password"), "admin");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        Daemon.run("postgres", folder, programs.resolve("initdb").toString(), "-D", data, "-U", "admin", "--pwfile=" + password, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync");
        port = Daemon.freePort();
        server = Daemon.start("postgres", folder, programs.resolve("postgres").toString(), "-D", data, "-p", "" + port, "-h", "127.0.0.1", "-k", folder.toString(), "-c", "fsync=off", "-c", "shared_buffers=16MB");
        try (var first = server.await(() -> PostgresClient.connect("127.0.0.1", port, "admin", "admin", "postgres", PATIENCE, PATIENCE))) {
            first.query("CREATE DATABASE canvas_db");
        }
    }

    private static Path programs() throws IOException {
        var versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) return null;
        try (var all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).filter(folder -> Files.isExecutable(folder.resolve("initdb"))).findFirst().orElse(null);
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) server.close();
    }

    @Override
    int port() {
        return port;
    }
}
