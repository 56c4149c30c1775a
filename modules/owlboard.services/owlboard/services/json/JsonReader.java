package owlboard.services.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One text, read from left to right. */
final class JsonReader {
    /** A number without an exponent that is this long at most is finite. */
    private static final int FINITE_DIGITS = 300;
    /** A key that is longer has no name of ours. */
    private static final int NAME_MAX = 200;

    /** Of a value in the text. */
    record Span(int from, int to) {}

    private final String text;
    private final boolean builds;
    private int at;
    private int values;

    /** @param builds false: the text is checked, and what is read is thrown away */
    JsonReader(String text, boolean builds) {
        this.text = text;
        this.builds = builds;
    }

    /** Where the named members of the object that the text is have their values; of equal names the last. */
    Map<String, Span> outline(Set<String> names) throws JsonException {
        var spans = new HashMap<String, Span>();
        skipSpace();
        take('{');
        if (!closes('}')) {
            do {
                skipSpace();
                int from = at;
                String key = key();
                int end = at;
                skipSpace();
                take(':');
                skipSpace();
                int start = at;
                value(1);
                if (end - from <= NAME_MAX) key = new JsonReader(text.substring(from, end), true).key();
                if (names.contains(key)) spans.put(key, new Span(start, at));
            } while (continues('}'));
        }
        skipSpace();
        if (at < text.length()) throw wrong("nothing expected after the value");
        return spans;
    }

    private String key() throws JsonException {
        if (peek() != '"') throw wrong("a key in double quotes expected");
        return string();
    }

    Object document() throws JsonException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) throw wrong("nothing expected after the value");
        return value;
    }

    private Object value(int depth) throws JsonException {
        if (depth > Json.DEPTH_MAX) throw wrong("nested deeper than " + Json.DEPTH_MAX);
        if (builds && ++values > Json.VALUES_MAX) throw wrong("more than " + Json.VALUES_MAX + " values");
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw wrong("a value expected");
        };
    }

    private Map<String, Object> object(int depth) throws JsonException {
        at++;
        if (closes('}')) return Map.of();
        var members = new LinkedHashMap<String, Object>();
        do {
            skipSpace();
            String key = key();
            skipSpace();
            take(':');
            Object value = value(depth + 1);
            if (builds) members.put(key, value);
        } while (continues('}'));
        return members;
    }

    private List<Object> array(int depth) throws JsonException {
        at++;
        if (closes(']')) return List.of();
        var elements = new ArrayList<>();
        do {
            Object value = value(depth + 1);
            if (builds) elements.add(value);
        } while (continues(']'));
        return elements;
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) return false;
        at++;
        return true;
    }

    private boolean continues(char end) throws JsonException {
        skipSpace();
        if (peek() == ',') {
            at++;
            return true;
        }
        if (peek() != end) throw wrong("',' or '" + end + "' expected");
        at++;
        return false;
    }

    private Object word(String word, Object meaning) throws JsonException {
        if (!text.startsWith(word, at)) throw wrong("a value expected");
        at += word.length();
        return meaning;
    }

    private Object number() throws JsonException {
        int from = at;
        if (peek() == '-') at++;
        if (peek() == '0') at++;
        else digits();
        boolean whole = true;
        if (peek() == '.') {
            at++;
            digits();
            whole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            digits();
            whole = false;
        }
        if (!builds && (whole || at - from <= FINITE_DIGITS && text.indexOf('e', from, at) < 0 && text.indexOf('E', from, at) < 0)) {
            return null;
        }
        return whole && at - from <= 18 ? (Object) Long.parseLong(text, from, at, 10) : wide(text.substring(from, at), whole);
    }

    private Object wide(String digits, boolean whole) throws JsonException {
        if (whole && digits.length() <= 20) {
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException tooLarge) {
                return Double.parseDouble(digits);
            }
        }
        double number = Double.parseDouble(digits);
        if (Double.isInfinite(number)) throw wrong("number too large");
        return number;
    }

    private void digits() throws JsonException {
        if (peek() < '0' || peek() > '9') throw wrong("a digit expected");
        while (peek() >= '0' && peek() <= '9') at++;
    }

    private String string() throws JsonException {
        int from = ++at;
        while (plain(peek())) at++;
        if (peek() == '"') {
            at++;
            return builds ? text.substring(from, at - 1) : "";
        }
        var out = new StringBuilder(text.length() - from > 64 ? 64 : 16);
        if (builds) out.append(text, from, at);
        while (peek() != '"') {
            char c = peek();
            if (c == '\\') escape(out);
            else if (plain(c)) out.append(text.charAt(at++));
            else throw wrong(at >= text.length() ? "string without end" : "control character in a string");
            if (!builds) out.setLength(0);
        }
        at++;
        return out.toString();
    }

    private boolean plain(char c) {
        return c >= ' ' && c != '"' && c != '\\';
    }

    private void escape(StringBuilder out) throws JsonException {
        at++;
        char c = peek();
        switch (c) {
            case '"', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode(out);
            default -> throw wrong("unknown escape");
        }
        at++;
    }

    private void unicode(StringBuilder out) throws JsonException {
        char first = hex();
        out.append(first);
        if (Character.isLowSurrogate(first)) throw wrong("unpaired surrogate");
        if (!Character.isHighSurrogate(first)) return;
        if (!text.startsWith("\\u", at + 1)) throw wrong("unpaired surrogate");
        at += 2;
        char second = hex();
        if (!Character.isLowSurrogate(second)) throw wrong("unpaired surrogate");
        out.append(second);
    }

    /** Four digits after the {@code u} that stands at {@code at}; leaves {@code at} on the last one. */
    private char hex() throws JsonException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) throw wrong("four hexadecimal digits expected");
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private void take(char expected) throws JsonException {
        if (peek() != expected) throw wrong("'" + expected + "' expected");
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
    }

    /** The character at hand; NUL past the end, which no rule of the grammar accepts. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private JsonException wrong(String what) {
        int end = Math.min(at, text.length());
        int lineStart = text.lastIndexOf('\n', end - 1) + 1;
        int line = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return new JsonException(what, line, text.codePointCount(lineStart, end) + 1);
    }
}
