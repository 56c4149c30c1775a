package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.json.Json;

/** What was said; {@code replyTo} is the id of another message, or null. */
public record Message(String id, String dashboardId, String userId, String username, String content, String type, String replyTo,
        Instant timestamp) {

    Map<String, Object> json() {
        return Json.object("id", id, "dashboard_id", dashboardId, "user_id", userId, "username", username, "content", content,
            "message_type", type, "reply_to", replyTo, "timestamp", timestamp.toString());
    }
}
