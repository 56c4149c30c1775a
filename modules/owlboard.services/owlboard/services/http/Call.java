package owlboard.services.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** One request, as a handler sees it: the variables of its path, its query, its body. */
public final class Call {
    /** Bytes of a request body; more is a 413. */
    public static final int BODY_MAX = 1 << 20;
    /** A body from this size on is parsed by a worker: on an event loop it would hold up others. */
    private static final int PARSED_IN_PLACE_MAX = 32 << 10;
    private static final int NAME_MAX = 128;

    private final HttpExchange exchange;
    private final Workers workers;
    private final Map<String, String> path;
    private final Map<String, String> query;

    Call(HttpExchange exchange, Workers workers, Map<String, String> path) throws Refusal {
        this.exchange = exchange;
        this.workers = workers;
        this.path = path;
        this.query = Escapes.query(exchange.getRequestURI().getRawQuery());
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

    private static Optional<String> named(String text) {
        boolean fits = text != null && !text.isBlank() && text.length() <= NAME_MAX && text.chars().noneMatch(Character::isISOControl);
        return fits ? Optional.of(text) : Optional.empty();
    }

    /** The body as a JSON object: 413 when it is too large, 422 when it is anything else. */
    public Fields object() throws Refusal, IOException {
        byte[] body = body();
        try {
            Object value = body.length <= PARSED_IN_PLACE_MAX ? Json.read(body) : workers.call(() -> Json.read(body));
            return Fields.of(value);
        } catch (JsonException wrong) {
            throw new Refusal(422, "the body is not JSON: " + wrong.getMessage());
        }
    }

    private byte[] body() throws Refusal, IOException {
        String announced = header("Content-Length");
        if (announced != null && announced.length() > 7) throw tooLarge();
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) throw tooLarge();
        return body;
    }

    private static Refusal tooLarge() {
        return new Refusal(413, "the body is larger than " + BODY_MAX + " bytes", Map.of("Connection", "close"));
    }
}
