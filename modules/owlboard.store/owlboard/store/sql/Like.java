package owlboard.store.sql;

import java.util.Locale;

/** LIKE: {@code %} any characters, {@code _} one, a backslash takes the next one as it is. Linear in text times pattern, whatever they are. */
public final class Like {
    private Like() {}

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
            char wanted = in < pattern.length() ? pattern.charAt(escaped ? in + 1 : in) : 0;
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
