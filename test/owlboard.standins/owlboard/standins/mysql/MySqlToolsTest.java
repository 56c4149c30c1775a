package owlboard.standins.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.sql.Tool;

/** {@code mysql} and {@code mysqladmin} of Debian's default-mysql-client with our server. */
class MySqlToolsTest {
    @TempDir
    Path folder;
    private MySqlServer server;

    @BeforeEach
    void start() throws Exception {
        Tool.need("mysql", "default-mysql-client");
        Tool.need("mysqladmin", "default-mysql-client");
        server = MySqlServer.start(new InetSocketAddress("127.0.0.1", 0), folder, Map.of("root", "root", "user", "password"),
                List.of("user_db"));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) server.close();
    }

    private Tool run(String program, String input, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(program, "--no-defaults", "-h", "127.0.0.1", "-P", "" + server.port()));
        command.addAll(List.of(arguments));
        return Tool.run(Map.of(), input, command.toArray(String[]::new));
    }

    @Test
    void mysqladminPingsAndReadsTheStatus() throws Exception {
        var ping = run("mysqladmin", "", "-u", "root", "-proot", "ping");
        assertEquals("mysqld is alive", ping.output().strip());
        assertEquals(0, ping.code());
        var status = run("mysqladmin", "", "-u", "root", "-proot", "status");
        assertTrue(status.output().startsWith("Uptime: "), status.output());
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        var refused = run("mysql", "SELECT 1;", "-u", "user", "-pwrong", "user_db");
        assertEquals(1, refused.code());
        assertTrue(refused.output().contains("ERROR 1045 (28000): Access denied for user 'user'"), refused.output());
    }

    @Test
    void runsStatementsAndGoesOnAfterAnError() throws Exception {
        var ran = run("mysql", """
                CREATE TABLE IF NOT EXISTS users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE);
                INSERT INTO users (name) VALUES ('ann'), ('böb');
                SELECT id, name FROM users ORDER BY id DESC;
                SELECT * FROM users UNION SELECT 1;
                DESCRIBE users;
                BEGIN; DELETE FROM users; ROLLBACK;
                SELECT COUNT(*) AS n, DATABASE() AS d FROM users;
                SHOW TABLES;
                """, "-u", "user", "-ppassword", "--default-character-set=utf8mb4", "--force", "user_db");
        assertEquals("""
                id	name
                2	böb
                1	ann
                --------------
                SELECT * FROM users UNION SELECT 1
                --------------

                ERROR 1235 (42000) at line 4: UNION is not supported by this stand-in; statement: SELECT * FROM users UNION SELECT 1
                Field	Type	Null	Key	Default	Extra
                id	int	NO	PRI	NULL	auto_increment
                name	varchar(50)	NO	UNI	NULL\t
                n	d
                2	user_db
                Tables_in_user_db
                users
                """, ran.output());
    }

    @Test
    void logsInByCachingSha2() throws Exception {
        var ran = run("mysql", "SELECT 42;", "-u", "user", "-ppassword", "-N", "--default-auth=caching_sha2_password");
        assertEquals("42", ran.output().strip());
    }
}
