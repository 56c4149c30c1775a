package owlboard.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A regular expression of the configuration, translated from PCRE to {@link Pattern}.
 * {@code source} is the text as written; {@code named} maps a named group, as written, to its group number and the slot of its variable.
 * {@code literals}: what a text that matches holds, one behind the other; empty when nothing is known.
 */
public record Regex(Place place, String source, Pattern pattern, Map<String, Named> named, List<String> literals) {
    public record Named(int group, int slot) {}

    /** False: {@code text} cannot match, which costs one look at it. */
    public boolean mayMatch(String text) {
        boolean ignoresCase = (pattern.flags() & Pattern.CASE_INSENSITIVE) != 0;
        int at = 0;
        for (var literal : literals) {
            at = ignoresCase ? indexIgnoringCase(text, literal, at) : text.indexOf(literal, at);
            if (at < 0) return false;
            at += literal.length();
        }
        return true;
    }

    private static int indexIgnoringCase(String text, String literal, int from) {
        for (int i = from; i <= text.length() - literal.length(); i++) {
            if (text.regionMatches(true, i, literal, 0, literal.length())) return i;
        }
        return -1;
    }
}
