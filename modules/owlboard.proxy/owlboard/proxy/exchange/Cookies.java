package owlboard.proxy.exchange;

import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * The cookies that a client has sent, as nginx finds them: there may be spaces around the equals sign
 * (ngx_http_parse_multi_header_lines; since 1.29.6 a comma ends none).
 */
public final class Cookies {
    private Cookies() {}

    /** The value of the first one of this name, whatever the case of its letters; null: there is none. */
    public static String find(Head head, String name) {
        for (int i = head.find(Name.COOKIE); i >= 0; i = head.find(Name.COOKIE, i + 1)) {
            var found = find(head.value(i), name);
            if (found != null) return found;
        }
        return null;
    }

    private static String find(String line, String name) {
        for (int at = 0; at < line.length(); at = behindSeparator(line, at)) {
            if (!line.regionMatches(true, at, name, 0, name.length())) continue;
            int equals = behindSpaces(line, at + name.length());
            if (equals == line.length() || line.charAt(equals) != '=') continue;
            int start = behindSpaces(line, equals + 1);
            int end = line.indexOf(';', start);
            return line.substring(start, end < 0 ? line.length() : end);
        }
        return null;
    }

    private static int behindSeparator(String line, int from) {
        int separator = line.indexOf(';', from);
        return separator < 0 ? line.length() : behindSpaces(line, separator + 1);
    }

    private static int behindSpaces(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') at++;
        return at;
    }
}
