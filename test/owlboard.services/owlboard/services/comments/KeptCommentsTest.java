package owlboard.services.comments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.clients.StoreUrl;
import owlboard.standins.mongo.MongoServer;

/** The comments service as it is started with a {@code DATABASE_URL}. */
class KeptCommentsTest {
    @TempDir Path state;

    @Test void commentsOutliveTheServiceAndHealthTellsOfTheStore() throws Exception {
        try (var server = MongoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, "user", "password")) {
            var url = StoreUrl.parse("mongodb://user:password@127.0.0.1:" + server.port() + "/comments_db?authSource=admin");
            String id;
            try (var service = new Running(Services.Kind.COMMENTS, new Keeping(url, null, null))) {
                var created = service.post("/comments/dashboards/1/users/7/comments", Map.of("content", "h\u00ebllo"));
                assertEquals(201, created.statusCode(), created.body());
                id = (String) Running.object(created).get("id");
                assertTrue(service.get("/health").body().contains("\"store\":\"up\""));
            }
            try (var service = new Running(Services.Kind.COMMENTS, new Keeping(url, null, null))) {
                assertEquals("h\u00ebllo", Running.object(service.get("/comments/" + id)).get("content"));
                server.close();
                assertEquals(503, service.get("/health").statusCode());
                assertTrue(service.get("/health").body().contains("\"store\":\"down\""));
                assertEquals(503, service.get("/comments/" + id).statusCode());
            }
        }
    }
}
