package owlboard.services.canvas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
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
    /** Bytes of a drawing, as the edge has it ({@code client_max_body_size 10m}); more is a 413. */
    static final int DRAWING_MAX = 10 << 20;
    private static final int ID_MAX = 128;
    private static final Set<String> IDS = Set.of("id", "canvasId");
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

    /** What comes out is what came in, byte for byte, but for an {@code id} at its beginning where there was none. */
    private Reply save(Call call) throws Refusal, IOException {
        byte[] body = call.body(DRAWING_MAX);
        Canvas canvas = workers.call(() -> canvas(body));
        canvases.save(canvas);
        return Reply.ok(Json.object("message", "Canvas saved", "id", canvas.id(), "checksum", canvas.checksum()));
    }

    private static Canvas canvas(byte[] body) throws Refusal {
        Fields ids;
        try {
            ids = new Fields(Json.members(body, IDS));
        } catch (JsonException wrong) {
            throw Call.notJson(wrong);
        }
        String id = id(ids);
        return Canvas.of(id, ids.members().containsKey("id") ? body : withId(id, body));
    }

    /** {@code id}, or {@code canvasId} as the team's clients call it; a new one when there is neither. */
    private static String id(Fields ids) throws Refusal {
        for (String name : new String[] {"id", "canvasId"}) if (ids.has(name)) return ids.id(name, ID_MAX);
        return UUID.randomUUID().toString();
    }

    private static byte[] withId(String id, byte[] object) {
        int inside = 1;
        while (object[inside - 1] != '{') inside++;
        int next = inside;
        while (" \t\r\n".indexOf(object[next]) >= 0) next++;
        byte[] member = ("\"id\":" + Json.write(id) + (object[next] == '}' ? "" : ",")).getBytes(StandardCharsets.UTF_8);
        byte[] with = Arrays.copyOf(object, object.length + member.length);
        System.arraycopy(member, 0, with, inside, member.length);
        System.arraycopy(object, inside, with, inside + member.length, object.length - inside);
        return with;
    }

    private Reply get(Call call) throws Refusal, IOException {
        Canvas canvas = drawing(call);
        return Reply.bytes("application/json", canvas.json(), Map.of("ETag", "\"" + canvas.checksum() + "\""));
    }

    private Reply checksum(Call call) throws Refusal {
        Canvases.Outline outline = known(call);
        return Reply.ok(Json.object("id", outline.id(), "checksum", outline.checksum()));
    }

    private Reply remove(Call call) throws Refusal {
        String id = call.parameter("id", 400);
        if (!canvases.remove(id)) throw unknown();
        return Reply.ok(Json.object("message", "Canvas deleted", "id", id));
    }

    private Reply svg(Call call) throws Refusal, IOException {
        Canvas canvas = drawing(call);
        int width = call.parameter("width", SIDE_UNSET, Svg.SIDE_MAX);
        int height = call.parameter("height", SIDE_UNSET, Svg.SIDE_MAX);
        byte[] svg = workers.call(() -> Svg.render(parsed(canvas), width, height));
        return Reply.bytes("image/svg+xml; charset=utf-8", svg, Map.of("Content-Security-Policy", "default-src 'none'"));
    }

    private static Map<?, ?> parsed(Canvas canvas) throws Refusal {
        try {
            return (Map<?, ?>) Json.read(canvas.json());
        } catch (JsonException tooMuch) {
            throw new Refusal(422, "this drawing is too large for a picture: " + tooMuch.getMessage());
        }
    }

    private Canvases.Outline known(Call call) throws Refusal {
        return canvases.outline(call.parameter("id", 400)).orElseThrow(CanvasRoutes::unknown);
    }

    /** When there is room for it. */
    private Canvas drawing(Call call) throws Refusal, IOException {
        Canvases.Outline outline = known(call);
        call.hold(outline.bytes());
        return canvases.byId(outline.id()).orElseThrow(CanvasRoutes::unknown);
    }

    private static Refusal unknown() {
        return new Refusal(404, "Canvas not found");
    }
}
