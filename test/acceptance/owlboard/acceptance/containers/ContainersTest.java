package owlboard.acceptance.containers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The edge of compose.yaml as containers: balancer, gateways, services and pages, on ports that the engine chooses, beside whatever else runs there. */
@Isolated // many processes
class ContainersTest {
    private static final String PROJECT = "owlboard-test-" + ProcessHandle.current().pid();
    private static final List<String> GATEWAYS = List.of("api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4");
    private static final List<String> SERVICES = List.of("user_service", "canvas_service", "comments_service", "chat_service");
    private static final long HEALTHY_SECONDS = 120; // on a machine that does much else
    private static final String IMAGE = "owlboard:latest";

    @TempDir static Path folder;
    private static DockerEngine engine;
    private static Path file;
    private static final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @BeforeAll static void startOrSkip() throws Exception {
        var built = Path.of(System.getProperty("owlboard.image", "build/owlboard")).toAbsolutePath();
        engine = DockerEngine.find();
        skipUnless(engine != null, "no Docker engine runs here, or no Compose");
        var archive = built.resolveSibling("owlboard-image.tar"); // ./build.sh test writes it where an engine runs
        engine.docker("load", "-q", "-i", archive.toString());
        file = folder.resolve("compose.yaml");
        Files.writeString(file, ours(Files.readString(built.getParent().resolveSibling("compose.yaml"))));
        compose("up", "--no-start", "--no-deps", "certs");
        engine.docker("run", "--rm", "-v", PROJECT + "_certs:/certs", "-v", PROJECT + "_authority:/ca", IMAGE, "certs", "init", "--dir", "/certs", "--authority", "/ca");
        var edge = new ArrayList<>(List.of("up", "-d", "--no-deps", "load_balancer", "nextjs_frontend", "mobile_frontend"));
        edge.addAll(GATEWAYS);
        edge.addAll(SERVICES);
        compose(edge.toArray(String[]::new));
        awaitHealthy(edge.subList(3, edge.size()));
    }

    private static void skipUnless(boolean possible, String why) {
        if (!possible) System.out.println("skipped: " + why);
        Assumptions.assumeTrue(possible, why);
    }

    /** Names and ports of this run alone. */
    private static String ours(String compose) {
        return compose.replaceAll("(?m)^ +container_name: .*\n", "").replaceAll("\"\\d+:(\\d+)\"", "\"127.0.0.1::$1\"").replaceAll("name: owlboard-", "name: " + PROJECT + "-");
    }

    private static String compose(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("-p", PROJECT, "-f", file.toString()));
        all.addAll(Arrays.asList(arguments));
        return engine.compose(all.toArray(String[]::new));
    }

    private static String container(String service) throws IOException, InterruptedException {
        return compose("ps", "-q", service).strip();
    }

    private static void awaitHealthy(List<String> services) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(HEALTHY_SECONDS).toNanos();
        for (var service : services) {
            var container = container(service);
            while (!engine.docker("inspect", "-f", "{{.State.Health.Status}}", container).strip().equals("healthy")) {
                assertTrue(System.nanoTime() < deadline, () -> service + " does not become healthy");
                Thread.sleep(200);
            }
        }
    }

    private static int port(String service, int inside) throws IOException, InterruptedException {
        var shown = compose("port", service, "" + inside).strip();
        return Integer.parseInt(shown.substring(shown.lastIndexOf(':') + 1));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(15)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @AfterAll static void end() throws Exception {
        if (file != null) compose("down", "-v", "-t", "5"); // with the volumes
    }

    @Test void everyPublishedPortAnswers() throws Exception {
        for (int inside : new int[] {80, 9000}) {
            assertEquals("Load Balancer Healthy\n", get(port("load_balancer", inside), "/health").body());
            for (var service : List.of("users", "canvas", "comments", "chat")) {
                assertEquals(200, get(port("load_balancer", inside), "/api/" + service + "/health").statusCode(), service);
            }
        }
        assertEquals(200, get(port("nextjs_frontend", 3000), "/").statusCode());
        assertEquals(200, get(port("mobile_frontend", 80), "/").statusCode());
    }

    @Test void gatewaysAndServicesPublishNothing() throws Exception {
        for (var service : List.of("api_gateway_1", "user_service", "canvas_service", "chat_service", "comments_service")) {
            assertEquals("", engine.docker("port", container(service)).strip(), service);
        }
        assertEquals("true", engine.docker("network", "inspect", "-f", "{{.Internal}}", PROJECT + "-private-network").strip());
        for (int port : new int[] {8443, 8080}) { // free on this machine, or somebody else's
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                System.out.println("port " + port + " is in use by something else here: not tried");
            } catch (IOException refused) {
                assertTrue(refused.getMessage().contains("refused"), refused.getMessage());
            }
        }
    }

    @Test void aContainerHoldsNothingThatIsNotOurs() throws Exception {
        assertEquals("65532:65532", engine.docker("inspect", "-f", "{{.Config.User}}", container("load_balancer")).strip());
        assertEquals("true", engine.docker("inspect", "-f", "{{.HostConfig.ReadonlyRootfs}}", container("load_balancer")).strip());
        assertThrows(IOException.class, () -> engine.docker("exec", container("load_balancer"), "/bin/sh", "-c", "true"));
    }

    @Test void logsGoWhereDockerReadsThem() throws Exception {
        get(port("load_balancer", 80), "/api/canvas/health");
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!engine.docker("logs", container("load_balancer")).contains("\"GET /api/canvas/health HTTP/1.1\" 200")) {
            assertTrue(System.nanoTime() < deadline, "no access log");
            Thread.sleep(50);
        }
    }

    @Test void noRequestFailsWhileAGatewayIsRestartedAndKilled() throws Exception {
        int port = port("load_balancer", 80);
        var over = new AtomicBoolean();
        var failures = new ArrayList<String>();
        var load = Thread.ofPlatform().start(() -> {
            for (int i = 0; !over.get() && i < 20_000; i++) {
                try {
                    int status = get(port, "/api/canvas/health").statusCode();
                    if (status != 200) failures.add("request " + i + ": " + status);
                    Thread.sleep(5);
                } catch (IOException failure) {
                    failures.add("request " + i + ": " + failure);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        });
        compose("restart", "-t", "10", "api_gateway_2");
        engine.docker("kill", container("api_gateway_3"));
        awaitHealthy(List.of("api_gateway_2"));
        over.set(true);
        load.join();
        assertEquals(List.of(), failures);
        compose("start", "api_gateway_3");
        awaitHealthy(List.of("api_gateway_3"));
    }

    @Test void theTeamsComposeFileIsValid() throws Exception {
        var team = Files.createDirectories(folder.resolve("team"));
        for (var build : List.of("User_Service", "Canvas_Service", "Comments_Service", "Chat_Service", "Mobile_Front_End", "Desktop_Front_End")) Files.createDirectories(team.resolve(build));
        var source = Path.of(System.getProperty("owlboard.image", "build/owlboard")).toAbsolutePath().getParent().resolveSibling("compose.team.yaml");
        Files.copy(source, team.resolve("compose.team.yaml"));
        assertFalse(engine.compose("-f", team.resolve("compose.team.yaml").toString(), "config").isEmpty());
    }
}
