package owlboard.standins.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import owlboard.standins.sql.SqlFailure.Kind;

class StatementsTest {
    @TempDir
    Path folder;
    private Workbench db;

    private void with(Dialect dialect) throws Exception {
        db = new Workbench(dialect, folder);
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private void users() throws Exception {
        db.run(db.dialect == Dialect.MYSQL
                ? "CREATE TABLE IF NOT EXISTS users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE, age INT "
                + "DEFAULT 18, note TEXT)"
                : "CREATE TABLE IF NOT EXISTS users (id SERIAL PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE, age INT DEFAULT 18, note "
                + "TEXT)");
        db.run("INSERT INTO users (name, age) VALUES ('ann', 30), ('bob', 25), ('cleo', NULL)");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void selectsWhatWasInserted(Dialect dialect) throws Exception {
        with(dialect);
        users();
        assertEquals("1,ann,30,NULL|2,bob,25,NULL|3,cleo,NULL,NULL", db.run("SELECT * FROM users ORDER BY id"));
        assertEquals("ann|bob", db.run("SELECT name FROM users WHERE age IS NOT NULL ORDER BY age DESC"));
        assertEquals("3,2,30", db.run("SELECT count(*), count(age), max(age) FROM users"));
        assertEquals("bob", db.run("SELECT u.name AS who FROM users u WHERE u.id = 2 AND u.age >= 25"));
        assertEquals("ann|cleo", db.run("SELECT name FROM users WHERE id IN (1, 3) ORDER BY 1"));
        assertEquals("bob|cleo", db.run("SELECT name FROM users WHERE NOT (name = 'ann') ORDER BY name LIMIT 5"));
        assertEquals("bob", db.run("SELECT name FROM users ORDER BY id LIMIT 1 OFFSET 1"));
        assertEquals("cleo", db.run("SELECT name FROM users WHERE name LIKE 'c%o'"));
        assertEquals("ann,36|bob,31|cleo,NULL", db.run("SELECT name, age * 2 - (age - 6) FROM users ORDER BY name"));
        assertEquals("", db.run("SELECT name FROM users WHERE age <> 30 AND age <> 25"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void updatesAndDeletesWhatMatches(Dialect dialect) throws Exception {
        with(dialect);
        users();
        assertEquals("2", db.run("UPDATE users SET age = age + 1, note = 'older' WHERE age IS NOT NULL"));
        assertEquals("ann,31,older|bob,26,older", db.run("SELECT name, age, note FROM users WHERE note = 'older' ORDER BY id"));
        assertEquals("1", db.run("DELETE FROM users WHERE name = 'bob'"));
        assertEquals("2", db.run("SELECT COUNT(*) FROM users"));
        assertEquals("1", db.run("INSERT INTO users (name, age) VALUES ('dan', DEFAULT)"));
        assertEquals("4,18", db.run("SELECT id, age FROM users WHERE name = 'dan'"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void refusesWhatTheTableDoesNotAllow(Dialect dialect) throws Exception {
        with(dialect);
        users();
        db.fails(Kind.DUPLICATE_KEY, "INSERT INTO users (name) VALUES ('zoe'), ('ann')");
        db.fails(Kind.DUPLICATE_KEY, "UPDATE users SET name = 'ann' WHERE name = 'bob'");
        db.fails(Kind.NOT_NULL, "INSERT INTO users (age) VALUES (3)");
        db.fails(Kind.TOO_LONG, "INSERT INTO users (name) VALUES ('123456789012345678901')");
        db.fails(Kind.BAD_VALUE, "INSERT INTO users (name, age) VALUES ('x', 'young')");
        db.fails(Kind.OUT_OF_RANGE, "INSERT INTO users (name, age) VALUES ('x', 3000000000)");
        db.fails(Kind.NO_COLUMN, "SELECT nam FROM users");
        db.fails(Kind.NO_TABLE, "SELECT * FROM user");
        db.fails(Kind.WRONG_COUNT, "INSERT INTO users (name, age) VALUES ('x')");
        assertEquals("3", db.run("SELECT count(*) FROM users"), "nothing of a failed statement stays");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void namesTheStatementThatItDoesNotSupport(Dialect dialect) throws Exception {
        with(dialect);
        users();
        for (var sql : new String[] {"CREATE VIEW v AS SELECT 1", "SELECT 1 UNION SELECT 2", "GRANT ALL ON x TO y",
                "SELECT * FROM users WHERE id IN (SELECT 1)", "ALTER TABLE users DROP COLUMN age",
                "CREATE TABLE t (a INT REFERENCES users(id))", "WITH a AS (SELECT 1) SELECT * FROM a", "EXPLAIN SELECT 1"}) {
            assertTrue(db.fails(Kind.UNSUPPORTED, sql).getMessage().contains(sql.substring(0, 10)), sql);
        }
        for (var sql : new String[] {"SELEC 1", "SELECT * FROM", "INSERT users", "SELECT 'open", "SELECT 1 +", "UPDATE users SET",
                "CREATE TABLE t ()"}) {
            db.fails(Kind.SYNTAX, sql);
        }
        assertEquals("3", db.run("SELECT count(*) FROM users"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void joinsAndGroups(Dialect dialect) throws Exception {
        with(dialect);
        users();
        db.run(
                "CREATE TABLE boards (id INT PRIMARY KEY, owner INT NOT NULL, title VARCHAR(50)); CREATE INDEX boards_owner ON boards "
                + "(owner)");
        db.run("INSERT INTO boards VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')");
        assertEquals("ann,a|ann,b|bob,c", db.run("SELECT u.name, b.title FROM users u JOIN boards b ON b.owner = u.id ORDER BY b.id"));
        assertEquals("ann,2|bob,1|cleo,0",
                db.run(
                "SELECT u.name, count(b.id) AS n FROM users u LEFT JOIN boards b ON b.owner = u.id GROUP BY u.name ORDER BY n DESC, "
                + "u.name"));
        assertEquals("ann", db.run("SELECT u.name FROM users u, boards b WHERE b.owner = u.id GROUP BY u.name HAVING count(*) > 1"));
        assertEquals("2", db.run("SELECT count(*) FROM (SELECT owner, count(*) AS n FROM boards GROUP BY owner) AS owners"));
        assertEquals("bob", db.run("SELECT u.name FROM users u JOIN (SELECT owner FROM boards WHERE title = 'c') b ON b.owner = u.id"));
        assertEquals("1|2", db.run("SELECT DISTINCT owner FROM boards ORDER BY owner"));
    }

    @Test
    void postgresKnowsReturningAndConflicts() throws Exception {
        with(Dialect.POSTGRES);
        users();
        assertEquals("4,eve,18", db.run("INSERT INTO users (name) VALUES ('eve') RETURNING id, name, age"));
        assertEquals("0", db.run("INSERT INTO users (name) VALUES ('eve') ON CONFLICT DO NOTHING"));
        assertEquals("eve,77",
                db.run(
                "INSERT INTO users (name, age) VALUES ('eve', 77) ON CONFLICT (name) DO UPDATE SET age = EXCLUDED.age RETURNING name, "
                + "age"));
        assertEquals("1,31", db.run("UPDATE users SET age = 31 WHERE id = $1 RETURNING id, age", "1"));
        assertEquals("eve", db.run("DELETE FROM users WHERE age = 77 RETURNING name"));
        assertEquals("t,f,NULL,5", db.run("SELECT true, 1 > 2, NULL AND true, '5'::int"));
        db.fails(Kind.TYPE_MISMATCH, "SELECT * FROM users WHERE name = id");
    }

    @Test
    void mysqlKnowsItsOwnForms() throws Exception {
        with(Dialect.MYSQL);
        users();
        assertEquals("ann", db.run("SELECT `name` FROM `user_db`.`users` WHERE NAME = \"ANN\""));
        db.fails(Kind.DUPLICATE_KEY, "INSERT INTO users (name) VALUES ('ANN')");
        assertEquals("0", db.run("INSERT IGNORE INTO users (name) VALUES ('bob')"));
        assertEquals("2", db.run("INSERT INTO users (name, age) VALUES ('bob', 99) ON DUPLICATE KEY UPDATE age = VALUES(age)"));
        assertEquals("99", db.run("SELECT age FROM users WHERE name = ?", "bob"));
        assertEquals("2", db.run("REPLACE INTO users (name, age) VALUES ('bob', 5)"));
        assertEquals("cleo", db.run("SELECT name FROM users ORDER BY id DESC LIMIT 1, 1"));
        assertEquals("1,0,NULL", db.run("SELECT 1 = 1, 'a' = 'b', 1 / 0"));
        assertEquals("5", db.run("/*!40101 SELECT 5 */ -- done"));
        assertEquals("users", db.run("SELECT table_name FROM information_schema.tables WHERE table_schema = 'user_db'"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void keepsTypesApart(Dialect dialect) throws Exception {
        with(dialect);
        db.run("CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c DECIMAL(8,2), d DATE, e TIMESTAMP, f BOOLEAN, g JSON)");
        db.run("INSERT INTO t VALUES (9223372036854775807, 1.5, 3.14159, '2026-02-28', '2026-02-28 23:59:58', TRUE, '{\"a\": [1, 2]}')");
        assertEquals("9223372036854775807,1.5,3.14,2026-02-28,2026-02-28 23:59:58," + (dialect == Dialect.MYSQL ? "1" : "t")
                + ",{\"a\": [1, 2]}", db.run("SELECT * FROM t"));
        assertEquals("1", db.run("SELECT count(*) FROM t WHERE d = '2026-02-28' AND e > '2026-01-01' AND c = 3.14 AND f = TRUE"));
        db.fails(Kind.BAD_VALUE, "INSERT INTO t (d) VALUES ('2026-02-30')");
        db.fails(Kind.BAD_VALUE, "INSERT INTO t (g) VALUES ('{a}')");
        db.fails(Kind.OUT_OF_RANGE, "INSERT INTO t (c) VALUES (1234567.1)");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void takesParameters(Dialect dialect) throws Exception {
        with(dialect);
        users();
        var first = dialect == Dialect.MYSQL ? "?" : "$1";
        var second = dialect == Dialect.MYSQL ? "?" : "$2";
        assertEquals("1", db.run("INSERT INTO users (name, age) VALUES (" + first + ", " + second + ")", "it's \\ \" ; DROP", 7L));
        assertEquals("it's \\ \" ; DROP", db.run("SELECT name FROM users WHERE age = " + first + " AND id > " + second, "7", 1L));
        assertEquals("1", db.run("SELECT count(*) FROM users WHERE age IN (" + first + ", " + second + ")", 30L, null));
        db.fails(Kind.WRONG_COUNT, "SELECT * FROM users WHERE id = " + first + " AND age = " + second, 1L);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void boundsWhatAStatementMayCost(Dialect dialect) throws Exception {
        with(dialect);
        db.fails(Kind.TOO_BIG, "SELECT " + "(".repeat(500) + "1" + ")".repeat(500));
        db.fails(Kind.TOO_BIG, "SELECT 1" + " + 1".repeat(20_000));
        assertEquals("401", db.run("SELECT 1" + " + 1".repeat(400)));
        db.run("CREATE TABLE t (a TEXT)");
        for (int i = 0; i < 12; i++) db.run("INSERT INTO t VALUES ('" + "x".repeat(500_000) + "')");
        db.run("INSERT INTO t SELECT * FROM t LIMIT 10");
        assertTrue(db.fails(Kind.TOO_BIG, "SELECT * FROM t").getMessage().contains("LIMIT"));
        assertEquals("22", db.run("SELECT count(*) FROM t"));
    }
}
