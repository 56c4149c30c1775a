package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.resp.Reply;

/** The stand-ins for the stores, and what takes their place. */
class StoresTest {
    private static final List<String> KILLED = List.of("user_service", "mysql_db", "canvas_service", "postgres_db", "comments_service",
            "mongo_db",
            "chat_service", "redis_db", "rabbitmq");
    private static final List<String> KEPT = List.of("/api/users/", "/api/canvas?id=board-1", "/api/comments/dashboards/7/comments",
            "/api/chat/messages/7");
    @TempDir Path folder;

    @Test void whatWasSavedThroughBothTiersSurvivesTheKillsOfServicesAndStoresAndDown() throws Exception {
        var few = new Deployment(folder, true).without("api_gateway_2", "api_gateway_3", "api_gateway_4", "nextjs_frontend",
                "mobile_frontend");
        try (var deployment = Deployment.up(few)) {
            Map<String, Object> saved;
            try (var client = new Client(deployment.port(80))) {
                Client.json(201, client.post("/api/users/register",
                        Map.of("username", "ann", "email", "ann@example.org", "password", "correct horse")));
                Client.json(200, client.post("/api/canvas/save",
                        Map.of("id", "board-1", "shapes", List.of(Map.of("type", "rect", "x", 10, "y", 20, "width", 30, "height", 40)))));
                Client.json(201, client.post("/api/comments/dashboards/7/users/5/comments",
                        Map.of("content", "nice owl", "coordinates", Map.of("x", 1.5, "y", 2))));
                Client.json(201, client.post("/api/chat/messages/7", Map.of("user_id", 5, "username", "ann", "content", "good owl")));
                saved = kept(client);
                for (var part : List.of("ann", "width", "nice owl", "good owl")) {
                    assertTrue(saved.toString().contains(part), saved.toString());
                }
            }
            for (var name : KILLED) Image.signal("KILL", deployment.role(name).pid());
            Await.until("all that were killed run again", () -> deployment.ps().stream()
                    .allMatch(role -> role.isHealthy() && role.restarts() == (KILLED.contains(role.name()) ? 1 : 0)));
            assertKept(saved, deployment);
            deployment.owlboard("down").exits(0);
            assertEquals(List.of(), deployment.left());
            deployment.owlboard("up", "-d").exits(0);
            assertKept(saved, deployment);
        }
    }

    /** A service finds its store again by itself. */
    private static void assertKept(Map<String, Object> saved, Deployment deployment) throws Exception {
        try (var client = new Client(deployment.port(80))) {
            for (var path : KEPT) Await.until("an answer to " + path, () -> client.get(path).statusCode() == 200);
            assertEquals(saved, kept(client));
            Client.json(200, client.post("/api/users/login", Map.of("username", "ann", "password", "correct horse")));
        }
    }

    private static Map<String, Object> kept(Client client) throws Exception {
        var kept = new TreeMap<String, Object>();
        for (var path : KEPT) kept.put(path, Client.json(200, client.get(path)));
        return kept;
    }

    @Test void aStoreThatWasStartedByHandTakesAStandInsPlaceAndOutlivesDown() throws Exception {
        try (var real = Background.role(folder, "redis", "--listen", "127.0.0.1:0")) {
            var address = "127.0.0.1:" + real.port(6379);
            var few = new Deployment(folder, true).only("load_balancer", "api_gateway_1", "chat_service", "redis_db", "rabbitmq", "certs");
            try (var deployment = Deployment.up(few, "--external", "redis_db=" + address)) {
                assertEquals("external", deployment.role("redis_db").state());
                assertTrue(deployment.ps().stream().allMatch(role -> role.isHealthy() || role.name().equals("redis_db")),
                        deployment.owlboard("ps").text() + deployment.owlboard("logs").text());
                assertTrue(Files.readString(deployment.state().resolve("endpoints")).contains("redis_db:6379 " + address));
                try (var client = new Client(deployment.port(80)); var redis =
                        RedisClient.of(StoreUrl.parse("redis://:password@" + address + "/0"))) {
                    assertEquals(new Reply.Number(0), redis.command("DBSIZE"));
                    Client.json(201, client.post("/api/chat/messages/12", Map.of("user_id", "1", "username", "ann", "content", "to whit")));
                    assertTrue(!redis.command("DBSIZE").equals(new Reply.Number(0)), "the chat keeps its messages there");
                }
            }
            assertTrue(real.isAlive());
        }
    }

    @Test void aStoreThatCannotKeepItsDataIsNotStartedAgainAndPsSaysWhy() throws Exception {
        var few = new Deployment(folder, true).only("load_balancer", "api_gateway_1", "comments_service", "mongo_db", "rabbitmq", "certs");
        try (var deployment = few) {
            var inTheWay = deployment.state().resolve("roles/mongo_db");
            Files.createDirectories(inTheWay.getParent());
            Files.writeString(inTheWay, "not a folder");
            deployment.owlboard("up", "-d").exits(1).says("comments_service is not healthy: waits for mongo_db")
                    .says("mongo_db is not healthy: exited with code 2 and is not started again: cannot keep its data in " + inTheWay);
            deployment.owlboard("ps").says("mongo_db: exited with code 2");
            assertEquals("exited (2)", deployment.role("mongo_db").state());
            Files.delete(inTheWay);
            deployment.owlboard("up", "-d").exits(0);
            assertTrue(deployment.allHealthy());
        }
    }
}
