package owlboard.standins.sql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * LIKE: {@code %} any characters, {@code _} one, a backslash takes the next one as it is. Linear in text times pattern, whatever they are.
 */
public final class Like {
    /** Of a regular expression, what is done here: a literal with its anchors, in brackets or not, as psql sends it. */
    private static final Pattern ANCHORED = Pattern.compile("(\\^?)\\(?([\\w ]*)\\)?(\\$?)");

    private Like() {}

    static boolean contains(String text, String expression) throws SqlFailure {
        var parts = ANCHORED.matcher(expression);
        if (!parts.matches()) {
            throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "~ with \"" + expression + "\" is not supported by this stand-in; use LIKE");
        }
        boolean from = !parts.group(1).isEmpty();
        boolean to = !parts.group(3).isEmpty();
        var literal = parts.group(2);
        if (from && to) return text.equals(literal);
        if (from) return text.startsWith(literal);
        return to ? text.endsWith(literal) : text.contains(literal);
    }

    public static boolean matches(String text, String pattern, boolean ignoreCase) {
        if (ignoreCase) {
            text = text.toLowerCase(Locale.ROOT);
            pattern = pattern.toLowerCase(Locale.ROOT);
        }
        int at = 0;
        int in = 0;
        int retryText = -1;
        int retryPattern = -1;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '%') {
                retryPattern = ++in;
                retryText = at;
                continue;
            }
            boolean escaped = in < pattern.length() - 1 && pattern.charAt(in) == '\\';
            int from = escaped ? in + 1 : in;
            char wanted = from < pattern.length() ? pattern.charAt(from) : 0;
            if (in < pattern.length() && (wanted == text.charAt(at) || wanted == '_' && !escaped)) {
                at += wanted == '_' && !escaped ? Character.charCount(text.codePointAt(at)) : 1;
                in += escaped ? 2 : 1;
                continue;
            }
            if (retryPattern < 0) return false;
            at = ++retryText;
            in = retryPattern;
        }
        while (in < pattern.length() && pattern.charAt(in) == '%') in++;
        return in == pattern.length();
    }
}
