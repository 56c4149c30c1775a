package owlboard.services.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One text, read from left to right. */
final class JsonReader {
    private final String text;
    private int at;
    private int values;

    JsonReader(String text) {
        this.text = text;
    }

    Object document() throws JsonException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) throw wrong("nothing expected after the value");
        return value;
    }

    private Object value(int depth) throws JsonException {
        if (depth > Json.DEPTH_MAX) throw wrong("nested deeper than " + Json.DEPTH_MAX);
        if (++values > Json.VALUES_MAX) throw wrong("more than " + Json.VALUES_MAX + " values");
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
            if (peek() != '"') throw wrong("a key in double quotes expected");
            String key = string();
            skipSpace();
            take(':');
            members.put(key, value(depth + 1));
        } while (continues('}'));
        return members;
    }

    private List<Object> array(int depth) throws JsonException {
        at++;
        if (closes(']')) return List.of();
        var elements = new ArrayList<>();
        do elements.add(value(depth + 1)); while (continues(']'));
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
        if (peek() == '"') return text.substring(from, at++);
        var out = new StringBuilder(text.length() - from > 64 ? 64 : 16).append(text, from, at);
        while (peek() != '"') {
            char c = peek();
            if (c == '\\') escape(out);
            else if (plain(c)) out.append(text.charAt(at++));
            else throw wrong(at >= text.length() ? "string without end" : "control character in a string");
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
