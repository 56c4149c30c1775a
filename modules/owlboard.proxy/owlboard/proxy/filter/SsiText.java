package owlboard.proxy.filter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.language.Refusal;
import owlboard.config.language.Regexes;
import owlboard.config.language.Scope;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.filter.SsiCommand.Wrong;

/** The values and expressions of a page's commands: texts with variables in them. Latin-1. */
final class SsiText {
    /** A page that doubles a variable again and again gets no further. */
    private static final int LENGTH_MAX = 64 << 10;
    /** Where its regular expressions stand, for want of a file and a line. */
    private static final String PAGE = "a page";
    private static final String TO_ESCAPE = "\"#%'<>\\^`{|}";

    private final Exchange exchange;
    private final Map<String, String> set;
    private final Function<String, Value.Part> variables;
    /** Of the last regular expression that matched; null before. */
    private MatchResult captures;

    SsiText(Exchange exchange, Map<String, String> set, Function<String, Value.Part> variables) {
        this.exchange = exchange;
        this.set = set;
        this.variables = variables;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Null: there is none of this name, or it has no value. */
    String variable(String name) {
        if (captures != null && name.length() == 1 && name.charAt(0) >= '0' && name.charAt(0) <= '9') {
            int group = name.charAt(0) - '0';
            var found = group <= captures.groupCount() ? captures.group(group) : null;
            if (found != null) return found;
        }
        var own = set.get(name);
        if (own != null) return own;
        var part = variables.apply(name);
        if (part == null) return null;
        var out = exchange.desk().takeBytes();
        try {
            return part.addTo(out, exchange) ? out.toString() : null;
        } finally {
            exchange.desk().give(out);
        }
    }

    /** With the values of its variables; a backslash takes the meaning from a quote, a dollar and a backslash. */
    String evaluated(String source) throws Wrong {
        var out = new StringBuilder();
        for (int at = 0; at < source.length(); ) {
            char c = source.charAt(at);
            if (c == '$') {
                at = variable(source, at + 1, out);
            } else if (c == '\\' && at + 1 < source.length()) {
                char escaped = source.charAt(at + 1);
                if ("\\'\"$".indexOf(escaped) < 0) out.append(c);
                out.append(escaped);
                at += 2;
            } else {
                if (c != '\\') out.append(c);
                at++;
            }
            if (out.length() > LENGTH_MAX) throw new Wrong("too long value of \"" + source + '"');
        }
        return out.toString();
    }

    /** Adds the value of the variable whose name begins at {@code from}; returns where the text goes on. */
    private int variable(String source, int from, StringBuilder out) throws Wrong {
        boolean bracket = from < source.length() && source.charAt(from) == '{';
        int begin = bracket ? from + 1 : from;
        int end = begin;
        while (end < source.length() && isNameCharacter(source.charAt(end))) end++;
        var name = source.substring(begin, end);
        boolean isOpen = bracket && begin < source.length() && (end == source.length() || source.charAt(end) != '}');
        if (isOpen) {
            throw new Wrong("the closing bracket in \"" + name + "\" variable is missing");
        }
        if (name.isEmpty()) throw new Wrong("invalid variable name in \"" + source + '"');
        var value = variable(lower(name));
        if (value != null) out.append(value);
        return bracket ? end + 1 : end;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** A URI; one without a slash in front is beside the page, but what has become empty is none. */
    String prefixed(String source) throws Wrong {
        var uri = evaluated(source);
        if (uri.isEmpty() && !source.isEmpty()) return uri;
        return uri.startsWith("/") ? uri : exchange.uri.substring(0, exchange.uri.lastIndexOf('/') + 1) + uri;
    }

    /** {@code $name}, {@code $name = text}, {@code $name != /regex/}. */
    boolean isTrue(String expression) throws Wrong {
        int at = 0;
        while (at < expression.length() && isLeft(expression.charAt(at))) at++;
        var left = evaluated(lower(expression.substring(0, at)));
        at = behindSpaces(expression, at);
        if (at == expression.length()) return !left.isEmpty();
        boolean negative = expression.startsWith("!=", at);
        if (!negative && expression.charAt(at) != '=') throw invalid(expression);
        at = behindSpaces(expression, negative ? at + 2 : at + 1);
        var right = expression.substring(at);
        if (right.length() < 2 || right.charAt(0) != '/') {
            return evaluated(right.startsWith("\\/") ? right.substring(1) : right).equals(left) != negative;
        }
        if (!right.endsWith("/")) throw invalid(expression);
        return matches(evaluated(right.substring(1, right.length() - 1)), left) != negative;
    }

    private static Wrong invalid(String expression) {
        return new Wrong("invalid expression in \"" + expression + '"');
    }

    private static boolean isLeft(char c) {
        return isNameCharacter(c) || "${}\"'".indexOf(c) >= 0;
    }

    private static int behindSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') at++;
        return at;
    }

    private boolean matches(String pattern, String subject) throws Wrong {
        var before = exchange.captures;
        try {
            var compiled = Regexes.compile(pattern, false, new Scope(), new Place(PAGE, 0));
            var regex = new Regex(compiled.place(), compiled.source(), compiled.pattern(), Map.of(), List.of());
            if (!Matching.find(exchange, regex, subject)) return false;
            captures = exchange.captures;
            compiled.named().forEach((name, at) -> {
                var found = captures.group(at.group());
                if (found != null) set.put(lower(name), found);
            });
            return true;
        } catch (Refusal bad) {
            throw new Wrong(bad.getMessage().replace(" in " + PAGE, ""));
        } finally {
            exchange.captures = before;
        }
    }

    static String encoded(String value, String encoding) {
        var out = new StringBuilder();
        for (char c : value.toCharArray()) {
            switch (encoding) {
                case "url" -> {
                    if (c <= ' ' || c >= 0x7f || TO_ESCAPE.indexOf(c) >= 0) out.append(String.format("%%%02X", (int) c));
                    else out.append(c);
                }
                case "entity" -> {
                    switch (c) {
                        case '<' -> out.append("&lt;");
                        case '>' -> out.append("&gt;");
                        case '&' -> out.append("&amp;");
                        case '"' -> out.append("&quot;");
                        default -> out.append(c);
                    }
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
