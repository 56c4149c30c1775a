package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import owlboard.harness.Patience;

/** A supervisor is killed; its roles go on, and another supervisor takes them over. */
class TakeOverTest {
    private static final String TWO_GATEWAYS = """
            role load_balancer { type lb; conf lb.conf; publish 0:80; }
            role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }
            role api_gateway_2 { type gateway; conf gateway.conf; listen api_gateway_2:80; }
            role canvas_service { type canvas; listen canvas_service:8080; }
            """;
    @TempDir Path folder;

    private static Map<String, Long> pids(Deployment deployment) {
        return deployment.statuses().stream().collect(Collectors.toMap(Status::name, Status::pid));
    }

    private static void upWith(Deployment deployment) throws Exception {
        Files.writeString(deployment.folder().resolve("lb.conf"),
                "http { upstream api { server api_gateway_1:80; server api_gateway_2:80; } server { listen 80; location = /health { "
                + "return 200; } } }");
        var up = deployment.owlboard("up", "-d");
        assertEquals(0, up.code(), up.text());
    }

    @Test void theNextUpTakesTheRolesOverWithTheirProcesses() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var before = pids(deployment);
            var addresses = deployment.statuses().stream().map(Status::addresses).toList();
            deployment.killSupervisor();
            for (long pid : before.values()) assertTrue(Incarnation.of(pid).isPresent(), "pid " + pid + " goes on");
            var ps = deployment.owlboard("ps");
            assertTrue(ps.text().contains("3 roles go on in " + deployment.state().folder() + " without a supervisor"), ps.text());
            assertTrue(ps.text().lines().anyMatch(line -> line.matches("canvas_service +canvas +" + before.get("canvas_service")
                    + " +unsupervised .*")), ps.text());
            var reload = deployment.owlboard("reload");
            assertEquals(1, reload.code());
            var again = "owlboard up --topology " + deployment.folder().resolve("topology.conf");
            assertTrue(reload.text().contains("take them over: " + again), reload.text());
            var doctor = deployment.owlboard("doctor");
            assertTrue(doctor.text().contains("bad   runs          3 roles go on in "), doctor.text());
            assertTrue(doctor.text().contains("-> " + again), doctor.text());

            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            assertTrue(deployment.owlboard("logs", "supervisor").text().contains("Took over 3 of 3 roles"));
            assertEquals(before, pids(deployment));
            assertEquals(addresses, deployment.statuses().stream().map(Status::addresses).toList());
            assertTrue(deployment.allHealthy());
            assertEquals("lb", deployment.get("load_balancer", "/after"));
            Deployment.await("its log goes on", () -> said(deployment, "load_balancer").contains("GET /after"));
        }
    }

    private static String said(Deployment deployment, String name) {
        try {
            return deployment.owlboard("logs", name).text();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test void whatWasTakenOverCanBeChangedAndEnded() throws Exception {
        try (var deployment = new Deployment(folder, TWO_GATEWAYS)) {
            upWith(deployment);
            var before = pids(deployment);
            deployment.killSupervisor();
            assertEquals(0, deployment.owlboard("up", "-d").code());
            Deployment.await("the balancer reads its file once more", () -> said(deployment, "load_balancer")
                    .contains("configuration reloaded"));

            var reload = deployment.owlboard("reload");
            assertEquals(0, reload.code(), reload.text());
            assertTrue(reload.text().contains("Reloaded load_balancer") && reload.text().contains("Reloaded api_gateway_2"), reload.text());
            var restart = deployment.owlboard("restart", "api_gateway_1");
            assertEquals(0, restart.code(), restart.text());
            assertNotEquals(before.get("api_gateway_1"), pids(deployment).get("api_gateway_1"));
            var kill = deployment.owlboard("kill", "canvas_service");
            assertTrue(kill.text().contains("Killed canvas_service (pid " + before.get("canvas_service") + ")"), kill.text());
            Deployment.await("it is started again", () -> deployment.allHealthy() && deployment.status("canvas_service").restarts() == 1);
            var scale = deployment.owlboard("scale", "api_gateway=3");
            assertEquals(0, scale.code(), scale.text());
            var stop = deployment.owlboard("stop", "api_gateway_2");
            assertTrue(stop.text().contains("Stopped api_gateway_2"), stop.text());
            assertEquals("api_gateway_2 is stopped already\n", deployment.owlboard("stop", "api_gateway_2").text());
            assertTrue(Incarnation.of(before.get("api_gateway_2")).isEmpty());
            var last = pids(deployment);
            assertTrue(deployment.owlboard("down").text().contains("Stopped load_balancer"));
            for (long pid : last.values()) assertTrue(pid == 0 || Incarnation.of(pid).isEmpty(), "pid " + pid + " is left");
        }
    }

    @Test void upOfANewerBuildReplacesTheRolesAndThenTheSupervisor() throws Exception {
        try (var deployment = new Deployment(folder, TWO_GATEWAYS)) {
            upWith(deployment);
            var before = pids(deployment);
            var addresses = proxies(deployment);
            var supervisor = Running.of(deployment.state()).orElseThrow().who();
            assertTrue(deployment.owlboard("up", "-d").text().contains("owlboard runs already"), "it is the same build");
            deployment.isBuiltAnew();
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            assertTrue(up.text().contains("An older build runs in " + deployment.state().folder()), up.text());
            for (var name : before.keySet()) assertTrue(up.text().contains("Restarted " + name), up.text());
            assertTrue(deployment.owlboard("logs", "supervisor").text().contains("Took over 4 of 4 roles"));
            var after = pids(deployment);
            before.forEach((name, pid) -> assertNotEquals(pid, after.get(name), name));
            assertEquals(addresses, proxies(deployment), "a service is found by its name, wherever it is");
            assertTrue(!supervisor.runs() && deployment.allHealthy());
            assertTrue(deployment.owlboard("up", "-d").text().contains("owlboard runs already"), "once is enough");
            assertEquals(after, pids(deployment));
        }
    }

    /** Its successor refuses its file: that is told, and is no reason to end what serves. */
    @Test void whatCannotBeReplacedGoesOn() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var before = pids(deployment);
            deployment.killSupervisor();
            var conf = folder.resolve("lb.conf");
            Files.writeString(conf, "# lest_conn\n" + Files.readString(conf));
            deployment.isBuiltAnew();
            var output = folder.resolve("output");
            var up = deployment.inBackground(output, "up");
            Deployment.await("the table", () -> !up.isAlive() || text(output).contains("Ctrl-C ends all."));
            assertTrue(text(output).contains("what was not replaced goes on as it was"), text(output));
            assertTrue(deployment.allHealthy());
            assertEquals(before, pids(deployment));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notYet) {
            return "";
        }
    }

    private static List<String> proxies(Deployment deployment) {
        return deployment.statuses().stream().filter(status -> !status.name().endsWith("_service")).map(Status::addresses).toList();
    }

    @Test void whatScaleHasAddedIsTakenOverAndWhatHasDiedIsStarted() throws Exception {
        try (var deployment = new Deployment(folder, TWO_GATEWAYS)) {
            upWith(deployment);
            assertEquals(0, deployment.owlboard("scale", "api_gateway=4").code());
            var before = pids(deployment);
            var died = deployment.status("api_gateway_1");
            deployment.killSupervisor();
            ProcessHandle.of(died.pid()).orElseThrow().destroyForcibly();
            Deployment.await("its end", () -> Incarnation.of(died.pid()).isEmpty());

            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            Deployment.await("the balancer hears that it is away, and back", () -> said(deployment, "load_balancer")
                    .split("configuration reloaded", -1).length > 3);
            var after = pids(deployment);
            assertNotEquals(died.pid(), after.get("api_gateway_1"));
            assertEquals(died.addresses(), deployment.status("api_gateway_1").addresses(), "where it was");
            for (var name : new String[] {"load_balancer", "api_gateway_2", "api_gateway_3", "api_gateway_4",
                    "canvas_service"}) assertEquals(before.get(name), after.get(name), name);
            var read = Files.readString(deployment.state().folder().resolve("confs/load_balancer/lb.conf"));
            assertTrue(read.contains("api_gateway_4:80") && !read.contains("owlboard_away"), read);
        }
    }

    @Test void aRoleThatIsToBeAnotherIsStartedAnew() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var before = pids(deployment);
            deployment.killSupervisor();
            Files.writeString(folder.resolve("topology.conf"), Deployment.ROLES.replace("type canvas;", "type canvas; env COLOUR green;")
                    .replace("api_gateway_1", "api_gateway_7"));
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            var after = pids(deployment);
            assertEquals(before.get("load_balancer"), after.get("load_balancer"));
            assertNotEquals(before.get("canvas_service"), after.get("canvas_service"));
            assertTrue(Incarnation.of(before.get("api_gateway_1")).isEmpty(), "no file names it any more");
            assertTrue(Incarnation.of(before.get("canvas_service")).isEmpty());
        }
    }

    @Test void aProcessThatWasGivenThePidOfARoleIsNobodyOfOurs() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var canvas = deployment.status("canvas_service").pid();
            deployment.killSupervisor();
            ProcessHandle.of(canvas).orElseThrow().destroyForcibly();
            var stranger = new ProcessBuilder("sleep", "600").start();
            try {
                var record = deployment.state().pid("canvas_service");
                Files.writeString(record, Files.readString(record).replaceFirst("^\\d+", Long.toString(stranger.pid())));
                assertEquals(0, deployment.owlboard("up", "-d").code());
                assertNotEquals(stranger.pid(), deployment.status("canvas_service").pid());
                assertEquals(0, deployment.owlboard("down").code());
                assertTrue(stranger.isAlive());
            } finally {
                stranger.destroyForcibly();
            }
        }
    }

    @Test void oneThatWasStartedJustBeforeIsFoundByItsCommandLine() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            long canvas = deployment.status("canvas_service").pid();
            deployment.killSupervisor();
            Files.delete(deployment.state().pid("canvas_service"));
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertTrue(Incarnation.of(canvas).isEmpty(), "it is ended, and another one started");
            assertTrue(deployment.allHealthy());
        }
    }

    @Test void downEndsWhatGoesOnWithoutASupervisor() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var before = pids(deployment);
            deployment.killSupervisor();
            var down = deployment.owlboard("down");
            assertEquals(0, down.code());
            for (var role : before.entrySet()) {
                assertTrue(down.text().contains("Ended " + role.getKey() + " (pid " + role.getValue() + ")"), down.text());
                assertTrue(Incarnation.of(role.getValue()).isEmpty());
            }
        }
    }

    @Test void aSupervisorEndsWithItsStateFolderAlsoWhenARoleWaits() throws Exception {
        var roles = Deployment.ROLES
                + "role redis_db { type redis; listen redis_db:6379; }\nrole chat_service { type chat; listen chat_service:8443; after "
                + "redis_db; }";
        try (var deployment = new Deployment(folder, roles)) {
            var output = folder.resolve("output");
            var up = deployment.inBackground(output, "up", "--external", "redis_db=127.0.0.1:1");
            Deployment.await("a role that waits", () -> deployment.status("load_balancer") != null
                    && deployment.status("load_balancer").healthy());
            assertEquals("waiting", deployment.status("chat_service").state());
            var pids = pids(deployment);
            Files.move(deployment.state().folder(), folder.resolve("elsewhere"));
            assertTrue(up.waitFor(Patience.SECONDS, TimeUnit.SECONDS), "it ends");
            assertTrue(pids.values().stream().allMatch(pid -> pid == 0 || Incarnation.of(pid).isEmpty()), "and all that it ran");
            assertTrue(Files.readString(output).contains(" was removed, so all that runs there ends"), Files.readString(output));
        }
    }

    @Test void theyEndByThemselvesWhenTheStateFolderIsRemoved() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var before = pids(deployment);
            deployment.killSupervisor();
            Files.move(deployment.state().folder(), folder.resolve("elsewhere"));
            Deployment.await("their end", () -> before.values().stream().allMatch(pid -> Incarnation.of(pid).isEmpty()));
        }
    }
}
