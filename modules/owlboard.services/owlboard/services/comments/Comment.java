package owlboard.services.comments;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comment; {@code place} is null when it belongs to the board as a whole, {@code userName} when it was not told. */
public record Comment(String id, String dashboardId, String userId, String userName, String content, Place place,
        Instant createdAt, Instant updatedAt) {

    /** Where on the board. */
    public record Place(double x, double y) {
        Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("x", x);
            json.put("y", y);
            return json;
        }
    }

    /** A comment that has no id yet. */
    public record Draft(String dashboardId, String userId, String userName, String content, Place place) {}

    /** What an update sets; null leaves as it is. */
    public record Change(String content, Place place) {
        boolean isEmpty() {
            return content == null && place == null;
        }
    }

    Comment with(Change change, Instant now) {
        return new Comment(id, dashboardId, userId, userName, change.content == null ? content : change.content,
            change.place == null ? place : change.place, createdAt, now);
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("dashboard_id", dashboardId);
        json.put("user_id", userId);
        json.put("user_name", userName);
        json.put("content", content);
        json.put("coordinates", place == null ? null : place.json());
        json.put("created_at", createdAt.toString());
        json.put("updated_at", updatedAt.toString());
        return json;
    }
}
