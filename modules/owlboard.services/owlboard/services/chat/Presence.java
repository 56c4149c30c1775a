package owlboard.services.chat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who opened a WebSocket, and when. */
record Presence(String userId, String username, Instant since) {
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("user_id", userId);
        json.put("username", username);
        json.put("status", "online");
        json.put("connected_at", since.toString());
        return json;
    }

    boolean isOf(String user) {
        return userId.equals(user);
    }
}
