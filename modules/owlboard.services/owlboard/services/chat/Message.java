package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** What was said; {@code replyTo} is the id of another message, or null. */
public record Message(String id, String dashboardId, String userId, String username, String content, String type, String replyTo,
        Instant timestamp) {

    /** @param json as {@link #json} told it */
    static Message of(String json) throws JsonException, Refusal {
        var told = Fields.of(Json.read(json));
        return new Message(text(told, "id"), text(told, "dashboard_id"), text(told, "user_id"), text(told, "username"), text(told, "content"),
            text(told, "message_type"), text(told, "reply_to"), Instant.parse(text(told, "timestamp")));
    }

    private static String text(Fields told, String name) throws Refusal {
        return told.exact(name, Integer.MAX_VALUE);
    }

    Map<String, Object> json() {
        return Json.object("id", id, "dashboard_id", dashboardId, "user_id", userId, "username", username, "content", content,
            "message_type", type, "reply_to", replyTo, "timestamp", timestamp.toString());
    }
}
