package owlboard.acceptance.containers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import owlboard.acceptance.Await;
import owlboard.acceptance.Image;
import owlboard.acceptance.Load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** compose.yaml: all seventeen as containers. */
@ResourceLock("the engine")
class ContainersTest {
    /** What listens inside, and is nobody's outside. */
    private static final Map<String, Integer> INNER = Map.ofEntries(
            Map.entry("api_gateway_1", 80), Map.entry("api_gateway_2", 80), Map.entry("api_gateway_3", 80), Map.entry("api_gateway_4", 80),
            Map.entry("user_service", 8443), Map.entry("canvas_service", 8080), Map.entry("comments_service", 8000),
            Map.entry("chat_service", 8443),
            Map.entry("mysql_db", 3306), Map.entry("postgres_db", 5432), Map.entry("mongo_db", 27017), Map.entry("redis_db", 6379),
            Map.entry("rabbitmq", 5672));
    private static final long ALL_PSS_MIB = 800;
    /** Of each of the load's connections: an engine takes its time, and more requests in it are no other ones. */
    private static final Duration PAUSE = Duration.ofMillis(25);

    @TempDir static Path folder;
    private static DockerEngine engine;
    private static Project project;
    private static List<Integer> takenBefore;
    private static int firstStatus;

    @BeforeAll static void up() throws Exception {
        engine = DockerEngine.withOurImage();
        takenBefore = taken();
        write("lb.conf", DockerEngine.text("conf/lb.conf"));
        write("gateway.conf", Image.patient("gateway.conf"));
        project = Project.of(engine, "all", 24, Files.writeString(folder.resolve("compose.yaml"), DockerEngine.text("compose.yaml")));
        project.compose("up", "-d");
        firstStatus = Project.get(project.port("load_balancer", 80), "/api/users/").statusCode();
        assertEquals(17, project.services().size());
        project.awaitFoundHealthy(project.services());
    }

    @AfterAll static void down() throws Exception {
        if (project != null) project.down();
    }

    /** As an editor writes: a new file takes the place of the old one. Whoever runs in the containers is somebody else here. */
    private static void write(String conf, String text) throws IOException {
        var mounted = Files.createDirectories(folder.resolve("conf"));
        Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString("rwxr-xr-x"));
        var file = Files.writeString(mounted.resolve(conf + ".new"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(file, mounted.resolve(conf), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Those ports of this machine, of the ones that are used inside, on which something listens. */
    private static List<Integer> taken() {
        return INNER.values().stream().distinct().filter(port -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return true;
            } catch (IOException refused) {
                return false;
            }
        }).sorted().toList();
    }

    @Test void theFirstRequestAfterUpIsAnswered() {
        assertEquals(200, firstStatus);
    }

    @Test void whatIsHealthyIsAskedInsideAContainerByOneWord() throws Exception {
        assertEquals("0 ", said(project.exec("api_gateway_1", "owlboard", "probe", "http://localhost/health")));
        assertEquals("1 owlboard: http://localhost:81/health cannot be reached: Connection refused",
                said(project.exec("api_gateway_1", "owlboard", "probe", "http://localhost:81/health")));
        assertTrue(said(project.exec("load_balancer", "owlboard", "check", "/conf/lb.conf")).startsWith("0 /conf/lb.conf: ok ("));
    }

    private static String said(DockerEngine.Ended ended) {
        return ended.code() + " " + ended.text().strip();
    }

    @Test void everyServiceIsAskedForItsHealthAndSaysWhenItsStoreIsAway() throws Exception {
        var stores = Map.of("user_service", "mysql_db", "canvas_service", "postgres_db", "comments_service", "mongo_db", "chat_service",
                "redis_db");
        for (var service : stores.keySet()) assertEquals("0 ", said(project.asked(service)));
        stores.values().parallelStream().forEach(store -> assertDoesNotThrow(() -> engine.docker("kill", project.container(store))));
        for (var service : stores.keySet()) {
            Await.until(service + " is not healthy", () -> said(project.asked(service)), said -> said.startsWith("1 ")
                    && said.endsWith("/health answers 503"));
        }
        for (var store : stores.values()) project.docker("start", store);
        project.awaitHealthy(stores.values());
        for (var service : stores.keySet()) Await.until(service + " is healthy", () -> said(project.asked(service)), "0 "::equals);
    }

    @Test void gatewaysAreAddedAndTakenAwayByTheTwoFilesWithoutALoss() throws Exception {
        var four = DockerEngine.text("conf/lb.conf");
        var compose = Files.readString(folder.resolve("compose.yaml"));
        int port = project.port("load_balancer", 80);
        try (var load = new Load(port, "/api/canvas/health", 2, 100_000, PAUSE)) {
            var services = new StringBuilder();
            var servers = new StringBuilder();
            for (int i = 5; i <= 8; i++) {
                services.append("  api_gateway_" + i
                        + ":\n    <<: *gateway\n    command: [--role, gateway, --conf, /conf/gateway.conf, --state, /tmp/run, "
                        + "--console-logs]\n\n");
                servers.append("        server api_gateway_" + i + ":80 max_fails=3 fail_timeout=30s;\n");
            }
            Files.writeString(folder.resolve("compose.yaml"), compose.replaceFirst("(?m)^services:\n", "services:\n" + services));
            write("lb.conf", four.replaceFirst("(?m)^.*server api_gateway_4:80.*\n", "$0" + servers));
            project.compose("up", "-d");
            project.awaitHealthy(List.of("api_gateway_5", "api_gateway_6", "api_gateway_7", "api_gateway_8"));
            readAgain();
            awaitBackends(port, 8);
            for (int i = 1; i <= 8; i++) {
                var gateway = "api_gateway_" + i;
                Await.until("requests of " + gateway, () -> requests(port, gateway), count -> count > 10);
            }

            write("lb.conf", four.replace("least_conn;", "lest_conn;"));
            readAgain();
            Await.until("the error is told", () -> engine.docker("logs", project.container("load_balancer")),
                    log -> log.contains("unknown directive \"lest_conn\" in /conf/lb.conf:"));
            awaitBackends(port, 8);

            write("lb.conf", four);
            readAgain();
            awaitBackends(port, 4);
            load.stops();
            assertEquals(List.of(), load.failures());
            assertTrue(load.answered() > 100, "" + load.answered());
        } finally {
            write("lb.conf", four);
            Files.writeString(folder.resolve("compose.yaml"), compose);
            project.compose("up", "-d", "--remove-orphans");
        }
        assertEquals(17, project.services().size());
    }

    private static void readAgain() throws IOException, InterruptedException {
        engine.docker("kill", "-s", "HUP", project.container("load_balancer"));
    }

    private static void awaitBackends(int port, int count) throws Exception {
        Await.until(count + " gateways", () -> Project.get(port, "/lb-status").body(),
                status -> status.startsWith("Active Backends: " + count + "\n"));
    }

    @Test void everyPublishedPortAnswers() throws Exception {
        for (int inside : new int[] {80, 9000}) {
            int port = project.port("load_balancer", inside);
            assertEquals("Load Balancer Healthy\n", Project.get(port, "/health").body());
            for (var service : List.of("users", "canvas", "comments", "chat")) {
                assertEquals(200, Project.get(port, "/api/" + service + "/health").statusCode(), service);
            }
        }
        assertEquals(200, Project.get(project.port("nextjs_frontend", 3000), "/").statusCode());
        assertEquals(200, Project.get(project.port("mobile_frontend", 80), "/").statusCode());
    }

    @Test void theHostReachesWhatIsPublishedAndNothingElse() throws Exception {
        var published = new TreeMap<String, String>();
        for (var service : project.services()) {
            var ports = project.inspect(service, "{{range $inside, $outside := .HostConfig.PortBindings}}{{$inside}} {{end}}").strip();
            if (!ports.isEmpty()) published.put(service, ports);
        }
        assertEquals(Map.of("load_balancer", "80/tcp 9000/tcp", "nextjs_frontend", "3000/tcp", "mobile_frontend", "80/tcp"), published);
        assertEquals(takenBefore, taken());
    }

    @Test void thePublicNetworkReachesTheBalancerAloneAndThePrivateOneHasNoWayOut() throws Exception {
        assertEquals("true", engine.docker("network", "inspect", "-f", "{{.Internal}}", project.name() + "-private-network").strip());
        assertTrue(project.reaches("mobile_frontend", "load_balancer:80"));
        var inside = new ArrayList<String>();
        var attempts = new TreeMap<String, Callable<Boolean>>();
        for (var inner : INNER.entrySet()) {
            var address = project.address(inner.getKey(), "private-network") + ":" + inner.getValue();
            inside.add(address);
            attempts.put(inner.getKey() + " by address", () -> project.reaches("mobile_frontend", address));
        }
        assertTrue(project.reaches("load_balancer", inside.toArray(String[]::new)), "all are reached by the balancer: " + inside);
        for (var name : List.of("mysql_db:3306", "user_service:8443", "api_gateway_1:80")) {
            attempts.put(name, () -> project.reaches("mobile_frontend", name));
        }
        var outside = project.address("mobile_frontend", "public-network") + ":80";
        attempts.put("out of the private network", () -> project.reaches("user_service", outside));
        try (var threads = Executors.newFixedThreadPool(6)) {
            var answers = threads.invokeAll(attempts.values());
            int i = 0;
            for (var attempt : attempts.keySet()) assertFalse(answers.get(i++).get(), attempt);
        }
    }

    @Test void everyContainerIsConfined() throws Exception {
        for (var service : project.services()) {
            assertEquals("65532:65532 true [ALL] [no-new-privileges:true] false", project.inspect(service,
                    "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} "
                    + "{{.HostConfig.Privileged}}"), service);
        }
        assertNotEquals(0, engine.tryDocker("exec", project.container("load_balancer"), "/bin/sh", "-c", "true").code());
    }

    @Test void logsGoWhereDockerReadsThem() throws Exception {
        Project.get(project.port("load_balancer", 80), "/api/canvas/health");
        var container = project.container("load_balancer");
        Await.until("the line of a request", () -> engine.docker("logs", container),
                log -> log.contains("\"GET /api/canvas/health HTTP/1.1\" 200"));
    }

    @Test void noRequestFailsWhileGatewaysAreRestartedKilledAndMoved() throws Exception {
        int port = project.port("load_balancer", 80);
        try (var load = new Load(port, "/api/canvas/health", 2, 100_000, PAUSE)) {
            project.docker("restart", "api_gateway_2");
            project.docker("kill", "api_gateway_3");
            project.docker("start", "api_gateway_3");
            project.awaitHealthy(List.of("api_gateway_2", "api_gateway_3"));

            var before = addresses();
            // One after the other: two that die at once may use up both tries of a request.
            project.docker("stop", "api_gateway_2");
            project.docker("rm", "api_gateway_2");
            Await.until("api_gateway_2 is passed over", () -> Project.get(port, "/lb-status").body(),
                    status -> !status.matches("(?s).*api_gateway_2:80 +(up|busy) .*"));
            project.docker("stop", "api_gateway_3");
            project.docker("rm", "api_gateway_3");
            // The first free address is the lowest: who had the higher one comes first, so that none gets what it had.
            boolean ascending = lastNumber(before.getFirst()) < lastNumber(before.getLast());
            for (var gateway : ascending ? List.of("api_gateway_3", "api_gateway_2") : List.of("api_gateway_2", "api_gateway_3")) {
                project.compose("up", "-d", "--no-deps", gateway);
            }
            assertEquals(before.reversed(), addresses());
            long asked = requests(port, "api_gateway_2");
            Await.until("api_gateway_2 is found at its new address", () -> requests(port, "api_gateway_2"), now -> now > asked + 20);
            load.stops();
            assertEquals(List.of(), load.failures());
            assertTrue(load.answered() > 100, "" + load.answered());
        }
        project.awaitHealthy(List.of("api_gateway_2", "api_gateway_3"));
    }

    private static List<String> addresses() throws IOException, InterruptedException {
        return List.of(project.address("api_gateway_2", "private-network"), project.address("api_gateway_3", "private-network"));
    }

    private static int lastNumber(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }

    private static long requests(int port, String gateway) throws IOException, InterruptedException {
        var status = Project.get(port, "/lb-status").body();
        var line = Pattern.compile(gateway + ":80 .*requests (\\d+),").matcher(status);
        assertTrue(line.find(), status);
        return Long.parseLong(line.group(1));
    }

    @Test void whatAStoreWasToldSurvivesItsDeath() throws Exception {
        int port = project.port("load_balancer", 80);
        assertEquals(201, Project.post(port, "/api/users/register",
                "{\"username\":\"survivor\",\"email\":\"survivor@owl.example\",\"password\":\"hunter22\"}").statusCode());
        for (var killed : List.of("mysql_db", "user_service")) project.docker("kill", killed);
        for (var killed : List.of("mysql_db", "user_service")) project.docker("start", killed);
        project.awaitHealthy(List.of("mysql_db", "user_service"));
        Await.until("the user that was registered", () -> Project.get(port, "/api/users/").body(), users -> users.contains("\"survivor\""));
    }

    @Test void allTogetherTakeLessThan800MiB() throws Exception {
        long all = 0;
        for (var service : project.services()) {
            var mapped = Path.of("/proc", project.inspect(service, "{{.State.Pid}}"), "smaps_rollup");
            try {
                all += Files.readAllLines(mapped).stream().filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
            } catch (AccessDeniedException others) {
                Assumptions.abort("only root sees how much the containers of an engine share");
            }
        }
        assertTrue(all / 1024 < ALL_PSS_MIB, all / 1024 + " MiB");
    }
}
