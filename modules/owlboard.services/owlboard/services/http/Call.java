package owlboard.services.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** One request, as a handler sees it: the variables of its path, its query, its body. */
public final class Call {
    /** Bytes of a request body, where a handler does not ask for another bound; more is a 413. */
    public static final int BODY_MAX = 1 << 20;
    /** A body up to this size is not counted among those that are held at a time. */
    private static final int UNCOUNTED_MAX = 16 << 10;
    /** A body from this size on is parsed by a worker: on an event loop it would hold up others. */
    private static final int PARSED_IN_PLACE_MAX = 32 << 10;
    private static final int NAME_MAX = 128;

    private static final String FORM = "application/x-www-form-urlencoded";

    private final HttpExchange exchange;
    private final Workers workers;
    private final Room room;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private int held;

    Call(HttpExchange exchange, Workers workers, Room room, Map<String, String> path) throws Refusal {
        this.exchange = exchange;
        this.workers = workers;
        this.room = room;
        this.path = path;
        this.query = Escapes.query(exchange.getRequestURI().getRawQuery());
    }

    /** Takes part of what all calls together may hold, until this one ends; a 503 when there is none for some seconds. */
    public void hold(long bytes) throws Refusal, IOException {
        if (bytes > UNCOUNTED_MAX) held += room.take(bytes);
    }

    void end() {
        room.giveBack(held);
        held = 0;
    }

    HttpExchange exchange() {
        return exchange;
    }

    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** A path variable: 1 to 128 characters, none of them a control character; anything else is a 404. */
    public String name(String variable) throws Refusal {
        return named(path.get(variable)).orElseThrow(() -> new Refusal(404, "Not Found"));
    }

    /** A path variable that counts from 1; text is a 422, a number that cannot exist a 404. */
    public long number(String variable) throws Refusal {
        String digits = path.get(variable);
        if (!digits.matches("[0-9]{1,18}")) throw new Refusal(422, variable + " must be a whole number, not '" + digits + "'");
        return Long.parseLong(digits);
    }

    /** A query parameter that must be there: 1 to 128 characters, none of them a control character; otherwise {@code status}. */
    public String parameter(String name, int status) throws Refusal {
        return named(query.get(name)).orElseThrow(
            () -> new Refusal(status, "query parameter '" + name + "' is required, 1 to " + NAME_MAX + " characters"));
    }

    /** A whole number from the query, or {@code unset} when it is not there; outside {@code 0..max} is a 422. */
    public int parameter(String name, int unset, int max) throws Refusal {
        String digits = query.get(name);
        if (digits == null) return unset;
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > max) {
            throw new Refusal(422, "query parameter '" + name + "' must be a number from 0 to " + max + ", not '" + digits + "'");
        }
        return Integer.parseInt(digits);
    }

    /** False when it is not there; anything but the words for yes and no is a 422. */
    public boolean flag(String name) throws Refusal {
        String word = query.getOrDefault(name, "false");
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new Refusal(422, "query parameter '" + name + "' must be true or false, not '" + word + "'");
        };
    }

    public boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    /** The query's parameters as fields. */
    public Fields query() {
        return new Fields(new LinkedHashMap<>(query));
    }

    private static Optional<String> named(String text) {
        boolean fits = text != null && !text.isBlank() && text.length() <= NAME_MAX && text.chars().noneMatch(Character::isISOControl);
        return fits ? Optional.of(text) : Optional.empty();
    }

    /** The body as a JSON object or a form: 413 when it is too large, 422 when it is anything else. */
    public Fields object() throws Refusal, IOException {
        byte[] body = body(BODY_MAX);
        return isForm(body) ? new Fields(new LinkedHashMap<>(Escapes.form(body))) : Fields.of(json(body));
    }

    /** The body as a JSON value of any kind: 413 when it is too large, 422 when it is none. */
    public Object json() throws Refusal, IOException {
        return json(body(BODY_MAX));
    }

    private Object json(byte[] body) throws Refusal, IOException {
        try {
            return body.length <= PARSED_IN_PLACE_MAX ? Json.read(body) : workers.call(() -> Json.read(body));
        } catch (JsonException wrong) {
            throw notJson(wrong);
        }
    }

    public static Refusal notJson(JsonException wrong) {
        return new Refusal(422, "the body is not JSON: " + wrong.getMessage());
    }

    /** Clients of a command line send JSON under the type of a form; no form begins with a brace. */
    private boolean isForm(byte[] body) {
        String type = header("Content-Type");
        return type != null && type.split(";")[0].strip().equalsIgnoreCase(FORM) && (body.length == 0 || body[0] != '{');
    }

    /** The body as it came; a 413 beyond {@code max} bytes. */
    public byte[] body(int max) throws Refusal, IOException {
        String announced = header("Content-Length");
        if (announced != null && (announced.length() > 9 || Long.parseLong(announced) > max)) throw tooLarge(max);
        hold(announced == null ? max : Long.parseLong(announced));
        InputStream in = exchange.getRequestBody();
        byte[] body = announced == null ? in.readNBytes(max + 1) : whole(in, Integer.parseInt(announced));
        if (body.length > max) throw tooLarge(max);
        return body;
    }

    /** Into one array: the pieces of a large body would take as much again. */
    private static byte[] whole(InputStream in, int length) throws IOException {
        var body = new byte[length];
        if (in.readNBytes(body, 0, length) < length) throw new EOFException("the body ended before its Content-Length");
        return body;
    }

    private static Refusal tooLarge(int max) {
        return new Refusal(413, "the body is larger than " + max + " bytes", Map.of("Connection", "close"));
    }
}
