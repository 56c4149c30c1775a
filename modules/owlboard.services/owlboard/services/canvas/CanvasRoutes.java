package owlboard.services.canvas;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import owlboard.services.http.Call;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** {@code /canvas} and below. */
public final class CanvasRoutes {
    private static final int ID_MAX = 128;
    private static final int SIDE_UNSET = -1;

    private final Canvases canvases;
    private final Workers workers;

    private CanvasRoutes(Canvases canvases, Workers workers) {
        this.canvases = canvases;
        this.workers = workers;
    }

    public static void add(Routes routes, Canvases canvases, Workers workers) {
        var handlers = new CanvasRoutes(canvases, workers);
        routes.post("/canvas/save", handlers::save)
            .get("/canvas", handlers::get)
            .delete("/canvas", handlers::remove)
            .get("/canvas/checksum", handlers::checksum)
            .get("/canvas/svg", handlers::svg);
    }

    private Reply save(Call call) throws Refusal, IOException {
        Fields drawing = call.object();
        String id = id(drawing);
        Canvas canvas = workers.call(() -> Canvas.of(id, json(id, drawing)));
        canvases.save(canvas);
        return Reply.ok(Json.object("message", "Canvas saved", "id", id, "checksum", canvas.checksum()));
    }

    /** {@code id}, or {@code canvasId} as the team's clients call it; a new one when there is neither. */
    private static String id(Fields drawing) throws Refusal {
        for (String name : new String[] {"id", "canvasId"}) if (drawing.has(name)) return drawing.id(name, ID_MAX);
        return UUID.randomUUID().toString();
    }

    private static byte[] json(String id, Fields drawing) {
        Map<String, Object> members = Json.object("id", id);
        members.putAll(drawing.members());
        members.put("id", id);
        return Json.bytes(members);
    }

    private Reply get(Call call) throws Refusal {
        Canvas canvas = known(call);
        return Reply.bytes("application/json", canvas.json(), Map.of("ETag", "\"" + canvas.checksum() + "\""));
    }

    private Reply checksum(Call call) throws Refusal {
        Canvas canvas = known(call);
        return Reply.ok(Json.object("id", canvas.id(), "checksum", canvas.checksum()));
    }

    private Reply remove(Call call) throws Refusal {
        String id = call.parameter("id", 400);
        if (!canvases.remove(id)) throw unknown();
        return Reply.ok(Json.object("message", "Canvas deleted", "id", id));
    }

    private Reply svg(Call call) throws Refusal, IOException {
        Canvas canvas = known(call);
        int width = call.parameter("width", SIDE_UNSET, Svg.SIDE_MAX);
        int height = call.parameter("height", SIDE_UNSET, Svg.SIDE_MAX);
        byte[] svg = workers.call(() -> Svg.render(drawing(canvas), width, height));
        return Reply.bytes("image/svg+xml; charset=utf-8", svg, Map.of("Content-Security-Policy", "default-src 'none'"));
    }

    private static Map<?, ?> drawing(Canvas canvas) {
        try {
            return (Map<?, ?>) Json.read(canvas.json());
        } catch (JsonException broken) {
            throw new IllegalStateException("canvas " + canvas.id() + " is stored as something else than JSON", broken);
        }
    }

    private Canvas known(Call call) throws Refusal {
        return canvases.byId(call.parameter("id", 400)).orElseThrow(CanvasRoutes::unknown);
    }

    private static Refusal unknown() {
        return new Refusal(404, "Canvas not found");
    }
}
