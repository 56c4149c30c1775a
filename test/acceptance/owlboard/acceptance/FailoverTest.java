package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** A gateway that hangs: the site goes on. */
class FailoverTest {
    @TempDir Path folder;

    private static void signal(String name, long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertTrue(kill.waitFor(Patience.SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0);
    }

    private static String state(int port, String gateway) throws Exception {
        return Status.of(port).backends().get(gateway + ":80").state();
    }

    private static void awaitIdle(int port) throws Exception {
        Await.until("every gateway says active 0", () -> Status.of(port),
                status -> status.backends().values().stream().allMatch(gateway -> gateway.active() == 0));
    }

    @Test void aGatewayThatIsStoppedIsOutWithinThreeSecondsAndBackWithinThree() throws Exception {
        try (var deployment = Deployment.up(new Deployment(folder).without("nextjs_frontend", "mobile_frontend", "chat_service",
                "user_service", "comments_service"),
                "--lb-conf", Image.conf("lb.conf").toString())) {
            int port = deployment.port(80);
            var slowest = new ArrayList<Long>();
            long pid = deployment.role("api_gateway_2").pid();
            try (var client = new Raw(port)) {
                for (int i = 0; i < 40; i++) assertEquals(200, client.gets("/api/canvas/health").answer().status());
                signal("STOP", pid);
                long stopped = System.nanoTime();
                try {
                    while (!state(port, "api_gateway_2").equals("unhealthy")) {
                        long start = System.nanoTime();
                        assertEquals(200, client.gets("/api/canvas/health").answer().status());
                        slowest.add((System.nanoTime() - start) / 1_000_000);
                        assertTrue(System.nanoTime() - stopped < Patience.NANOS, "never found unhealthy");
                    }
                    double out = (System.nanoTime() - stopped) / 1e9;
                    for (int i = 0; i < 40; i++) assertEquals(200, client.gets("/api/canvas/health").answer().status());
                    long most = slowest.stream().mapToLong(Long::longValue).max().orElse(0);
                    System.out.printf("a stopped gateway: out after %.2f s, the slowest GET took %d ms%n", out, most);
                    assertTrue(out < Patience.stretched(3).toMillis() / 1e3, "out after " + out + " s");
                    assertTrue(most < Patience.stretched(1).toMillis(), "a GET took " + most + " ms");
                } finally {
                    signal("CONT", pid);
                }
                long goesOn = System.nanoTime();
                Await.until("it is back", () -> state(port, "api_gateway_2"), "up"::equals);
                double back = (System.nanoTime() - goesOn) / 1e9;
                System.out.printf("back after %.2f s%n", back);
                assertTrue(back < Patience.stretched(3).toMillis() / 1e3, "back after " + back + " s");
            }
            awaitIdle(port);
            var events = deployment.owlboard("events", "load_balancer").exits(0).text();
            assertTrue(events.contains("peer api_gateway_2:80") && events.contains("up -> unhealthy")
                    && events.contains("unhealthy -> up"), events);
        }
    }
}
