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
        String translated;
        try {
            translated = new Translation(source, names).text();
        } catch (PatternSyntaxException wrong) {
            throw refusal(place, source, wrong.getDescription(), wrong.getIndex());
        }
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
            throw refusal(place, source, pcreWords(wrong.getDescription()), inside ? index : -1);
        }
    }

    /** {@code index}: what is wrong begins there; -1: nobody knows. */
    private static Refusal refusal(Place place, String source, String words, int index) {
        return new Refusal(place, "pcre2_compile() failed: " + words + " in \"" + source + '"'
                + (index < 0 ? "" : " at \"" + source.substring(index) + '"'));
    }

    private static String pcreWords(String java) {
        if (java.startsWith("Unclosed group")) return "missing closing parenthesis";
        if (java.startsWith("Unclosed character class")) return "missing terminating ] for character class";
        if (java.startsWith("Unmatched closing")) return "unmatched closing parenthesis";
        if (java.startsWith("Dangling meta")) return "quantifier does not follow a repeatable item";
        if (java.startsWith("Unclosed counted closure")) return "numbers out of order in {} quantifier";
        if (java.startsWith("Illegal repetition range")) return "numbers out of order in {} quantifier";
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
        private static final int NAME_MAX = 32;
        /** More than groups there can be. */
        private static final int NUMBER_DIGITS = 6;

        private final String source;
        private final Map<String, Integer> names;
        private final StringBuilder out = new StringBuilder();
        private int at;
        private int groups;
        private int highestReference;
        private int highestReferenceAt;

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
            // Java would match nothing
            if (highestReference > groups) throw wrong("reference to non-existent subpattern", highestReferenceAt);
            return out.toString();
        }

        private PatternSyntaxException wrong(String words, int index) {
            return new PatternSyntaxException(words, source, index);
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
            if (at + 1 < source.length() && Character.isDigit(source.charAt(at + 1))) {
                digits();
                return;
            }
            if (source.startsWith("\\N", at)) {
                out.append("[^\\n]");
                at += 2;
                return;
            }
            escaped(false);
        }

        /** A group that is there already, or below 10, is meant by its number; others are octal, of three digits at most. */
        private void digits() {
            int from = at + 1;
            int end = from;
            while (end < source.length() && end < from + NUMBER_DIGITS && Character.isDigit(source.charAt(end))) end++;
            int number = Integer.parseInt(source.substring(from, end));
            if (number > 0 && (number < 10 || number <= groups)) {
                if (number > highestReference) {
                    highestReference = number;
                    highestReferenceAt = from;
                }
                out.append("(?:\\").append(number).append(')'); // a digit behind it is none of it
                at = end;
                return;
            }
            octal();
        }

        /** Three digits at most. */
        private void octal() {
            int from = at + 1;
            int octal = from;
            while (octal < source.length() && octal < from + 3 && Character.digit(source.charAt(octal), 8) >= 0) octal++;
            if (octal == from) throw wrong("reference to non-existent subpattern", from);
            out.append("\\x{").append(Integer.toHexString(Integer.parseInt(source.substring(from, octal), 8))).append('}');
            at = octal;
        }

        /** A backslash and what it is about: the braces of {@code \p{Lu}} and {@code \x{1f}} are part of it. */
        private void escaped(boolean inClass) {
            char kind = at + 1 < source.length() ? source.charAt(at + 1) : '\\';
            if (inClass && kind >= '0' && kind <= '7') {
                octal();
                return;
            }
            int end = "pPx".indexOf(kind) >= 0 && source.startsWith("{", at + 2) ? source.indexOf('}', at) : -1;
            if (end > 0 && kind != 'x') {
                property(kind == 'P', source.substring(at + 3, end), inClass);
                at = end + 1;
                return;
            }
            int stop = end > 0 ? end + 1 : Math.min(at + 2, source.length());
            out.append(source, at, stop);
            at = stop;
        }

        /**
         * One or two letters are a category for both; a script ({@code Greek}) is {@code IsGreek} for Java. Upper case is upper case for
         * PCRE where case is ignored, too.
         */
        private void property(boolean negated, String written, boolean inClass) {
            boolean inverted = written.startsWith("^");
            var name = inverted ? written.substring(1) : written;
            var java = switch (name) {
                case "L&" -> "LC";
                case "Any" -> "all";
                default -> name.length() > 2 ? "Is" + name : name;
            };
            if (!inClass) out.append("(?-i:");
            out.append(negated != inverted ? "\\P{" : "\\p{").append(java).append('}');
            if (!inClass) out.append(')');
        }

        private void group() {
            for (var opening : new String[] {"(?P<", "(?<", "(?'"}) {
                if (!source.startsWith(opening, at)) continue;
                int from = at + opening.length();
                int end = source.indexOf(closing(opening.charAt(opening.length() - 1)), from);
                // (?<= and (?<! look behind
                if (end <= from || !source.substring(from, end).chars().allMatch(c -> Templates.isName((char) c))) continue;
                name(source.substring(from, end), from, end);
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
            if (source.startsWith("(?", at)) modifiers();
            else groups++;
            out.append(source.charAt(at++));
        }

        /** {@code (?i)} and {@code (?i:}: Java has more of them, and another {@code (?U)}. */
        private void modifiers() {
            int end = at + 2;
            while (end < source.length() && (Character.isLetter(source.charAt(end)) || source.charAt(end) == '-')) end++;
            if (end == source.length() || source.charAt(end) != ')' && source.charAt(end) != ':') return;
            for (int i = at + 2; i < end; i++) {
                if ("imsx-".indexOf(source.charAt(i)) < 0) throw wrong("unknown inline modifier", i);
            }
        }

        private void name(String name, int from, int end) {
            if (Character.isDigit(name.charAt(0))) throw wrong("subpattern name must start with a non-digit", from);
            if (name.length() > NAME_MAX) throw wrong("subpattern name is too long (maximum " + NAME_MAX + " code units)", end);
            if (names.put(name, ++groups) != null) {
                throw wrong("two named subpatterns have the same name (PCRE2_DUPNAMES not set)", end + 1);
            }
        }

        private void reference(String name) {
            var number = names.get(name);
            out.append("\\k<").append(number == null ? name : "g" + number).append('>');
        }

        private void characterClass() {
            if (posixEnd() > 0) throw wrong("POSIX named classes are supported only within a class", at);
            out.append(source.charAt(at++));
            if (source.startsWith("^", at)) out.append(source.charAt(at++));
            if (source.startsWith("]", at)) {
                out.append("\\]");
                at++;
            }
            while (at < source.length() && source.charAt(at) != ']') {
                char c = source.charAt(at);
                int posixEnd = posixEnd();
                if (posixEnd > 0) {
                    posix(source.substring(at + 2, posixEnd));
                    at = posixEnd + 2;
                } else if (c == '\\') {
                    escaped(true);
                } else {
                    // Java would read a nested class or an intersection, and after (?x) a comment
                    if ("[& #".indexOf(c) >= 0) out.append('\\');
                    out.append(c);
                    at++;
                }
            }
            if (at < source.length()) out.append(source.charAt(at++));
        }

        /** Where the {@code :]} of {@code [:name:]} stands; -1: here is none, as a bracket on the way makes it a class of its own. */
        private int posixEnd() {
            if (!source.startsWith("[:", at)) return -1;
            for (int i = at + 2; i + 1 < source.length(); i++) {
                if (source.startsWith(":]", i)) return i;
                if (source.charAt(i) == ']' || source.startsWith("[:", i)) return -1;
                if (source.startsWith("\\]", i) || source.startsWith("\\\\", i)) i++;
            }
            return -1;
        }

        private void posix(String name) {
            boolean negated = name.startsWith("^");
            var named = negated ? name.substring(1) : name;
            var java = switch (named) {
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
                case "ascii" -> "ASCII";
                default -> null;
            };
            if (java != null) out.append(negated ? "\\P{" : "\\p{").append(java).append('}');
            else if (named.equals("word")) out.append(negated ? "\\W" : "\\w");
            else throw wrong("unknown POSIX class name", at + 2);
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
