package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.standins.sql.SqlFailure.Kind;

/** The tokens of a text and how far they have been read. */
final class Words {
    /** What SQL has and this core has not: told as such, not as an error in the text. */
    private static final Set<String> NOT_DONE = Set.of("WITH", "UNION", "INTERSECT", "EXCEPT", "WINDOW", "OVER", "PARTITION", "RIGHT",
            "FULL", "NATURAL", "USING", "LATERAL", "EXISTS", "ANY", "ALL", "SOME",
            "REFERENCES", "FOREIGN", "MERGE", "GRANT", "REVOKE", "CALL", "PROCEDURE", "FUNCTION", "TRIGGER", "VIEW", "MATERIALIZED",
            "SEQUENCE", "COPY", "LISTEN", "NOTIFY", "UNLISTEN", "DECLARE",
            "FETCH", "CURSOR", "EXPLAIN", "ANALYZE", "VACUUM", "LOCK", "UNLOCK", "PREPARE", "EXECUTE", "LOAD", "RENAME", "ALTER",
            "EXTENSION", "TYPE", "SCHEMA", "USER", "ROLE", "TEMPORARY", "TEMP",
            "UNLOGGED", "ARRAY", "INTERVAL", "ENUM", "REGEXP", "RLIKE", "SIMILAR", "COLLATE", "INTO", "HANDLER", "XA", "KILL", "OPTIMIZE",
            "CHECK", "REPAIR", "FLUSH", "DO");

    private final String text;
    private final List<Token> tokens;
    final Dialect dialect;
    private int next;
    private int depth;

    Words(String text, Dialect dialect) throws SqlFailure {
        this.text = text;
        this.dialect = dialect;
        this.tokens = Lexer.tokens(text, dialect);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        var token = peek();
        if (token.kind() != Token.Kind.END) next++;
        return token;
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    boolean atStatementEnd() {
        return atEnd() || peek().isSign(";");
    }

    boolean is(String word) {
        return peek().isWord(word);
    }

    /** These words, one after the other. */
    boolean accept(String... words) {
        for (int i = 0; i < words.length; i++) if (!peek(i).isWord(words[i])) return false;
        next += words.length;
        return true;
    }

    boolean acceptSign(String sign) {
        if (!peek().isSign(sign)) return false;
        next++;
        return true;
    }

    void expect(String... words) throws SqlFailure {
        for (var word : words) if (!accept(word)) throw unexpected();
    }

    void expectSign(String sign) throws SqlFailure {
        if (!acceptSign(sign)) throw unexpected();
    }

    boolean isName() {
        return peek().kind() == Token.Kind.WORD || peek().kind() == Token.Kind.QUOTED_NAME;
    }

    /** A name as the dialect means it. */
    String name() throws SqlFailure {
        if (!isName()) throw unexpected();
        var token = take();
        if (token.text().isEmpty()) throw new SqlFailure(Kind.SYNTAX, "a name is empty");
        if (token.text().length() > 64) {
            throw new SqlFailure(Kind.TOO_LONG, "name \"" + token.text().substring(0, 64) + "..\" has " + token.text()
                    .length() + " characters; 64 are the most");
        }
        return token.kind() == Token.Kind.QUOTED_NAME ? token.text() : dialect.fold(token.text());
    }

    Statement.Name qualifiedName() throws SqlFailure {
        var first = name();
        return acceptSign(".") ? new Statement.Name(first, name()) : new Statement.Name(null, first);
    }

    /** {@code (a, b, c)} */
    List<String> names() throws SqlFailure {
        expectSign("(");
        var names = new ArrayList<String>();
        do names.add(name()); while (acceptSign(","));
        expectSign(")");
        return names;
    }

    int number() throws SqlFailure {
        if (peek().kind() != Token.Kind.NUMBER || !peek().text().matches("[0-9]{1,9}")) throw unexpected();
        return Integer.parseInt(take().text());
    }

    /** What stands between an earlier token and the next one. */
    String textSince(Token start) {
        return text.substring(start.start(), next == 0 ? start.start() : tokens.get(next - 1).end());
    }

    int position() {
        return next;
    }

    void back(int position) {
        next = position;
    }

    /** Brackets within brackets: 200 at most, so that no text can exhaust the stack. */
    void deeper() throws SqlFailure {
        if (++depth > 200) throw new SqlFailure(Kind.TOO_BIG, "expression is nested deeper than 200 levels");
    }

    void shallower() {
        depth--;
    }

    SqlFailure unexpected() {
        var token = peek();
        if (token.kind() == Token.Kind.WORD && NOT_DONE.contains(token.text().toUpperCase(Locale.ROOT))) {
            return unsupported(token.text().toUpperCase(Locale.ROOT));
        }
        if (atEnd()) return new SqlFailure(Kind.SYNTAX, "syntax error at end of input: " + shown());
        return new SqlFailure(Kind.SYNTAX, "syntax error at or near \""
                + text.substring(token.start(), Math.min(token.end(), token.start() + 60)) + "\" in: " + shown());
    }

    SqlFailure unsupported(String what) {
        return new SqlFailure(Kind.UNSUPPORTED, what, what + " is not supported by this stand-in; statement: " + shown());
    }

    /** The statement for a message, at most 200 characters. */
    String shown() {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "..";
    }
}
