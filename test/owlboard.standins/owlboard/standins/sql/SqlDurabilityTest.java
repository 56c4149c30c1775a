package owlboard.standins.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.MySqlClient;
import owlboard.clients.postgres.PostgresClient;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.harness.Patience;
import owlboard.standins.ChildPath;
import owlboard.standins.mysql.MySqlServer;
import owlboard.standins.postgres.PostgresServer;

/** What a client was told is stored is there, whatever ends the server. */
class SqlDurabilityTest {
    private static final Duration TIMEOUT = Patience.TIME;

    enum Kind {
        MYSQL, POSTGRES;

        record Server(int port, AutoCloseable end) implements AutoCloseable {
            @Override
            public void close() throws IOException {
                try {
                    end.close();
                } catch (Exception failure) {
                    throw new IOException(failure);
                }
            }
        }

        Server start(Path state) throws IOException {
            var listen = new InetSocketAddress("127.0.0.1", 0);
            if (this == MYSQL) {
                var server = MySqlServer.start(listen, state, Map.of("user", "password"), List.of("user_db"));
                return new Server(server.port(), server);
            }
            var server = PostgresServer.start(listen, state, Map.of("user", "password"), "user_db");
            return new Server(server.port(), server);
        }

        SqlConnection connect(int port) throws SqlException {
            var url = StoreUrl.parse((this == MYSQL ? "mysql" : "postgres") + "://user:password@127.0.0.1:" + port + "/user_db");
            return this == MYSQL ? MySqlClient.connect(url, TIMEOUT, TIMEOUT) : PostgresClient.connect(url, TIMEOUT, TIMEOUT);
        }
    }

    /** The server of the child process: its port on standard output. */
    public static final class Alone {
        public static void main(String[] arguments) throws Exception {
            System.out.println(Kind.valueOf(arguments[0]).start(Path.of(arguments[1])).port());
            Thread.currentThread().join();
        }
    }

    @TempDir
    Path folder;

    private Process child(Kind kind) throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Xmx128m", "-cp", ChildPath.ofAStandIn(),
                Alone.class.getName(), kind.name(), folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCommittedSurvivesKillAndNothingIsCutInTwo(Kind kind) throws Exception {
        var process = child(kind);
        long told = 0;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream()));
                var client = kind.connect(Integer.parseInt(out.readLine()))) {
            client.query("CREATE TABLE a (id INT PRIMARY KEY)");
            client.query("CREATE TABLE b (id INT PRIMARY KEY)");
            while (true) {
                long next = told + 1;
                client.transaction(transaction -> {
                    transaction.query("INSERT INTO a VALUES (" + next + ")");
                    return transaction.query("INSERT INTO b VALUES (" + next + ")");
                });
                told = next;
                if (told == 50) Thread.ofPlatform().start(process::destroyForcibly);  // in the midst of the next ones
            }
        } catch (SqlException gone) {
            assertTrue(told >= 50, gone.getMessage());
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var server = kind.start(folder); var client = kind.connect(server.port())) {
            long stored = client.query("SELECT count(*) AS n FROM a").first().number("n");
            assertTrue(stored == told || stored == told + 1, stored + " stored, " + told + " told");
            assertEquals(stored, client.query("SELECT count(*) AS n FROM b").first().number("n"), "a transaction was cut in two");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskRefusesTheStatementAndStoresNothingOfIt(Kind kind) throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        if (!mounted) System.out.println("skipped: a small tmpfs cannot be mounted");
        Assumptions.assumeTrue(mounted, "a small tmpfs cannot be mounted");
        try {
            try (var server = kind.start(disk); var client = kind.connect(server.port())) {
                client.query("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
                client.query("INSERT INTO t VALUES (1, 'before')");
                var large = "x".repeat(300_000);
                var refused = assertThrows(SqlException.class, () -> client.query("INSERT INTO t VALUES (2, '" + large + "')"));
                assertTrue(kind == Kind.MYSQL ? refused.code() == 1021 : refused.state().equals("53100"), refused.getMessage());
                assertTrue(refused.getMessage().contains("No space left on device"), refused.getMessage());
                assertThrows(SqlException.class, () -> client.transaction(transaction -> {
                    transaction.query("UPDATE t SET v = 'changed' WHERE id = 1");
                    return transaction.query("INSERT INTO t VALUES (2, '" + large + "')");
                }));
                client.query("INSERT INTO t VALUES (3, 'after')");
            }
            try (var server = kind.start(disk); var client = kind.connect(server.port())) {
                assertEquals(List.of("before", "after"), client.query("SELECT v FROM t ORDER BY id").rows().stream()
                        .map(row -> row.text("v")).toList());
            }
        } finally {
            assertEquals(0, new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStateFolderInUseIsRefusedByName(Kind kind) throws Exception {
        var process = child(kind);
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            out.readLine();
            var failure = assertThrows(IOException.class, () -> kind.start(folder));
            assertTrue(failure.getMessage().contains("journal is in use by another process"), failure.getMessage());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
