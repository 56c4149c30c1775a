package owlboard.standins.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import owlboard.harness.Patience;
import owlboard.standins.sql.SqlFailure.Kind;

class TransactionsTest {
    @TempDir
    Path folder;
    private Workbench db;

    private void with(Dialect dialect) throws Exception {
        db = new Workbench(dialect, folder);
        db.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void othersSeeATransactionOnlyWhenItIsCommitted(Dialect dialect) throws Exception {
        with(dialect);
        var one = db.session();
        var two = db.session();
        db.run(one, "BEGIN; INSERT INTO t VALUES (1, 'a'), (2, 'b'); UPDATE t SET v = 'c' WHERE id = 2");
        assertEquals("1,a|2,c", db.run(one, "SELECT * FROM t ORDER BY id"));
        assertEquals("", db.run(two, "SELECT * FROM t"));
        db.run(one, "COMMIT");
        assertEquals("1,a|2,c", db.run(two, "SELECT * FROM t ORDER BY id"));
        db.run(one, "BEGIN; DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (1, 'again'); ROLLBACK");
        assertEquals("1,a|2,c", db.run(one, "SELECT * FROM t ORDER BY id"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void oneWritesAndTheOthersWaitABoundedTime(Dialect dialect) throws Exception {
        with(dialect);
        var one = db.session();
        var two = db.session();
        db.run(one, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        db.fails(two, Kind.LOCK_TIMEOUT, "INSERT INTO t VALUES (2, 'b')");
        one.close();
        assertEquals("1", db.run(two, "INSERT INTO t VALUES (1, 'b')"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void addsUpUnderConcurrentWriters(Dialect dialect) throws Exception {
        db = new Workbench(dialect, folder, new Bounds(Patience.TIME, 60_000, 64 << 20, 8 << 20, 8 << 20));
        db.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
        db.run("INSERT INTO t VALUES (1, '0')");
        var add = dialect == Dialect.MYSQL ? "UPDATE t SET v = CONCAT(v, 'x') WHERE id = 1" : "UPDATE t SET v = v || 'x' WHERE id = 1";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<Void>>();
            for (int i = 0; i < 8; i++) {
                var session = db.session();
                writers.add(threads.submit(() -> {
                    for (int n = 0; n < 50; n++) db.run(session, add);
                    return null;
                }));
            }
            for (var writer : writers) writer.get();
        }
        assertEquals("1,401", db.run("SELECT id, length(v) FROM t"));
    }

    @Test
    void postgresSpoilsATransactionWhoseStatementFailed() throws Exception {
        with(Dialect.POSTGRES);
        var session = db.session();
        db.run(session, "BEGIN; INSERT INTO t VALUES (1, 'a')");
        db.fails(session, Kind.DUPLICATE_KEY, "INSERT INTO t VALUES (1, 'b')");
        db.fails(session, Kind.ABORTED, "SELECT 1");
        assertTrue(session.isFailed());
        db.run(session, "COMMIT");
        assertEquals("", db.run(session, "SELECT * FROM t"));
        db.run(session, "BEGIN; INSERT INTO t VALUES (1, 'a'); SAVEPOINT s");
        db.fails(session, Kind.DUPLICATE_KEY, "INSERT INTO t VALUES (1, 'b')");
        db.run(session, "ROLLBACK TO s; INSERT INTO t VALUES (2, 'b'); COMMIT");
        assertEquals("1|2", db.run(session, "SELECT id FROM t ORDER BY id"));
    }

    @Test
    void postgresTakesBackTablesToo() throws Exception {
        with(Dialect.POSTGRES);
        db.run(
                "BEGIN; CREATE TABLE u (a INT); INSERT INTO u VALUES (1); CREATE UNIQUE INDEX ua ON u (a); ALTER TABLE u ADD COLUMN b "
                + "INT DEFAULT 7");
        assertEquals("1,7", db.run("SELECT * FROM u"));
        db.run("ROLLBACK");
        db.fails(Kind.NO_TABLE, "SELECT * FROM u");
        db.run("BEGIN; DROP TABLE t; ROLLBACK; INSERT INTO t VALUES (1, 'still here')");
        db.run("BEGIN; CREATE TABLE u (a INT); INSERT INTO u VALUES (1); CREATE UNIQUE INDEX ua ON u (a); COMMIT");
        db.fails(Kind.DUPLICATE_KEY, "INSERT INTO u VALUES (1)");
        db.reopen();
        db.fails(Kind.DUPLICATE_KEY, "INSERT INTO u VALUES (1)");
        assertEquals("1,still here", db.run("SELECT * FROM t"));
    }

    @Test
    void mysqlKeepsATransactionWhoseStatementFailedAndCommitsAtDefinitions() throws Exception {
        with(Dialect.MYSQL);
        var session = db.session();
        db.run(session, "START TRANSACTION; INSERT INTO t VALUES (1, 'a')");
        db.fails(session, Kind.DUPLICATE_KEY, "INSERT INTO t VALUES (2, 'b'), (1, 'b')");
        db.run(session, "INSERT INTO t VALUES (3, 'c'); CREATE TABLE u (a INT); ROLLBACK");
        assertEquals("1|3", db.run(session, "SELECT id FROM t ORDER BY id"));
        session.autocommit(false);
        db.run(session, "DELETE FROM t; ROLLBACK");
        assertEquals("1|3", db.run(session, "SELECT id FROM t ORDER BY id"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatWasCommittedIsThereAfterReopeningAndNothingElse(Dialect dialect) throws Exception {
        with(dialect);
        var auto = dialect == Dialect.MYSQL ? "INT AUTO_INCREMENT PRIMARY KEY" : "SERIAL PRIMARY KEY";
        db.run("CREATE TABLE many (id " + auto
                + ", name VARCHAR(9) NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, b DECIMAL(5,2), UNIQUE (name))");
        db.run("INSERT INTO many (name, b) VALUES ('x', 1.25), ('y', NULL), ('z', -3)");
        db.run(
                "DELETE FROM many WHERE name = 'z'; ALTER TABLE many ADD COLUMN extra INT NOT NULL DEFAULT 4; CREATE INDEX many_b ON "
                + "many (b)");
        var before = db.run("SELECT * FROM many ORDER BY id");
        db.run("BEGIN; INSERT INTO many (name) VALUES ('lost')");
        db.reopen();
        assertEquals(before, db.run("SELECT * FROM many ORDER BY id"));
        db.fails(Kind.DUPLICATE_KEY, "INSERT INTO many (name) VALUES ('x')");
        db.run("INSERT INTO many (name) VALUES ('w')");
        assertFalse(db.run("SELECT id FROM many WHERE name = 'w'").compareTo("4") < 0, "a number is not given twice");
    }

    @Test
    void aTornTransactionIsNoneAtAll() throws Exception {
        with(Dialect.POSTGRES);
        db.run("INSERT INTO t VALUES (1, 'whole')");
        long whole = Files.size(db.file());
        db.run("BEGIN; INSERT INTO t VALUES (2, 'torn'); UPDATE t SET v = 'changed' WHERE id = 1; COMMIT");
        db.close();
        try (var file = FileChannel.open(db.file(), StandardOpenOption.WRITE)) {
            file.truncate(whole + (file.size() - whole) / 2);
        }
        db.database = null;
        db.reopen();
        assertEquals("1,whole", db.run("SELECT * FROM t"));
        assertEquals("1", db.run("INSERT INTO t VALUES (2, 'after')"));
    }

    @Test
    void theJournalIsWrittenAnewWhenItPays() throws Exception {
        with(Dialect.POSTGRES);
        db.run("INSERT INTO t VALUES (1, '')");
        var value = "v".repeat(100_000);
        for (int i = 0; i < 100; i++) db.run("UPDATE t SET v = $1 WHERE id = 1", value + i);
        assertTrue(Files.size(db.file()) < 5 << 20, "10 MB were written, " + Files.size(db.file()) + " are kept");
        db.reopen();
        assertEquals(value + 99, db.run("SELECT v FROM t"));
    }

    @Test
    void refusesWhatIsBeyondItsBounds() throws Exception {
        db = new Workbench(Dialect.POSTGRES, folder, new Bounds(Duration.ofMillis(100), 60_000, 1 << 20, 1 << 18, 1 << 20));
        db.run("CREATE TABLE t (a TEXT)");
        var value = "x".repeat(100_000);
        db.fails(Kind.TOO_BIG, "INSERT INTO t VALUES ($1), ($1), ($1)", value);
        for (int i = 0; i < 10; i++) db.run("INSERT INTO t VALUES ($1)", value);
        db.fails(Kind.FULL, "INSERT INTO t VALUES ($1)", value);
        db.run("DELETE FROM t WHERE a IS NOT NULL");
        assertEquals("1", db.run("INSERT INTO t VALUES ($1)", value));
    }
}
