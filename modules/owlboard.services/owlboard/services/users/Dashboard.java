package owlboard.services.users;

import java.util.Map;
import owlboard.services.json.Json;

/** A board; {@code canvasId} names its drawing at the canvas service. {@code description} may be null. */
public record Dashboard(long id, long ownerId, String title, String description, String canvasId) {
    Map<String, Object> json() {
        return Json.object("id", id, "owner_id", ownerId, "title", title, "description", description, "canvas_id", canvasId);
    }
}
