package owlboard.standins.sql;

import owlboard.standins.sql.SqlFailure.Kind;

/** Whether a text is JSON (RFC 8259), for columns of that type. Nested 512 deep at most. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The same text. */
    static String checked(String text) throws SqlFailure {
        var json = new Json(text);
        json.blanks();
        json.value(0);
        json.blanks();
        if (json.at != text.length()) throw json.wrong();
        return text;
    }

    private SqlFailure wrong() {
        return new SqlFailure(Kind.BAD_VALUE, at >= text.length() ? "invalid JSON: it ends too early"
                : "invalid JSON: unexpected \"" + text.charAt(at) + "\" at character " + (at + 1));
    }

    private char peek() throws SqlFailure {
        if (at >= text.length()) throw wrong();
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private void value(int depth) throws SqlFailure {
        if (depth > 512) throw new SqlFailure(Kind.TOO_BIG, "JSON is nested deeper than 512 levels");
        switch (peek()) {
            case '{' -> members('}', depth, true);
            case '[' -> members(']', depth, false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void members(char end, int depth, boolean named) throws SqlFailure {
        at++;
        blanks();
        if (peek() == end) {
            at++;
            return;
        }
        while (true) {
            if (named) {
                if (peek() != '"') throw wrong();
                string();
                blanks();
                if (peek() != ':') throw wrong();
                at++;
                blanks();
            }
            value(depth + 1);
            blanks();
            char next = peek();
            if (next != ',' && next != end) throw wrong();
            at++;
            if (next == end) return;
            blanks();
        }
    }

    private void string() throws SqlFailure {
        for (at++; peek() != '"'; at++) {
            if (text.charAt(at) < ' ') throw wrong();
            if (text.charAt(at) != '\\') continue;
            at++;
            if (peek() == 'u') {
                for (int i = 0; i < 4; i++) {
                    at++;
                    if (Character.digit(peek(), 16) < 0) throw wrong();
                }
            } else if ("\"\\/bfnrt".indexOf(peek()) < 0) throw wrong();
        }
        at++;
    }

    private void word(String word) throws SqlFailure {
        if (!text.startsWith(word, at)) throw wrong();
        at += word.length();
    }

    private void number() throws SqlFailure {
        if (peek() == '-') at++;
        if (peek() == '0') at++;
        else digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            digits();
        }
    }

    private void digits() throws SqlFailure {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        if (at == start) throw wrong();
    }
}
