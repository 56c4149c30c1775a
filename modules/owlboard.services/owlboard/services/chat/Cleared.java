package owlboard.services.chat;

import java.time.Instant;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;

/** All messages of a room were thrown away; {@code count} is how many there were. */
public record Cleared(String id, String dashboardId, long count, Instant timestamp) implements Happening {
    static final String KIND = "messages_cleared";

    /** @param told as {@link #json} told it */
    static Cleared of(Fields told) throws Refusal {
        return new Cleared(told.text("id", ID_MAX), told.text("dashboard_id", ID_MAX), (long) told.number("cleared_count"),
            Instant.parse(told.text("timestamp", ID_MAX)));
    }

    /** As replicas tell it to each other: {@code kind} tells it from a message. */
    @Override
    public Map<String, Object> json() {
        var json = event();
        json.put("id", id);
        json.put("kind", KIND);
        return json;
    }

    Map<String, Object> event() {
        return Json.object("dashboard_id", dashboardId, "cleared_count", count, "timestamp", timestamp.toString());
    }
}
