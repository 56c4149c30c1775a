package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.amqp.AmqpServer;
import owlboard.standins.mongo.MongoServer;
import owlboard.standins.mysql.MySqlServer;
import owlboard.standins.postgres.PostgresServer;
import owlboard.standins.redis.RedisServer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ProbeTest {
    private final InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    @TempDir Path folder;

    private static Optional<String> ask(Health health, int port) {
        return Optional.of(new Probe(health, Probe.LOOPBACK, port).ask().trouble()).filter(text -> !text.isEmpty());
    }

    @Test void everyStoreAnswersTheGreetingOfItsProtocol() throws Exception {
        try (var mysql = MySqlServer.start(free, folder, Map.of("user", "password"), List.of("user_db"));
                var postgres = PostgresServer.start(free, folder, Map.of("admin", "admin"), "canvas_db");
                var mongo = MongoServer.start(free, folder, "user", "password");
                var redis = RedisServer.start(free, folder, "password");
                var rabbitmq = AmqpServer.start(free, folder, "guest", "guest")) {
            assertEquals(Optional.empty(), ask(new Health.Greets(Role.Type.MYSQL), mysql.port()));
            assertEquals(Optional.empty(), ask(new Health.Greets(Role.Type.POSTGRES), postgres.port()));
            assertEquals(Optional.empty(), ask(new Health.Greets(Role.Type.MONGO), mongo.port()));
            assertEquals(Optional.empty(), ask(new Health.Greets(Role.Type.REDIS), redis.port()));
            assertEquals(Optional.empty(), ask(new Health.Greets(Role.Type.RABBITMQ), rabbitmq.port()));
            assertEquals(Optional.of("what listens on port " + mysql.port() + " does not speak as a mongo server"),
                    ask(new Health.Greets(Role.Type.MONGO), mysql.port()));
        }
    }

    @Test void whatOnlyAcceptsIsNotHealthyAsAStore() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(Optional.empty(), ask(new Health.Tcp(), silent.getLocalPort()));
            var trouble = ask(new Health.Greets(Role.Type.MYSQL), silent.getLocalPort()).orElse("");
            assertTrue(trouble.startsWith("port " + silent.getLocalPort() + ": "), trouble);
        }
    }

    @Test void aServiceSaysWhyItIsNotHealthy() throws Exception {
        var server = HttpServer.create(free, 0);
        server.createContext("/health", exchange -> {
            var body = "{\"status\":\"unhealthy\",\"store\":\"down\",\"reason\":\"\\\"mysql_db\\\" refused\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertEquals(Optional.of("GET /health answers 503: \"mysql_db\" refused"), ask(new Health.Ok("/health"), port));
            assertEquals(Optional.of("GET /none answers 404"), ask(new Health.Ok("/none"), port));
            assertEquals(Optional.empty(), ask(new Health.Any(), port));
        } finally {
            server.stop(0);
        }
    }
}
