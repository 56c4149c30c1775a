package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.json.Json;

/** Who opened a WebSocket, and when. */
record Presence(String userId, String username, Instant since) {
    Map<String, Object> json() {
        return Json.object("user_id", userId, "username", username, "status", "online", "connected_at", since.toString());
    }

    boolean isOf(String user) {
        return userId.equals(user);
    }
}
