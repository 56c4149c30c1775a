package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a topology that runs, and what goes on while it does: one for all. */
class WhileItRunsTest {
    @TempDir static Path folder;
    private static final int TSTP = 20;
    private static Deployment deployment;

    @BeforeAll static void up() throws IOException {
        deployment = new Deployment(folder, Deployment.ROLES);
        assertEquals(0, deployment.owlboard("up", "-d").code());
    }

    @AfterAll static void down() throws IOException {
        if (deployment != null) deployment.close();
    }

    @Test void aSecondUpSaysThatItRuns() throws Exception {
        var pids = deployment.statuses().stream().map(Status::pid).toList();
        var second = deployment.owlboard("up", "-d");
        assertEquals(0, second.code(), second.text());
        assertTrue(second.text().matches("(?s)owlboard runs already in \\S+ \\(pid \\d+, since .*"), second.text());
        assertEquals(pids, deployment.statuses().stream().map(Status::pid).toList());
        var other = deployment.owlboard("up", "-d", "--port-offset", "7");
        assertEquals(1, other.code(), other.text());
        assertTrue(other.text().contains("it was started as owlboard up --topology " + folder.resolve("topology.conf")), other.text());
    }

    @Test void startSaysWhatRunsAlreadyAndASecondUpClaimsNoTime() throws Exception {
        long pid = deployment.status("api_gateway_1").pid();
        assertEquals("api_gateway_1 runs already (pid " + pid + ")\n", deployment.owlboard("start", "api_gateway_1").text());
        var second = deployment.owlboard("up", "-d").text();
        assertTrue(second.lines().anyMatch(line -> line.matches(" canvas_service +healthy +already")), second);
        assertFalse(second.contains("0.0 s"), second);
    }

    @Test void psNamesRunsInOtherFolders() throws Exception {
        var out = new ByteArrayOutputStream();
        assertEquals(1, Topology.run(List.of("ps", "--state", folder.resolve("none").toString()), new PrintStream(out),
                new PrintStream(out)));
        assertTrue(out.toString().contains("There is a run in another folder: owlboard ps --state " + deployment.state().folder()
                + "\n"), out.toString());
    }

    @Test void remediesAreOfThisFolder() throws Exception {
        var flag = " --state " + deployment.state().folder();
        var reload = deployment.owlboard("reload", "canvas_service");
        assertTrue(reload.text().endsWith("restart it: owlboard restart canvas_service" + flag + "\n"), reload.text());
        var unknown = deployment.owlboard("start", "nobody");
        assertTrue(unknown.text().endsWith("comes with: owlboard reload" + flag + "\n"), unknown.text());
        var out = new ByteArrayOutputStream();
        assertEquals(1, Topology.run(List.of("stop", "--state", folder.resolve("none").toString(), "api_gateway_1", "canvas_*"),
                new PrintStream(out), new PrintStream(out)));
        assertTrue(out.toString().contains("There is a run in another folder: owlboard stop api_gateway_1 'canvas_*'" + flag + "\n"),
                out.toString());
    }

    /** A disk that was full has left it. */
    @Test void aLineThatWasCutHindersNoRestart() throws Exception {
        Files.writeString(deployment.state().log("load_balancer"), "2026-11-28T17:37:57.000Z \"GET / HTTP/1.1\" 200 0.066",
                StandardOpenOption.APPEND);
        var restart = deployment.owlboard("restart", "load_balancer");
        assertEquals(0, restart.code(), restart.text());
        assertTrue(Files.readString(deployment.state().log("load_balancer")).contains("200 0.066\n"));
    }

    @Test void leavesCtrlCAndCtrlZToTheSupervisor() throws Exception {
        long pid = deployment.status("load_balancer").pid();
        assertEquals(0, new ProcessBuilder("/bin/kill", "-INT", Long.toString(pid)).start().waitFor());
        assertEquals("lb", deployment.get("load_balancer", "/still"));
        var ignored = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream().filter(line ->
                line.startsWith("SigIgn:")).findFirst().orElseThrow().substring(7).strip();
        assertTrue((Long.parseUnsignedLong(ignored, 16) >> TSTP - 1 & 1) == 1, ignored);
        assertEquals(pid, deployment.status("load_balancer").pid());
    }

    @Test void aCrashedRoleIsStartedAgainAndSaysSo() throws Exception {
        long first = deployment.status("api_gateway_1").pid();
        var tools = Files.createFile(Path.of("/tmp/.java_pid" + first));
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        Deployment.await("a new gateway", () -> deployment.status("api_gateway_1").restarts() == 1 && deployment.allHealthy());
        assertNotEquals(first, deployment.status("api_gateway_1").pid());
        assertFalse(Files.exists(tools), "it could not remove that itself");
        deployment.get("canvas_service", "/exit?3");
        Deployment.await("a new canvas service", () -> deployment.status("canvas_service").restarts() == 1 && deployment.allHealthy());
        var said = deployment.owlboard("logs", "supervisor").text();
        assertTrue(said.contains("api_gateway_1 killed by SIGKILL; restarts in 100 ms"), said);
        assertTrue(said.contains("canvas_service exited with code 3; restarts in 100 ms"), said);
    }
}
