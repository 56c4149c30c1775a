package owlboard.services.http;

import java.util.Map;
import owlboard.services.json.Json;

/** What a call is answered with; type and body are null where there is none. */
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";

    /** 200. */
    public static Reply ok(Object value) {
        return json(200, value);
    }

    /** 201. */
    public static Reply created(Object value) {
        return json(201, value);
    }

    /** 204. */
    public static Reply none() {
        return new Reply(204, null, null, Map.of());
    }

    /** 503. */
    public static Reply unavailable(Object value) {
        return json(503, value);
    }

    /** JSON that is already text, or text of another media type. */
    public static Reply bytes(String type, byte[] body, Map<String, String> headers) {
        return new Reply(200, type, body, headers);
    }

    private static Reply json(int status, Object value) {
        return new Reply(status, JSON, Json.bytes(value), Map.of());
    }

    static byte[] detail(String sentence) {
        return Json.bytes(Map.of("detail", sentence));
    }
}
