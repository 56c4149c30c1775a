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
        assertEquals(event, json.get("event"), announcement);
        return (Map<String, Object>) json.get("comment");
    }

    @Test
    void announcesEachChangeToTheListenersOfItsBoard() throws Exception {
        var listener = rig.connect("/comments/ws/dashboards/d1/comments");
        var other = rig.connect("/comments/ws/dashboards/d2/comments");
        String id = create("d1", "first");
        var created = comment(listener.hears(), "created");
        assertEquals(id, created.get("id"));
        assertEquals(Map.of("x", 1.5, "y", -2.0), created.get("coordinates"));
        assertEquals(200, rig.send("PUT", "/comments/" + id, "{\"content\":\"better\"}").statusCode());
        assertEquals("better", comment(listener.hears(), "updated").get("content"));
        assertEquals(200, rig.send("DELETE", "/comments/" + id, null).statusCode());
        assertEquals(id, comment(listener.hears(), "deleted").get("id"));
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
    void refusesWhatIsNotAComment() throws Exception {
        String path = "/comments/dashboards/d/users/u/comments";
        assertEquals(422, rig.send("POST", path, "{\"content\":\"  \"}").statusCode());
        assertEquals(422, rig.send("POST", path, "{\"content\":\"x\",\"coordinates\":{\"x\":1}}").statusCode());
        assertEquals(422, rig.send("POST", path, "{\"content\":\"x\",\"coordinates\":[1,2]}").statusCode());
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
