package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
            assertTrue(ps.text().lines().anyMatch(line -> line.matches("canvas_service +canvas +\\d+ +running +healthy +127\\.0\\.0\\.1:\\d+->8080/tcp +0 +\\d+s")), ps.text());
            var logs = deployment.owlboard("logs", "load_balancer");
            assertTrue(logs.text().lines().anyMatch(line -> line.matches("load_balancer \\| \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \"GET /api/users/\" 200 upstream: api_gateway_1:80")), logs.text());

            var down = deployment.owlboard("down");
            assertEquals(0, down.code());
            for (var name : List.of("load_balancer", "api_gateway_1", "canvas_service")) assertTrue(down.text().contains("Stopped " + name), down.text());
            for (long pid : pids) assertTrue(Incarnation.of(pid).isEmpty(), "pid " + pid + " is left");
            assertTrue(deployment.owlboard("down").text().startsWith("Nothing runs"));
        }
    }

    @Test void aSecondUpSaysThatItRuns() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var pids = deployment.statuses().stream().map(Status::pid).toList();
            var second = deployment.owlboard("up", "-d");
            assertEquals(0, second.code(), second.text());
            assertTrue(second.text().matches("(?s)owlboard runs already in \\S+ \\(pid \\d+, since .*"), second.text());
            assertEquals(pids, deployment.statuses().stream().map(Status::pid).toList());
            var other = deployment.owlboard("up", "-d", "--port-offset", "7");
            assertEquals(1, other.code(), other.text());
            assertTrue(other.text().contains("other options"), other.text());
        }
    }

    @Test void aCrashedRoleIsStartedAgainAndSaysSo() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            long first = deployment.status("api_gateway_1").pid();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            Deployment.await("a new gateway", () -> deployment.allHealthy() && deployment.status("api_gateway_1").pid() != first);
            assertEquals(1, deployment.status("api_gateway_1").restarts());
            deployment.get("canvas_service", "/exit?3");
            Deployment.await("a new canvas service", () -> deployment.status("canvas_service").restarts() == 1 && deployment.allHealthy());
            var said = deployment.owlboard("logs", "supervisor").text();
            assertTrue(said.contains("api_gateway_1 killed by SIGKILL; restarts in 100 ms"), said);
            assertTrue(said.contains("canvas_service exited with code 3; restarts in 100 ms"), said);
        }
    }

    @Test void aRefusedConfigurationIsToldAndNotTriedAgain() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var broken = Files.writeString(folder.resolve("broken.conf"), "lest_conn;");
            var up = deployment.owlboard("up", "-d", "--lb-conf", broken.toString());
            assertEquals(1, up.code(), up.text());
            assertTrue(up.text().contains("load_balancer | owlboard: unknown directive \"lest_conn\" in " + broken + ":1"), up.text());
            var ps = deployment.owlboard("ps");
            assertTrue(ps.text().contains("exited (2)") && ps.text().contains("did you mean \"least_conn\"?"), ps.text());
            assertTrue(deployment.status("api_gateway_1").healthy());
            Files.copy(folder.resolve("lb.conf"), broken, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertEquals(0, deployment.owlboard("up", "-d", "--lb-conf", broken.toString()).code());
            assertTrue(deployment.allHealthy());
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
                assertTrue(orphan.waitFor(5, TimeUnit.SECONDS));
                assertTrue(stranger.isAlive(), "a process with the same pid and another start time is nobody of ours");
            } finally {
                orphan.destroyForcibly();
                stranger.destroyForcibly();
            }
        }
    }

    @Test void aPortInUseIsNamedWithItsHolder() throws Exception {
        try (var taken = new ServerSocket(0); var deployment = new Deployment(folder, Deployment.ROLES.replace("publish 0:80", "publish " + taken.getLocalPort() + ":80"))) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(1, up.code(), up.text());
            assertTrue(up.text().contains("port " + taken.getLocalPort() + " of load_balancer is in use by ") && up.text().contains("(pid " + ProcessHandle.current().pid() + ")"), up.text());
            assertTrue(up.text().contains("--port-offset"), up.text());
        }
    }

    @Test void endsAllRolesOnTermInTheForeground() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            var output = folder.resolve("output");
            var up = deployment.inBackground(output, "up");
            Deployment.await("all healthy", deployment::allHealthy);
            Deployment.await("the table", () -> text(output).contains("Ctrl-C ends all."));
            assertNotEquals(null, deployment.get("load_balancer", "/api/canvas"));
            Deployment.await("the log line", () -> text(output).matches("(?s).*load_balancer  \\| [/\\d]+ [:\\d]+ \"GET /api/canvas\" 200.*"));
            var pids = deployment.statuses().stream().map(Status::pid).toList();
            up.destroy();
            assertTrue(up.waitFor(20, TimeUnit.SECONDS));
            for (long pid : pids) assertTrue(Incarnation.of(pid).isEmpty(), "pid " + pid + " is left");
            assertTrue(text(output).contains("Stopped api_gateway_1"), text(output));
            assertFalse(text(output).contains("restarts in"), text(output));
            assertFalse(text(output).contains("\u001b["), "no colours into a file");
            assertFalse(Files.exists(deployment.state().socket()) || Files.exists(deployment.state().supervisor()));
        }
    }

    @Test void issuesCertificatesOnceAndLinksThemIntoTheRoots() throws Exception {
        var roles = "role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }\nrole user_service { type user; listen user_service:8443; mtls on; }";
        try (var deployment = new Deployment(folder, roles)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertTrue(deployment.owlboard("logs", "user_service").text().contains("--certs " + deployment.state().certificates()));
            var issued = deployment.state().certificates().resolve("api_gateway/client.key");
            var linked = deployment.state().root("api_gateway_1").resolve("etc/ssl/private/client.key");
            assertEquals(Files.readString(issued), Files.readString(linked));
            assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(linked)));
            var first = Files.getLastModifiedTime(issued);
            assertEquals(0, deployment.owlboard("down").code());
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertEquals(first, Files.getLastModifiedTime(issued));
        }
    }

    @Test void gatewaysAndServicesStartWhenTheirCertificatesAreIssued() throws Exception {
        var roles = "role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }\nrole user_service { type user; listen user_service:8443; mtls on; }\nrole certs { type certs; listen certs:8080; }";
        try (var deployment = new Deployment(folder, roles)) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            assertTrue(deployment.allHealthy());
            for (var waiting : List.of("api_gateway_1", "user_service")) assertTrue(deployment.status(waiting).born() > deployment.status("certs").born(), waiting);
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
            assertTrue(logs.waitFor(20, TimeUnit.SECONDS));
        }
    }

    @Test void leavesCtrlCToTheSupervisor() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            long pid = deployment.status("load_balancer").pid();
            assertEquals(0, new ProcessBuilder("/bin/kill", "-INT", Long.toString(pid)).start().waitFor());
            assertEquals("lb", deployment.get("load_balancer", "/still"));
            assertEquals(pid, deployment.status("load_balancer").pid());
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
        } catch (java.io.IOException cause) {
            throw new AssertionError(cause);
        }
    }
}
