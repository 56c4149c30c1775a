package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Four gateways under load: first all well, then one killed. Alone on the machine: least_conn gives less to a gateway that waits for a core. */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewaysTest {
    private static final String PATH = "/api/comments/health";

    @TempDir static Path folder;
    private static Deployment deployment;
    private static int desktop;

    @BeforeAll static void up() throws Exception {
        deployment = Deployment.up(folder);
        desktop = deployment.port(80);
    }

    @AfterAll static void down() throws Exception {
        if (deployment != null) deployment.close();
    }

    @Test @Order(1) void tenThousandRequestsAreSpreadEvenly() throws Exception {
        var before = Status.of(desktop);
        try (var load = new Load(desktop, PATH, 64, 10_000)) {
            load.awaitEnd();
            assertEquals(List.of(), load.failures());
            assertEquals(10_000, load.answered());
        }
        var after = Status.of(desktop);
        assertEquals(4, after.backends().size());
        long all = 0;
        for (var gateway : after.backends().entrySet()) {
            long requests = gateway.getValue().requests() - before.backends().get(gateway.getKey()).requests();
            assertTrue(requests >= 2375 && requests <= 2625, "not within 5 % of 2500: " + after);
            all += requests;
        }
        assertEquals(10_000, all, after.toString());
        assertEquals(4, after.activeBackends());
    }

    @Test @Order(2) void noGetFailsWhenAGatewayIsKilledAndTheSupervisorStartsItAgain() throws Exception {
        var victim = deployment.role("api_gateway_2");
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE)) {
            Await.until("load", () -> load.answered() > 1000);
            Image.signal("KILL", victim.pid());
            Await.until("api_gateway_2 again", () -> deployment.role("api_gateway_2"), role -> role.isHealthy() && role.pid() != victim.pid() && role.restarts() == 1);
            int then = load.answered();
            Await.until("load", () -> load.answered() > then + 1000);
            load.stops();
            assertEquals(List.of(), load.failures());
        }
        var killed = Status.of(desktop).backends().get("api_gateway_2:80");
        assertTrue(killed.failures() > 0 && killed.lastFailure() != null, killed.toString());
        deployment.owlboard("logs", "supervisor").exits(0).says("api_gateway_2 killed by SIGKILL; restarts in ");
        assertTrue(deployment.allHealthy());
    }
}
