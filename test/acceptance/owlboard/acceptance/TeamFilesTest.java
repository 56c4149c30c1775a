package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology on the team's files, unchanged. They let a client have ten requests at a time and 21 at once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TeamFilesTest {
    @TempDir static Path folder;
    private static Deployment deployment;
    private static int desktop;
    private static int mobile;

    @BeforeAll static void up() throws Exception {
        deployment = Deployment.up(folder, "--lb-conf", TeamFiles.balancer().toString(), "--gateway-conf", TeamFiles.gateway().toString());
        desktop = deployment.port(80);
        mobile = deployment.port(9000);
    }

    @AfterAll static void down() throws Exception {
        if (deployment != null) deployment.close();
    }

    @Test void healthAndStatusAreWhatTheFilesReturn() throws Exception {
        try (var client = new Client(desktop, "127.0.0.2"); var phone = new Client(mobile, "127.0.0.2")) {
            var health = client.get("/health");
            assertEquals("Load Balancer Healthy\n", health.body());
            assertEquals(List.of("text/plain"), health.headers().allValues("Content-Type"));
            assertEquals("Load Balancer Healthy (Mobile)\n", phone.get("/health").body());
            assertEquals("Active Backends: 4\nAlgorithm: least_conn\n", client.get("/lb-status").body());
            assertEquals(404, phone.get("/lb-status").statusCode(), "only the desktop's port has it");
        }
    }

    @Test void usersAnswerThroughBothTiersAndMutualTls() throws Exception {
        try (var client = new Client(desktop, "127.0.0.3"); var phone = new Client(mobile, "127.0.0.3")) {
            var list = client.get("/api/users/");
            assertTrue(Client.json(200, list) instanceof List<?>);
            assertTrue(list.headers().firstValue("X-Upstream-Server").orElse("").matches("api_gateway_[1-4]:80"),
                    list.headers().toString());
            assertEquals(List.of("*"), list.headers().allValues("Access-Control-Allow-Origin"));
            assertEquals(List.of("SAMEORIGIN"), list.headers().allValues("X-Frame-Options"));
            assertEquals(List.of("OwlBoard-LB"), list.headers().allValues("X-Load-Balancer"));
            assertEquals(List.of("OwlBoard-LB-Mobile"), phone.get("/api/users").headers().allValues("X-Load-Balancer"));
            var owl = Client.object(201, client.post("/api/users/register",
                    Map.of("username", "owl", "email", "owl@example.org", "password", "who who who")));
            var seen = Client.object(200, phone.get("/api/users/" + owl.get("id")));
            assertEquals("owl", seen.get("username"));
            assertEquals("", seen.get("email"), "an address is its owner's");
            Client.json(200, phone.post("/api/users/login", Map.of("email", "owl@example.org", "password", "who who who")));
            assertEquals(404, client.get("/api/nothing").statusCode());
        }
    }

    @Test void theOtherServicesAnswer() throws Exception {
        try (var client = new Client(desktop, "127.0.0.4")) {
            Client.json(200, client.post("/api/canvas/save", Map.of("id", "t", "shapes", List.of())));
            Client.json(200, client.get("/api/canvas?id=t"));
            Client.json(201, client.post("/api/comments/dashboards/1/users/1/comments", Map.of("content", "hoot")));
            Client.json(200, client.get("/api/comments/dashboards/1/comments"));
            Client.json(201, client.post("/api/chat/messages/1", Map.of("user_id", "1", "username", "owl", "content", "hoot")));
            Client.json(200, client.get("/api/chat/messages/1"));
        }
    }

    @Test void aPreflightIsAnsweredWithCorsHeadersOnce() throws Exception {
        try (var client = new Client(desktop, "127.0.0.5")) {
            for (var path : List.of("/api/users", "/api/users/1", "/api/comments", "/api/comments/1", "/api/canvas", "/api/canvas/save",
                    "/api/chat", "/api/chat/rooms/1")) {
                var answer = client.send("OPTIONS", path, null);
                assertEquals(204, answer.statusCode(), path);
                assertEquals(List.of("*"), answer.headers().allValues("Access-Control-Allow-Origin"), path);
                assertEquals(List.of("1728000"), answer.headers().allValues("Access-Control-Max-Age"), path);
            }
        }
    }

    @Test void webSocketsOfChatAndCommentsTalkThroughBothTiers() throws Exception {
        try (var ann = new Client(desktop, "127.0.0.6"); var bob = new Client(mobile, "127.0.0.7");
                var annTalks = ann.webSocket("/api/chat/ws/3?user_id=1&username=ann");
                        var bobTalks = bob.webSocket("/api/chat/ws/3?user_id=2&username=bob");
                var annListens = ann.webSocket("/api/comments/ws/dashboards/3/comments");
                        var bobListens = bob.webSocket("/api/comments/ws/dashboards/3/comments")) {
            annTalks.hears("bob");
            annTalks.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"to whit\"}}");
            bobTalks.hears("to whit");
            Client.json(201, ann.post("/api/comments/dashboards/3/users/1/comments", Map.of("content", "to whoo")));
            annListens.hears("to whoo");
            bobListens.hears("to whoo");
            bobTalks.closes();
            assertEquals("closed 1000", bobTalks.awaitEnd());
            annTalks.hears("user_left");
        }
    }

    @Test void theTenthWebSocketOfAClientIsTheLast() throws Exception {
        var open = new ArrayList<Sockets.Talk>();
        try (var client = new Client(desktop, "127.0.0.8")) {
            for (int i = 0; i < 10; i++) open.add(client.webSocket("/api/comments/ws/dashboards/10/comments"));
            try (var refused = client.webSocket("/api/comments/ws/dashboards/10/comments")) {
                throw new AssertionError("an eleventh was accepted: " + refused);
            } catch (WebSocketHandshakeException expected) {
                assertEquals(503, expected.getResponse().statusCode());
            }
            assertEquals(200, client.get("/health").statusCode());
            open.removeLast().closes();
            Await.until("a place", () -> client.get("/api/comments/health").statusCode(), status -> status == 200);
        } finally {
            for (var talk : open) talk.close();
        }
    }

    @Test void twentyOneRequestsPassAtOnceAndThenTheRate() throws Exception {
        try (var client = new Raw(desktop, "127.0.0.9")) {
            long start = System.nanoTime();
            for (int i = 0; i < 60; i++) client.gets("/api/comments/health");
            int passed = 0;
            for (int i = 0; i < 60; i++) {
                var answer = client.answer();
                if (i < 21) assertEquals(200, answer.status(), "request " + (i + 1));
                if (answer.status() == 200) passed++;
                else assertEquals(503, answer.status());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(passed <= 22 + 100 * seconds, passed + " passed in " + seconds + " s");
        }
    }

    @Test void theLogsShowWhichGatewayAndWhichServiceAnswered() throws Exception {
        try (var client = new Client(desktop, "127.0.0.10")) {
            assertEquals(200, client.get("/api/canvas/health?logged").statusCode());
        }
        Await.until("the line of the load balancer", () -> deployment.owlboard("logs", "load_balancer").exits(0).text(),
                text -> text.lines()
                .anyMatch(line ->
                line.matches(
                "load_balancer \\| 127\\.0\\.0\\.10 - - \\[.*\\] \"GET /api/canvas/health\\?logged HTTP/1\\.1\" 200 \\d+ .* upstream: "
                + "api_gateway_[1-4]:80")));
    }

    /** The last one: it takes the service away. */
    @Test @Order(Integer.MAX_VALUE) void aDeadServiceIsNoFailureOfTheGateways() throws Exception {
        deployment.owlboard("stop", "chat_service").exits(0);
        var bad = new ArrayList<String>();
        int chats = 0;
        for (int n = 0; n < 60; n++) {
            try (var client = new Raw(desktop, "127.0.1." + (1 + n))) {
                int chat = client.gets("/api/chat/messages/1").answer().status();
                if (chat >= 500) chats++;
                for (var path : List.of("/api/users/", "/api/canvas/health", "/api/comments/health")) {
                    int status = client.gets(path).answer().status();
                    if (status != 200) bad.add(path + " " + status);
                }
            }
        }
        System.out.println("chat was dead: " + chats + " errors of its own, others " + bad.size());
        assertTrue(chats >= 12, "twelve of them take all gateways out where they count: " + chats);
        assertEquals(List.of(), bad);
        var url = "http://localhost:" + desktop + "/api/users/5";
        Await.until("every peer says active 0", () -> deployment.owlboard("explain", url).text(),
                text -> text.contains(" active 0") && !text.matches("(?s).*\\bactive [1-9].*"));
    }
}
