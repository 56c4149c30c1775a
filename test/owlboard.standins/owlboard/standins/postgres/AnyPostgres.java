package owlboard.standins.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import owlboard.clients.StoreUrl;
import owlboard.clients.postgres.PostgresClient;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlPool;
import owlboard.harness.Patience;
import owlboard.standins.Page;

/**
 * What our client does with a PostgreSQL server, be it ours or a real one. The database is {@code canvas_db}, the user {@code admin} with
 * {@code admin}.
 */
abstract class AnyPostgres {
    static final Duration TIMEOUT = Patience.TIME;

    abstract int port();

    PostgresClient client() throws SqlException {
        return PostgresClient.connect(StoreUrl.parse("postgres://admin:admin@127.0.0.1:" + port() + "/canvas_db?sslmode=disable"), TIMEOUT,
                TIMEOUT);
    }

    private static void table(SqlConnection client, String name, String columns) throws SqlException {
        client.query("DROP TABLE IF EXISTS " + name);
        client.query("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ")");
    }

    private static String state(SqlConnection client, String sql, Object... parameters) {
        return assertThrows(SqlException.class, () -> client.query(sql, parameters), sql).state();
    }

    @Test
    void keepsEveryType() throws Exception {
        try (var client = client()) {
            table(client, "kinds",
                    "id BIGSERIAL PRIMARY KEY, a SMALLINT, b INTEGER, c BIGINT, d DOUBLE PRECISION, e NUMERIC(10,3), f VARCHAR(40), g "
                    + "TEXT, h BYTEA, i DATE, j TIMESTAMP, k BOOLEAN, l UUID, m TIMESTAMPTZ, n JSONB, o REAL");
            var bytes = new byte[] {0, 1, -1, 39, 92};
            var at = LocalDateTime.of(2026, 7, 28, 23, 59, 58, 123_456_000);
            var instant = OffsetDateTime.of(at, ZoneOffset.ofHours(2));
            var id = UUID.randomUUID();
            var returned =
                    client
                    .query(
                    "INSERT INTO kinds (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                    + "$11, $12, $13, $14, $15) RETURNING id",
                    (short) -300, 70_000, 9_000_000_000L, -1.5e10, new BigDecimal("1234567.125"), "it's \\ \"ünï\" 🦉", "", bytes,
                    LocalDate.of(2026, 2, 28), at, true, id, instant, "{\"a\": [1, \"b\"]}", 0.5f);
            assertEquals(1, returned.first().number("id"));
            client.query("INSERT INTO kinds (a) VALUES ($1)", (Object) null);
            for (var rows : List.of(client.query("SELECT * FROM kinds ORDER BY id"),
                    client.query("SELECT * FROM kinds WHERE id > $1 ORDER BY id", 0))) {
                var row = rows.first();
                assertEquals(-300, row.number("a"));
                assertEquals(70_000, row.number("b"));
                assertEquals(9_000_000_000L, row.number("c"));
                assertEquals(-1.5e10, row.real("d"));
                assertEquals(new BigDecimal("1234567.125"), row.value("e"));
                assertEquals("it's \\ \"ünï\" 🦉", row.text("f"));
                assertEquals("", row.text("g"));
                assertArrayEquals(bytes, (byte[]) row.value("h"));
                assertEquals(LocalDate.of(2026, 2, 28), row.value("i"));
                assertEquals(at, row.value("j"));
                assertTrue(row.truth("k"));
                assertEquals(id, row.value("l"));
                assertEquals(instant.toInstant(), row.instant("m"));
                assertEquals("{\"a\": [1, \"b\"]}", row.text("n"));
                assertEquals(0.5, row.real("o"));
                for (int i = 1; i < rows.columns().size(); i++) assertNull(rows.rows().get(1).get(i), rows.columns().get(i));
            }
        }
    }

    @Test
    void transactionsHappenOrDoNot() throws Exception {
        try (var one = client(); var two = client()) {
            table(one, "moves", "id INT PRIMARY KEY, v INT");
            one.transaction(client -> client.query("INSERT INTO moves VALUES (1, 10), (2, 20)"));
            assertEquals(2, two.query("SELECT count(*) AS n FROM moves").first().number("n"));
            var failure = assertThrows(SqlException.class, () -> one.transaction(client -> {
                client.query("UPDATE moves SET v = v - $1 WHERE id = 1", 5);
                assertEquals(10, two.query("SELECT v FROM moves WHERE id = 1").first().number("v"), "nobody sees what is not committed");
                return client.query("INSERT INTO moves VALUES (2, 0)");
            }));
            assertTrue(failure.isDuplicate());
            assertEquals("23505", failure.state());
            assertEquals(10, one.query("SELECT v FROM moves WHERE id = $1", 1).first().number("v"));
        }
    }

    @Test
    void aFailedStatementSpoilsItsTransactionUpToASavepoint() throws Exception {
        try (var client = client()) {
            table(client, "spoilt", "id INT PRIMARY KEY");
            client.query("BEGIN");
            client.query("INSERT INTO spoilt VALUES (1)");
            client.query("SAVEPOINT here");
            assertEquals("22P02", state(client, "INSERT INTO spoilt VALUES ('x')"));
            assertEquals("25P02", state(client, "SELECT 1"));
            assertEquals("25P02", state(client, "SELECT $1::int", 1));
            client.query("ROLLBACK TO SAVEPOINT here");
            client.query("INSERT INTO spoilt VALUES (2)");
            client.query("COMMIT");
            assertEquals(2, client.query("SELECT count(*) AS n FROM spoilt").first().number("n"));
        }
    }

    @Test
    void severalStatementsOfOneTextHappenTogether() throws Exception {
        try (var client = client()) {
            table(client, "together", "id INT PRIMARY KEY");
            assertEquals("23505", state(client, "INSERT INTO together VALUES (1); INSERT INTO together VALUES (1)"));
            assertEquals(0, client.query("SELECT count(*) AS n FROM together").first().number("n"));
            assertEquals(2,
                    client.query("INSERT INTO together VALUES (1); INSERT INTO together VALUES (2); SELECT count(*) AS n FROM together")
                    .first().number("n"));
        }
    }

    @Test
    void aRefusedStatementCostsNothingButItself() throws Exception {
        try (var client = client()) {
            assertEquals("42601", state(client, "SELEC 1"));
            assertEquals("42P01", state(client, "SELECT * FROM not_there"));
            assertEquals("42P01", state(client, "SELECT * FROM not_there WHERE id = $1", 1));
            assertEquals("42703", state(client, "SELECT nope FROM information_schema.tables"));
            assertEquals("22012", state(client, "SELECT 1 / $1::int", 0));
            assertEquals("42883", state(client, "SELECT no_such_function(1)"));
            assertEquals(2, client.query("SELECT 1 + $1 AS two", 1).first().number("two"));
            assertTrue(client.isOpen());
        }
    }

    @Test
    void refusesAWrongPasswordAnUnknownUserAndAnUnknownDatabase() {
        for (var url : new String[] {"postgres://admin:wrong@127.0.0.1:%d/canvas_db", "postgres://admin:@127.0.0.1:%d/canvas_db",
                "postgres://nobody:admin@127.0.0.1:%d/canvas_db"}) {
            var failure = assertThrows(SqlException.class,
                    () -> PostgresClient.connect(StoreUrl.parse(url.formatted(port())), TIMEOUT, TIMEOUT).close());
            assertEquals("28P01", failure.state(), failure.getMessage());
        }
        var failure = assertThrows(SqlException.class, () -> PostgresClient.connect(
                StoreUrl.parse("postgres://admin:admin@127.0.0.1:" + port() + "/no_such_db"), TIMEOUT, TIMEOUT).close());
        assertEquals("3D000", failure.state());
        assertFalse(failure.connectionLost());
    }

    @Test
    void carriesLargeValues() throws Exception {
        var large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        try (var client = client()) {
            table(client, "large", "id INT PRIMARY KEY, v BYTEA");
            client.query("INSERT INTO large VALUES ($1, $2)", 1, large);
            assertArrayEquals(large, (byte[]) client.query("SELECT v FROM large").first().value("v"));
            client.query("DROP TABLE large");
        }
    }

    @Test
    void keepsABoundedNumberOfPreparedStatements() throws Exception {
        try (var client = client()) {
            for (int i = 0; i < 300; i++) assertEquals(i + 7L, client.query("SELECT $1::int + " + i + " AS n", 7).first().number("n"));
            assertEquals(8, client.query("SELECT $1::int + 1 AS n", 7).first().number("n"));
        }
    }

    @Test
    void upsertsAndReturns() throws Exception {
        try (var client = client()) {
            table(client, "upserts", "k TEXT PRIMARY KEY, n INT NOT NULL DEFAULT 1");
            var upsert = "INSERT INTO upserts (k) VALUES ($1) ON CONFLICT (k) DO UPDATE SET n = upserts.n + 1 RETURNING n";
            for (int i = 1; i <= 3; i++) assertEquals(i, client.query(upsert, "a").first().number("n"));
            assertEquals(0, client.query("INSERT INTO upserts (k) VALUES ($1) ON CONFLICT DO NOTHING", "a").affected());
            assertEquals(3, client.query("DELETE FROM upserts WHERE k = $1 RETURNING n", "a").first().number("n"));
        }
    }

    @Test
    void aPoolLendsWhatIsFreeAndNoMore() throws Exception {
        try (var pool = new SqlPool(this::client, 3, Duration.ofSeconds(30)); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var client = client()) {
                table(client, "pooled", "id INT PRIMARY KEY, v INT");
                client.query("INSERT INTO pooled VALUES (1, 0)");
            }
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 40; i++) tasks.add(threads.submit(() -> pool.query("UPDATE pooled SET v = v + 1 WHERE id = $1", 1)));
            for (var task : tasks) task.get();
            assertEquals(40, pool.query("SELECT v FROM pooled WHERE id = 1").first().number("v"));
        }
    }

    @Test
    void whatWaitsIsCancelled() throws Exception {
        try (var one = client(); var two = client()) {
            table(one, "locked", "id INT PRIMARY KEY, v INT");
            one.query("INSERT INTO locked VALUES (1, 1)");
            one.query("BEGIN");
            one.query("UPDATE locked SET v = 2 WHERE id = 1");
            var canceller = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        two.cancel();
                        Thread.sleep(50);
                    }
                } catch (SqlException | InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            assertEquals("57014", state(two, "UPDATE locked SET v = 3 WHERE id = 1"));
            canceller.interrupt();
            canceller.join();
            one.query("ROLLBACK");
        }
    }

    @Test
    void runsWhatItsPageWrites() throws Exception {
        try (var client = client()) {
            for (var statement : Page.statements("POSTGRES")) assertDoesNotThrow(() -> client.query(statement), statement);
        }
    }
}
