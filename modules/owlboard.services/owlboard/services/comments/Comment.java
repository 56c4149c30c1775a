package owlboard.services.comments;

import java.time.Instant;
import java.util.Map;
import owlboard.services.json.Json;

/** A comment; {@code place} is null when it belongs to the board as a whole, {@code userName} when it was not told. */
public record Comment(String id, String dashboardId, String userId, String userName, String content, Place place,
        Instant createdAt, Instant updatedAt) {

    /** Where on the board. */
    public record Place(double x, double y) {
        Map<String, Object> json() {
            return Json.object("x", x, "y", y);
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
        return Json.object("id", id, "dashboard_id", dashboardId, "user_id", userId, "user_name", userName, "content", content,
            "coordinates", place == null ? null : place.json(), "created_at", createdAt.toString(),
            "updated_at", updatedAt.toString());
    }
}
