package owlboard.acceptance;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.certs.Certs;
import owlboard.certs.Options;

/**
 * Certificates are renewed while people use what they protect. Those of the start have lived two thirds of their life and are valid for
 * minutes more, however late a busy machine is; they come back for each further renewal. Nobody waits for one to expire: whoever shows a
 * certificate is asked for it.
 */
class RenewalTest {
    private static final int RENEWALS = 3;
    private static final List<String> RENEWED = List.of("user_service/server", "chat_service/server", "api_gateway/client");
    private static final Duration LIFE = Duration.ofMinutes(30);
    /** A tenth of the life lies before the start, so two thirds of the whole end then. */
    private static final Duration DUE_AFTER = Duration.ofMinutes(19);
    /** About when the topology is up: who comes later finds the first renewal done. */
    private static final Duration FIRST_DUE_IN = Duration.ofSeconds(15);

    @TempDir Path folder;

    @Test void threeRenewalsLoseNoRequestAndNoWebSocket() throws Exception {
        try (var deployment = new Deployment(folder).without("api_gateway_3", "api_gateway_4", "canvas_service",
                "comments_service", "nextjs_frontend", "mobile_frontend")) {
            var certs = deployment.state().resolve("certs");
            var issued = Instant.now().minus(DUE_AFTER).plus(FIRST_DUE_IN);
            Certs.init(certs, new Options(0, false, InstantSource.fixed(issued)).with(LIFE, null));
            var due = Files.createDirectory(folder.resolve("due"));
            for (var name : RENEWED) Files.copy(certs.resolve(name + ".crt"), kept(due, name));
            var key = Files.readString(certs.resolve("user_service/server.key"));
            var topology = Files.readString(deployment.topology());
            Files.writeString(deployment.topology(), topology.replace("type certs;", "type certs; life 30m;"));
            try (var asker = new Asker(MutualTls.service(certs, "user_service").context())) {
                deployment.owlboard("up", "-d", "--gateway-conf", gateway(asker).toString()).exits(0);
                assertTrue(deployment.allHealthy());
                var before = deployment.ps();
                int port = deployment.port(80);
                try (var traffic = new Traffic(port, 4, "/api/users/", "/api/chat/messages/1");
                        var client = new Client(port, "127.0.3.1");
                        var talk = client.webSocket("/api/chat/ws/1?user_id=1&username=ann")) {
                    talk.hears("user_joined");
                    for (int i = 1; i <= RENEWALS; i++) {
                        if (i > 1) comesBack(due, certs);
                        if (i > 1) deployment.owlboard("restart", "certs").exits(0);
                        for (var name : RENEWED) {
                            var old = MutualTls.serial(kept(due, name));
                            Await.until("renewal " + i + " of " + name, () -> !serial(certs, name).equals(old));
                        }
                        isShown(deployment, client);
                        traffic.awaitMore(50);
                    }
                    traffic.endsWithoutFailure();
                    talk.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"still here\"}}");
                    talk.hears("still here");
                }
                assertEquals(pids(before), pids(deployment.ps()));
            }
            assertEquals(key, Files.readString(certs.resolve("user_service/server.key")));
            var said = deployment.owlboard("logs", "certs").exits(0).text();
            var renewed = "certs renewed user_service/server.crt, two thirds of its life are over";
            assertEquals(RENEWALS, said.lines().filter(line -> line.contains(renewed)).count(), said);
            var status = Image.here("certs", "status", "--dir", certs.toString()).exits(0);
            assertTrue(status.text().lines().anyMatch(line -> line.matches("user_service/server\\.crt .* \\d+ minutes .* valid.*")),
                    status.text());
        }
    }

    private static List<Long> pids(List<Deployment.Role> roles) {
        return roles.stream().filter(role -> !role.name().equals("certs")).map(Deployment.Role::pid).toList();
    }

    /** New connections all the time, each of which shakes hands with the certificates of the moment; one path tells which these are. */
    private Path gateway(Asker asker) throws Exception {
        var conf = Image.patient("gateway.conf").replace("keepalive 32;", "keepalive 32; keepalive_requests 3;")
                .replace("location = /health {", """
                        location = /api/serial { proxy_pass https://127.0.0.1:%d; proxy_ssl_name user_service; }
                        location = /health {""".formatted(asker.port()));
        return Files.writeString(folder.resolve("gateway.conf"), conf);
    }

    private static Path kept(Path due, String name) {
        return due.resolve(name.replace('/', '-') + ".crt");
    }

    private static String serial(Path certs, String name) throws Exception {
        return MutualTls.serial(certs.resolve(name + ".crt"));
    }

    /** Whole files, one after the other. Who keeps them looks at them once a minute, and when it starts. */
    private static void comesBack(Path due, Path certs) throws Exception {
        for (var name : RENEWED) {
            var copy = Files.copy(kept(due, name), certs.resolve(name + ".copy"));
            Files.move(copy, certs.resolve(name + ".crt"), ATOMIC_MOVE);
        }
    }

    /** Both services and both gateways shake hands with the certificates that are there now. */
    private static void isShown(Deployment deployment, Client client) throws Exception {
        var certs = deployment.state().resolve("certs");
        for (var name : List.of("user_service", "chat_service")) {
            int port = deployment.port(name, 8443);
            var fresh = serial(certs, name + "/server");
            Await.until(name + " shows " + fresh, () -> MutualTls.gateway(certs).serialShown(port), fresh::equals);
        }
        var serial = serial(certs, "api_gateway/client");
        var shown = new TreeMap<String, String>();
        Await.until("both gateways show " + serial, () -> {
            var answer = client.get("/api/serial");
            shown.put(answer.headers().firstValue("X-Upstream-Server").orElse("none"), answer.body());
            return shown;
        }, all -> all.size() == 2 && all.values().stream().allMatch(serial::equals));
    }
}
