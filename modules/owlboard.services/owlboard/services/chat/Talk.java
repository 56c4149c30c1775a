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
record Talk(Messages messages, Rooms<Presence> present, String dashboard, Presence self, WebSocket socket) {
    static final int DRAW_MAX = 64 << 10;

    void run() {
        enter();
        try {
            for (String text = socket.receive(); text != null; text = socket.receive()) hear(text);
        } finally {
            leave();
        }
    }

    private void enter() {
        synchronized (present) {  // a user who leaves and returns is not announced in the wrong order
            boolean first = !isPresent();
            present.join(dashboard, socket, self);
            if (first) announce("user_joined");
        }
    }

    private void leave() {
        synchronized (present) {
            present.leave(dashboard, socket);
            if (!isPresent()) announce("user_left");
        }
    }

    private boolean isPresent() {
        return present.members(dashboard).stream().anyMatch(other -> other.isOf(self.userId()));
    }

    /** The room hears it, who caused it as well. */
    private void announce(String type) {
        present.tell(dashboard, event(type, who()), other -> true);
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
        Map<String, Object> data = who();
        data.put("is_typing", isTyping);
        present.tell(dashboard, event("typing", data), other -> !other.isOf(self.userId()));
    }

    /** What is being drawn goes to every other window as it is, and is not kept: the canvas service has what was saved. */
    private void draw(Fields stroke, int length) throws Refusal {
        if (length > DRAW_MAX) throw new Refusal(413, "a draw event has at most " + DRAW_MAX + " characters");
        var data = new LinkedHashMap<String, Object>(stroke.members());
        data.putAll(who());
        present.tell(dashboard, event("draw", data), other -> other != self);
    }

    private void refuse(String detail) {
        socket.send(event("error", Map.of("detail", detail)));
    }

    static void announce(Rooms<Presence> present, Message message) {
        present.tell(message.dashboardId(), event("chat_message", message.json()), other -> true);
    }

    private Map<String, Object> who() {
        return Json.object("user_id", self.userId(), "username", self.username(), "timestamp", ChatRoutes.now().toString());
    }

    static String event(String type, Map<String, Object> data) {
        return Json.write(Json.object("type", type, "data", data));
    }
}
