package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor is killed, as by the kernel when memory is short, and nobody who uses what it ran notices. */
class TakeOverTest {
    @TempDir Path folder;

    private static Map<String, Long> pids(List<Deployment.Role> roles) {
        var pids = new TreeMap<String, Long>();
        roles.forEach(role -> pids.put(role.name(), role.pid()));
        return pids;
    }

    private static String errors(Deployment deployment) throws Exception {
        return deployment.owlboard("logs", "-t").text().lines().filter(line -> line.contains("[error]") || line.contains("\" 50"))
                .collect(Collectors.joining("\n"));
    }

    /** One that was unpacked beside it: GETs and POSTs do not notice, a WebSocket ends and connects again. */
    private void anotherBuildTakesItsPlace(Deployment deployment, int port) throws Exception {
        var image = folder.resolve("newer");
        Image.run(folder, List.of("cp", "-al", Image.folder().toString(), image.toString())).exits(0);
        var before = pids(deployment.ps());
        try (var traffic = new Traffic(port, 4, "/api/chat/health"); var posts = new Posts(port, "/api/chat/messages/upgrade");
                var client = new Client(port, "127.0.3.2"); var talk = client.webSocket("/api/chat/ws/upgrade?user_id=2&username=bob")) {
            talk.hears("user_joined");
            traffic.awaitMore(50);
            var up = Image.run(folder, List.of(image.resolve("bin/owlboard").toString(), "up", "-d", "--state",
                    deployment.state().toString(), "--topology", deployment.topology().toString())).exits(0);
            up.says("An older build runs in ").says("Restarted load_balancer").says("Restarted chat_service");
            traffic.awaitMore(50);
            posts.endWithoutFailure();
            assertFalse(talk.awaitEnd().isEmpty());
            try (var again = client.webSocket("/api/chat/ws/upgrade?user_id=2&username=bob")) {
                again.hears("user_joined");
            }
            traffic.endsWithoutFailure();
        }
        pids(deployment.ps()).forEach((name, pid) -> {
            assertNotEquals(before.get(name), pid, name);
            assertTrue(ProcessHandle.of(pid).orElseThrow().info().command().orElse("").startsWith(image.toString()), name);
        });
        assertTrue(deployment.allHealthy());
    }

    @Test void rolesGoOnWithoutASupervisorAndTheNextOneTakesThemOver() throws Exception {
        try (var deployment = new Deployment(folder).only("load_balancer", "api_gateway_1", "api_gateway_2", "api_gateway_3",
                "chat_service");
                var up = deployment.inBackground("up")) {
            up.awaitLine("Ctrl-C ends all.");
            var before = deployment.ps();
            int port = deployment.port(80);
            try (var traffic = new Traffic(port, 4, "/api/chat/health")) {
                traffic.awaitMore(50);
                try (var client = new Client(port, "127.0.3.1"); var talk =
                        client.webSocket("/api/chat/ws/supervisor?user_id=1&username=ann")) {
                    talk.hears("user_joined");
                    up.signal("KILL");
                    up.exitCode();
                    traffic.awaitMore(100);
                    var without = deployment.ps();
                    assertEquals(pids(before), pids(without));
                    assertTrue(without.stream().allMatch(role -> role.state().equals("unsupervised")), without.toString());
                    deployment.owlboard("up", "-d").exits(0);
                    assertEquals(pids(before), pids(deployment.ps()));
                    talk.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"still here\"}}").hears("still here");
                }
                traffic.awaitMore(50);
                deployment.owlboard("restart", "api_gateway_1").exits(0);
                deployment.owlboard("reload").exits(0).says("Reloaded load_balancer");
                deployment.owlboard("scale", "api_gateway=4").exits(0).says("Started api_gateway_4");
                traffic.awaitMore(50);

                Image.signal("KILL", Long.parseLong(Files.readString(deployment.state().resolve("supervisor")).split(" ")[0]));
                Await.until("no supervisor", () -> deployment.role("api_gateway_2").state().equals("unsupervised"));
                var four = pids(deployment.ps());
                long dies = four.get("api_gateway_2");
                Image.signal("KILL", dies);
                traffic.awaitMore(50);
                deployment.owlboard("up", "-d").exits(0);
                var after = pids(deployment.ps());
                assertNotEquals(dies, after.get("api_gateway_2"));
                four.remove("api_gateway_2");
                after.remove("api_gateway_2");
                assertEquals(four, after);
                deployment.owlboard("scale", "api_gateway=3").exits(0).says("Stopped api_gateway_4");
                traffic.awaitMore(50);
                try {
                    traffic.endsWithoutFailure();
                } catch (AssertionError failed) {
                    throw new AssertionError(failed.getMessage() + "\nthe errors that the roles tell:\n" + errors(deployment), failed);
                }
            }
            assertTrue(deployment.allHealthy());
            anotherBuildTakesItsPlace(deployment, port);
            var said = deployment.owlboard("logs", "-n", "1", "load_balancer", "api_gateway_*", "chat_service").exits(0).text();
            for (var name : List.of("load_balancer", "api_gateway_1", "api_gateway_4", "chat_service")) {
                assertTrue(said.contains(name + " "), said);
            }
        }
    }
}
