package owlboard.acceptance.containers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import owlboard.acceptance.Await;
import owlboard.acceptance.Load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** conf/stack.yaml on a swarm of one machine: balancer, gateways, certificates and one service of it. */
@Isolated // many processes
class SwarmTest {
    private static final String STACK = "owlboard-swarm-" + ProcessHandle.current().pid();
    private static final Set<String> PART = Set.of("load_balancer", "api_gateway", "certs", "canvas_service");
    private static final String BRIDGE = "docker_gwbridge"; // a swarm makes it, and leaves it

    @TempDir static Path folder;
    private static DockerEngine engine;
    private static boolean ours;
    private static boolean hadBridge;
    private static int port;

    @BeforeAll static void deploy() throws Exception {
        Assumptions.assumeTrue("1".equals(System.getenv("OWLBOARD_SWARM")),
                "it makes the engine a swarm for a minute, which OWLBOARD_SWARM=1 allows");
        engine = DockerEngine.withOurImage();
        Assumptions.assumeTrue(engine.docker("info", "-f", "{{.Swarm.LocalNodeState}}").strip().equals("inactive"),
                "this engine is part of a swarm");
        hadBridge = hasBridge();
        var made = engine.tryDocker("swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:" + freePort());
        Assumptions.assumeTrue(made.code() == 0, "this engine makes no swarm: " + made.text().strip());
        ours = true;
        port = freePort();
        var file = Files.writeString(folder.resolve("stack.yaml"), part(DockerEngine.text("conf/stack.yaml")));
        engine.docker("stack", "deploy", "--resolve-image", "never", "-c", file.toString(), STACK);
        awaitBackends(4);
        Await.until("an answer of the service", () -> Project.get(port, "/api/canvas/health").statusCode(), status -> status == 200);
    }

    /** Some of its services, on free ports, looked at more often than it pays outside of a test. */
    private static String part(String stack) throws IOException {
        var sections = stack.split("(?m)(?=^[a-z]+:\n)");
        for (int i = 0; i < sections.length; i++) {
            if (!sections[i].startsWith("services:")) continue;
            sections[i] = Stream.of(sections[i].split("(?m)(?=^  [a-z_]+:\n)"))
                    .filter(service -> service.startsWith("services:") || PART.contains(service.strip().split(":", 2)[0]))
                    .collect(Collectors.joining());
        }
        return String.join("", sections).replace("published: 8000", "published: " + port)
                .replace("published: 9000", "published: " + freePort()).replace("interval: 6s", "interval: 1s");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean hasBridge() throws IOException, InterruptedException {
        return engine.docker("network", "ls", "--format", "{{.Name}}").lines().anyMatch(BRIDGE::equals);
    }

    private static void awaitBackends(int count) throws Exception {
        Await.until(count + " gateways", SwarmTest::status, status -> status.startsWith("Active Backends: " + count + "\n"));
    }

    private static String status() throws InterruptedException {
        try {
            return Project.get(port, "/lb-status").body();
        } catch (IOException notYet) {
            return notYet.toString();
        }
    }

    @AfterAll static void leave() throws Exception {
        if (!ours) return;
        try {
            engine.docker("stack", "rm", STACK);
            Await.until("the end of all tasks", () -> engine.docker("ps", "-aq", "--filter", "label=com.docker.stack.namespace=" + STACK),
                    String::isBlank);
            for (var volume : engine.docker("volume", "ls", "-q", "--filter", "label=com.docker.stack.namespace=" + STACK).lines()
                    .toList()) {
                engine.docker("volume", "rm", volume);
            }
        } finally {
            engine.docker("swarm", "leave", "--force");
            if (!hadBridge && hasBridge()) engine.docker("network", "rm", BRIDGE);
        }
    }

    @Test void noRequestFailsWhileGatewaysAreScaledUpAndDown() throws Exception {
        try (var load = new Load(port, "/api/canvas/health", 2, 100_000, Duration.ofMillis(5))) {
            for (int count : List.of(8, 2)) {
                engine.docker("service", "scale", "-d", STACK + "_api_gateway=" + count);
                awaitBackends(count);
            }
            int answered = load.answered();
            Await.until("some more answers", load::answered, now -> now > answered + 200);
            load.stops();
            assertEquals(List.of(), load.failures());
        }
    }
}
