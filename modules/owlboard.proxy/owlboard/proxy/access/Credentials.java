package owlboard.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** What {@code Authorization: Basic} says (RFC 7617). */
public final class Credentials {
    private Credentials() {}

    /** The name; null when there are no such credentials, or none that can be read. */
    public static String user(Head head) {
        var pair = pair(head);
        return pair == null || pair.indexOf(':') <= 0 ? null : pair.substring(0, pair.indexOf(':'));
    }

    /** {@code name:password} as Latin-1; null when there is none. */
    public static String pair(Head head) {
        int line = head.array == null ? -1 : head.find(Name.AUTHORIZATION);
        if (line < 0) return null;
        var value = head.value(line);
        if (!value.regionMatches(true, 0, "Basic ", 0, 6)) return null;
        var coded = value.substring(6).strip();
        int padding = coded.indexOf('='); // nginx reads up to there, whatever follows
        if (padding >= 0) coded = coded.substring(0, padding);
        try {
            return new String(Base64.getDecoder().decode(coded), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
