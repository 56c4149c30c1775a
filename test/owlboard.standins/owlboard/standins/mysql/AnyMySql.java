package owlboard.standins.mysql;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.MySqlClient;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlPool;
import owlboard.harness.Patience;
import owlboard.standins.Page;

/**
 * What our client does with a MySQL server, be it ours or a real one. The database is {@code user_db}, the user {@code user} with
 * {@code password}.
 */
abstract class AnyMySql {
    static final Duration TIMEOUT = Patience.TIME;

    abstract int port();

    MySqlClient client() throws SqlException {
        return MySqlClient.connect(StoreUrl.parse("mysql+pymysql://user:password@127.0.0.1:" + port() + "/user_db"), TIMEOUT, TIMEOUT);
    }

    private static void table(SqlConnection client, String name, String columns) throws SqlException {
        client.query("DROP TABLE IF EXISTS " + name);
        client.query("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    }

    @Test
    void keepsEveryTypeInTextAndInBinary() throws Exception {
        try (var client = client()) {
            table(client, "kinds",
                    "id BIGINT AUTO_INCREMENT PRIMARY KEY, a TINYINT, b SMALLINT, c INT UNSIGNED, d DOUBLE, e DECIMAL(10,3), f "
                    + "VARCHAR(40), g TEXT, h BLOB, i DATE, j DATETIME(6), k BOOLEAN, l CHAR(4)");
            var bytes = new byte[] {0, 1, -1, 39, 92};
            var at = LocalDateTime.of(2026, 7, 28, 23, 59, 58, 123_456_000);
            var inserted =
                    client.query("INSERT INTO kinds (a, b, c, d, e, f, g, h, i, j, k, l) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    -128, (short) -300, 4_000_000_000L, -1.5e10, new BigDecimal("1234567.125"), "it's \\ \"ünï\" 🦉", "", bytes,
                    LocalDate.of(2026, 2, 28), at, true, "ab");
            assertEquals(1, inserted.affected());
            assertEquals(1, inserted.insertId());
            client.query("INSERT INTO kinds (a) VALUES (?)", (Object) null);
            for (var rows : List.of(client.query("SELECT * FROM kinds ORDER BY id"),
                    client.query("SELECT * FROM kinds WHERE id > ? ORDER BY id", 0))) {
                var row = rows.first();
                assertEquals(-128, row.number("a"));
                assertEquals(-300, row.number("b"));
                assertEquals(4_000_000_000L, row.number("c"));
                assertEquals(-1.5e10, row.real("d"));
                assertEquals(new BigDecimal("1234567.125"), row.value("e"));
                assertEquals("it's \\ \"ünï\" 🦉", row.text("f"));
                assertEquals("", row.text("g"));
                assertArrayEquals(bytes, (byte[]) row.value("h"));
                assertEquals(LocalDate.of(2026, 2, 28), row.value("i"));
                assertEquals(at, row.value("j"));
                assertTrue(row.truth("k"));
                assertEquals("ab", row.text("l"));
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
                client.query("UPDATE moves SET v = v - ? WHERE id = 1", 5);
                assertEquals(10, two.query("SELECT v FROM moves WHERE id = 1").first().number("v"), "nobody sees what is not committed");
                return client.query("INSERT INTO moves VALUES (2, 0)");
            }));
            assertTrue(failure.isDuplicate());
            assertEquals(1062, failure.code());
            assertEquals(10, one.query("SELECT v FROM moves WHERE id = ?", 1).first().number("v"));
        }
    }

    @Test
    void aRefusedStatementCostsNothingButItself() throws Exception {
        try (var client = client()) {
            assertEquals(1064, assertThrows(SqlException.class, () -> client.query("SELEC 1")).code());
            assertEquals(1146, assertThrows(SqlException.class, () -> client.query("SELECT * FROM not_there")).code());
            assertEquals(1146, assertThrows(SqlException.class, () -> client.query("SELECT * FROM not_there WHERE id = ?", 1)).code());
            assertEquals(1054, assertThrows(SqlException.class, () -> client.query("SELECT nope FROM information_schema.tables")).code());
            assertEquals(2, client.query("SELECT 1 + ? AS two", 1).first().number("two"));
            assertTrue(client.isOpen());
        }
    }

    @Test
    void refusesAWrongPasswordAnUnknownUserAndAnUnknownDatabase() {
        for (var url : new String[] {"mysql://user:wrong@127.0.0.1:%d/user_db", "mysql://user:@127.0.0.1:%d/user_db",
                "mysql://nobody:password@127.0.0.1:%d/user_db"}) {
            var failure = assertThrows(SqlException.class,
                    () -> MySqlClient.connect(StoreUrl.parse(url.formatted(port())), TIMEOUT, TIMEOUT).close());
            assertEquals(1045, failure.code(), failure.getMessage());
            assertFalse(failure.connectionLost());
        }
        var failure = assertThrows(SqlException.class, () -> MySqlClient.connect(
                StoreUrl.parse("mysql://user:password@127.0.0.1:" + port() + "/no_such_db"), TIMEOUT, TIMEOUT).close());
        assertTrue(failure.code() == 1049 || failure.code() == 1044, failure.getMessage());
    }

    @Test
    void carriesValuesOfSeveralPackets() throws Exception {
        var large = new byte[17 << 20];
        new Random(1).nextBytes(large);
        try (var client = client()) {
            table(client, "large", "id INT PRIMARY KEY, v LONGBLOB");
            client.query("INSERT INTO large VALUES (?, ?)", 1, large);
            assertArrayEquals(large, (byte[]) client.query("SELECT v FROM large").first().value("v"));
            client.query("DROP TABLE large");
        }
    }

    @Test
    void keepsABoundedNumberOfPreparedStatements() throws Exception {
        try (var client = client()) {
            for (int i = 0; i < 300; i++) assertEquals(i + 7L, client.query("SELECT ? + " + i + " AS n", 7).first().number("n"));
            assertEquals(8, client.query("SELECT ? + 1 AS n", 7).first().number("n"));
        }
    }

    @Test
    void countsRowsThatMatchedWhetherOrNotTheyChanged() throws Exception {
        try (var client = client()) {
            table(client, "counted", "id INT AUTO_INCREMENT PRIMARY KEY, v INT");
            assertEquals(3, client.query("INSERT INTO counted (v) VALUES (1), (2), (3)").affected());
            assertEquals(2, client.query("UPDATE counted SET v = 2 WHERE v >= ?", 2).affected());
            assertEquals(1, client.query("DELETE FROM counted WHERE v = 1").affected());
            assertEquals(4, client.query("INSERT INTO counted (v) VALUES (9)").insertId());
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
            for (int i = 0; i < 40; i++) tasks.add(threads.submit(() -> pool.query("UPDATE pooled SET v = v + 1 WHERE id = ?", 1)));
            for (var task : tasks) task.get();
            assertEquals(40, pool.query("SELECT v FROM pooled WHERE id = 1").first().number("v"));
        }
    }

    @Test
    void runsWhatItsPageWrites() throws Exception {
        try (var client = client()) {
            for (var statement : Page.statements("MYSQL")) assertDoesNotThrow(() -> client.query(statement), statement);
        }
    }
}
