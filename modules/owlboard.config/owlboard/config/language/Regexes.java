package owlboard.config.language;

import owlboard.config.Place;
import owlboard.config.Regex;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates PCRE to {@link Pattern}. What differs: {@code (?P<n>..)} and {@code (?'n'..)} become {@code (?<gNUMBER>..)}, since a group
 * name of Java has no underscore, and so do references to them; {@code $} matches at the end or before a last line feed only, as in PCRE; a
 * bracket inside a class is a bracket, and POSIX classes inside one become Java's; a brace that counts nothing is a brace.
 */
public final class Regexes {
    private Regexes() {}

    public static Regex compile(String source, boolean ignoreCase, Scope scope, Place place) throws Refusal {
        var names = new LinkedHashMap<String, Integer>();
        var translated = new Translation(source, names).text();
        try {
            var pattern = Pattern.compile(translated, Pattern.UNIX_LINES | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
            Map<String, Regex.Named> named = new LinkedHashMap<>();
            for (var name : names.entrySet()) {
                named.put(name.getKey(), new Regex.Named(name.getValue(), scope.assign(name.getKey(), place)));
            }
            return new Regex(place, source, pattern, Map.copyOf(named), Literals.of(source));
        } catch (PatternSyntaxException wrong) {
            int index = wrong.getIndex() + (wrong.getDescription().startsWith("Unmatched") ? 1 : 0);
            boolean inside = !wrong.getDescription().startsWith("Unclosed") && index >= 0 && index < source.length()
                    && translated.equals(source);
            throw new Refusal(place, "pcre2_compile() failed: " + pcreWords(wrong.getDescription()) + " in \"" + source + '"'
                    + (inside ? " at \"" + source.substring(index) + '"' : ""));
        }
    }

    private static String pcreWords(String java) {
        if (java.startsWith("Unclosed group")) return "missing closing parenthesis";
        if (java.startsWith("Unclosed character class")) return "missing terminating ] for character class";
        if (java.startsWith("Unmatched closing")) return "unmatched closing parenthesis";
        if (java.startsWith("Dangling meta")) return "quantifier does not follow a repeatable item";
        if (java.startsWith("Unclosed counted closure")) return "numbers out of order in {} quantifier";
        if (java.startsWith("Illegal character range")) return "range out of order in character class";
        if (java.startsWith("Named capturing group") || java.startsWith("named capturing group")
                || java.startsWith("capturing group name")) {
            return "syntax error in subpattern name (missing terminator?)";
        }
        if (java.contains("group <")) return "reference to non-existent subpattern";
        return java.toLowerCase(Locale.ROOT);
    }

    /** One pass over a PCRE source. */
    private static final class Translation {
        private final String source;
        private final Map<String, Integer> names;
        private final StringBuilder out = new StringBuilder();
        private int at;
        private int groups;

        Translation(String source, Map<String, Integer> names) {
            this.source = source;
            this.names = names;
        }

        String text() {
            verbs();
            while (at < source.length()) {
                switch (source.charAt(at)) {
                    case '\\' -> escape();
                    case '[' -> characterClass();
                    case '(' -> group();
                    case '{' -> brace();
                    default -> out.append(source.charAt(at++));
                }
            }
            return out.toString();
        }

        /** A brace that counts nothing is itself. */
        private void brace() {
            int end = at + 1;
            while (end < source.length() && (Character.isDigit(source.charAt(end)) || source.charAt(end) == ',')) end++;
            boolean counts = end > at + 1 && source.charAt(at + 1) != ',' && source.startsWith("}", end);
            if (!counts) out.append('\\');
            out.append(source.charAt(at++));
        }

        /** {@code (*UTF8)} and the like at the start: text is bytes here, as it is in PCRE without them. */
        private void verbs() {
            while (source.startsWith("(*", at) && source.indexOf(')', at) > 0) at = source.indexOf(')', at) + 1;
        }

        private void escape() {
            if (source.startsWith("\\k", at) && at + 2 < source.length() && "<{'".indexOf(source.charAt(at + 2)) >= 0) {
                int end = source.indexOf(closing(source.charAt(at + 2)), at + 3);
                if (end > 0) {
                    reference(source.substring(at + 3, end));
                    at = end + 1;
                    return;
                }
            }
            if (source.startsWith("\\Q", at)) {
                int end = source.indexOf("\\E", at);
                int stop = end < 0 ? source.length() : end + 2;
                out.append(source, at, stop);
                at = stop;
                return;
            }
            escaped();
        }

        /** A backslash and what it is about: the braces of {@code \p{Lu}} and {@code \x{1f}} are part of it. */
        private void escaped() {
            char kind = at + 1 < source.length() ? source.charAt(at + 1) : '\\';
            int end = "pPx".indexOf(kind) >= 0 && source.startsWith("{", at + 2) ? source.indexOf('}', at) : -1;
            if (end > 0 && kind != 'x') {
                property(kind == 'P', source.substring(at + 3, end));
                at = end + 1;
                return;
            }
            int stop = end > 0 ? end + 1 : Math.min(at + 2, source.length());
            out.append(source, at, stop);
            at = stop;
        }

        /** One or two letters are a category for both; a script ({@code Greek}) is {@code IsGreek} for Java. */
        private void property(boolean negated, String written) {
            boolean inverted = written.startsWith("^");
            var name = inverted ? written.substring(1) : written;
            var java = switch (name) {
                case "L&" -> "LC";
                case "Any" -> "all";
                default -> name.length() > 2 ? "Is" + name : name;
            };
            out.append(negated != inverted ? "\\P{" : "\\p{").append(java).append('}');
        }

        private void group() {
            for (var opening : new String[] {"(?P<", "(?<", "(?'"}) {
                if (!source.startsWith(opening, at)) continue;
                int from = at + opening.length();
                int end = source.indexOf(closing(opening.charAt(opening.length() - 1)), from);
                // (?<= and (?<! look behind
                if (end <= from || !source.substring(from, end).chars().allMatch(c -> Templates.isName((char) c))) continue;
                names.put(source.substring(from, end), ++groups);
                out.append("(?<g").append(groups).append('>');
                at = end + 1;
                return;
            }
            if (source.startsWith("(?P=", at) && source.indexOf(')', at) > 0) {
                int end = source.indexOf(')', at);
                reference(source.substring(at + 4, end));
                at = end + 1;
                return;
            }
            if (source.startsWith("(?#", at) && source.indexOf(')', at) > 0) {
                at = source.indexOf(')', at) + 1;
                return;
            }
            if (!source.startsWith("(?", at)) groups++;
            out.append(source.charAt(at++));
        }

        private void reference(String name) {
            var number = names.get(name);
            out.append("\\k<").append(number == null ? name : "g" + number).append('>');
        }

        private void characterClass() {
            out.append(source.charAt(at++));
            if (source.startsWith("^", at)) out.append(source.charAt(at++));
            if (source.startsWith("]", at)) {
                out.append("\\]");
                at++;
            }
            while (at < source.length() && source.charAt(at) != ']') {
                char c = source.charAt(at);
                int posixEnd = c == '[' && source.startsWith("[:", at) ? source.indexOf(":]", at) : -1;
                if (posixEnd > 0) {
                    posix(source.substring(at + 2, posixEnd));
                    at = posixEnd + 2;
                } else if (c == '\\') {
                    escaped();
                } else {
                    if (c == '[' || c == '&') out.append('\\');  // Java would read a nested class or an intersection
                    out.append(c);
                    at++;
                }
            }
            if (at < source.length()) out.append(source.charAt(at++));
        }

        private void posix(String name) {
            boolean negated = name.startsWith("^");
            var java = switch (negated ? name.substring(1) : name) {
                case "alpha" -> "Alpha";
                case "digit" -> "Digit";
                case "alnum" -> "Alnum";
                case "upper" -> "Upper";
                case "lower" -> "Lower";
                case "punct" -> "Punct";
                case "graph" -> "Graph";
                case "print" -> "Print";
                case "blank" -> "Blank";
                case "cntrl" -> "Cntrl";
                case "xdigit" -> "XDigit";
                case "space" -> "Space";
                default -> null;
            };
            if (java != null) out.append(negated ? "\\P{" : "\\p{").append(java).append('}');
            else if (name.equals("word")) out.append("\\w");
            else out.append("[:").append(name).append(":]");  // Java refuses it too
        }

        private static char closing(char opening) {
            return switch (opening) {
                case '<' -> '>';
                case '{' -> '}';
                default -> '\'';
            };
        }
    }
}
