package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What is changed while people use it, and that they do not notice. */
@ExtendWith(SharedSite.class)
@ResourceLock(SharedSite.OPERATED)
class OperateTest {
    private static final List<String> GATEWAYS = List.of("api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4");

    private static Path folder;
    private static Deployment deployment;
    private static Path conf;
    private static int port;

    @BeforeAll static void starts(SharedSite.Site site) throws Exception {
        folder = site.folder();
        conf = site.conf();
        deployment = site.deployment();
        port = deployment.port(80);
    }

    private static Traffic traffic() throws Exception {
        var traffic = new Traffic(port, 8, "/api/users/", "/api/comments/health", "/api/canvas/health");
        traffic.awaitMore(50);
        return traffic;
    }

    private static List<String> gateways() throws Exception {
        return deployment.ps().stream().map(Deployment.Role::name).filter(name -> name.startsWith("api_gateway_")).toList();
    }

    /** Exactly these answer, and each of them does. */
    private static void assertServed(Client client, List<String> gateways) throws Exception {
        var seen = new TreeSet<String>();
        Await.until(gateways + " answer", () -> {
            for (int i = 0; i < 20; i++) {
                seen.add(client.get("/api/comments/health").headers().firstValue("X-Upstream-Server").orElse("none").replace(":80", ""));
            }
            return seen.containsAll(gateways);
        });
        assertEquals(gateways, List.copyOf(seen));
    }

    @Test void gatewaysRestartInTurnAndNoRequestFails() throws Exception {
        try (var traffic = traffic()) {
            var before = deployment.ps();
            var said = deployment.typed("restart", "api_gateway_*").exits(0);
            for (var gateway : GATEWAYS) {
                said.says("Restarted " + gateway);
                assertTrue(before.stream().noneMatch(role -> role.name().equals(gateway) && role.pid() == deployed(gateway)),
                        gateway + " has a new process");
            }
            traffic.awaitMore(50);
            traffic.endsWithoutFailure();
        }
        assertTrue(deployment.allHealthy());
        try (var client = new Client(port)) {
            assertServed(client, GATEWAYS);
        }
    }

    private static long deployed(String name) {
        try {
            return deployment.role(name).pid();
        } catch (Exception gone) {
            throw new AssertionError(gone);
        }
    }

    @Test void gatewaysAreKilledInTurnAndNoRequestFails() throws Exception {
        try (var traffic = traffic()) {
            for (var gateway : GATEWAYS) {
                long pid = deployed(gateway);
                deployment.owlboard("kill", gateway).exits(0).says("Killed " + gateway + " (pid " + pid + ")");
                Await.until(gateway + " is back", () -> deployment.role(gateway).isHealthy() && deployment.role(gateway).pid() != pid);
            }
            traffic.awaitMore(50);
            traffic.endsWithoutFailure();
        }
        try (var client = new Client(port)) {
            assertServed(client, GATEWAYS);
        }
    }

    @Test void gatewaysJoinAndLeaveAndNoRequestFails() throws Exception {
        try (var traffic = traffic(); var client = new Client(port)) {
            deployment.typed("scale", "api_gateway=8").exits(0).says("Started api_gateway_8");
            var eight = IntStream.rangeClosed(1, 8).mapToObj(n -> "api_gateway_" + n).toList();
            assertEquals(eight, gateways());
            assertServed(client, eight);
            traffic.awaitMore(50);
            deployment.owlboard("scale", "api_gateway=2").exits(0).says("Stopped api_gateway_8").says("Stopped api_gateway_3");
            assertEquals(List.of("api_gateway_1", "api_gateway_2"), gateways());
            assertServed(client, List.of("api_gateway_1", "api_gateway_2"));
            traffic.awaitMore(50);
            assertEquals(List.of("api_gateway_1:80", "api_gateway_2:80"), peers(client));
            deployment.owlboard("scale", "api_gateway=4").exits(0).says("Started api_gateway_3");
            assertServed(client, GATEWAYS);
            assertEquals(4, peers(client).size());
            traffic.endsWithoutFailure();
        }
        assertTrue(Files.isSameFile(conf, deployment.state().resolve("confs/load_balancer/lb.conf")),
                "the file that was given is read again as it is");
    }

    /** The lines of the status page: who has left is not among them. */
    private static List<String> peers(Client client) throws Exception {
        return client.get("/lb-status").body().lines().filter(line -> line.startsWith("  api_gateway_")).map(line -> line.strip()
                .split(" ")[0]).toList();
    }

    @Test void reloadsLoseNoRequestAndKeepAWebSocketOpen() throws Exception {
        try (var traffic = traffic(); var client = new Client(port, "127.0.3.1");
                var talk = client.webSocket("/api/chat/ws/reloads?user_id=1&username=ann")) {
            talk.hears("user_joined");
            for (int i = 0; i < 20; i++) {
                deployment.owlboard("reload").exits(0).says("Reloaded load_balancer").says("Reloaded api_gateway_4");
            }
            traffic.awaitMore(50);
            talk.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"still here\"}}");
            talk.hears("still here");
            assertEquals("", talk.end());
            traffic.endsWithoutFailure();
        }
    }

    @Test void aBadFileChangesNothingAndSaysWhy() throws Exception {
        var good = Files.readString(conf);
        var before = deployment.ps();
        try (var client = new Client(port)) {
            Files.writeString(conf, good.replace("least_conn;", "lest_conn;"));
            int line = (int) good.substring(0, good.indexOf("least_conn;")).lines().count();
            for (var command : List.of(List.of("reload"), List.of("reload", "load_balancer"))) {
                var said = deployment.owlboard(command.toArray(String[]::new)).exits(1);
                said.says("unknown directive \"lest_conn\" in " + conf + ":" + line)
                        .says("load_balancer goes on with the configuration it has");
            }
            assertEquals(200, client.get("/api/canvas/health").statusCode());
            assertEquals(1, deployment.owlboard("scale", "api_gateway=5").says("lest_conn").code(),
                    "nobody joins whom the balancer cannot be told of");
        } finally {
            Files.writeString(conf, good);
        }
        deployment.owlboard("reload").exits(0);
        assertEquals(before.stream().map(Deployment.Role::pid).toList(), deployment.ps().stream().map(Deployment.Role::pid).toList());
    }

    @Test void aGatewayThatIsAddedToTheFilesComesWithAReloadAndGoesWithOne() throws Exception {
        var good = Files.readString(conf);
        var topology = Files.readString(deployment.topology());
        try (var traffic = traffic(); var client = new Client(port)) {
            Files.writeString(conf, good.replaceFirst("( *server api_gateway_)4(:80 .*\n)", "$14$2$15$2"));
            Files.writeString(deployment.topology(), topology + topology.lines().filter(line -> line.startsWith("role api_gateway_4 "))
                    .findFirst().orElseThrow().replace("_4", "_5").replace("id 4", "id 5") + "\n");
            deployment.typed("reload").exits(0).says("Started api_gateway_5");
            assertServed(client, IntStream.rangeClosed(1, 5).mapToObj(n -> "api_gateway_" + n).toList());
            Files.writeString(conf, good);
            Files.writeString(deployment.topology(), topology);
            deployment.owlboard("reload").exits(0).says("Stopped api_gateway_5");
            assertServed(client, GATEWAYS);
            traffic.endsWithoutFailure();
        } finally {
            Files.writeString(conf, good);
            Files.writeString(deployment.topology(), topology);
        }
    }

    @Test void whatIsStoppedStaysStoppedUntilItIsStarted() throws Exception {
        try (var traffic = traffic(); var client = new Client(port)) {
            deployment.typed("stop", "api_gateway_2", "chat_service").exits(0).says("Stopped api_gateway_2")
                    .says("Stopped chat_service");
            assertEquals("stopped", deployment.role("api_gateway_2").state());
            assertServed(client, List.of("api_gateway_1", "api_gateway_3", "api_gateway_4"));
            assertEquals(502, client.get("/api/chat/messages/1").statusCode(), "only its own paths");
            deployment.typed("start", "api_gateway_2", "chat_service").exits(0).says("Started api_gateway_2")
                    .says("Started chat_service");
            assertServed(client, GATEWAYS);
            assertEquals(200, client.get("/api/chat/messages/1").statusCode());
            traffic.endsWithoutFailure();
        }
    }

    @Test void hupReadsTheFileThatWasGivenAlsoWhenThereAreMoreGateways() throws Exception {
        var good = Files.readString(conf);
        try (var client = new Client(port)) {
            Files.writeString(conf, good.replace("Load Balancer Healthy", "Load Balancer Relaxed"));
            Image.signal("HUP", deployed("load_balancer"));
            Await.until("the new answer", () -> client.get("/health").body().contains("Relaxed"));
            deployment.owlboard("scale", "api_gateway=5").exits(0);
            Files.writeString(conf, good.replace("Load Balancer Healthy", "Load Balancer Renewed"));
            var inForce = deployment.state().resolve("confs/load_balancer/lb.conf");
            Await.until("the new text in the file that is read", () -> Files.readString(inForce).contains("Renewed"));
            Image.signal("HUP", deployed("load_balancer"));
            Await.until("the new answer", () -> client.get("/health").body().contains("Renewed"));
            assertServed(client, IntStream.rangeClosed(1, 5).mapToObj(n -> "api_gateway_" + n).toList());
            deployment.owlboard("scale", "api_gateway=4").exits(0);
        } finally {
            Files.writeString(conf, good);
            deployment.owlboard("reload", "load_balancer").exits(0);
        }
    }

    @Test void aRevokedCertificateIsRefusedAndTheGatewaysHaveAnother() throws Exception {
        var certs = deployment.state().resolve("certs");
        int service = deployment.port("user_service", 8443);
        var stolen = MutualTls.gateway(certs).stolen(folder);
        assertTrue(stolen.isServed(service, "/users/health"));
        try (var traffic = traffic()) {
            Image.owlboard(folder, "certs", "revoke", "api_gateway/client", "--after", "10s", "--dir", certs.toString()).exits(0)
                    .says("replaced   api_gateway/client.crt").says("published");
            Await.until("it is refused", () -> !stolen.isServed(service, "/users/health"));
            assertTrue(MutualTls.gateway(certs).isServed(service, "/users/health"));
            traffic.awaitMore(50);
            traffic.endsWithoutFailure();
        }
        Image.here("certs", "status", "--dir", certs.toString()).exits(0).says("1 revoked in ");
    }

    @Test void wrongNamesAndNumbersAreToldWithTheRemedy() throws Exception {
        assertEquals(1, deployment.owlboard("restart", "api_gatway_1").says("did you mean \"api_gateway_1\"?").code());
        assertEquals(2, deployment.owlboard("scale", "api_gateway=1").says("from 2").code());
        assertEquals(2, deployment.owlboard("scale", "api_gateway").says("owlboard scale api_gateway=8").code());
        assertEquals(1, deployment.owlboard("scale", "user_service=3").says("gateways can be scaled").code());
        assertEquals(1, deployment.owlboard("reload", "user_service").says("owlboard restart user_service").code());
        assertNotEquals(0, Image.here("restart", "x", "--state", folder.resolve("elsewhere").toString()).says("nothing runs")
                .code());
    }

    @Test void explainFollowsWhatRunsWithTheStateOfItsPeers() throws Exception {
        var url = "http://localhost:" + deployment.port(80) + "/api/users/5";
        var said = deployment.typed("explain", url).exits(0);
        said.says("1 load_balancer (lb.conf), port 80").says(" (patient/gateway.conf), port 80")
                .says("/api/users/5 becomes /users/5 (break)")
                .says("api_gateway_4:80 is up, active ").says("user_service:8443 is up, active ").says("3 user_service is a service");
        deployment.owlboard("explain", "--json", url).exits(0)
                .says("\"name\": \"api_gateway_1:80\", \"backup\": false, \"weight\": 1, \"state\": \"up\"");
        assertEquals(2, deployment.owlboard("explain", "--conf", "lb.conf", url).says("give one of them").code());
        Image.here("explain", "--state", folder.resolve("nowhere").toString(), url).exits(1).says("nothing runs in ");
    }

    @Test void doctorLintAndTopTellOfTheSame() throws Exception {
        var doctor = deployment.typed("doctor").exits(0);
        doctor.says("12 of 12 roles are healthy").says("spread        4 of 4 gateways answered").says(" 0 bad, ");
        deployment.owlboard("doctor", "--json").exits(0).says("\"check\": \"roles\", \"verdict\": \"ok\"");
        deployment.typed("top", "--json").exits(0).says("\"listeners\":[{");
        deployment.owlboard("top", "api_gatway_1").exits(1).says("did you mean \"api_gateway_1\"?");
        Image.owlboard(folder, "lint", "--json").exits(0).says("\"findings\": [");
    }

    @Test void everyLineOfTheLogsHasATime() throws Exception {
        try (var client = new Client(port)) {
            assertEquals(200, client.get("/api/users/").statusCode());
        }
        deployment.owlboard("reload").exits(0);
        var time = "(\\d{4}[-/]\\d\\d[-/]\\d\\d \\d\\d:\\d\\d:\\d\\d .*|.*\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d .*"
                + "|.*\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*)";
        var all = Await.until("what the balancer says of a reload", () -> deployment.owlboard("logs").exits(0).text(),
                text -> text.contains("load_balancer: configuration reloaded"));
        for (var line : all.lines().toList()) assertTrue(line.matches("\\w+ +\\| " + time), line);
        var stamped = deployment.typed("logs", "-t", "--since", "1h", "api_gateway_*", "load_balancer").exits(0).text().lines()
                .map(line -> line.replaceFirst("^\\w+ +\\| ", "").split(" ")[0]).toList();
        assertEquals(stamped.stream().sorted().toList(), stamped, "by time");
    }

    @Test void theImageHasManualPagesAndCompletion() throws Exception {
        var share = Image.folder().resolve("share");
        for (var command : List.of("owlboard", "owlboard-ps", "owlboard-explain", "owlboard-nginx", "owlboard-role-lb")) {
            assertTrue(Files.readString(share.resolve("man/man1").resolve(command + ".1")).startsWith(".TH "), command);
        }
        for (var shell : Map.of("bash", "bash-completion/completions/owlboard", "zsh", "zsh/site-functions/_owlboard").entrySet()) {
            var said = Image.owlboard(folder, "completion", shell.getKey()).exits(0);
            assertEquals(Files.readString(share.resolve(shell.getValue())), said.text());
        }
    }
}
