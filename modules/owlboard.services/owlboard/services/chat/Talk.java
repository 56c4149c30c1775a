package owlboard.services.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;
import owlboard.services.websocket.Rooms;
import owlboard.services.websocket.WebSocket;

/** One WebSocket of the chat, from joining to leaving. */
record Talk(Messages messages, People people, String dashboard, Presence self, WebSocket socket) {
    static final int DRAW_MAX = 64 << 10;

    void run() {
        people.enter(dashboard, socket, self);
        try {
            for (String text = socket.receive(); text != null; text = socket.receive()) {
                hear(text);
                Thread.yield();  // whoever sends a lot at once must not flood those who have yet to write it
            }
        } finally {
            people.leave(dashboard, socket, self);
        }
    }

    private void hear(String text) {
        try {
            Fields event = Fields.of(Json.read(text));
            Fields data = event.has("data") ? event.object("data") : event;
            switch (event.text("type", 32)) {
                case "chat_message" -> messages.add(ChatRoutes.message(dashboard, self.userId(), self.username(), data));
                case "typing" -> typing(data.flag("is_typing"));
                case "draw" -> draw(event.object("data"), text.length());
                default -> throw new Refusal(422, "'type' must be chat_message, typing or draw");
            }
        } catch (JsonException wrong) {
            refuse("not JSON: " + wrong.getMessage());
        } catch (Refusal refusal) {
            refuse(refusal.getMessage());
        }
    }

    private void typing(boolean isTyping) {
        Map<String, Object> data = self.event();
        data.put("is_typing", isTyping);
        people.tellOtherUsers(dashboard, self, event("typing", data));
    }

    /** What is being drawn goes to every other window as it is, and is not kept: the canvas service has what was saved. */
    private void draw(Fields stroke, int length) throws Refusal {
        if (length > DRAW_MAX) throw new Refusal(413, "a draw event has at most " + DRAW_MAX + " characters");
        var data = new LinkedHashMap<String, Object>(stroke.members());
        data.putAll(self.event());
        people.tellOtherWindows(dashboard, self, event("draw", data));
    }

    private void refuse(String detail) {
        socket.send(event("error", Map.of("detail", detail)));
    }

    static void announce(Rooms<Presence> present, Happening happening) {
        String text = switch (happening) {
            case Message message -> event("chat_message", message.json());
            case Cleared cleared -> event(Cleared.KIND, cleared.event());
        };
        present.tell(happening.dashboardId(), text, other -> true);
    }

    static String event(String type, Map<String, Object> data) {
        return Json.write(Json.object("type", type, "data", data));
    }
}
