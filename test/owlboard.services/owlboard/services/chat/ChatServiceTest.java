package owlboard.services.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.services.Running;
import owlboard.services.SocketRig;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

class ChatServiceTest {
    private SocketRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new SocketRig(routes -> ChatRoutes.add(routes, 1 << 20));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private SocketRig.Peer join(String room, String user) throws Exception {
        var peer = rig.connect("/chat/ws/" + room + "?user_id=" + user + "&username=" + user + "%20Smith");
        var joined = data(peer.hears(), "user_joined");
        assertEquals(user, joined.get("user_id"));
        return peer;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String event, String type) throws JsonException {
        var json = (Map<String, Object>) Json.read(event);
        assertEquals(type, json.get("type"), event);
        return (Map<String, Object>) json.get("data");
    }

    @Test
    void tellsEverybodyInTheRoomAndNobodyElse() throws Exception {
        var ada = join("r1", "ada");
        var bob = join("r1", "bob");
        var eve = join("r2", "eve");
        data(ada.hears(), "user_joined");
        ada.say("{\"type\":\"chat_message\",\"data\":{\"content\":\"hello \\u00e9\\ud83e\\udd89\"}}");
        for (var peer : List.of(ada, bob)) {
            var message = data(peer.hears(), "chat_message");
            assertEquals("hello \u00e9\ud83e\udd89", message.get("content"));
            assertEquals("ada", message.get("user_id"));
            assertEquals("ada Smith", message.get("username"));
        }
        assertTrue(eve.hasHeardNothing());
        assertTrue(rig.send("GET", "/chat/messages/r1", null).body().contains("hello"));
        assertEquals("[]", rig.send("GET", "/chat/messages/r2", null).body());
    }

    @Test
    void tellsTheOthersWhoIsTyping() throws Exception {
        var ada = join("r", "ada");
        var bob = join("r", "bob");
        data(ada.hears(), "user_joined");
        ada.say("{\"type\":\"typing\",\"is_typing\":true}");
        assertEquals(true, data(bob.hears(), "typing").get("is_typing"));
        bob.say("{\"type\":\"chat_message\",\"content\":\"x\"}");
        data(ada.hears(), "chat_message");  // not its own typing
    }

    @Test
    void relaysWhatIsDrawnToEveryOtherWindowUnderItsSendersName() throws Exception {
        var ada = join("r", "ada");
        var second = rig.connect("/chat/ws/r?user_id=ada&username=ada");
        ada.say("{\"type\":\"draw\",\"data\":{\"op\":\"put\",\"user_id\":\"eve\",\"shape\":{\"id\":\"s1\",\"points\":[1,2.5]}}}");
        var drawn = data(second.hears(), "draw");
        assertEquals("put", drawn.get("op"));
        assertEquals("ada", drawn.get("user_id"));
        assertEquals(Map.of("id", "s1", "points", List.of(1L, 2.5)), drawn.get("shape"));
        ada.say("{\"type\":\"draw\",\"data\":{\"op\":\"" + "x".repeat(Talk.DRAW_MAX) + "\"}}");
        data(ada.hears(), "error");  // and not its own drawing before that
        assertTrue(second.hasHeardNothing());
    }

    @Test
    void announcesAMessageThatWasPosted() throws Exception {
        var ada = join("r", "ada");
        var posted = rig.send("POST", "/chat/messages/r/", "{\"user_id\":7,\"username\":\"bob\",\"content\":\" hi \"}");
        assertEquals(201, posted.statusCode());
        assertEquals("hi", data(ada.hears(), "chat_message").get("content"));
        assertEquals(422, rig.send("POST", "/chat/messages/r", "{\"user_id\":7,\"username\":\"bob\"}").statusCode());
    }

    @Test
    void takesAMessageFromTheQuery() throws Exception {
        var ada = join("r", "ada");
        var said = rig.send("POST", "/chat/messages/r?user_id=7&username=Bob%20B&content=hi+there%0A%C3%A9", null);
        assertEquals(200, said.statusCode(), said.body());
        var message = data(ada.hears(), "chat_message");
        assertEquals("hi there\n\u00e9", message.get("content"));
        assertEquals("Bob B", message.get("username"));
        assertEquals(message, Running.object(said));
        assertTrue(message.containsKey("edited_at") && message.get("edited_at") == null, said.body());
        assertEquals(false, message.get("is_deleted"));
        assertEquals(422, rig.send("POST", "/chat/messages/r?user_id=7&username=b&content=%20", null).statusCode());
        assertEquals(422, rig.send("POST", "/chat/messages/r?user_id=7&username=b&content=a%00b", null).statusCode());
        assertEquals(422, rig.send("POST", "/chat/messages/r?user_id=7&content=x", null).statusCode());
        ada.say("{\"type\":\"chat_message\",\"data\":{\"message\":\"as one of the team's pages says it\"}}");
        assertEquals("as one of the team's pages says it", data(ada.hears(), "chat_message").get("content"));
    }

    @Test
    void clearsARoomAndSaysSo() throws Exception {
        var ada = join("r", "ada");
        var eve = join("r2", "eve");
        for (int i = 0; i < 3; i++) rig.send("POST", "/chat/messages/r", "{\"user_id\":7,\"username\":\"bob\",\"content\":\"x\"}");
        rig.send("POST", "/chat/messages/r2", "{\"user_id\":7,\"username\":\"bob\",\"content\":\"stays\"}");
        var begun = Running.object(rig.send("GET", "/chat/rooms/r", null)).get("created_at");
        for (int i = 0; i < 3; i++) {
            var heard = data(ada.hears(), "chat_message");
            if (i == 0) assertEquals(heard.get("timestamp"), begun);
        }
        var cleared = rig.send("DELETE", "/chat/messages/r", null);
        assertEquals(Map.of("status", "success", "cleared_count", 3L, "dashboard_id", "r"), Running.object(cleared));
        var told = data(ada.hears(), "messages_cleared");
        assertEquals("r", told.get("dashboard_id"));
        assertEquals(3L, told.get("cleared_count"));
        assertEquals("[]", rig.send("GET", "/chat/messages/r", null).body());
        assertTrue(rig.send("GET", "/chat/messages/r2", null).body().contains("stays"));
        data(eve.hears(), "chat_message");
        assertTrue(eve.hasHeardNothing());
        assertEquals(0L, Running.object(rig.send("DELETE", "/chat/messages/none", null)).get("cleared_count"));
    }

    @Test
    void tellsWhenWhoIsThereWasSeen() throws Exception {
        join("r", "ada");
        var user = (Map<?, ?>) ((List<?>) Json.read(rig.send("GET", "/chat/users/r", null).body())).getFirst();
        assertTrue(((String) user.get("last_seen")).compareTo((String) user.get("connected_at")) >= 0, user.toString());
        assertTrue(rig.send("GET", "/chat/rooms/r", null).body().contains("\"created_at\":\"20"), "now, where nothing was said");
    }

    @Test
    void knowsWhoIsThereOnceHoweverManyWindowsAreOpen() throws Exception {
        var ada = join("r", "ada");
        var second = rig.connect("/chat/ws/r?user_id=ada&username=ada");
        var bob = join("r", "bob");
        data(second.hears(), "user_joined");
        assertEquals(2, ((List<?>) Json.read(rig.send("GET", "/chat/users/r", null).body())).size());
        second.leave();
        assertEquals(1000, second.closed.get(Patience.SECONDS, TimeUnit.SECONDS));
        ada.leave();
        assertEquals("ada", data(bob.hears(), "user_left").get("user_id"));
        assertTrue(rig.send("GET", "/chat/rooms/r", null).body().contains("\"user_id\":\"bob\""));
        assertEquals(1, ((List<?>) Json.read(rig.send("GET", "/chat/users/r", null).body())).size());
    }

    @Test
    void tellsOnlyTheSenderWhatIsWrong() throws Exception {
        var ada = join("r", "ada");
        for (String bad : List.of("{", "[]", "{\"type\":\"dance\"}", "{\"type\":\"chat_message\"}", "{\"type\":\"typing\",\"data\":7}")) {
            ada.say(bad);
            data(ada.hears(), "error");
        }
        ada.say("{\"type\":\"chat_message\",\"content\":\"still here\"}");
        data(ada.hears(), "chat_message");
    }

    @Test
    void refusesASocketWithoutAName() {
        assertThrows(CompletionException.class, () -> rig.connect("/chat/ws/r?user_id=ada"));
        assertThrows(CompletionException.class, () -> rig.connect("/chat/ws"));
    }

    @Test
    void answersAPlainRequestForASocketWithUpgradeRequired() throws Exception {
        var answer = rig.send("GET", "/chat/ws/r?user_id=a&username=a", null);
        assertEquals(426, answer.statusCode());
        assertEquals("websocket", answer.headers().firstValue("Upgrade").orElseThrow());
    }

    @Test
    void keepsTheLastMessagesOfARoomAndDropsTheOldestOfAll() {
        var log = new MessageLog(600_000, message -> { });
        for (int i = 0; i < 600; i++) log.add(message("a", i));
        assertEquals(500, log.count("a"));
        assertEquals("599", log.latest("a", 0, 1).getFirst().id());
        assertEquals("100", log.latest("a", 0, 500).getFirst().id());
        assertEquals("597", log.latest("a", 2, 1).getFirst().id());
        for (int i = 1000; i < 2000; i++) log.add(message("b" + i % 10, i));
        assertTrue(log.count("a") + 1000 > 1000 && log.count("a") < 500, "the oldest went: " + log.count("a"));
    }

    private static Message message(String room, int i) {
        return new Message(Integer.toString(i), room, "u", "u", "text", "text", null, ChatRoutes.now());
    }
}
