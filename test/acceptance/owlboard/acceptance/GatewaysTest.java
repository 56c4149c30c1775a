package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Four gateways under load: first all well, then one killed, each in its turn, all at once. Alone on the machine, and with time to think
 * between the requests that are counted: least_conn gives less to a gateway that waits for a core.
 */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewaysTest {
    private static final List<String> GATEWAYS = List.of("api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4");
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

    /** Where something else takes a gateway's core for a while, the next ten thousand are counted. */
    @Test @Order(1) void tenThousandRequestsAreSpreadEvenly() throws Exception {
        spread(2000);
        var counts = spread(10_000);
        for (int more = 0; more < 2 && !isEven(counts); more++) counts = spread(10_000);
        assertTrue(isEven(counts), "not within 5 % of 2500: " + counts);
        assertEquals(4, Status.of(desktop).activeBackends());
    }

    private static boolean isEven(List<Long> counts) {
        return counts.size() == 4 && counts.stream().allMatch(count -> count >= 2375 && count <= 2625);
    }

    /** How many of these requests each gateway had. */
    private static List<Long> spread(int requests) throws Exception {
        var before = Status.of(desktop).backends();
        try (var load = new Load(desktop, PATH, 16, requests, Duration.ofMillis(3))) {
            load.awaitEnd();
            assertEquals(List.of(), load.failures());
            assertEquals(requests, load.answered());
        }
        var after = Status.of(desktop).backends();
        var counts = after.entrySet().stream().map(gateway -> gateway.getValue().requests() - before.get(gateway.getKey()).requests())
                .toList();
        assertEquals(requests, counts.stream().mapToLong(Long::longValue).sum(), after.toString());
        return counts;
    }

    @Test @Order(2) void noGetFailsWhenAGatewayIsKilledAndTheSupervisorStartsItAgain() throws Exception {
        var victim = deployment.role("api_gateway_2");
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE)) {
            Await.until("load", () -> load.answered() > 1000);
            Image.signal("KILL", victim.pid());
            Await.until("a balancer that knows of three", () -> Status.of(desktop), status -> status.activeBackends() == 3);
            Await.until("api_gateway_2 again", () -> deployment.role("api_gateway_2"),
                    role -> role.isHealthy() && role.pid() != victim.pid() && role.restarts() == 1);
            int then = load.answered();
            Await.until("load", () -> load.answered() > then + 1000);
            load.stops();
            assertEquals(List.of(), load.failures());
        }
        Await.until("a balancer that knows of four", () -> Status.of(desktop), status -> status.activeBackends() == 4);
        deployment.owlboard("logs", "supervisor").exits(0).says("api_gateway_2 killed by SIGKILL; restarts in ");
        assertTrue(deployment.allHealthy());
    }

    @Test @Order(3) void noGetFailsWhenEachIsKilledInItsTurn() throws Exception {
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE)) {
            for (var name : GATEWAYS) {
                kill(name);
                Await.until("a balancer that knows of four", () -> Status.of(desktop), status -> status.activeBackends() == 4);
            }
            load.stops();
            assertEquals(List.of(), load.failures());
        }
        awaitIdle();
    }

    /** Whoever asks while none runs waits, or is told so; whoever asks when the first is back is served. */
    @Test @Order(4) void allFourKilledAtOnceAreFoundAgainAtOnce() throws Exception {
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE)) {
            Await.until("load", () -> load.answered() > 200);
            for (var role : deployment.ps()) if (GATEWAYS.contains(role.name())) Image.signal("KILL", role.pid());
            Await.until("a balancer that knows of none", () -> Status.of(desktop), status -> status.activeBackends() == 0);
            Await.until("a balancer that knows of one", () -> Status.of(desktop), status -> status.activeBackends() > 0);
            try (var after = new Load(desktop, PATH, 16, 2000)) {
                after.awaitEnd();
                assertEquals(List.of(), after.failures());
            }
            load.stops();
            assertEquals(List.of(), load.failures().stream().filter(failure -> !failure.contains("502")).toList());
        }
        Await.until("four healthy gateways", deployment::allHealthy);
        Await.until("a balancer that knows of four", () -> Status.of(desktop), status -> status.activeBackends() == 4);
        awaitIdle();
    }

    /** Returns when its successor is healthy. */
    private static void kill(String name) throws Exception {
        var victim = deployment.role(name);
        Image.signal("KILL", victim.pid());
        Await.until(name + " again", () -> deployment.role(name), role -> role.isHealthy() && role.pid() != victim.pid());
    }

    private static void awaitIdle() throws Exception {
        Await.until("every gateway says active 0", () -> Status.of(desktop),
                status -> status.backends().values().stream().allMatch(gateway -> gateway.active() == 0));
    }
}
