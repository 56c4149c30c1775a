package owlboard.proxy.cache;

import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A URI reference as a {@code Location} has it (RFC 3986 §5.2). Hosts and targets come as they are sent: with underscores, bars, brackets
 * and quotes, which {@code java.net.URI} does not take.
 */
final class Reference {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    private Reference() {}

    /**
     * Its path and query, seen from {@code target} of {@code authority}; null: it names nothing there. The schemes may differ: TLS may end
     * in front of this server.
     */
    static String target(String reference, String authority, String target) {
        var rest = reference.strip().split("#", 2)[0];
        var scheme = SCHEME.matcher(rest);
        if (scheme.matches()) {
            rest = rest.substring(scheme.end(1) + 1);
            if (!rest.startsWith("//")) return null;
        }
        if (!rest.startsWith("//")) return resolved(rest, target);
        int end = 2;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) end++;
        var other = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
        if (other.startsWith("//")) other = other.substring(2);
        boolean secure = scheme.matches() && scheme.group(1).equalsIgnoreCase("https");
        if (!host(other, secure).equals(host(authority, false))) return null;
        return resolved((rest.startsWith("/", end) ? "" : "/") + rest.substring(end), target);
    }

    /** Lower case, without the usual port. */
    private static String host(String authority, boolean secure) {
        int colon = authority.lastIndexOf(':');
        if (colon < authority.lastIndexOf(']')) colon = -1; // of an IPv6 address
        var host = (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
        var port = colon < 0 ? "" : authority.substring(colon + 1);
        boolean usual = port.isEmpty() || port.equals(secure ? "443" : "80");
        return usual ? host : host + ':' + port;
    }

    private static String resolved(String rest, String target) {
        var path = target.split("\\?", 2)[0];
        if (rest.isEmpty()) return target;
        if (rest.startsWith("?")) return path + rest;
        var whole = rest.startsWith("/") ? rest : path.substring(0, path.lastIndexOf('/') + 1) + rest;
        int query = whole.indexOf('?');
        return query < 0 ? withoutDots(whole) : withoutDots(whole.substring(0, query)) + whole.substring(query);
    }

    /** §5.2.4. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) return path;
        var kept = new ArrayList<String>();
        var segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..") && !kept.isEmpty()) kept.removeLast();
            if (!dots) kept.add(segments[i]);
            else if (i == segments.length - 1) kept.add("");
        }
        return '/' + String.join("/", kept);
    }
}
