package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code owlboard up} to {@code down}, as a person drives it. */
class UpTest {
    /** Both tiers and a service. */
    private static final String[] FEW = {"load_balancer", "api_gateway_1", "user_service", "certs"};

    @TempDir Path folder;

    @Test void bringsUpSeventeenHealthyRolesThatAnswerThroughBothTiersAndTakesThemDown() throws Exception {
        try (var deployment = new Deployment(folder, true)) {
            assertEquals(17, deployment.roles().size());
            var up = deployment.owlboard("up", "-d").exits(0);
            for (var role : deployment.roles()) {
                assertTrue(up.text().lines().anyMatch(line -> line.matches("\\W*" + role + " +healthy +\\d+\\.\\d s")), up.text());
            }
            int desktop = deployment.port(80);
            int mobile = deployment.port(9000);
            up.says("curl http://localhost:" + desktop + "/api/users/").says("http://localhost:" + mobile);
            try (var client = new Client(desktop)) {
                var answer = client.get("/api/users/");
                assertEquals("[]", answer.body(), answer.toString());
                assertTrue(answer.headers().firstValue("X-Upstream-Server").orElse("").matches("api_gateway_[1-4]:80"),
                        answer.headers().toString());
            }

            ps(deployment);
            logs(deployment);
            certificates(deployment);
            secondUp(deployment);

            assertEquals(deployment.roles(), deployment.ps().stream().map(Deployment.Role::name).toList());
            var down = deployment.typed("down").exits(0);
            for (var role : deployment.roles()) down.says("Stopped " + role);
            assertEquals(List.of(), deployment.left());
            deployment.typed("ps", "--format", "json").exits(1).says("[]").says("nothing runs in ");
            deployment.owlboard("down").exits(0).says("Nothing runs");
        }
    }

    private static void ps(Deployment deployment) throws Exception {
        var table = deployment.typed("ps").exits(0).text();
        var lines = table.lines().toList();
        assertTrue(lines.getFirst().matches("NAME +ROLE +PID +STATE +HEALTH +PORTS +RESTARTS +UPTIME"), table);
        assertEquals(1 + deployment.roles().size(), lines.size(), table);
        assertTrue(lines.get(1)
                .matches("load_balancer +lb +\\d+ +running +healthy +0\\.0\\.0\\.0:\\d+->80/tcp, "
                + "0\\.0\\.0\\.0:\\d+->9000/tcp +0 +[\\dm ]+s"),
                table);
        assertTrue(deployment.allHealthy());
    }

    private static void logs(Deployment deployment) throws Exception {
        var balancer = Await.until("the log line of a request", () -> deployment.owlboard("logs", "load_balancer").exits(0).text(),
                text -> text.contains("upstream:"));
        assertTrue(balancer.lines()
                .anyMatch(line ->
                line.matches(
                "load_balancer \\| 127\\.0\\.0\\.1 - - \\[.*\\] \"GET /api/users/ HTTP/1\\.1\" 200 2 .* upstream: api_gateway_[1-4]:80")),
                balancer);
        var all = deployment.typed("logs").exits(0).text();
        assertTrue(all.lines().anyMatch(line ->
                line.matches("api_gateway_[1-4] +\\| .*\"GET /api/users/ HTTP/1\\.1\" 200 .* upstream: user_service:8443")), all);
        assertFalse(all.contains("\u001b["), "no colours into a pipe");
        assertNotEquals(0, deployment.owlboard("logs", "load_balencer").says("load_balancer").code(),
                "a wrong name, and the nearest right one");
    }

    private static void certificates(Deployment deployment) throws Exception {
        var issued = deployment.state().resolve("certs");
        for (var command : List.of("show", "status", "verify")) {
            Image.owlboard(deployment.state().getParent(), "certs", command).exits(0).says("user_service/server.crt");
            Image.here("certs", command, "--state", deployment.state().toString()).exits(0)
                    .says("user_service/server.crt");
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(issued.resolve("ca/ca.key"))));
    }

    private static void secondUp(Deployment deployment) throws Exception {
        var before = deployment.ps();
        deployment.owlboard("up", "-d").exits(0).says("owlboard runs already in ");
        assertEquals(before, deployment.ps());
    }

    @Test void ctrlCLeavesNothing() throws Exception {
        try (var deployment = new Deployment(folder).only(FEW); var up = deployment.inBackground("up")) {
            up.awaitLine("Ctrl-C ends all.");
            assertTrue(deployment.allHealthy());
            int desktop = deployment.port(80);
            try (var client = new Client(desktop)) {
                assertEquals(200, client.get("/api/users/").statusCode(), up::text);
            }
            up.awaitLine("upstream: user_service:8443");
            up.signal("INT");
            up.exitCode();
            for (var role : deployment.roles()) assertTrue(up.text().contains("Stopped " + role), up.text());
            assertEquals(List.of(), deployment.left());
            assertFalse(up.text().contains("restarts in"), up.text());
        }
    }

    @Test void nothingIsLeftAfterTheSupervisorIsKilledAndDownIsCalled() throws Exception {
        try (var deployment = new Deployment(folder).only(FEW); var up = deployment.inBackground("up")) {
            up.awaitLine("Ctrl-C ends all.");
            assertTrue(deployment.allHealthy());
            up.signal("KILL");
            up.exitCode();
            deployment.owlboard("down").exits(0);
            assertEquals(List.of(), deployment.left());
            deployment.owlboard("up", "-d").exits(0);
            assertTrue(deployment.allHealthy());
        }
    }
}
