package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Each drill in a short form, all against one topology that runs. What a drill says of milliseconds is not asked on a busy machine. */
@ExtendWith(SharedSite.class)
@ResourceLock(SharedSite.DRILLED)
class DrillTest {
    @TempDir static Path folder;
    private static Deployment deployment;

    @BeforeAll static void starts(SharedSite.Site site) {
        deployment = site.deployment();
    }

    private static Image.Said drill(String name, String... further) throws Exception {
        var words = new ArrayList<>(List.of("drill", name, "--seconds", "3", "--rate", "20"));
        words.addAll(List.of(further));
        return deployment.typed(words.toArray(String[]::new)).says("  PASS    idle ");
    }

    private static Image.Said passes(String name, String... verdicts) throws Exception {
        var said = drill(name);
        for (var verdict : verdicts) said.says("  PASS    " + verdict + " ");
        return said.exits(0).says("PASS " + name);
    }

    @Test void aGatewayThatIsKilledIsNoticedByNobody() throws Exception {
        long pid = deployment.role("api_gateway_2").pid();
        passes("kill-gateway", "I1", "I2", "I3", "I4").says("SIGKILL to api_gateway_2 (pid " + pid + ")");
        assertTrue(deployment.role("api_gateway_2").isHealthy());
    }

    @Test void aGatewayThatHangsCostsNoErrorAndComesBack() throws Exception {
        drill("freeze-gateway").says("  PASS    I1 ").says("  PASS    I2 ").says("  PASS    I3 ").says("SIGCONT to api_gateway_2");
    }

    @Test void gatewaysRestartInTurn() throws Exception {
        passes("restart-gateways", "I1", "I2", "I3", "I4");
    }

    @Test void oneServiceThatIsDeadIsNoticedByNoOther() throws Exception {
        passes("kill-service", "I1", "I2", "I3");
        assertTrue(deployment.role("chat_service").isHealthy());
    }

    @Test void theBalancerRestartsAndNobodyIsRefused() throws Exception {
        long pid = deployment.role("load_balancer").pid();
        passes("restart-balancer", "I1", "I2", "I3");
        assertTrue(deployment.role("load_balancer").pid() != pid, "it is another process");
    }

    @Test void reloadsEndNoWebSocket() throws Exception {
        passes("reload-storm", "I1", "I3", "I5", "sockets", "memory");
    }

    @Test void gatewaysComeAndGo() throws Exception {
        passes("scale", "I1", "I2", "I3");
        assertTrue(deployment.allHealthy());
    }

    @Test void certificatesChangeUnderLoad() throws Exception {
        passes("rotate-certificates", "I1", "I3", "certs");
    }

    @Test void aBurstIsRefusedAsTheFormulaSays() throws Exception {
        passes("burst", "I3", "I7").says("1 + burst 500 + 1000/s x time");
    }

    @Test void slowClientsKeepNobodyOut() throws Exception {
        drill("slow-clients").says("  PASS    I3 ").says("  PASS    slow ");
    }

    @Test void aFullDiskStopsNobody() throws Exception {
        passes("full-disk", "I1", "I3", "log");
    }

    /** Nobody is left stopped by a drill that is gone, however it went. */
    @Test void aDrillThatIsKilledUndoesItsFault() throws Exception {
        long pid = deployment.role("api_gateway_2").pid();
        try (var drill = deployment.inBackground("drill", "freeze-gateway", "--seconds", "600", "--rate", "10")) {
            Await.until("it is stopped: " + drill.text(), () -> isStopped(pid) || !drill.isAlive());
            assertTrue(isStopped(pid), drill.text());
            drill.signal("KILL");
            drill.exitCode();
        } finally {
            Await.until("it goes on", () -> !isStopped(pid));
        }
        assertEquals(pid, deployment.role("api_gateway_2").pid());
    }

    /** proc(5): T in the field behind the name. */
    private static boolean isStopped(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
    }

    @Test void whatCameOfItIsAlsoForProgramsAndForOthers() throws Exception {
        var page = folder.resolve("drill.html");
        var said = drill("burst", "--json", "--report", page.toString()).exits(0).text();
        var json = (Map<?, ?>) Client.parsed(said.substring(said.indexOf("{\"passed\"")).lines()
                .takeWhile(line -> !line.contains("drills kept")).reduce("", (all, line) -> all + line + "\n"));
        var drill = (Map<?, ?>) ((List<?>) json.get("drills")).getFirst();
        assertEquals("burst", drill.get("name"));
        assertTrue(((Map<?, ?>) drill.get("before")).get("latencies") instanceof Map<?, ?>, said);
        var html = Files.readString(page);
        assertTrue(html.contains("<svg") && html.contains("I7"), html);
        assertFalse(html.contains("http://") || html.contains("https://") || html.contains("<script"), "it needs nothing else");
    }

    @Test void wrongWordsAreToldWithTheRemedy() throws Exception {
        assertEquals(2, deployment.owlboard("drill", "kil-gateway").says("did you mean \"kill-gateway\"?").code());
        assertEquals(2, deployment.owlboard("drill", "--rate", "lots").says("no number from 10 to 2000").code());
        assertEquals(2, deployment.owlboard("drill", "--against", "ftp://x").says("no http URL").code());
        assertEquals(2, deployment.owlboard("drill", "--report", "/no/such/folder/x.html").says("cannot be written").code());
        var list = deployment.owlboard("drill", "--list").exits(0);
        for (var name : List.of("kill-gateway", "freeze-gateway", "reload-storm", "full-disk")) list.says(name);
    }
}
