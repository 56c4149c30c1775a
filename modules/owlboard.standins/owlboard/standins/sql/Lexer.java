package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import owlboard.standins.sql.SqlFailure.Kind;

/** Text to tokens. MySQL: 9.1 literal values, 9.2 names, 9.7 comments; PostgreSQL: 4.1 lexical structure. */
final class Lexer {
    /** Two-character signs first. */
    private static final String[] SIGNS = {"::", "<=", ">=", "<>", "!=", "!~", "||", "->>", "->", "=", "<", ">", "+", "-", "*", "/", "%",
            "(", ")", ",", ";", ".", "~", "^", "&", "|", "!", "[", "]", ":", "#", "@", "{", "}", "\\", "?"};

    private final String text;
    private final Dialect dialect;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int parameters;
    private boolean insideVersionComment;

    private Lexer(String text, Dialect dialect) {
        this.text = text;
        this.dialect = dialect;
    }

    /** The last token is an END. */
    static List<Token> tokens(String text, Dialect dialect) throws SqlFailure {
        var lexer = new Lexer(text, dialect);
        while (lexer.skipBlanks()) lexer.next();
        lexer.add(Token.Kind.END, "", text.length());
        return lexer.tokens;
    }

    private void add(Token.Kind kind, String value, int start) {
        tokens.add(new Token(kind, value, start, at));
    }

    /** False at the end. */
    private boolean skipBlanks() throws SqlFailure {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) at++;
            else if (c == '#' && dialect == Dialect.MYSQL || dashes()) at = lineEnd();
            else if (text.startsWith("/*!", at) && dialect == Dialect.MYSQL) {
                at += 3;
                while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
                insideVersionComment = true;
            } else if (insideVersionComment && text.startsWith("*/", at)) {
                at += 2;
                insideVersionComment = false;
            } else if (text.startsWith("/*", at)) at = commentEnd();
            else return true;
        }
        return false;
    }

    /** MySQL wants a blank behind the dashes. */
    private boolean dashes() {
        if (!text.startsWith("--", at)) return false;
        return dialect == Dialect.POSTGRES || at + 2 == text.length() || text.charAt(at + 2) <= ' ';
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private int commentEnd() throws SqlFailure {
        int depth = 0;
        for (int i = at; i + 1 < text.length(); i++) {
            if (text.startsWith("*/", i)) {
                if (--depth == 0 || dialect == Dialect.MYSQL) return i + 2;
                i++;
            } else if (text.startsWith("/*", i)) {
                depth++;
                i++;
            }
        }
        throw new SqlFailure(Kind.SYNTAX, "unterminated /* comment at character " + (at + 1));
    }

    private void next() throws SqlFailure {
        int start = at;
        char c = text.charAt(at);
        if (c == '\'') string(start, dialect == Dialect.MYSQL);
        else if (c == '"' && dialect == Dialect.MYSQL) string(start, true);
        else if (c == '"' || c == '`' && dialect == Dialect.MYSQL) add(Token.Kind.QUOTED_NAME, quoted(c, false), start);
        else if (prefixed('\'')) prefixedString(start);
        else if (c == '$' && dialect == Dialect.POSTGRES) dollar(start);
        else if (c == '?' && dialect == Dialect.MYSQL) {
            at++;
            add(Token.Kind.PARAMETER, Integer.toString(++parameters), start);
        } else if (c == '@' && dialect == Dialect.MYSQL) variable(start);
        else if (Character.isDigit(c) || c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) number(start);
        else if (Character.isLetter(c) || c == '_' || c == '$') word(start);
        else sign(start);
    }

    /** E'..', X'..', N'..', B'..', _utf8'..' */
    private boolean prefixed(char quote) {
        int i = at;
        if (text.charAt(i) == '_') {
            i++;
            while (i < text.length() && Character.isLetterOrDigit(text.charAt(i))) i++;
        } else if ("eExXnN".indexOf(text.charAt(i)) >= 0) i++;
        return i > at && i < text.length() && text.charAt(i) == quote;
    }

    private void prefixedString(int start) throws SqlFailure {
        char prefix = Character.toLowerCase(text.charAt(at));
        boolean binary = text.startsWith("_binary'", at);
        at = text.indexOf('\'', at);
        if (binary) {
            add(Token.Kind.BYTES, HexFormat.of().formatHex(RawText.encode(quoted('\'', true))), start);
            return;
        }
        if (prefix == 'x') {
            add(Token.Kind.BYTES, quoted('\'', false), start);
            return;
        }
        string(start, prefix == 'e' || dialect == Dialect.MYSQL);
    }

    /** Strings that stand beside each other are one. */
    private void string(int start, boolean backslashes) throws SqlFailure {
        var value = quoted(text.charAt(at), backslashes);
        while (skipBlanks() && text.charAt(at) == '\'') value += quoted('\'', backslashes);
        add(Token.Kind.STRING, value, start);
    }

    private String quoted(char quote, boolean backslashes) throws SqlFailure {
        int start = at;
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && backslashes && at + 1 < text.length()) escape(value);
            else if (c != quote) value.append(c);
            else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                value.append(quote);
                at++;
            } else {
                at++;
                return value.toString();
            }
        }
        throw new SqlFailure(Kind.SYNTAX, "unterminated quoted string at character " + (start + 1));
    }

    private void escape(StringBuilder value) {
        char c = text.charAt(++at);
        switch (c) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'b' -> value.append('\b');
            case 'f' -> value.append(dialect == Dialect.POSTGRES ? '\f' : 'f');
            case '0' -> value.append('\0');
            case 'Z' -> value.append(dialect == Dialect.MYSQL ? '\u001a' : 'Z');
            case '%', '_' -> value.append(dialect == Dialect.MYSQL ? "\\" : "").append(c);
            case 'u' -> {
                if (dialect == Dialect.POSTGRES && at + 4 < text.length() && text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
                    value.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else value.append(c);
            }
            default -> value.append(c);
        }
    }

    /** $1, or $tag$..$tag$. */
    private void dollar(int start) throws SqlFailure {
        int i = at + 1;
        while (i < text.length() && Character.isDigit(text.charAt(i))) i++;
        if (i > at + 1) {
            var digits = text.substring(at + 1, i);
            if (digits.length() > 5 || Integer.parseInt(digits) > 65535) {
                throw new SqlFailure(Kind.SYNTAX, "there is no parameter $" + digits + "; they go from $1 to $65535");
            }
            at = i;
            add(Token.Kind.PARAMETER, digits, start);
            return;
        }
        while (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_')) i++;
        if (i == text.length() || text.charAt(i) != '$') throw new SqlFailure(Kind.SYNTAX, "syntax error at or near \"$\"");
        var tag = text.substring(at, i + 1);
        int end = text.indexOf(tag, i + 1);
        if (end < 0) throw new SqlFailure(Kind.SYNTAX, "unterminated dollar-quoted string at character " + (start + 1));
        at = end + tag.length();
        add(Token.Kind.STRING, text.substring(i + 1, end), start);
    }

    /** {@code @@name}, {@code @@session.name}, {@code @name}. */
    private void variable(int start) {
        while (at < text.length() && (text.charAt(at) == '@' || text.charAt(at) == '.' || text.charAt(at) == '`'
                || isWordPart(text.charAt(at)))) {
            at++;
        }
        add(Token.Kind.VARIABLE, text.substring(start, at).replace("`", ""), start);
    }

    private void number(int start) throws SqlFailure {
        if (text.startsWith("0x", at) && dialect == Dialect.MYSQL) {
            at += 2;
            int digits = at;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0) at++;
            add(Token.Kind.BYTES, ((at - digits) % 2 == 0 ? "" : "0") + text.substring(digits, at), start);
            return;
        }
        while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
        if (at < text.length() && text.charAt(at) == '.') for (at++; at < text.length() && Character.isDigit(text.charAt(at)); ) at++;
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) exponent();
        if (at - start > 1000) throw new SqlFailure(Kind.TOO_BIG, "a number of " + (at - start) + " digits; 1000 is the most");
        add(Token.Kind.NUMBER, text.substring(start, at), start);
    }

    private void exponent() {
        int i = at + 1;
        if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) i++;
        int digits = i;
        while (i < text.length() && Character.isDigit(text.charAt(i))) i++;
        if (i > digits) at = i;
    }

    private void word(int start) {
        while (at < text.length() && isWordPart(text.charAt(at))) at++;
        add(Token.Kind.WORD, text.substring(start, at), start);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
    }

    private void sign(int start) throws SqlFailure {
        for (var sign : SIGNS) {
            if (!text.startsWith(sign, at)) continue;
            at += sign.length();
            add(Token.Kind.SIGN, sign, start);
            return;
        }
        throw new SqlFailure(Kind.SYNTAX, "character \"" + text.charAt(at) + "\" at " + (at + 1) + " means nothing in SQL");
    }
}
