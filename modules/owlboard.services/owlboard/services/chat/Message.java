package owlboard.services.chat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was said; {@code replyTo} is the id of another message, or null. */
public record Message(String id, String dashboardId, String userId, String username, String content, String type, String replyTo,
        Instant timestamp) {

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("dashboard_id", dashboardId);
        json.put("user_id", userId);
        json.put("username", username);
        json.put("content", content);
        json.put("message_type", type);
        json.put("reply_to", replyTo);
        json.put("timestamp", timestamp.toString());
        return json;
    }
}
