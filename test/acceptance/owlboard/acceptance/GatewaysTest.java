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
import owlboard.harness.Patience;

/**
 * Four gateways under load: first all well, then one killed, each in its turn, all at once. Alone on the machine, and with time to think
 * between the requests that are counted: least_conn gives less to a gateway that waits for a core.
 */
@Isolated
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewaysTest {
    private static final List<String> GATEWAYS = List.of("api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4");
    private static final String PATH = "/api/comments/health";
    /** Of each of 64 clients: some request is always on its way, and a new process finds a core to start on. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir static Path folder;
    private static Deployment deployment;
    private static int desktop;

    @BeforeAll static void up() throws Exception {
        deployment = Deployment.up(new Deployment(folder).only("load_balancer", "api_gateway_1", "api_gateway_2", "api_gateway_3",
                "api_gateway_4", "comments_service"));
        desktop = deployment.port(80);
    }

    @AfterAll static void down() throws Exception {
        if (deployment != null) deployment.close();
    }

    /**
     * One after the other they find all four idle. Where one had no core for the second that its health check may take, and was left out
     * for as long, the next thousand are counted.
     */
    @Test @Order(1) void requestsOneAfterTheOtherAreSpreadEvenly() throws Exception {
        var counts = List.of(0L);
        for (int tries = 0; tries < 3 && !isEven(counts, 250, .02); tries++) {
            Await.until("all four are well", () -> Status.of(desktop), status -> status.activeBackends() == 4);
            counts = spread(1, 1000, Duration.ZERO);
        }
        assertTrue(isEven(counts, 250, .02), "not within 2 % of 250: " + counts);
    }

    /** Where something else takes a gateway's core for a while, the next four thousand are counted. */
    @Test @Order(2) void fourThousandRequestsOfManyAreSpreadEvenly() throws Exception {
        var counts = List.of(0L);
        double tolerated = 0;
        for (int tries = 0; tries < 3 && !isEven(counts, 1000, tolerated); tries++) {
            counts = spread(16, 4000, Duration.ofMillis(3));
            tolerated = Math.min(.5, .05 * Patience.stretch());
        }
        assertTrue(isEven(counts, 1000, tolerated), "not within " + 100 * tolerated + " % of 1000: " + counts);
        assertEquals(4, Status.of(desktop).activeBackends());
    }

    private static boolean isEven(List<Long> counts, int each, double tolerated) {
        return counts.size() == 4 && counts.stream().allMatch(count -> Math.abs(count - each) <= each * tolerated);
    }

    /** How many of these requests each gateway had. */
    private static List<Long> spread(int connections, int requests, Duration pause) throws Exception {
        var before = Status.of(desktop).backends();
        try (var load = new Load(desktop, PATH, connections, requests, pause)) {
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

    @Test @Order(3) void noGetFailsWhenAGatewayIsKilledAndTheSupervisorStartsItAgain() throws Exception {
        var victim = deployment.role("api_gateway_2");
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE, PAUSE)) {
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

    @Test @Order(4) void noGetFailsWhenEachIsKilledInItsTurn() throws Exception {
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE, PAUSE)) {
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
    @Test @Order(5) void allFourKilledAtOnceAreFoundAgainAtOnce() throws Exception {
        try (var load = new Load(desktop, PATH, 64, Integer.MAX_VALUE, PAUSE)) {
            Await.until("load", () -> load.answered() > 200);
            for (var role : deployment.ps()) if (GATEWAYS.contains(role.name())) Image.signal("KILL", role.pid());
            Await.until("a balancer that knows of none", () -> Status.of(desktop), status -> status.activeBackends() == 0);
            Await.until("a balancer that knows of one", () -> Status.of(desktop), status -> status.activeBackends() > 0);
            try (var after = new Load(desktop, PATH, 16, 2000, Duration.ZERO)) {
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
