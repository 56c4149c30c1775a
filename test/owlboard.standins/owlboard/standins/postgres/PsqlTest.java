package owlboard.standins.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.sql.Tool;

/** {@code psql} and {@code pg_isready} of Debian's postgresql-client with our server. */
class PsqlTest {
    @TempDir
    Path folder;
    private PostgresServer server;

    @BeforeEach
    void start() throws Exception {
        Tool.need("psql", "postgresql-client");
        Tool.need("pg_isready", "postgresql-client");
        server = PostgresServer.start(new InetSocketAddress("127.0.0.1", 0), folder, Map.of("admin", "admin"), "canvas_db");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) server.close();
    }

    private Tool psql(String password, String input) throws Exception {
        return Tool.run(Map.of("PGPASSWORD", password, "PGCLIENTENCODING", "UTF8"), input, "psql", "-X", "-A", "-h", "127.0.0.1", "-p",
                "" + server.port(), "-U", "admin", "-d", "canvas_db");
    }

    @Test
    void pgIsReady() throws Exception {
        var ready = Tool.run(Map.of(), "", "pg_isready", "-h", "127.0.0.1", "-p", "" + server.port(), "-U", "admin", "-d", "canvas_db");
        assertEquals(0, ready.code(), ready.output());
        server.close();
        assertEquals(2, Tool.run(Map.of(), "", "pg_isready", "-h", "127.0.0.1", "-p", "" + server.port()).code());
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        var refused = psql("wrong", "SELECT 1;");
        assertEquals(2, refused.code());
        assertTrue(refused.output().contains("FATAL:  password authentication failed for user \"admin\""), refused.output());
    }

    @Test
    void runsStatementsAndGoesOnAfterAnError() throws Exception {
        var ran = psql("admin", """
                CREATE TABLE IF NOT EXISTS shapes (id BIGSERIAL PRIMARY KEY, kind VARCHAR(20) NOT NULL, data JSONB);
                CREATE TABLE IF NOT EXISTS shapes (id INT);
                INSERT INTO shapes (kind, data) VALUES ('rect', '{"x": 1}'), ('kreis ö', NULL) RETURNING id;
                SELECT * FROM shapes ORDER BY id;
                SELECT * FROM shapes UNION SELECT 1;
                BEGIN;
                DELETE FROM shapes;
                SELECT nope;
                COMMIT;
                SELECT count(*) FROM shapes;
                """);
        assertEquals("""
                CREATE TABLE
                NOTICE:  relation "shapes" already exists, skipping
                CREATE TABLE
                id
                1
                2
                (2 rows)
                INSERT 0 2
                id|kind|data
                1|rect|{"x": 1}
                2|kreis ö|
                (2 rows)
                ERROR:  UNION is not supported by this stand-in; statement: SELECT * FROM shapes UNION SELECT 1;
                BEGIN
                DELETE 2
                ERROR:  column "nope" does not exist
                ROLLBACK
                count
                2
                (1 row)
                """, ran.output());
    }

    @Test
    void describesWhatItCanAndAnswersTheRestPlainly() throws Exception {
        var ran = psql("admin", "CREATE TABLE shapes (id INT);\n\\dt\n\\d shapes\n\\l\nSELECT 5;\n");
        assertTrue(ran.output().contains("public|shapes|table|admin"), ran.output());
        assertTrue(ran.output().endsWith("5\n(1 row)\n"), ran.output());
        assertEquals(List.of(), ran.output().lines().filter(line -> line.contains("server closed")).toList());
    }
}
