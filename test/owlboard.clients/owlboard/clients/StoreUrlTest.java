package owlboard.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.clients.StoreUrl.Kind;
import owlboard.clients.StoreUrl.Login;

class StoreUrlTest {
    @Test
    void readsTheUrlsOfTheComposeFile() {
        assertEquals(new StoreUrl(Kind.MYSQL, new Login("user", "password"), "mysql_db", 3306, "user_db", Map.of()),
                StoreUrl.parse("mysql+pymysql://user:password@mysql_db/user_db"));
        assertEquals(new StoreUrl(Kind.POSTGRES, new Login("admin", "admin"), "postgres_db", 5432, "canvas_db",
                Map.of("sslmode", "disable")),
                StoreUrl.parse("postgres://admin:admin@postgres_db:5432/canvas_db?sslmode=disable"));
        assertEquals(new StoreUrl(Kind.MONGO, new Login("user", "password"), "mongo_db", 27017, "comments_db",
                Map.of("authSource", "admin")),
                StoreUrl.parse("mongodb://user:password@mongo_db:27017/comments_db?authSource=admin"));
        assertEquals(new StoreUrl(Kind.REDIS, new Login("", "password"), "redis_db", 6379, "0", Map.of()),
                StoreUrl.parse("redis://:password@redis_db:6379/0"));
        assertEquals(new StoreUrl(Kind.AMQP, new Login("guest", "guest"), "rabbitmq", 5672, "", Map.of()),
                StoreUrl.parse("amqp://guest:guest@rabbitmq:5672/"));
    }

    @Test
    void decodesPercentSignsAndKeepsPlus() {
        var url = StoreUrl.parse("postgres://a%40b:p%3Aw+d%2f@[::1]:6000/x%20y?a=b%26c&d");
        assertEquals(new StoreUrl(Kind.POSTGRES, new Login("a@b", "p:w+d/"), "::1", 6000, "x y", Map.of("a", "b&c", "d", "")), url);
    }

    @Test
    void namesWhatIsWrongAndHidesThePassword() {
        for (var wrong : new String[] {"mysql_db/user_db", "oracle://u:s3cret@h/d", "mysql://u:s3cret@/d", "mysql://u:s3cret@h:0/d",
                "mysql://u:s3cret@h:x/d", "mysql://u:s3cret%zz@h/d", "mysql://u:s3cret@[::1/d"}) {
            var failure = assertThrows(IllegalArgumentException.class, () -> StoreUrl.parse(wrong), wrong);
            assertFalse(failure.getMessage().contains("s3cret"), failure.getMessage());
            assertTrue(failure.getMessage().contains("store URL"), failure.getMessage());
        }
        assertFalse(StoreUrl.parse("mysql://u:s3cret@h/d").toString().contains("s3cret"));
    }
}
