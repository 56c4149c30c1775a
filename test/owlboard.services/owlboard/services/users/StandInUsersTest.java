package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.services.http.Refusal;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.MySqlClient;
import owlboard.standins.mysql.MySqlServer;

/** Accounts in our stand-in, which goes away and comes back. */
class StandInUsersTest extends AnyUsers {
    @TempDir Path state;
    private MySqlServer server;
    private final Reserved reserved = new Reserved();

    @BeforeEach void start() throws Exception {
        server = MySqlServer.start(reserved.address(), state, Map.of("user", "password", "root", "root"), List.of("user_db"));
    }

    @AfterEach void stop() throws Exception {
        server.close();
        reserved.close();
    }

    @Override int port() {
        return reserved.port();
    }

    @Test void aStoreThatIsAwayIsToldAndComesBack() throws Exception {
        try (var service = new Running(Services.Kind.USER, new Keeping(url(port()), null, null))) {
            assertEquals(201, service.post("/users/register", Map.of("username", "eve", "email", "eve@example.org", "password", "secret"))
                    .statusCode());
            server.close();
            var away = service.get("/users");
            assertEquals(503, away.statusCode());
            assertEquals(Refusal.away().getMessage(), Running.detail(away), "no address and no word of the store");
            assertEquals("1", away.headers().firstValue("Retry-After").orElse(""));
            var health = service.get("/health");
            assertEquals(503, health.statusCode());
            assertTrue(health.body().contains("\"store\":\"down\"")
                    && health.body().contains("\"reason\":\"the store cannot be reached\""), health.body());
            assertFalse(health.body().contains("127.0.0.1"), health.body());
            reserved.awaitRefused();
            start();
            long end = System.nanoTime() + Patience.NANOS;
            while (service.get("/health").statusCode() != 200) {
                assertTrue(System.nanoTime() < end, service.get("/health").body());
                Thread.sleep(20);
            }
            assertTrue(service.get("/users").body().contains("\"eve\""));
            assertEquals(201, service.post("/users/register", Map.of("username", "fay", "email", "fay@example.org", "password", "secret"))
                    .statusCode());
        }
    }

    @Test void aTableOfAnEarlierVersionGetsWhatItLacks() throws Exception {
        try (var client = MySqlClient.connect(url(port()), Patience.TIME, Patience.TIME)) {
            client
                    .query(
                    "CREATE TABLE users (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, username VARCHAR(64) NOT NULL, email "
                    + "VARCHAR(254) NOT NULL,"
                    + " full_name VARCHAR(200), password_hash VARCHAR(400) NOT NULL, created_millis BIGINT NOT NULL,"
                    + " name_key VARBINARY(256) NOT NULL UNIQUE, email_key VARBINARY(1016) NOT NULL UNIQUE)");
            client
                    .query(
                    "INSERT INTO users (username, email, password_hash, created_millis, name_key, email_key) VALUES ('old', 'o@x', ?, 1, "
                    + "'old', 'o@x')",
                    Passwords.hash("secret"));
        }
        for (int start = 0; start < 2; start++) {
            try (var service = new Running(Services.Kind.USER, new Keeping(url(port()), null, null))) {
                assertEquals(true, Running.object(service.get("/users/1")).get("is_active"), "start " + start);
                assertEquals(200, service.send("PUT", "/users/1", "{\"full_name\":\"Old\"}", service.token("old", "secret")).statusCode());
            }
        }
    }

    @Test void aServiceStartsWhileItsStoreIsAway() throws Exception {
        server.close();
        try (var service = new Running(Services.Kind.USER, new Keeping(url(port()), null, null))) {
            assertEquals(503, service.get("/health").statusCode());
            reserved.awaitRefused();
            start();
            long end = System.nanoTime() + Patience.NANOS;
            while (service.get("/users").statusCode() != 200) assertTrue(System.nanoTime() < end, "still away");
        }
    }

    @Test void aWrongPasswordIsTheReason() throws Exception {
        try (var service = new Running(Services.Kind.USER,
                new Keeping(StoreUrl.parse("mysql://user:guess@127.0.0.1:" + port() + "/user_db"), null, null))) {
            var answer = service.get("/health");
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("\"reason\":\"the store refuses the login of this service\""), answer.body());
        }
    }
}
