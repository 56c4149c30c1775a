package owlboard.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A URL as a client would send it: what of it is wrong for a server is passed on as it stands, and the server's to judge.
 *
 * @param user  {@code name:password}, still escaped; empty: nobody
 * @param host  an IPv6 address in its brackets
 * @param target what the request line says: path and arguments, without the fragment
 */
record RequestUrl(boolean secure, String user, String host, int port, String target) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int PORT_MAX = 65535;

    static RequestUrl of(String text) throws Usage {
        if (!isOneWord(text)) throw wrong(text, "it has a blank or a control character, which is written %20, %09 and so on");
        if (text.startsWith("*")) throw wrong(text, "the target * is said with --request-target '*', beside a URL");
        var scheme = SCHEME.matcher(text);
        boolean has = scheme.matches();
        var called = has ? scheme.group(1).toLowerCase(Locale.ROOT) : "http";
        if (called.matches("wss?")) {
            throw wrong(text, "a WebSocket begins as a request: http" + called.substring(2) + "://, -H 'Connection: Upgrade'"
                    + " -H 'Upgrade: websocket'");
        }
        boolean isOther = !called.matches("https?") || text.matches("(?i)https?:(?!//).*");
        if (isOther) throw wrong(text, "it begins with neither http:// nor https://");
        var rest = has ? scheme.group(2) : text;
        var authority = rest.split("[/?#]", 2)[0];
        var target = rest.substring(authority.length()).replaceFirst("#.*", "");
        int at = authority.lastIndexOf('@');
        var place = authority.substring(at + 1);
        var host = host(text, place);
        boolean secure = called.equals("https");
        return new RequestUrl(secure, at < 0 ? "" : authority.substring(0, at), host, port(text, place.substring(host.length()), secure),
                target.startsWith("/") ? target : '/' + target);
    }

    /** Whether it can stand in a request line as one word. */
    static boolean isOneWord(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 127);
    }

    private static String host(String text, String place) throws Usage {
        if (place.startsWith("[")) {
            int end = place.indexOf(']');
            if (end > 1) return place.substring(0, end + 1);
            throw wrong(text, "the brackets of its address do not close");
        }
        int colon = place.indexOf(':');
        if (colon != place.lastIndexOf(':')) throw wrong(text, "an IPv6 address stands in brackets, as in http://[::1]:8000/");
        var host = colon < 0 ? place : place.substring(0, colon);
        if (host.isEmpty()) throw wrong(text, "it names no host");
        return host;
    }

    /** {@code from}: what follows the host. */
    private static int port(String text, String from, boolean secure) throws Usage {
        if (from.isEmpty() || from.equals(":")) return standard(secure);
        int number = from.matches(":0*[1-9][0-9]{0,4}") ? Integer.parseInt(from.substring(1)) : 0;
        if (number > 0 && number <= PORT_MAX) return number;
        throw wrong(text, "'" + from.substring(from.startsWith(":") ? 1 : 0) + "' is no port"
                + (from.endsWith("*") ? "; the target * is said with --request-target '*'" : ""));
    }

    private static int standard(boolean secure) {
        return secure ? HTTPS : HTTP;
    }

    private static Usage wrong(String text, String why) {
        var shown = text.replaceAll("\\p{Cntrl}", "?");
        return new Usage("'" + shown + "' is no URL to explain: " + why + " (as in http://localhost:8000/api/users/)");
    }

    /** What a client says it asks: its port only where that is not the usual one. */
    String hostLine() {
        return port == standard(secure) ? host : host + ":" + port;
    }

    /** {@code Authorization} of the user. */
    String authorization() {
        var bytes = ByteBuffer.allocate(user.length() * 4 + 1);
        int from = 0;
        for (var each = ESCAPED.matcher(user); each.find(); from = each.end()) {
            bytes.put(user.substring(from, each.start()).getBytes(StandardCharsets.UTF_8));
            bytes.put((byte) Integer.parseInt(each.group(1), 16));
        }
        bytes.put(user.substring(from).getBytes(StandardCharsets.UTF_8));
        if (!user.contains(":")) bytes.put((byte) ':');
        return "Basic " + Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }
}
