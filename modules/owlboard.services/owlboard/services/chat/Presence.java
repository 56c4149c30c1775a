package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;

/** Who opened a WebSocket, and when. */
public record Presence(String userId, String username, Instant since) {
    /** @param told as {@link #json} told it */
    static Presence of(Fields told) throws Refusal {
        return new Presence(told.exact("user_id", Integer.MAX_VALUE), told.exact("username", Integer.MAX_VALUE),
                Instant.parse(told.exact("connected_at", 64)));
    }

    Map<String, Object> json() {
        return Json.object("user_id", userId, "username", username, "status", "online", "connected_at", since.toString());
    }

    /** For clients: whoever is connected is seen now. */
    Map<String, Object> seenJson() {
        var seen = json();
        seen.put("last_seen", ChatRoutes.now().toString());
        return seen;
    }

    /** Who, in what happens now. */
    Map<String, Object> event() {
        return Json.object("user_id", userId, "username", username, "timestamp", ChatRoutes.now().toString());
    }

    boolean isOf(String user) {
        return userId.equals(user);
    }
}
