package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.store.StoreUrl;
import owlboard.store.redis.RedisClient;

/** The stand-ins for the stores, and what takes their place. */
class StoresTest {
    @TempDir Path folder;

    private static RedisClient redis(int port) {
        return RedisClient.of(StoreUrl.parse("redis://:password@127.0.0.1:" + port + "/0"));
    }

    @Test void whatAStoreWasToldSurvivesItsKillAndDown() throws Exception {
        try (var deployment = Deployment.whole(folder)) {
            try (var client = redis(deployment.port("redis_db", 6379))) {
                client.command("SET", "board", "owl");
            }
            Image.signal("KILL", deployment.role("redis_db").pid());
            Await.until("another redis_db", () -> deployment.role("redis_db").restarts() == 1 && deployment.allHealthy());
            try (var client = redis(deployment.port("redis_db", 6379))) {
                assertEquals("owl", client.command("GET", "board").text());
            }
            deployment.owlboard("down").exits(0);
            deployment.owlboard("up", "-d").exits(0);
            try (var client = redis(deployment.port("redis_db", 6379))) {
                assertEquals("owl", client.command("GET", "board").text());
            }
        }
    }

    @Test void aStoreThatWasStartedByHandTakesAStandInsPlaceAndOutlivesDown() throws Exception {
        try (var real = Background.role(folder, "redis", "--listen", "127.0.0.1:0")) {
            var address = "127.0.0.1:" + real.port(6379);
            try (var deployment = Deployment.whole(folder, "--external", "redis_db=" + address)) {
                assertEquals("external", deployment.role("redis_db").state());
                assertTrue(deployment.ps().stream().allMatch(role -> role.isHealthy() || role.name().equals("redis_db")), deployment.ps().toString());
                assertTrue(Files.readString(deployment.state().resolve("endpoints")).contains("redis_db:6379 " + address));
            }
            assertTrue(real.isAlive());
        }
    }

    @Test void aStoreThatCannotKeepItsDataIsNotStartedAgainAndPsSaysWhy() throws Exception {
        try (var deployment = new Deployment(folder, true)) {
            var inTheWay = deployment.state().resolve("roles/mongo_db");
            Files.createDirectories(inTheWay.getParent());
            Files.writeString(inTheWay, "not a folder");
            deployment.owlboard("up", "-d").exits(1).says("comments_service is not healthy: waits for mongo_db").says("mongo_db is not healthy: exited with code 2 and is not started again: cannot keep its data in " + inTheWay);
            deployment.owlboard("ps").says("mongo_db: exited with code 2");
            assertEquals("exited (2)", deployment.role("mongo_db").state());
            Files.delete(inTheWay);
            deployment.owlboard("up", "-d").exits(0);
            assertTrue(deployment.allHealthy());
        }
    }
}
