package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The four services through load balancer and gateway. Each client may have two requests or WebSockets at a time. */
@ExtendWith(SharedSite.class)
@ResourceLock(SharedSite.DRILLED)
class ServicesTest {
    private static SharedSite.Site site;
    private static int desktop;
    private static int mobile;

    @BeforeAll static void narrow(SharedSite.Site shared) throws Exception {
        site = shared;
        var own = Image.patient("lb.conf");
        var narrow = own.replaceAll("limit_conn connections \\d+;", "limit_conn connections 2;");
        assertTrue(!narrow.equals(own), own);
        site.balance(narrow);
        desktop = site.deployment().port(80);
        mobile = site.deployment().port(9000);
    }

    @AfterAll static void wide() throws Exception {
        if (site != null) site.balance(Image.patient("lb.conf"));
    }

    @Test void usersRegisterLogInAreListedChangedAndRemoved() throws Exception {
        try (var client = new Client(desktop)) {
            var ann = Client.object(201, client.post("/api/users/register",
                    Map.of("username", "ann", "email", "ann@example.org", "password", "correct horse")));
            assertTrue(!ann.toString().contains("correct horse") && !ann.containsKey("password"), ann.toString());
            var again = client.post("/api/users/register",
                    Map.of("username", "ann", "email", "other@example.org", "password", "correct horse"));
            assertEquals("Username already taken", Client.object(400, again).get("detail"));

            var login = Client.object(200, client.post("/api/users/login", Map.of("username", "ann", "password", "correct horse")));
            assertEquals(ann.get("id"), ((Map<?, ?>) login.get("user")).get("id"));
            assertTrue(client.post("/api/users/login", Map.of("username", "ann", "password", "wrong horse")).statusCode() >= 400);

            var listed = client.get("/api/users/").body();
            assertTrue(listed.contains("\"username\":\"ann\"") && !listed.contains("ann@example.org"), listed);
            assertEquals(listed, client.get("/api/users").body(), "without the slash");
            var own = client.token("ann", "correct horse");
            var id = ann.get("id");
            assertEquals("ann@example.org", Client.object(200, client.send("GET", "/api/users/" + id, null, own)).get("email"));
            Client.json(401, client.send("PUT", "/api/users/" + id, Map.of("full_name", "Ann A.")));
            assertEquals("Ann A.", Client.object(200, client.send("PUT", "/api/users/" + id, "{\"full_name\":\"Ann A.\"}", own))
                    .get("full_name"));
            Client.json(200, client.get("/api/users/" + id + "/dashboards"));
            assertEquals(204, client.send("DELETE", "/api/users/" + id + "?hard=true", null, own).statusCode());
            assertTrue(Client.object(404, client.get("/api/users/" + id)).containsKey("detail"));
            assertEquals(200, client.get("/api/users/health").statusCode());
        }
    }

    @Test void aDrawingIsSavedReadSummedDrawnAndDeleted() throws Exception {
        try (var client = new Client(desktop, "127.0.0.2")) {
            var drawing = Map.of("id", "board-1", "shapes", List.of(Map.of("type", "rect", "x", 10, "y", 20, "width", 30, "height", 40),
                    Map.of("type", "text", "x", 1, "y", 2, "text", "<owl>")));
            var saved = Client.object(200, client.post("/api/canvas/save", drawing));
            var read = Client.object(200, client.get("/api/canvas?id=board-1"));
            assertEquals(2, ((List<?>) read.get("shapes")).size());
            assertEquals(saved.get("checksum"), Client.object(200, client.get("/api/canvas/checksum?id=board-1")).get("checksum"));
            var svg = client.get("/api/canvas/svg?id=board-1");
            assertEquals("image/svg+xml; charset=utf-8", svg.headers().firstValue("Content-Type").orElse(""));
            assertTrue(svg.body().contains("<rect x=\"10\" y=\"20\" width=\"30\" height=\"40\"") && svg.body().contains("&lt;owl&gt;"),
                    svg.body());
            assertEquals(200, client.send("DELETE", "/api/canvas?id=board-1", null).statusCode());
            Client.json(404, client.get("/api/canvas?id=board-1"));
        }
    }

    @Test void bodiesPassUpToTheEdgesLimit() throws Exception {
        try (var client = new Client(desktop, "127.0.0.8")) {
            var large = Map.of("id", "large", "shapes", List.of(Map.of("type", "text", "text", "x".repeat(1_000_000))));
            var saved = Client.object(200, client.post("/api/canvas/save", large));
            assertEquals(saved.get("checksum"), Client.object(200, client.get("/api/canvas/checksum?id=large")).get("checksum"));
            assertTrue(client.get("/api/canvas?id=large").body().length() > 1_000_000);
            assertEquals(413, client.post("/api/canvas/save", Map.of("id", "huge", "text", "x".repeat(11 << 20))).statusCode());
            assertEquals(422, client.send("POST", "/api/canvas/save", null).statusCode());
        }
    }

    @Test void commentsAreWrittenListedChangedAndRemovedAndListenersHearOfIt() throws Exception {
        try (var writer = new Client(desktop, "127.0.0.3"); var listener = new Client(mobile, "127.0.0.4");
                var first = listener.webSocket("/api/comments/ws/dashboards/7/comments");
                        var second = writer.webSocket("/api/comments/ws/dashboards/7/comments");
                var elsewhere = listener.webSocket("/api/comments/ws/dashboards/8/comments")) {
            var comment = Client.object(201, writer.post("/api/comments/dashboards/7/users/5/comments",
                    Map.of("content", "nice owl", "coordinates", Map.of("x", 1.5, "y", 2))));
            var id = (String) comment.get("id");
            assertTrue(first.hears("nice owl").contains(id));
            second.hears("nice owl");
            assertEquals(List.of(comment), Client.json(200, writer.get("/api/comments/dashboards/7/comments")));
            Client.json(200, writer.send("PUT", "/api/comments/" + id, Map.of("content", "nice barn owl")));
            first.hears("nice barn owl");
            second.hears("nice barn owl");
            Client.json(200, writer.send("DELETE", "/api/comments/" + id, null));
            Await.until("the third announcement", () -> first.all().size() == 3 && second.all().size() == 3);
            Client.json(404, writer.get("/api/comments/" + id));
            assertEquals(List.of(), elsewhere.all());
        }
    }

    @Test void whatIsSaidInAChatIsHeardByAllInTheRoom() throws Exception {
        try (var ann = new Client(desktop, "127.0.0.5"); var bob = new Client(mobile, "127.0.0.6");
                var annTalks = ann.webSocket("/api/chat/ws/12?user_id=1&username=ann");
                        var bobTalks = bob.webSocket("/api/chat/ws/12?user_id=2&username=bob")) {
            annTalks.hears("bob");
            annTalks.sends("{\"type\": \"chat_message\", \"data\": {\"content\": \"to whit\"}}");
            assertTrue(bobTalks.hears("to whit").contains("\"chat_message\""));
            annTalks.hears("to whit");
            bobTalks.sends("{\"type\": \"typing\", \"data\": {\"is_typing\": true}}");
            annTalks.hears("\"typing\"");
            Client.json(201, ann.post("/api/chat/messages/12", Map.of("user_id", "1", "username", "ann", "content", "to whoo")));
            bobTalks.hears("to whoo");
            assertEquals(2, ((List<?>) Client.json(200, bob.get("/api/chat/messages/12"))).size());
            assertEquals(2, ((List<?>) Client.json(200, bob.get("/api/chat/users/12"))).size());
            Client.json(200, bob.get("/api/chat/rooms/12"));

            annTalks.sends("\"" + "o".repeat(100_000) + "\"");
            annTalks.hears("error");
            bobTalks.aborts();
            annTalks.hears("user_left");
            annTalks.closes();
            assertEquals("closed 1000", annTalks.awaitEnd());
        }
    }

    @Test void aWebSocketCountsAsAConnectionWhileItIsOpen() throws Exception {
        try (var client = new Client(desktop, "127.0.0.7"); var other = new Client(desktop, "127.0.0.9");
                var first = client.webSocket("/api/chat/ws/99?user_id=1&username=ann")) {
            assertEquals(200, client.get("/api/chat/messages/99").statusCode());
            var second = Await.until("the place of the answered request", () -> {
                try {
                    return client.webSocket("/api/comments/ws/dashboards/99/comments");
                } catch (WebSocketHandshakeException full) {
                    return null;
                }
            }, Objects::nonNull);
            assertEquals(503, client.get("/api/chat/messages/99").statusCode());
            try (var refused = client.webSocket("/api/comments/ws/dashboards/99/comments")) {
                throw new AssertionError("a third WebSocket of one client was accepted: " + refused);
            } catch (WebSocketHandshakeException expected) {
                assertEquals(503, expected.getResponse().statusCode());
            }
            assertEquals(200, other.get("/api/chat/messages/99").statusCode(), "another client is counted apart");
            second.aborts();
            Await.until("the place of the closed WebSocket", () -> client.get("/api/chat/messages/99").statusCode(),
                    status -> status == 200);
            assertEquals("", first.end());
        }
    }

    @Test void anUnknownPathIs404WithEveryHeaderOnce() throws Exception {
        try (var client = new Client(desktop, "127.0.0.10")) {
            for (var path : List.of("/", "/api", "/api/nothing", "/api/canvas/nothing")) {
                var answer = client.get(path);
                assertEquals(404, answer.statusCode(), path);
                assertEquals(List.of("*"), answer.headers().allValues("Access-Control-Allow-Origin"), path);
                assertEquals(List.of("SAMEORIGIN"), answer.headers().allValues("X-Frame-Options"), path);
            }
        }
    }
}
