package owlboard.proxy.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dictionary of structured fields (RFC 8941 §3.2, §4.2.2), as far as cache directives need one: of a key that is there twice the last
 * counts, parameters mean nothing, lists and bytes are only passed over.
 */
final class Dictionary {
    private static final int INTEGER_DIGITS = 15;
    private static final int DECIMAL_DIGITS = 12;
    private static final String TOKEN = "!#$%&'*+-.^_`|~:/";

    /** What stands behind a key; {@code text} is what a string or a token says, or the digits of an integer, else empty. */
    record Value(Type type, String text) {
        static final Value TRUE = new Value(Type.TRUE, "");
    }

    enum Type { TRUE, FALSE, INTEGER, STRING, TOKEN, OTHER }

    /** It is no dictionary. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;

    private Dictionary(String text) {
        this.text = text;
    }

    /** Null: it is none, or an empty one. */
    static Map<String, Value> of(String text) {
        try {
            var members = new Dictionary(text).members();
            return members.isEmpty() ? null : members;
        } catch (Malformed ignored) {
            return null; // a field with an error is as one that is not there (RFC 9213 §2.1)
        }
    }

    private Map<String, Value> members() throws Malformed {
        var members = new LinkedHashMap<String, Value>();
        skip(" ");
        while (at < text.length()) {
            var key = key();
            members.put(key, takes('=') ? item() : Value.TRUE);
            parameters();
            skip(" \t");
            if (at == text.length()) return members;
            require(takes(','));
            skip(" \t");
            require(at < text.length());
        }
        return members;
    }

    private String key() throws Malformed {
        int from = at;
        require(isLower(peek()) || peek() == '*');
        while (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) at++;
        return text.substring(from, at);
    }

    private void parameters() throws Malformed {
        while (takes(';')) {
            skip(" ");
            key();
            if (takes('=')) bare();
        }
    }

    private Value item() throws Malformed {
        if (!takes('(')) return bare();
        while (true) {
            int before = at;
            skip(" ");
            if (takes(')')) return new Value(Type.OTHER, "");
            require(at > before || text.charAt(at - 1) == '(');
            bare();
            parameters();
        }
    }

    private Value bare() throws Malformed {
        char c = peek();
        if (c == '-' || isDigit(c)) return number();
        if (takes('"')) return string();
        if (takes(':')) return bytes();
        if (takes('?')) {
            require(peek() == '0' || peek() == '1');
            return text.charAt(at++) == '1' ? Value.TRUE : new Value(Type.FALSE, "");
        }
        require(isLetter(c) || c == '*');
        int from = at;
        while (isLetter(peek()) || isDigit(peek()) || peek() != 0 && TOKEN.indexOf(peek()) >= 0) at++;
        return new Value(Type.TOKEN, text.substring(from, at));
    }

    private Value number() throws Malformed {
        int from = at;
        takes('-');
        int digits = digits();
        require(digits > 0 && digits <= INTEGER_DIGITS);
        if (!takes('.')) return new Value(Type.INTEGER, text.substring(from, at));
        int behind = digits();
        require(digits <= DECIMAL_DIGITS && behind > 0 && behind <= 3);
        return new Value(Type.OTHER, "");
    }

    private int digits() {
        int from = at;
        while (isDigit(peek())) at++;
        return at - from;
    }

    private Value string() throws Malformed {
        var value = new StringBuilder();
        while (true) {
            require(at < text.length());
            char c = text.charAt(at++);
            if (c == '"') return new Value(Type.STRING, value.toString());
            if (c == '\\') {
                require(peek() == '"' || peek() == '\\');
                c = text.charAt(at++);
            }
            require(c >= ' ' && c < 0x7f);
            value.append(c);
        }
    }

    private Value bytes() throws Malformed {
        while (isLetter(peek()) || isDigit(peek()) || peek() != 0 && "+/=".indexOf(peek()) >= 0) at++;
        require(takes(':'));
        return new Value(Type.OTHER, "");
    }

    /** 0 at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean takes(char c) {
        if (peek() != c) return false;
        at++;
        return true;
    }

    private void skip(String what) {
        while (peek() != 0 && what.indexOf(peek()) >= 0) at++;
    }

    private static void require(boolean holds) throws Malformed {
        if (!holds) throw new Malformed();
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(char c) {
        return isLower(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
