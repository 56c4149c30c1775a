package owlboard.lint.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which URIs a location takes, as far as that can be told from its expression: texts with gaps, of which a URI has to fit one. What is too
 * intricate is taken for wider where it might be hidden, and hides nothing itself.
 */
final class Expanse {
    /** Anything, or nothing; something that is not looked into; a letter in either case. */
    private static final char GAP = 0;
    private static final char UNKNOWN = 1;
    private static final char EITHER = 2;
    private static final int TEXTS_MOST = 64;
    private static final String QUANTIFIERS = "?*+{";

    private final String source;
    private final boolean ignoresCase;
    private int at;
    /** In how many groups. */
    private int depth;
    /** It has what would take a closer look: lookahead, backreferences, too many branches. */
    private boolean intricate;
    private List<String> texts;

    private Expanse(String source, boolean ignoresCase) {
        this.source = source;
        this.ignoresCase = ignoresCase;
    }

    /** Of {@code location ~} or {@code ~*}. */
    static Expanse matching(String expression, boolean ignoresCase) {
        var made = new Expanse(expression, ignoresCase);
        made.texts = made.alternatives(true);
        made.intricate |= made.at < expression.length();
        if (ignoresCase) made.texts = made.texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
        return made;
    }

    /** Of {@code location /a} and {@code ^~ /a}. */
    static Expanse below(String prefix) {
        return of(prefix, prefix + GAP);
    }

    /** Of {@code location = /a}. */
    static Expanse only(String uri) {
        return of(uri, uri);
    }

    private static Expanse of(String source, String text) {
        var made = new Expanse(source, false);
        made.texts = List.of(text);
        return made;
    }

    /** Whether whatever the other takes is in here as well; false also where that is not seen. */
    boolean holds(Expanse other) {
        if (intricate || other.intricate) return false;
        return other.texts.stream().map(text -> seen(text, other.ignoresCase)).allMatch(text ->
                texts.stream().anyMatch(mine -> mine.indexOf(UNKNOWN) < 0 && fits(mine, 0, text, 0)));
    }

    private String seen(String text, boolean inEitherCase) {
        var wide = text.replace(UNKNOWN, GAP);
        if (ignoresCase) return wide.toLowerCase(Locale.ROOT);
        return inEitherCase ? wide.replaceAll("\\p{L}", String.valueOf(EITHER)) : wide;
    }

    /** A gap of the text is one of the pattern's alone. */
    private static boolean fits(String pattern, int p, String text, int t) {
        if (p == pattern.length()) return t == text.length();
        if (pattern.charAt(p) != GAP) return t < text.length() && pattern.charAt(p) == text.charAt(t) && fits(pattern, p + 1, text, t + 1);
        for (int end = t; end <= text.length(); end++) if (fits(pattern, p + 1, text, end)) return true;
        return false;
    }

    // Reading.

    private List<String> alternatives(boolean outermost) {
        var all = new ArrayList<String>();
        do {
            all.addAll(outermost ? whole() : sequence());
        } while (skips("|"));
        if (all.size() > TEXTS_MOST) intricate = true;
        return all;
    }

    /** One branch of the whole, with its anchors. */
    private List<String> whole() {
        boolean begins = skips("^");
        var inner = sequence();
        boolean ends = skips("$");
        return inner.stream().map(text -> (begins ? "" : GAP) + text + (ends ? "" : GAP)).toList();
    }

    private List<String> sequence() {
        var sofar = List.of("");
        while (!intricate && at < source.length() && "|)".indexOf(source.charAt(at)) < 0 && !isEnd()) {
            var next = repeated(one());
            var longer = new ArrayList<String>();
            for (var head : sofar) for (var tail : next) longer.add(head + tail);
            if (longer.size() > TEXTS_MOST) intricate = true;
            sofar = longer;
        }
        return sofar;
    }

    /** A {@code $} that ends a branch of the whole; others are not looked into. */
    private boolean isEnd() {
        return depth == 0 && source.charAt(at) == '$' && (at + 1 == source.length() || source.charAt(at + 1) == '|');
    }

    private List<String> one() {
        char c = source.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> set();
            case '\\' -> List.of(String.valueOf(escaped()));
            case '.' -> List.of(String.valueOf(skips("*") ? GAP : UNKNOWN));
            case '^', '$' -> List.of(String.valueOf(UNKNOWN));
            default -> {
                intricate |= QUANTIFIERS.indexOf(c) >= 0;
                yield List.of(String.valueOf(c));
            }
        };
    }

    private char escaped() {
        char c = at < source.length() ? source.charAt(at++) : 0;
        if (c != 0 && !Character.isLetterOrDigit(c)) return c;
        intricate |= "dwshvDWSHV".indexOf(c) < 0;
        return UNKNOWN;
    }

    private boolean skips(String text) {
        boolean is = source.startsWith(text, at);
        if (is) at += text.length();
        return is;
    }

    private List<String> group() {
        boolean plain = skips("?:");
        boolean named = !plain && (source.startsWith("?<", at) || source.startsWith("?P<", at));
        if (named) named();
        intricate |= !plain && !named && (source.startsWith("?", at) || source.startsWith("*", at));
        depth++;
        var inner = alternatives(false);
        depth--;
        intricate |= !skips(")");
        return inner;
    }

    private void named() {
        int end = source.indexOf('>', at);
        intricate |= end < 0 || source.startsWith("?<=", at) || source.startsWith("?<!", at);
        if (end >= 0) at = end + 1;
    }

    /** {@code [.]} is a dot. */
    private List<String> set() {
        int from = at;
        skips("^");
        skips("]");
        while (at < source.length() && source.charAt(at) != ']') {
            if (source.startsWith("[:", at)) at = Math.max(at, source.indexOf(":]", at)) + 1;
            else if (source.charAt(at) == '\\') at++;
            at++;
        }
        intricate |= at >= source.length();
        var inside = source.substring(from, Math.min(at++, source.length()));
        return List.of(inside.length() == 1 && !inside.equals("^") ? inside : String.valueOf(UNKNOWN));
    }

    private List<String> repeated(List<String> what) {
        if (at >= source.length() || QUANTIFIERS.indexOf(source.charAt(at)) < 0) return what;
        char how = source.charAt(at++);
        if (how == '{') {
            int end = source.indexOf('}', at);
            intricate |= end < 0;
            at = end < 0 ? source.length() : end + 1;
        }
        if (at < source.length() && "?+".indexOf(source.charAt(at)) >= 0) at++;
        if (how != '?') return List.of(String.valueOf(UNKNOWN));
        var both = new ArrayList<>(what);
        both.add("");
        return both;
    }
}
