package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that live for seconds, renewed while people use what they protect. */
class RenewalTest {
    private static final int RENEWALS = 3;

    @TempDir Path folder;

    @Test void threeRenewalsLoseNoRequestAndNoWebSocket() throws Exception {
        try (var deployment = new Deployment(folder)) {
            var topology = Files.readString(deployment.topology());
            Files.writeString(deployment.topology(), topology.replace("type certs;", "type certs; life 15s;"));
            // New connections all the time: each shakes hands with the certificates of the moment.
            var gateway = Files.writeString(folder.resolve("gateway.conf"),
                    Files.readString(Image.conf("gateway.conf")).replace("keepalive 32;", "keepalive 32; keepalive_requests 3;"));
            deployment.owlboard("up", "-d", "--gateway-conf", gateway.toString()).exits(0);
            assertTrue(deployment.allHealthy());
            var before = deployment.ps();
            int port = deployment.port(80);
            var key = Files.readString(deployment.state().resolve("certs/user_service/server.key"));

            try (var traffic = new Traffic(port, 4, "/api/users/", "/api/chat/messages/1"); var client = new Client(port, "127.0.3.1");
                    var talk = client.webSocket("/api/chat/ws/1?user_id=1&username=ann")) {
                talk.hears("user_joined");
                for (int i = 1; i <= RENEWALS; i++) {
                    int wanted = i;
                    Await.until("renewal " + i, () -> !traffic.failures().isEmpty() || renewals(deployment) >= wanted);
                }
                traffic.awaitMore(200);
                traffic.endsWithoutFailure();
                talk.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"still here\"}}");
                talk.hears("still here");
            }
            assertEquals(before.stream().map(Deployment.Role::pid).toList(), deployment.ps().stream().map(Deployment.Role::pid).toList());
            assertEquals(key, Files.readString(deployment.state().resolve("certs/user_service/server.key")));
            var said = Image.owlboard(folder, "certs", "status", "--dir", deployment.state().resolve("certs").toString()).exits(0);
            assertTrue(said.text().lines().anyMatch(line -> line.matches("user_service/server\\.crt .* \\d+ seconds .* valid.*")),
                    said.text());
        }
    }

    private static long renewals(Deployment deployment) throws Exception {
        return deployment.owlboard("logs", "certs").exits(0).text().lines()
                .filter(line -> line.contains("certs renewed user_service/server.crt")).count();
    }
}
