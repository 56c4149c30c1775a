package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import owlboard.harness.Patience;

class UpTest {
    @TempDir Path folder;

    @Test void startsEveryRoleInTheBackgroundAndEndsThemAll() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            assertTrue(up.text().contains("load_balancer") && up.text().contains("/lb-status"), up.text());
            assertTrue(deployment.allHealthy());
            assertEquals("lb", deployment.get("load_balancer", "/api/users/"));
            assertTrue(Files.readString(deployment.state().endpoints()).contains("api_gateway_1:80 127.0.0.1:"));
            var pids = deployment.statuses().stream().map(Status::pid).toList();

            var ps = deployment.owlboard("ps");
            assertEquals(0, ps.code());
            assertTrue(ps.text().lines().anyMatch(line ->
                    line.matches("canvas_service +canvas +\\d+ +running +healthy +127\\.0\\.0\\.1:\\d+->8080/tcp +0 +\\d+s")), ps.text());
            var logs = deployment.owlboard("logs", "load_balancer");
            assertTrue(logs.text().lines()
                    .anyMatch(line ->
                    line.matches(
                    "load_balancer \\| \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \"GET /api/users/\" 200 upstream: api_gateway_1:80")),
                    logs.text());

            var down = deployment.owlboard("down");
            assertEquals(0, down.code());
            for (var name : List.of("load_balancer", "api_gateway_1", "canvas_service")) {
                assertTrue(down.text().contains("Stopped " + name), down.text());
            }
            for (long pid : pids) assertTrue(Incarnation.of(pid).isEmpty(), "pid " + pid + " is left");
            assertTrue(deployment.owlboard("down").text().startsWith("Nothing runs"));
        }
    }

    @Test void brokenConfigurationsAreToldBeforeAnythingStarts() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var lb = Files.writeString(folder.resolve("broken.conf"), "lest_conn;");
            var gateway = Files.writeString(folder.resolve("other.conf"), "http {\nlisten 80;\n}");
            for (var how : new String[][] {{"up", "-d"}, {"up"}}) {
                var words = new ArrayList<>(List.of(how));
                words.addAll(List.of("--lb-conf", lb.toString(), "--gateway-conf", gateway.toString()));
                var up = deployment.owlboard(words.toArray(String[]::new));
                assertEquals(2, up.code(), up.text());
                assertTrue(up.text().contains("owlboard: unknown directive \"lest_conn\" in " + lb + ":1"), up.text());
                assertTrue(up.text().contains("owlboard: \"listen\" directive is not allowed here in " + gateway + ":2"), up.text());
                assertTrue(deployment.owlboard("ps").text().startsWith("owlboard: nothing runs in "));
            }
        }
    }

    @Test void aFileThatListensElsewhereIsToldBeforeAnythingStarts() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var none = Files.writeString(folder.resolve("none.conf"), "http { server { listen unix:a.sock; } }");
            Files.writeString(folder.resolve("servers.inc"), "server { listen 81-82; }");
            var other = Files.writeString(folder.resolve("other.conf"), "http { include " + folder.resolve("servers.inc") + "; }");
            var up = deployment.owlboard("up", "-d", "--lb-conf", none.toString(), "--gateway-conf", other.toString());
            assertEquals(2, up.code(), up.text());
            assertTrue(up.text().contains(none + " listens on no port, but load_balancer is reached on 80 ("
                    + folder.resolve("topology.conf") + ":1): write \"listen 80;\" in a server"), up.text());
            assertTrue(up.text().contains(other + " listens on 81, 82, but api_gateway_1 is reached on 80 ("), up.text());
            assertTrue(deployment.owlboard("ps").text().startsWith("owlboard: nothing runs in "));
        }
    }

    /** As a file that names a certificate that is not there. */
    @Test void whatOnlyTheRoleItselfRefusesIsToldAndNotTriedAgain() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertEquals(0, deployment.owlboard("down").code());
            deployment.state().create();
            Files.writeString(deployment.state().log("load_balancer"), "2026-11-26T10:00:00.000Z owlboard: of an earlier run\n",
                    StandardOpenOption.APPEND);
            var refused = Files.writeString(folder.resolve("refused.conf"), "# lest_conn\n" + Files.readString(folder.resolve("lb.conf")));
            var up = deployment.owlboard("up", "-d", "--lb-conf", refused.toString());
            assertEquals(1, up.code(), up.text());
            assertTrue(up.text().contains("load_balancer | owlboard: unknown directive \"lest_conn\" in " + refused + ":1"), up.text());
            assertFalse(up.text().contains("of an earlier run"), up.text());
            assertEquals(1, up.text().lines().filter(line -> line.startsWith("  load_balancer | ")).count(), up.text());
            var table = up.text().substring(up.text().indexOf("NAME  "));
            assertTrue(table.contains("api_gateway_1") && !table.contains("load_balancer"), table);
            var ps = deployment.owlboard("ps");
            assertTrue(ps.text().contains("exited (2)") && ps.text().contains("did you mean \"least_conn\"?"), ps.text());
            var json = deployment.owlboard("ps", "--format", "json").text();
            assertTrue(json.contains(
                    "\"name\": \"load_balancer\", \"role\": \"lb\", \"pid\": null, \"state\": \"exited (2)\", \"health\": null,"), json);
            assertTrue(json.contains("\"uptime\": null, \"uptime_seconds\": null"), json);
            assertTrue(deployment.status("api_gateway_1").healthy());
            Files.copy(folder.resolve("lb.conf"), refused, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(0, deployment.owlboard("up", "-d", "--lb-conf", refused.toString()).code());
            assertTrue(deployment.allHealthy());
        }
    }

    @Test void psAsksAndSaysWhatIsNotWell() throws Exception {
        var roles = "role user_service { type user; listen user_service:8443; mtls on; }";
        try (var deployment = new Deployment(folder, roles)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertTrue(deployment.owlboard("logs", "user_service").text().contains("--health 127.0.0.1:"));
            ill(deployment, "the store is gone");
            Deployment.await("why", () -> deployment.owlboard("ps").text()
                    .contains("user_service: GET /health answers 503: the store is gone")); // a busy machine's may be: no answer within 2 s
            var ps = deployment.owlboard("ps").text();
            assertTrue(ps.lines().anyMatch(line -> line.matches("user_service +user +\\d+ +running +unhealthy .*")), ps);
            ill(deployment, "");
            Deployment.await("healthy", () -> deployment.owlboard("ps").text().lines()
                    .anyMatch(line -> line.matches("user_service +user +\\d+ +running +healthy .*")));
        }
    }

    private static void ill(Deployment deployment, String why) throws Exception {
        int port = Left.running(deployment.state()).getFirst().ports().get(Placed.PROBED);
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(("GET /ill?" + why.replace(" ", "%20") + " HTTP/1.0\r\n\r\n").getBytes());
            socket.getInputStream().readAllBytes();
        }
    }

    @Test void whoIsRefusedByAStoreIsNotHealthyAndTheStoreIsNamed() throws Exception {
        var roles = """
                role redis_db { type redis; listen redis_db:6379; }
                role canvas_service { type canvas; listen canvas_service:8080; after redis_db;
                    env ILL "redis_db: Access denied for user 'owl'"; }
                """;
        try (var deployment = new Deployment(folder, roles)) {
            long began = System.nanoTime();
            var up = deployment.owlboard("up", "-d");
            assertEquals(1, up.code(), up.text());
            assertTrue(System.nanoTime() - began < Quick.TIMING.startUp().toNanos(), "nobody waits for what will not change");
            assertTrue(up.text()
                    .matches(
                    "(?s).*redis_db \\(redis://127.0.0.1:\\d+\\) refuses the user or password of canvas_service; put its env right in "
                    + folder.resolve("topology.conf") + ":2.*"), up.text());
        }
    }

    @Test void anInterruptedStartIsNoError() throws Exception {
        var roles = Deployment.ROLES + "role user_service { type user; listen user_service:8443; env ILL \"not yet\"; }";
        try (var deployment = new Deployment(folder, roles)) {
            var output = folder.resolve("output");
            var up = deployment.inBackground(output, "up");
            Deployment.await("a start that goes on", () -> deployment.status("api_gateway_1") != null && deployment.status("api_gateway_1")
                    .healthy());
            up.destroy();
            assertTrue(up.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
            assertTrue(text(output).contains("Stopped user_service"), text(output));
            assertFalse(text(output).contains("is not healthy") || text(output).contains("NAME "), text(output));
        }
    }

    @Test void theNextDownEndsARoleThatDidNotNotice() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            deployment.state().create();
            var orphan = new ProcessBuilder("sleep", "600").start();
            var stranger = new ProcessBuilder("sleep", "600").start();
            Files.writeString(deployment.state().pid("canvas_service"), Incarnation.of(orphan.pid()).orElseThrow() + "\n");
            Files.writeString(deployment.state().pid("api_gateway_1"), stranger.pid() + " 1@another-boot\n");
            try {
                var down = deployment.owlboard("down");
                assertEquals(0, down.code());
                assertTrue(down.text().contains("Ended canvas_service (pid " + orphan.pid() + "), left by an earlier run"), down.text());
                assertTrue(orphan.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
                assertTrue(stranger.isAlive(), "a process with the same pid and another start time is nobody of ours");
            } finally {
                orphan.destroyForcibly();
                stranger.destroyForcibly();
            }
        }
    }

    @Test void aPortInUseIsNamedWithItsHolder() throws Exception {
        try (var taken = new ServerSocket(0); var deployment =
                new Deployment(folder, Deployment.ROLES.replace("publish 0:80", "publish " + taken.getLocalPort() + ":80"))) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(1, up.code(), up.text());
            assertTrue(up.text().contains("port " + taken.getLocalPort() + " of load_balancer is in use by ")
                    && up.text().contains("(pid " + ProcessHandle.current().pid() + ")"), up.text());
            assertTrue(up.text().contains("--port-offset 100"), up.text());
            var moved = Files.writeString(folder.resolve("topology.conf"), Files.readString(folder.resolve("topology.conf"))
                    .replace("publish " + taken.getLocalPort(), "publish " + (taken.getLocalPort() - 20)));
            up = deployment.owlboard("up", "-d", "--port-offset", "20");
            assertTrue(up.text().contains("is in use by ") && up.text().contains("--port-offset 120"), moved + up.text());
        }
    }

    @Test void endsAllRolesOnTermInTheForeground() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var output = folder.resolve("output");
            var up = deployment.inBackground(output, "up");
            Deployment.await("all healthy", deployment::allHealthy);
            Deployment.await("the table", () -> text(output).contains("Ctrl-C ends all."));
            assertNotEquals(null, deployment.get("load_balancer", "/api/canvas"));
            Deployment.await("the log line", () -> text(output)
                    .matches("(?s).*load_balancer  \\| [/\\d]+ [:\\d]+ \"GET /api/canvas\" 200.*"));
            var pids = deployment.statuses().stream().map(Status::pid).toList();
            up.destroy();
            assertTrue(up.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
            for (long pid : pids) assertTrue(Incarnation.of(pid).isEmpty(), "pid " + pid + " is left");
            assertTrue(text(output).contains("Stopped api_gateway_1"), text(output));
            assertFalse(text(output).contains("restarts in"), text(output));
            assertFalse(text(output).contains("\u001b["), "no colours into a file");
            assertFalse(Files.exists(deployment.state().socket()) || Files.exists(deployment.state().supervisor()));
        }
    }

    @Test void issuesCertificatesOnceAndLinksThemIntoTheRoots() throws Exception {
        var roles =
                "role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }\nrole user_service { type user; listen "
                + "user_service:8443; mtls on; }";
        try (var deployment = new Deployment(folder, roles)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertTrue(deployment.owlboard("logs", "user_service").text().contains("--certs " + deployment.state().certificates()));
            var issued = deployment.state().certificates().resolve("api_gateway/client.key");
            var linked = deployment.state().root("api_gateway_1").resolve("etc/ssl/private/client.key");
            assertEquals(Files.readString(issued), Files.readString(linked));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(linked)));
            var first = Files.getLastModifiedTime(issued);
            assertEquals(0, deployment.owlboard("down").code());
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertEquals(first, Files.getLastModifiedTime(issued));
        }
    }

    @Test void gatewaysAndServicesStartWhenTheirCertificatesAreIssued() throws Exception {
        var roles =
                "role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }\nrole user_service { type user; listen "
                + "user_service:8443; mtls on; }\nrole certs { type certs; listen certs:8080; }";
        try (var deployment = new Deployment(folder, roles)) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            assertTrue(deployment.allHealthy());
            for (var waiting : List.of("api_gateway_1", "user_service")) {
                assertTrue(deployment.status(waiting).born() > deployment.status("certs").born(), waiting);
            }
            assertTrue(Files.isReadable(deployment.state().root("api_gateway_1").resolve("etc/ssl/private/client.key")));
            assertTrue(Files.isReadable(deployment.state().root("api_gateway_1").resolve("etc/ssl/certs/crl.pem")));
        }
    }

    @Test void withoutCertificatesTheOthersWaitAndSayForWhat() throws Exception {
        var roles = "role user_service { type user; listen user_service:8443; mtls on; }\nrole certs { type certs; listen certs:8080; }";
        try (var deployment = new Deployment(folder, roles)) {
            deployment.state().create();
            Files.writeString(deployment.state().certificates(), "in its place");
            var up = deployment.owlboard("up", "-d");
            assertEquals(1, up.code(), up.text());
            assertTrue(up.text().contains("user_service is not healthy: waits for its certificates, which certs issues"), up.text());
            assertTrue(up.text().contains("is not a folder"), up.text());
            Files.delete(deployment.state().certificates());
            Deployment.await("all healthy once it can", deployment::allHealthy);
        }
    }

    @Test void followsTheLogsUntilTheRolesEnd() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var output = folder.resolve("output");
            var logs = deployment.inBackground(output, "logs", "-f", "--tail", "0", "load_*");
            Deployment.await("a line that is written now", () -> {
                deployment.get("load_balancer", "/now");
                return text(output).contains("\"GET /now\" 200");
            });
            assertFalse(text(output).contains("started with"), "nothing of what came before");
            assertEquals(0, deployment.owlboard("down").code());
            assertTrue(logs.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test void worksInAFolderWhosePathIsTooLongForASocket() throws Exception {
        var deep = Files.createDirectories(folder.resolve("x".repeat(60)).resolve("y".repeat(60)));
        try (var deployment = new Deployment(deep, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var socket = Running.of(deployment.state()).orElseThrow().socket();
            assertTrue(socket.toString().length() < 108);
            assertTrue(deployment.owlboard("ps").text().contains("load_balancer"));
            assertEquals(0, deployment.owlboard("down").code());
            assertFalse(Files.exists(socket.getParent()));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException cause) {
            throw new AssertionError(cause);
        }
    }
}
