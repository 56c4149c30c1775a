package owlboard.services.comments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.services.Running;
import owlboard.services.SocketRig;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

class CommentServiceTest {
    private SocketRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new SocketRig(routes -> CommentRoutes.add(routes, 1 << 20));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private String create(String dashboard, String content) throws Exception {
        var answer = rig.send("POST", "/comments/dashboards/" + dashboard + "/users/u1/comments",
            Json.write(Map.of("content", content, "coordinates", Map.of("x", 1.5, "y", -2L))));
        assertEquals(201, answer.statusCode(), answer.body());
        return (String) Running.object(answer).get("id");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> comment(String announcement, String event) throws JsonException {
        var json = (Map<String, Object>) Json.read(announcement);
        assertEquals("comment_" + event, json.get("type"), announcement);
        return (Map<String, Object>) json.get("data");
    }

    @Test
    void announcesEachChangeToTheListenersOfItsBoard() throws Exception {
        var listener = rig.connect("/comments/ws/dashboards/d1/comments");
        var other = rig.connect("/comments/ws/dashboards/d2/comments");
        String id = create("d1", "first");
        var created = comment(listener.hears(), "created");
        assertEquals(id, created.get("id"));
        assertEquals(id, created.get("_id"));
        assertEquals(List.of(1.5, -2.0), created.get("coordinates"));
        assertEquals(200, rig.send("PUT", "/comments/" + id, "{\"content\":\"better\"}").statusCode());
        assertEquals("better", comment(listener.hears(), "updated").get("content"));
        assertEquals(200, rig.send("DELETE", "/comments/" + id, null).statusCode());
        var deleted = comment(listener.hears(), "deleted");
        assertEquals(id, deleted.get("comment_id"));
        assertEquals(id, deleted.get("_id"));
        assertTrue(other.hasHeardNothing());
    }

    @Test
    void listsTheCommentsOfABoardOldestFirst() throws Exception {
        create("d", "one");
        create("d", "two");
        create("e", "three");
        var list = (List<?>) Json.read(rig.send("GET", "/comments/dashboards/d/comments", null).body());
        assertEquals(2, list.size());
        assertEquals("one", ((Map<?, ?>) list.getFirst()).get("content"));
        assertEquals("[]", rig.send("GET", "/comments/dashboards/none/comments/", null).body());
    }

    @Test
    void takesAPlaceInEverySpelling() throws Exception {
        String path = "/comments/dashboards/d/users/u/comments";
        for (var place : List.of("\"150.5,-320\"", "\" 150.5 , -320.0 \"", "\"1505e-1,-3.2e2\"", "[150.5,-320]",
                "{\"x\":150.5,\"y\":-320}")) {
            var created = rig.send("POST", path, "{\"content\":\"here\",\"coordinates\":" + place + "}");
            assertEquals(201, created.statusCode(), created.body());
            assertEquals(List.of(150.5, -320.0), Running.object(created).get("coordinates"), place);
        }
        assertEquals(List.of(), Running.object(rig.send("POST", path, "{\"content\":\"nowhere\"}")).get("coordinates"),
                "a list all the same");
    }

    @Test
    void movesAComment() throws Exception {
        var listener = rig.connect("/comments/ws/dashboards/d/comments");
        String id = create("d", "here");
        listener.hears();
        for (var body : List.of("[3,4]", "{\"x\":3,\"y\":4}", "\"3,4\"", "{\"coordinates\":[3,4]}")) {
            var moved = rig.send("PUT", "/comments/" + id + "/coordinates", body);
            assertEquals(200, moved.statusCode(), moved.body());
            assertEquals(List.of(3.0, 4.0), Running.object(moved).get("coordinates"), body);
            assertEquals(List.of(3.0, 4.0), comment(listener.hears(), "updated").get("coordinates"));
        }
        assertEquals(List.of(5.0, 6.0), Running.object(rig.send("PUT", "/comments/" + id, "{\"coordinates\":[5,6]}")).get("coordinates"));
        assertEquals("here", Running.object(rig.send("GET", "/comments/" + id, null)).get("content"));
        for (var body : List.of("[3]", "7", "{}", "null", "{\"coordinates\":null}", "")) {
            assertEquals(422, rig.send("PUT", "/comments/" + id + "/coordinates", body).statusCode(), body);
        }
        assertEquals(404, rig.send("PUT", "/comments/0123/coordinates", "[1,2]").statusCode());
    }

    @Test
    void refusesWhatIsNotAComment() throws Exception {
        String path = "/comments/dashboards/d/users/u/comments";
        assertEquals(422, rig.send("POST", path, "{\"content\":\"  \"}").statusCode());
        assertEquals(422, rig.send("POST", path, "{\"content\":\"x\",\"coordinates\":{\"x\":1}}").statusCode());
        for (var place : List.of("[1]", "[1,2,3]", "[\"1\",2]", "\"1\"", "\"1,2,3\"", "\"x,y\"", "\"NaN,1\"", "\"1e999,1\"", "\"0x1,2\"",
                "{}", "7", "true")) {
            assertEquals(422, rig.send("POST", path, "{\"content\":\"x\",\"coordinates\":" + place + "}").statusCode(), place);
        }
        assertEquals(422, rig.send("POST", path, "{\"content\":\"a\\u0000b\"}").statusCode());
        assertEquals(422, rig.send("POST", path, "{\"content\":\"" + "x".repeat(4001) + "\"}").statusCode());
        assertEquals(404, rig.send("PUT", "/comments/0123", "{\"content\":\"x\"}").statusCode());
        assertEquals(400, rig.send("PUT", "/comments/" + create("d", "x"), "{}").statusCode());
        assertEquals(404, rig.send("DELETE", "/comments/0123", null).statusCode());
    }

    @Test
    void refusesMoreThanItsRoomHolds() throws Exception {
        var heard = new ArrayList<String>();
        var table = new CommentTable(2000, (event, comment) -> heard.add(event));
        var draft = new Comment.Draft("d", "u", null, "x".repeat(400), null);
        String id = table.add(draft).id();
        assertEquals(507, assertThrows(Refusal.class, () -> table.add(draft)).status());
        table.remove(id);
        table.add(draft);
        assertEquals(List.of("created", "deleted", "created"), heard);
        assertEquals(1, table.ofDashboard("d").size());
    }
}
