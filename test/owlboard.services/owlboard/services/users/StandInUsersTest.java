package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.store.StoreUrl;
import owlboard.store.mysql.MySqlServer;

/** Accounts in our stand-in, which goes away and comes back. */
class StandInUsersTest extends AnyUsers {
    @TempDir Path state;
    private MySqlServer server;
    private int port;

    @BeforeEach void start() throws Exception {
        server = MySqlServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), state, Map.of("user", "password", "root", "root"), List.of("user_db"));
        port = server.port();
    }

    @AfterEach void stop() throws Exception {
        server.close();
    }

    @Override int port() {
        return port;
    }

    @Test void aStoreThatIsAwayIsToldAndComesBack() throws Exception {
        try (var service = new Running(Services.Kind.USER, new Keeping(url(port), null, null))) {
            assertEquals(201, service.post("/users/register", Map.of("username", "eve", "email", "eve@example.org", "password", "secret")).statusCode());
            server.close();
            var away = service.get("/users");
            assertEquals(503, away.statusCode());
            assertTrue(Running.detail(away).startsWith("the store is away: "), away.body());
            assertEquals("1", away.headers().firstValue("Retry-After").orElse(""));
            var health = service.get("/health");
            assertEquals(503, health.statusCode());
            assertTrue(health.body().contains("\"store\":\"down\"") && health.body().contains("\"reason\":"), health.body());
            start();
            long end = System.nanoTime() + 20_000_000_000L;
            while (service.get("/health").statusCode() != 200) {
                assertTrue(System.nanoTime() < end, service.get("/health").body());
                Thread.sleep(20);
            }
            assertTrue(service.get("/users").body().contains("\"eve\""));
            assertEquals(201, service.post("/users/register", Map.of("username", "fay", "email", "fay@example.org", "password", "secret")).statusCode());
        }
    }

    @Test void aServiceStartsWhileItsStoreIsAway() throws Exception {
        server.close();
        try (var service = new Running(Services.Kind.USER, new Keeping(url(port), null, null))) {
            assertEquals(503, service.get("/health").statusCode());
            start();
            long end = System.nanoTime() + 20_000_000_000L;
            while (service.get("/users").statusCode() != 200) assertTrue(System.nanoTime() < end, "still away");
        }
    }

    @Test void aWrongPasswordIsTheReason() throws Exception {
        try (var service = new Running(Services.Kind.USER, new Keeping(StoreUrl.parse("mysql://user:guess@127.0.0.1:" + port + "/user_db"), null, null))) {
            var answer = service.get("/health");
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("Access denied") && !answer.body().contains("guess"), answer.body());
        }
    }
}
