package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** {@code Vary} (RFC 9110 §12.5.5) and the secondary keys that follow from it (RFC 9111 §4.1). */
final class Variant {
    private static final int NAMES_MAX = 1 << 10;
    /** A longer secondary key is kept as its MD5. */
    private static final int TEXT_MAX = 256;

    private static final Set<String> CASELESS = Set.of("accept-charset", "accept-encoding", "accept-language");
    private static final Set<String> LISTS = Set.of("accept", "accept-charset", "accept-encoding", "accept-language");

    private Variant() {}

    /**
     * The names of all lines: lower case, each once, in order, with commas between; empty where there are none. Null: {@code *}, or too
     * many.
     */
    static String names(Head answer) {
        if (!answer.has(Name.VARY)) return "";
        var names = new TreeSet<String>();
        for (int i = answer.find(Name.VARY); i >= 0; i = answer.find(Name.VARY, i + 1)) {
            for (var name : answer.value(i).split(",")) if (!name.isBlank()) names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        var text = String.join(",", names);
        return names.contains("*") || text.length() > NAMES_MAX ? null : text;
    }

    /**
     * What a request says in the lines that {@code names} names, byte for byte. Lines of one name are one list; only in those that are
     * known to be lists, space around commas means nothing, and neither does case in some of them.
     */
    static String of(String names, Head request) {
        if (names.isEmpty()) return "";
        var text = new StringBuilder();
        for (var name : names.split(",")) {
            var bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            boolean isList = LISTS.contains(name);
            var between = isList ? "," : ", ";
            boolean first = true;
            for (int i = request.find(bytes, 0); i >= 0; i = request.find(bytes, i + 1)) {
                text.append(first ? ":" : between);
                first = false;
                if (isList) add(text, CASELESS.contains(name) ? request.value(i).toLowerCase(Locale.ROOT) : request.value(i));
                else text.append(request.value(i));
            }
            text.append('\n');
        }
        return text.length() <= TEXT_MAX ? text.toString() : Key.of(text.toString()).hex();
    }

    private static void add(StringBuilder text, String value) {
        boolean quoted = false;
        int start = text.length();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') quoted = !quoted;
            boolean space = c == ' ' || c == '\t';
            if (quoted || !space && c != ',') {
                text.append(c);
            } else if (c == ',') {
                trim(text, start);
                text.append(c);
            } else if (text.length() > start && text.charAt(text.length() - 1) != ',') {
                text.append(' ');
            }
        }
        trim(text, start);
    }

    private static void trim(StringBuilder text, int start) {
        while (text.length() > start && text.charAt(text.length() - 1) == ' ') text.setLength(text.length() - 1);
    }
}
