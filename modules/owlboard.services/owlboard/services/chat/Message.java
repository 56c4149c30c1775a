package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;

/** What was said; {@code replyTo} is the id of another message, or null. */
public record Message(String id, String dashboardId, String userId, String username, String content, String type, String replyTo,
        Instant timestamp) implements Happening {

    /** @param told as {@link #json} told it */
    static Message of(Fields told) throws Refusal {
        return new Message(text(told, "id"), text(told, "dashboard_id"), text(told, "user_id"), text(told, "username"),
                text(told, "content"),
            text(told, "message_type"), text(told, "reply_to"), Instant.parse(text(told, "timestamp")));
    }

    private static String text(Fields told, String name) throws Refusal {
        return told.exact(name, Integer.MAX_VALUE);
    }

    /** Nobody can change a message or delete one alone yet: the last two members say so to clients that look for them. */
    @Override
    public Map<String, Object> json() {
        return Json.object("id", id, "dashboard_id", dashboardId, "user_id", userId, "username", username, "content", content,
            "message_type", type, "reply_to", replyTo, "timestamp", timestamp.toString(), "edited_at", null, "is_deleted", false);
    }
}
