package owlboard.standins.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.standins.sql.Expression.Binary;
import owlboard.standins.sql.Expression.Call;
import owlboard.standins.sql.Expression.Case;
import owlboard.standins.sql.Expression.Cast;
import owlboard.standins.sql.Expression.Column;
import owlboard.standins.sql.Expression.Default;
import owlboard.standins.sql.Expression.In;
import owlboard.standins.sql.Expression.IsNull;
import owlboard.standins.sql.Expression.IsTruth;
import owlboard.standins.sql.Expression.Literal;
import owlboard.standins.sql.Expression.Parameter;
import owlboard.standins.sql.Expression.Unary;
import owlboard.standins.sql.Expression.Variable;
import owlboard.standins.sql.SqlFailure.Kind;

/** Expressions, by precedence: OR, AND, NOT, comparison, sum, product, sign, {@code ::}. */
final class ExpressionParser {
    /** Functions that stand without brackets. */
    private static final Set<String> BARE = Set.of("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME",
            "CURRENT_USER", "SESSION_USER", "CURRENT_SCHEMA", "CURRENT_CATALOG");
    /** Words that end an expression: never the name of a column unless quoted. */
    private static final Set<String> RESERVED = Set.of("FROM", "WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "AND", "OR", "NOT",
            "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "AS", "ON", "SET", "VALUES",
            "SELECT", "INSERT", "UPDATE", "DELETE", "JOIN", "INNER", "LEFT", "CROSS", "RETURNING", "UNION", "FOR", "WHEN", "THEN", "ELSE",
            "END", "CREATE", "DROP", "TABLE", "UNIQUE", "PRIMARY", "FOREIGN",
            "EXISTS", "ANY", "ALL", "SOME", "ARRAY", "INTERVAL", "WINDOW", "INTERSECT", "EXCEPT", "WITH", "DISTINCT", "FETCH", "INTO",
            "RIGHT", "FULL", "NATURAL", "USING", "COLLATE", "ASC", "DESC", "CHECK", "REFERENCES",
            "CONSTRAINT", "REGEXP", "RLIKE", "SIMILAR");

    private final Words words;

    ExpressionParser(Words words) {
        this.words = words;
    }

    static boolean isReserved(Token token) {
        return token.kind() == Token.Kind.WORD && RESERVED.contains(token.text().toUpperCase(Locale.ROOT));
    }

    List<Expression> list() throws SqlFailure {
        var list = new ArrayList<Expression>();
        do list.add(expression()); while (words.acceptSign(","));
        return list;
    }

    Expression expression() throws SqlFailure {
        words.deeper();
        var left = conjunction();
        while (words.accept("OR") || words.dialect == Dialect.MYSQL && words.acceptSign("||")) left = new Binary("OR", left, conjunction());
        words.shallower();
        return left;
    }

    /** As far as a DEFAULT goes without brackets: a value with its sign and its {@code ::}. */
    Expression operand() throws SqlFailure {
        return signed();
    }

    private Expression conjunction() throws SqlFailure {
        var left = negation();
        while (words.accept("AND")) left = new Binary("AND", left, negation());
        return left;
    }

    private Expression negation() throws SqlFailure {
        if (!words.accept("NOT") && !words.acceptSign("!")) return comparison();
        words.deeper();
        var operand = negation();
        words.shallower();
        return new Unary("NOT", operand);
    }

    private Expression comparison() throws SqlFailure {
        var left = sum();
        while (true) {
            if (words.accept("IS")) {
                boolean negated = words.accept("NOT");
                if (words.accept("NULL")) left = new IsNull(left, negated);
                else if (words.accept("TRUE")) left = new IsTruth(left, true, negated);
                else if (words.accept("FALSE")) left = new IsTruth(left, false, negated);
                else throw words.unexpected();
                continue;
            }
            boolean negated = (words.peek(1).isWord("IN") || words.peek(1).isWord("LIKE") || words.peek(1).isWord("ILIKE")
                    || words.peek(1).isWord("BETWEEN")) && words.accept("NOT");
            if (words.accept("IN")) left = in(left, negated);
            else if (words.accept("LIKE")) left = not(negated, like("LIKE", left));
            else if (words.dialect == Dialect.POSTGRES && words.accept("ILIKE")) left = not(negated, like("ILIKE", left));
            else if (words.accept("BETWEEN")) {
                var low = sum();
                words.expect("AND");
                left = not(negated, new Binary("AND", new Binary(">=", left, low), new Binary("<=", left, sum())));
            } else {
                if (words.dialect == Dialect.POSTGRES && (words.peek().isSign("~") || words.peek().isSign("!~"))) {
                    boolean without = words.take().text().equals("!~");
                    left = not(without, new Binary("~", left, sum()));
                    continue;
                }
                var operator = comparisonSign();
                if (operator == null) return left;
                left = new Binary(operator, left, sum());
            }
        }
    }

    private static Expression not(boolean negated, Expression expression) {
        return negated ? new Unary("NOT", expression) : expression;
    }

    private String comparisonSign() {
        for (var sign : new String[] {"=", "<>", "<=", ">=", "<", ">"}) if (words.acceptSign(sign)) return sign;
        return words.acceptSign("!=") ? "<>" : null;
    }

    private Expression like(String operator, Expression left) throws SqlFailure {
        var pattern = sum();
        if (words.accept("ESCAPE") && !words.take().text().equals("\\")) throw words.unsupported("ESCAPE other than '\\'");
        return new Binary(operator, left, pattern);
    }

    private Expression in(Expression operand, boolean negated) throws SqlFailure {
        words.expectSign("(");
        if (words.is("SELECT")) throw words.unsupported("IN (SELECT ..)");
        var list = list();
        words.expectSign(")");
        return new In(operand, list, negated);
    }

    private Expression sum() throws SqlFailure {
        var left = product();
        while (true) {
            if (words.acceptSign("+")) left = new Binary("+", left, product());
            else if (words.acceptSign("-")) left = new Binary("-", left, product());
            else if (words.dialect == Dialect.POSTGRES && words.acceptSign("||")) left = new Binary("||", left, product());
            else return left;
        }
    }

    private Expression product() throws SqlFailure {
        var left = signed();
        while (true) {
            if (words.acceptSign("*")) left = new Binary("*", left, signed());
            else if (words.acceptSign("/")) left = new Binary("/", left, signed());
            else if (words.acceptSign("%") || words.dialect == Dialect.MYSQL && words.accept("MOD")) left = new Binary("%", left, signed());
            else return left;
        }
    }

    private Expression signed() throws SqlFailure {
        if (!words.acceptSign("-")) return words.acceptSign("+") ? signed() : casted();
        words.deeper();
        var operand = signed();
        words.shallower();
        if (operand instanceof Literal(Long value, var type, var loose)) return new Literal(-value, type, loose);
        if (operand instanceof Literal(BigDecimal value, var type, var loose)) return decimal(value.negate());
        return new Unary("-", operand);
    }

    private Expression casted() throws SqlFailure {
        var operand = primary();
        while (words.dialect == Dialect.POSTGRES && words.acceptSign("::")) operand = new Cast(operand, new TypeParser(words).type());
        if (words.dialect == Dialect.MYSQL && words.accept("COLLATE")) words.name();
        return operand;
    }

    private Expression primary() throws SqlFailure {
        var token = words.peek();
        switch (token.kind()) {
            case STRING -> {
                words.take();
                return new Literal(token.text(), ColumnType.TEXT, true);
            }
            case NUMBER -> {
                words.take();
                return number(token.text());
            }
            case BYTES -> {
                words.take();
                return bytes(token.text());
            }
            case PARAMETER -> {
                words.take();
                if (token.text().equals("0")) throw new SqlFailure(Kind.SYNTAX, "there is no parameter $0; they go from $1 to $65535");
                return new Parameter(Integer.parseInt(token.text()));
            }
            case VARIABLE -> {
                words.take();
                return new Variable(token.text());
            }
            case SIGN -> {
                if (!words.acceptSign("(")) throw words.unexpected();
                if (words.is("SELECT")) throw words.unsupported("a SELECT inside an expression");
                var inner = expression();
                words.expectSign(")");
                return inner;
            }
            default -> {
                return named(token);
            }
        }
    }

    private Expression bytes(String digits) throws SqlFailure {
        if (!digits.matches("([0-9a-fA-F]{2})*")) {
            throw new SqlFailure(Kind.BAD_VALUE, "\"" + digits + "\" is not pairs of hexadecimal digits");
        }
        return new Literal(HexFormat.of().parseHex(digits), ColumnType.of(ColumnType.Kind.BYTES), false);
    }

    private static Expression number(String text) throws SqlFailure {
        if (text.matches("[0-9]{1,18}")) {
            return new Literal(Long.parseLong(text), text.length() < 10 ? ColumnType.INTEGER : ColumnType.BIGINT, false);
        }
        return decimal(Numbers.decimal(text));
    }

    private static Expression decimal(BigDecimal value) {
        if (value.scale() == 0 && value.unscaledValue().bitLength() < 64) return new Literal(value.longValue(), ColumnType.BIGINT, false);
        return new Literal(value, ColumnType.DECIMAL, false);
    }

    private Expression named(Token token) throws SqlFailure {
        if (token.kind() == Token.Kind.WORD) {
            if (words.accept("NULL")) return new Literal(null, ColumnType.UNKNOWN, true);
            if (words.accept("TRUE")) return new Literal(words.dialect.truth(true), words.dialect.truth(), false);
            if (words.accept("FALSE")) return new Literal(words.dialect.truth(false), words.dialect.truth(), false);
            if (words.accept("DEFAULT")) return new Default();
            if (words.accept("CASE")) return cases();
            if (words.peek(1).isSign("(") && (words.accept("CAST") || words.dialect == Dialect.MYSQL && words.accept("CONVERT"))) {
                return cast();
            }
            if (typedString(token)) {
                var type = new TypeParser(words).type();
                return new Cast(new Literal(words.take().text(), ColumnType.TEXT, true), type);
            }
            if (words.accept("BINARY")) return new Cast(signed(), ColumnType.of(ColumnType.Kind.BYTES));
            if (BARE.contains(token.text().toUpperCase(Locale.ROOT)) && !words.peek(1).isSign("(")) {
                return new Call(words.take().text().toLowerCase(Locale.ROOT), List.of(), false, false);
            }
            if (isReserved(token) && !(words.peek(1).isSign("(") && token.isWord("VALUES"))) throw words.unexpected();
        }
        if (token.kind() == Token.Kind.WORD && words.peek(1).isSign("(")) return call();
        var name = words.name();
        if (!words.acceptSign(".")) return new Column(null, name);
        var second = words.name();
        if (words.peek().isSign("(")) return callOf(second.toLowerCase(Locale.ROOT));
        return words.acceptSign(".") ? new Column(second, words.name()) : new Column(name, second);
    }

    /** {@code DATE '2026-01-01'} */
    private boolean typedString(Token token) {
        return words.peek(1).kind() == Token.Kind.STRING
                && (token.isWord("DATE") || token.isWord("TIME") || token.isWord("TIMESTAMP") || token.isWord("TIMESTAMPTZ"));
    }

    private Expression cast() throws SqlFailure {
        words.expectSign("(");
        var operand = expression();
        if (!words.accept("AS") && !words.acceptSign(",")) throw words.unexpected();
        var type = new TypeParser(words).castType();
        words.expectSign(")");
        return new Cast(operand, type);
    }

    private Expression cases() throws SqlFailure {
        var subject = words.is("WHEN") ? null : expression();
        var conditions = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (words.accept("WHEN")) {
            var condition = expression();
            conditions.add(subject == null ? condition : new Binary("=", subject, condition));
            words.expect("THEN");
            values.add(expression());
        }
        if (conditions.isEmpty()) throw words.unexpected();
        var otherwise = words.accept("ELSE") ? expression() : new Literal(null, ColumnType.UNKNOWN, true);
        words.expect("END");
        return new Case(conditions, values, otherwise);
    }

    private Expression call() throws SqlFailure {
        return callOf(words.take().text().toLowerCase(Locale.ROOT));
    }

    private Expression callOf(String name) throws SqlFailure {
        words.expectSign("(");
        boolean star = words.acceptSign("*");
        boolean distinct = !star && words.accept("DISTINCT");
        if (!star && words.is("SELECT")) throw words.unsupported("a SELECT inside an expression");
        List<Expression> arguments = star || words.peek().isSign(")") ? List.of() : list();
        words.expectSign(")");
        if (words.is("OVER")) throw words.unsupported("OVER");
        return new Call(name, arguments, star, distinct);
    }
}
