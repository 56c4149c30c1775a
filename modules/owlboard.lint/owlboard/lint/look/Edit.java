package owlboard.lint.look;

import java.util.regex.Pattern;

/**
 * A mending of one line: what {@code find} matches becomes {@code put} (groups as in {@link java.util.regex.Matcher#replaceAll}). It is
 * done where
 * the line matches exactly once, before any comment; an empty {@code put} that leaves a blank line takes the line away.
 */
public record Edit(Pattern find, String put) {
    public static Edit of(String find, String put) {
        return new Edit(Pattern.compile(find), put);
    }
}
