package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A POST cannot be sent twice, so a dead idle connection must be noticed before it is used. */
class IdleConnectionsTest {
    @TempDir Path folder;

    @Test void aPostSucceedsAfterTheGatewayClosedTheIdleConnection() throws Exception {
        var conf = Files.writeString(folder.resolve("gateway.conf"), Image.patient("gateway.conf")
                .replace("client_max_body_size", "keepalive_timeout 500ms;\n    client_max_body_size"));
        try (var comments = new Backend(Backend.Script.says("stored"));
                var edge = new Pair(folder, Image.patient(folder, "lb.conf"), conf, comments.endpoint("comments_service:8000"));
                        var client = new Raw(edge.desktop())) {
            for (int i = 0; i < 4; i++) {
                assertEquals("stored", client.posts("/api/comments/dashboards/1/users/1/comments", "{\"content\": \"" + i + "\"}").answer()
                        .body());
                Thread.sleep(700); // the gateway's keepalive_timeout is the behaviour
            }
            assertEquals(4, comments.requests().size());
            for (var gateway : Status.of(edge.desktop()).backends().values()) assertEquals(0, gateway.failures());
        }
    }

    @Test void aPostSucceedsAfterTheServiceClosedOrResetTheIdleConnection() throws Exception {
        try (var comments = new Backend(Backend.Script.says("stored")); var service = Service.plain(folder, comments);
                var client = new Raw(service.port())) {
            for (int i = 1; i <= 20; i++) {
                assertEquals("stored", client.posts("/", "once").answer().body());
                assertEquals(i, comments.accepted());
                comments.closesConnections();
            }
            assertEquals(20, comments.requests().size());
            assertTrue(comments.requests().stream().allMatch(request -> request.body().equals("once")));
        }
    }

    /** A proxy with a pool of idle connections in front of one backend. */
    private record Service(Background proxy) implements AutoCloseable {
        static Service plain(Path folder, Backend backend) throws Exception {
            var conf = Folders.conf(folder,
                    "upstream api { server api:80; keepalive 8; }\nserver { listen 80; location / { proxy_pass http://api; } }\n");
            return new Service(Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80", "--endpoints",
                    Folders.write(folder, "endpoints", backend.endpoint("api:80")).toString()));
        }

        int port() {
            return proxy.port(80);
        }

        @Override public void close() {
            proxy.close();
        }
    }
}
