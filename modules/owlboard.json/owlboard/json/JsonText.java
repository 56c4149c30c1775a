package owlboard.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as tokens, keys and the engine's own pages have it: small,
 * and refused where two readers could differ: a name twice, anything behind the end.
 * Characters are bytes of UTF-8.
 */
public final class JsonText {
    private static final int DEPTH_MAX = 16;

    /** Not JSON, or more than is read here. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(String why) {
            super(why);
        }
    }

    /** {@code kind} as JSON calls it. {@code text}: of a string its characters, of anything else as it is written. */
    public record Value(Kind kind, String text, Map<String, Value> members, List<Value> elements) {
        /** As a variable has it: elements with commas between. */
        public String shown() {
            if (kind == Kind.NULL) return "";
            return kind != Kind.ARRAY ? text : String.join(",", elements.stream().map(Value::shown).toList());
        }

        /** Null where it is no object, or has no such member. */
        public Value member(String name) {
            return members.get(name);
        }

        /** The text of a member that is a string; null where there is none. */
        public String string(String name) {
            var member = members.get(name);
            return member == null || member.kind != Kind.STRING ? null : member.text;
        }
    }

    public enum Kind { OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL }

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** @return an object */
    public static Value object(byte[] utf8) throws Broken {
        var reader = new JsonText(new String(utf8, StandardCharsets.ISO_8859_1));
        var value = reader.value(0);
        reader.skip();
        if (reader.at != reader.text.length() || value.kind != Kind.OBJECT) throw new Broken("no JSON object");
        return value;
    }

    private Value value(int depth) throws Broken {
        if (depth > DEPTH_MAX) throw new Broken("JSON of more than " + DEPTH_MAX + " levels");
        skip();
        int from = at;
        return switch (peek()) {
            case '{' -> object(depth, from);
            case '[' -> array(depth, from);
            case '"' -> plain(Kind.STRING, string());
            case 't' -> word("true", Kind.BOOLEAN);
            case 'f' -> word("false", Kind.BOOLEAN);
            case 'n' -> word("null", Kind.NULL);
            default -> number();
        };
    }

    private static Value plain(Kind kind, String text) {
        return new Value(kind, text, Map.of(), List.of());
    }

    private Value object(int depth, int from) throws Broken {
        var members = new LinkedHashMap<String, Value>();
        at++;
        for (skip(); peek() != '}'; skip()) {
            if (!members.isEmpty()) expect(',');
            skip();
            var name = string();
            skip();
            expect(':');
            if (members.put(name, value(depth + 1)) != null) throw new Broken("\"" + name + "\" twice");
        }
        at++;
        return new Value(Kind.OBJECT, text.substring(from, at), members, List.of());
    }

    private Value array(int depth, int from) throws Broken {
        var elements = new ArrayList<Value>();
        at++;
        for (skip(); peek() != ']'; skip()) {
            if (!elements.isEmpty()) expect(',');
            elements.add(value(depth + 1));
        }
        at++;
        return new Value(Kind.ARRAY, text.substring(from, at), Map.of(), elements);
    }

    private Value word(String word, Kind kind) throws Broken {
        if (!text.startsWith(word, at)) throw new Broken("an unknown word");
        at += word.length();
        return plain(kind, word);
    }

    private Value number() throws Broken {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        var number = text.substring(from, at);
        if (number.length() > 64 || !number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) throw new Broken("no number");
        return plain(Kind.NUMBER, number);
    }

    private String string() throws Broken {
        expect('"');
        var out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') throw new Broken("a control character in a string");
            if (c == '\\') escape(out);
            else out.append(c);
        }
        at++;
        return out.toString();
    }

    private void escape(StringBuilder out) throws Broken {
        char c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                int unit = unit();
                if (Character.isLowSurrogate((char) unit)) throw new Broken("half a character");
                if (!Character.isHighSurrogate((char) unit)) {
                    add(out, Character.toString(unit));
                    return;
                }
                expect('\\');
                expect('u');
                int low = unit();
                if (!Character.isLowSurrogate((char) low)) throw new Broken("half a character");
                add(out, Character.toString(Character.toCodePoint((char) unit, (char) low)));
            }
            default -> throw new Broken("an unknown escape");
        }
    }

    private static void add(StringBuilder out, String character) {
        out.append(new String(character.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    private int unit() throws Broken {
        int unit = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) throw new Broken("an unknown escape");
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private void skip() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private char peek() throws Broken {
        if (at >= text.length()) throw new Broken("JSON without an end");
        return text.charAt(at);
    }

    private void expect(char c) throws Broken {
        if (peek() != c) throw new Broken("no \"" + c + "\" where one belongs");
        at++;
    }
}
