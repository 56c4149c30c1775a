package owlboard.services.users;

import java.util.LinkedHashMap;
import java.util.Map;

/** A board; {@code canvasId} names its drawing at the canvas service. {@code description} may be null. */
public record Dashboard(long id, long ownerId, String title, String description, String canvasId) {
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("owner_id", ownerId);
        json.put("title", title);
        json.put("description", description);
        json.put("canvas_id", canvasId);
        return json;
    }
}
