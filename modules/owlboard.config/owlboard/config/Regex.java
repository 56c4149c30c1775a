package owlboard.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A regular expression of the configuration, translated from PCRE to {@link Pattern}.
 * {@code source} is the text as written; {@code named} maps a named group, as written, to its group number and the slot of its variable.
 */
public record Regex(String source, Pattern pattern, Map<String, Named> named) {
    public record Named(int group, int slot) {}
}
