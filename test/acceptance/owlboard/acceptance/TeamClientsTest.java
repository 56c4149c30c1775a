package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Tree;

/**
 * What the team's Next.js and Flutter clients send, call by call as they do, through the balancer to the stand-in services and their
 * stores; the desktop's API port for the one, the mobile's for the other.
 */
class TeamClientsTest {
    private static final String BOARD = "65f0a1b2c3d4e5f601234567";
    private static final String WRITER = "65f0a1b2c3d4e5f600000001";

    @TempDir static Path folder;
    private static Deployment deployment;
    private static Client next;
    private static Client flutter;

    @BeforeAll static void up() throws Exception {
        var state = Files.createDirectories(folder.resolve("run"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        deployment = Deployment.up(new Deployment(folder, true).without("api_gateway_3", "api_gateway_4"));
        next = new Client(deployment.port(80));
        flutter = new Client(deployment.port(9000));
    }

    @AfterAll static void down() throws Exception {
        if (next != null) next.close();
        if (flutter != null) flutter.close();
        if (deployment != null) deployment.close();
    }

    @Test void anAccountIsRegisteredByFormAndByJson() throws Exception {
        var form = Client.object(201, flutter.form("/api/users/register",
                "email=ana%40owl.example&password=hunter22&full_name=Ana%20Mar%C3%ADa"));
        assertTrue(form.get("message") instanceof String && form.get("id") instanceof Long, form.toString());
        assertEquals("Ana Mar\u00eda", form.get("full_name"));
        var json = Client.object(201, next.post("/api/users/register",
                Map.of("email", "bob@owl.example", "password", "hunter22", "full_name", "Bob B")));
        assertEquals("bob", json.get("username"));

        for (var login : List.of(flutter.form("/api/users/login", "email=ana%40owl.example&password=hunter22"),
                next.post("/api/users/login", Map.of("email", "ana@owl.example", "password", "hunter22")))) {
            var answer = Client.object(200, login);
            assertEquals("Bienvenido Ana Mar\u00eda", answer.get("message"));
            assertEquals(form.get("id"), answer.get("id"));
            assertEquals("Ana Mar\u00eda", answer.get("name"));
            assertEquals("ana", answer.get("username"));
            assertTrue(answer.get("access_token") instanceof String, answer.toString());
        }
        var wrong = Client.object(401, flutter.form("/api/users/login", "email=ana%40owl.example&password=hunter23"));
        assertTrue(wrong.get("detail") instanceof String, wrong.toString());
        assertTrue(Client.object(400, flutter.form("/api/users/register", "email=ANA%40owl.example&password=hunter22"))
                .containsKey("detail"));

        for (var user : (List<?>) Client.json(200, flutter.get("/api/users"))) assertUser((Map<?, ?>) user);
        assertUser(Client.object(200, flutter.get("/api/users/" + form.get("id"))));
    }

    /** As the mobile client reads it: text that must be there. */
    private static void assertUser(Map<?, ?> user) {
        assertTrue(user.get("id") instanceof Long && user.get("email") instanceof String && user.get("is_active") instanceof Boolean
                && user.containsKey("full_name"),
                user.toString());
        assertEquals("", user.get("email"), "a stranger is not told");
    }

    @Test void anAccountIsChangedDeactivatedAndDeletedByItsOwner() throws Exception {
        var id = Client.object(201, flutter.form("/api/users/register", "email=carla%40owl.example&password=hunter22")).get("id");
        Client.object(201, flutter.form("/api/users/register", "email=dan%40owl.example&password=hunter22"));
        var path = "/api/users/" + id;
        var own = flutter.token("carla@owl.example", "hunter22");
        var others = flutter.token("dan@owl.example", "hunter22");
        var change = "{\"full_name\":\"Carla C\",\"password\":\"hunter33\"}";
        Client.json(401, flutter.send("PUT", path, change, "Content-Type", "application/json"));
        Client.json(403, flutter.send("PUT", path, change, others));
        assertEquals("Carla C", Client.object(200, flutter.send("PUT", path, change, own)).get("full_name"));
        assertEquals("carla@owl.example", Client.object(200, flutter.send("GET", path, null, own)).get("email"));

        Client.json(401, next.send("POST", path + "/dashboards", "{\"title\":\"Plan\",\"description\":\"\"}", "Content-Type",
                "application/json"));
        Client.json(403, next.send("POST", path + "/dashboards", "{\"title\":\"Plan\",\"description\":\"\"}", others));
        var board = Client.object(201, next.send("POST", path + "/dashboards", "{\"title\":\"Plan\",\"description\":\"\"}", own));
        assertEquals(id, board.get("owner_id"));
        assertTrue(board.get("id") instanceof Long && board.get("title").equals("Plan") && board.get("description").equals(""),
                board.toString());
        assertEquals(List.of(board), Client.json(200, next.get(path + "/dashboards")));

        Client.json(401, flutter.send("DELETE", path + "?hard=true", null));
        Client.json(403, flutter.send("DELETE", path, null, others));
        assertTrue(((String) Client.object(200, next.send("DELETE", path + "?hard=false", null, own)).get("message"))
                .endsWith("deactivated"));
        assertEquals(false, Client.object(200, flutter.get(path)).get("is_active"));
        Client.json(400, flutter.send("DELETE", path, null, own));
        assertEquals(204, next.send("DELETE", path + "?hard=true", null, own).statusCode());
        Client.json(404, flutter.get(path));
    }

    @Test void aChatIsToldFromTheQueryReadAndCleared() throws Exception {
        try (var talk = next.webSocket("/api/chat/ws/7?user_id=1&username=Ana", "http://localhost:3002")) {
            talk.hears("user_joined");
            talk.sends("{\"type\":\"chat_message\",\"data\":{\"content\":\"to whit\",\"message_type\":\"text\"}}");
            talk.hears("to whit");
            var said = Client.object(200, next.send("POST", "/api/chat/messages/7?user_id=2&username=Bob&content=to%20whoo", null));
            assertTrue(talk.hears("to whoo").contains((String) said.get("id")));
            var messages = (List<?>) Client.json(200, next.get("/api/chat/messages/7?limit=50&skip=0"));
            assertEquals(said, messages.getLast());
            for (var name : List.of("id", "user_id", "username", "content", "message_type", "timestamp", "dashboard_id", "reply_to",
                    "edited_at", "is_deleted")) {
                assertTrue(said.containsKey(name), name);
            }
            var user = (Map<?, ?>) ((List<?>) Client.json(200, next.get("/api/chat/users/7"))).getFirst();
            assertTrue(user.get("last_seen") instanceof String && user.get("connected_at") instanceof String, user.toString());
            assertEquals(((Map<?, ?>) messages.getFirst()).get("timestamp"),
                    Client.object(200, next.get("/api/chat/rooms/7")).get("created_at"));
            assertEquals(2L, Client.object(200, next.send("DELETE", "/api/chat/messages/7", null)).get("cleared_count"));
            talk.hears("messages_cleared");
            assertEquals(List.of(), Client.json(200, next.get("/api/chat/messages/7")));
        }
    }

    @Test void aCommentHasItsPlaceAsAList() throws Exception {
        try (var talk = next.webSocket("/api/comments/ws/dashboards/" + BOARD + "/comments", "http://localhost:3000")) {
            var create = "{\"content\":\"Gran dibujo\",\"coordinates\":\"150.5,320.0\",\"user_name\":\"Ana\"}";
            var comment = Client.object(201, next.send("POST", "/api/comments/dashboards/" + BOARD + "/users/" + WRITER + "/comments",
                    create,
                    "Content-Type", "application/json"));
            var id = (String) comment.get("_id");
            assertEquals(id, comment.get("id"));
            assertEquals(List.of(150.5, 320.0), comment.get("coordinates"));
            assertEquals(Map.of("type", "comment_created", "data", comment), Client.parsed(talk.hears("comment_created")));
            assertEquals(List.of(comment), Client.json(200, flutter.get("/api/comments/dashboards/" + BOARD)));

            assertEquals("Mejor", Client.object(200, flutter.send("PUT", "/api/comments/" + id, Map.of("content", "Mejor")))
                    .get("content"));
            assertEquals("Mejor", ((Map<?, ?>) ((Map<?, ?>) Client.parsed(talk.hears("comment_updated"))).get("data")).get("content"));
            assertEquals(List.of(1.0, 2.0),
                    Client.object(200, next.send("PUT", "/api/comments/" + id, Map.of("coordinates", List.of(1, 2)))).get("coordinates"));
            var moved = Client.object(200, next.send("PUT", "/api/comments/" + id + "/coordinates", "[3,4.5]", "Content-Type",
                    "application/json"));
            assertEquals(List.of(3.0, 4.5), moved.get("coordinates"));
            assertEquals(moved, Client.json(200, flutter.get("/api/comments/" + id)));

            assertTrue(flutter.send("DELETE", "/api/comments/" + id, null).statusCode() < 300);
            assertEquals(id, ((Map<?, ?>) ((Map<?, ?>) Client.parsed(talk.hears("comment_deleted"))).get("data")).get("comment_id"));
            Client.json(404, flutter.get("/api/comments/" + id));
        }
    }

    @Test void aDrawingOfTenMegabytesComesBackAsItWent() throws Exception {
        var text = new StringBuilder(
                "{\"canvasId\":\"12\",\"userId\":\"1\",\"layers\":[{\"id\":\"l\",\"name\":\"Capa\",\"visible\":true,\"locked\":false}],"
                + "\"shapes\":[{\"type\":\"pen\",\"layer_number\":0,\"color\":\"#000\",\"stroke_width\":2,\"points\":[0");
        while (text.length() < (10 << 20) - 20) text.append(",12.5");
        var drawing = text.append("]}]}").toString();
        var json = new String[] {"Content-Type", "application/json"};
        for (int i = 0; i < 3; i++) {
            var saved = Client.object(200, next.send("POST", "/api/canvas/save", drawing, json));
            assertEquals(saved.get("checksum"), Client.object(200, next.get("/api/canvas/checksum?id=12")).get("checksum"));
            assertEquals("{\"id\":\"12\"," + drawing.substring(1), next.get("/api/canvas?id=12").body());
        }
        assertEquals(413, next.send("POST", "/api/canvas/save", drawing + " ".repeat(100), json).statusCode());
        Client.json(200, next.send("POST", "/api/canvas/save", "{\"canvasId\":\"12\",\"shapes\":[{\"type\":\"line\"}]}", json));
        assertEquals(200, next.get("/api/canvas/svg?id=12").statusCode());
        assertEquals(200, next.send("DELETE", "/api/canvas?id=12", null).statusCode());
        Client.json(404, next.get("/api/canvas?id=12"));
        assertTrue(deployment.ps().stream().allMatch(role -> role.restarts() == 0), "nothing ran out of memory");
    }

    @Test void everyServiceTellsItsHealth() throws Exception {
        for (var service : List.of("users", "chat", "comments", "canvas")) {
            assertEquals(200, next.get("/api/" + service + "/health").statusCode(), service);
        }
    }

    @Test void thePageOfAnotherSiteOpensNoWebSocket() throws Exception {
        for (var path : List.of("/api/chat/ws/8?user_id=1&username=Ana", "/api/comments/ws/dashboards/8/comments")) {
            for (var port : List.of(deployment.port(80), deployment.port("nextjs_frontend", 3000),
                    deployment.port("mobile_frontend", 80))) {
                try (var client = new Client(port)) {
                    var refused = assertThrows(WebSocketHandshakeException.class, () -> client.webSocket(path, "https://evil.example"));
                    assertEquals(403, refused.getResponse().statusCode());
                    client.webSocket(path, "http://localhost:3002").close();
                    client.webSocket(path, "http://127.0.0.1:" + port).close();
                    client.webSocket(path).close();
                }
            }
        }
    }

    @Test void whatTheStoresKeepIsNobodyElsesToRead() throws Exception {
        for (var name : List.of("roles", "roles/mysql_db", "logs", "pids")) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(deployment.state().resolve(name))), name);
        }
        var journals = Tree.files(deployment.state().resolve("roles")).stream().filter(file -> file.toString().endsWith(".journal"))
                .toList();
        assertTrue(journals.size() >= 3, journals.toString());
        for (var journal : journals) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(journal)), journal.toString());
        }
    }
}
