package owlboard.services.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose pages may open WebSockets (RFC 6455 §10.2): those of the host that the WebSocket itself is asked under, whatever their scheme and
 * port, and those that are named. A browser tells the page's origin and a page cannot change it; a client without an {@code Origin} is no
 * page. {@code localhost} and the addresses of the loopback are one host.
 *
 * @param named origins ({@code https://board.example}), hosts ({@code board.example}), or {@code *} for all; in lower case
 */
public record Origins(Set<String> named) {
    /** Pages of the same host alone. */
    public static final Origins SAME_HOST = new Origins(Set.of());
    /** The variable that names others. */
    public static final String VARIABLE = "ALLOWED_ORIGINS";
    private static final String LOOPBACK = "localhost";
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._-]+(:\\d{1,5})?|\\[[0-9a-f:.]+](:\\d{1,5})?");
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://(" + HOST + ")");

    /**
     * What the environment says: names between commas or spaces.
     *
     * @throws IllegalArgumentException names the variable, the value, and the remedy
     */
    public static Origins of(Map<String, String> environment) {
        var named = new HashSet<String>();
        for (String name : environment.getOrDefault(VARIABLE, "").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            if (name.isEmpty()) continue;
            boolean isHost = HOST.matcher(name).matches() && !name.matches(".*[^]:]:\\d+");
            boolean isOrigin = ORIGIN.matcher(name).matches();
            if (!name.equals("*") && !isHost && !isOrigin) {
                throw new IllegalArgumentException(VARIABLE + ": '" + name
                        + "' is no origin; write https://board.example, board.example, or * for all");
            }
            named.add(name);
        }
        return new Origins(Set.copyOf(named));
    }

    /** A 403 for the page of another site. */
    void check(Map<String, List<String>> headers) throws Refusal {
        var lines = headers.getOrDefault("Origin", List.of());
        if (lines.isEmpty() || named.contains("*")) return;
        String origin = lines.getFirst().strip().toLowerCase(Locale.ROOT);
        if (lines.size() == 1 && allows(origin, headers)) return;
        throw new Refusal(403, "a page of another site may not open this WebSocket");
    }

    private boolean allows(String origin, Map<String, List<String>> headers) {
        var parts = ORIGIN.matcher(origin);
        if (!parts.matches()) return false;  // null, the origin of a sandboxed or local page
        String host = host(parts.group(1));
        if (named.contains(origin) || named.contains(host)) return true;
        for (String name : new String[] {"Host", "X-Forwarded-Host"}) {
            for (String line : headers.getOrDefault(name, List.of())) {
                for (String asked : line.split(",")) if (host.equals(host(asked.strip().toLowerCase(Locale.ROOT)))) return true;
            }
        }
        return false;
    }

    /** Of {@code host:port}, both in lower case. */
    private static String host(String authority) {
        String host = authority.replaceFirst("(?<=]|^[^:]{1,255}):\\d*$", "");
        return host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}") ? LOOPBACK : host;
    }
}
