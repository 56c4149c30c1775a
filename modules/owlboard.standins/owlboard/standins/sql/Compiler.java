package owlboard.standins.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import owlboard.standins.sql.ColumnType.Kind;
import owlboard.standins.sql.Compiled.Node;
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

/** Expressions to something that computes. Unknown columns, functions and impossible types fail here, before a row is looked at. */
final class Compiler {
    /** Levels of an expression, {@code a OR b OR c ..} counting as many as it has words. */
    private static final int DEPTH_MAX = 500;

    final Dialect dialect;
    final Scope scope;
    final Parameters parameters;
    private final Functions functions;
    private final Surroundings surroundings;
    /** Those met so far; null where none may stand. */
    private List<Aggregate> aggregates;
    private int depth;

    Compiler(Scope scope, Parameters parameters, Functions functions, Surroundings surroundings) {
        this.dialect = scope.dialect;
        this.scope = scope;
        this.parameters = parameters;
        this.functions = functions;
        this.surroundings = surroundings;
    }

    /** From here on count() and its like may stand; the caller computes them into the places behind the row's columns. */
    List<Aggregate> allowAggregates() {
        if (aggregates == null) aggregates = new ArrayList<>();
        return aggregates;
    }

    Compiled compile(Expression expression) throws SqlFailure {
        if (++depth > DEPTH_MAX) throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "expression has more than " + DEPTH_MAX + " levels");
        var compiled = switch (expression) {
            case Literal(var value, var type, var loose) -> Compiled.constant(value, type, loose);
            case Parameter(int number) -> parameters.parameter(number);
            case Column(var table, var name) -> column(table, name);
            case Variable(var name) -> variable(name);
            case Unary(var operator, var operand) -> operator.equals("NOT") ? not(operand) : negative(operand);
            case Binary binary -> binary(binary);
            case IsNull(var operand, var negated) -> {
                var node = compile(operand).node();
                yield Compiled.of(dialect.truth(), row -> dialect.truth((node.of(row) == null) != negated));
            }
            case IsTruth(var operand, var truth, var negated) -> {
                var node = condition(operand);
                yield Compiled.of(dialect.truth(), row -> {
                    var is = truth(node.of(row), dialect);
                    return dialect.truth((is != null && is == truth) != negated);
                });
            }
            case In in -> in(in);
            case Case cases -> cases(cases);
            case Call call -> call(call);
            case Cast(var operand, var type) -> {
                parameters.use(operand, type);
                var node = compile(operand).node();
                yield Compiled.of(type, row -> cast(node.of(row), type));
            }
            case Default ignored -> throw new SqlFailure(SqlFailure.Kind.SYNTAX, "DEFAULT is not allowed in this context");
        };
        depth--;
        return compiled;
    }

    private Object cast(Object value, ColumnType type) throws SqlFailure {
        if (dialect == Dialect.MYSQL && value instanceof String text && type.kind().isNumber()) value = Numbers.leading(text);
        if (value instanceof String text && type.kind() == Kind.VARCHAR && type.length() >= 0 && text.length() > type.length()) {
            value = text.substring(0, text.offsetByCodePoints(0, Math.min(type.length(), text.codePointCount(0, text.length()))));
        }
        return Values.to(type, value, dialect, "");
    }

    private Compiled column(String table, String name) throws SqlFailure {
        var slot = scope.slot(table, name);
        int place = slot.place();
        return Compiled.of(slot.type(), row -> row[place]);
    }

    private Compiled variable(String name) throws SqlFailure {
        var value = surroundings.variable(name);
        if (value == null && name.startsWith("@@")) {
            throw new SqlFailure(SqlFailure.Kind.NO_SETTING, name, "Unknown system variable '" + name.substring(2) + "'");
        }
        return Compiled.constant(value, value == null ? ColumnType.TEXT : Parameters.typeOf(value), false);
    }

    private Compiled not(Expression operand) throws SqlFailure {
        var node = condition(operand);
        return Compiled.of(dialect.truth(), row -> {
            var truth = truth(node.of(row), dialect);
            return truth == null ? null : dialect.truth(!truth);
        });
    }

    private Compiled negative(Expression operand) throws SqlFailure {
        var inner = compile(operand);
        return Compiled.of(inner.type(), row -> {
            var value = number(inner.node().of(row));
            return value == null ? null : Numbers.compute("-", 0L, value, dialect);
        });
    }

    /** Something that is true or not. */
    Node condition(Expression expression) throws SqlFailure {
        parameters.use(expression, dialect.truth());
        var compiled = compile(expression);
        if (dialect == Dialect.POSTGRES && !compiled.loose() && compiled.type().kind() != Kind.BOOLEAN
                && compiled.type().kind() != Kind.UNKNOWN) {
            throw new SqlFailure(SqlFailure.Kind.TYPE_MISMATCH, "a condition must be of type boolean, not " + compiled.type().kind().name()
                    .toLowerCase());
        }
        return compiled.node();
    }

    static Boolean truth(Object value, Dialect dialect) throws SqlFailure {
        return switch (value) {
            case null -> null;
            case Boolean is -> is;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case BigDecimal number -> number.signum() != 0;
            case String text when dialect == Dialect.MYSQL -> truth(Numbers.leading(text), dialect);
            default -> (Boolean) Values.to(ColumnType.BOOLEAN, value, dialect, "");
        };
    }

    private Compiled binary(Binary binary) throws SqlFailure {
        var operator = binary.operator();
        return switch (operator) {
            case "AND", "OR" -> both(binary, operator.equals("OR"));
            case "+", "-", "*", "/", "%" -> arithmetic(binary);
            case "||" -> {
                var left = compile(binary.left()).node();
                var right = compile(binary.right()).node();
                yield Compiled.of(ColumnType.TEXT, row -> {
                    var a = left.of(row);
                    var b = right.of(row);
                    return a == null || b == null ? null : bounded(show(a) + show(b));
                });
            }
            case "LIKE", "ILIKE" -> like(binary);
            case "~" -> {
                var left = compile(binary.left()).node();
                var right = compile(binary.right()).node();
                yield Compiled.of(dialect.truth(), row -> {
                    var text = left.of(row);
                    var pattern = right.of(row);
                    return text == null || pattern == null ? null : dialect.truth(Like.contains(show(text), show(pattern)));
                });
            }
            default -> comparison(binary);
        };
    }

    private String show(Object value) {
        return Values.show(value, ColumnType.UNKNOWN, dialect);
    }

    static String bounded(String text) throws SqlFailure {
        if (text.length() > Parser.TEXT_MAX) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "a text of " + text.length() + " characters; " + Parser.TEXT_MAX
                    + " are the most");
        }
        return text;
    }

    /** Three-valued: a false AND, a true OR decide whatever the other side is. */
    private Compiled both(Binary binary, boolean decides) throws SqlFailure {
        var left = condition(binary.left());
        var right = condition(binary.right());
        return Compiled.of(dialect.truth(), row -> {
            var a = truth(left.of(row), dialect);
            if (a != null && a == decides) return dialect.truth(decides);
            var b = truth(right.of(row), dialect);
            if (b != null && b == decides) return dialect.truth(decides);
            return a == null || b == null ? null : dialect.truth(!decides);
        });
    }

    private Compiled arithmetic(Binary binary) throws SqlFailure {
        var left = compile(binary.left());
        var right = compile(binary.right());
        parameters.use(binary.left(), right.type());
        parameters.use(binary.right(), left.type());
        return Compiled.of(calculated(binary.operator(), EnumSet.of(left.type().kind(), right.type().kind())), row -> {
            var a = number(left.node().of(row));
            var b = number(right.node().of(row));
            return a == null || b == null ? null : Numbers.compute(binary.operator(), a, b, dialect);
        });
    }

    /** The wider one of both; MySQL has no narrow whole numbers, and divides to decimals. */
    private ColumnType calculated(String operator, Set<Kind> kinds) {
        if (kinds.contains(Kind.DOUBLE) || kinds.contains(Kind.REAL)) return ColumnType.DOUBLE;
        boolean mysql = dialect == Dialect.MYSQL;
        if (kinds.contains(Kind.DECIMAL) || operator.equals("/") && mysql) return ColumnType.DECIMAL;
        return kinds.contains(Kind.BIGINT) || mysql ? ColumnType.BIGINT : ColumnType.INTEGER;
    }

    private Object number(Object value) throws SqlFailure {
        return switch (value) {
            case null -> null;
            case Number number -> number;
            case Boolean is when dialect == Dialect.MYSQL -> is ? 1L : 0L;
            case String text -> dialect == Dialect.MYSQL ? Numbers.leading(text) : Values.to(ColumnType.BIGINT, text, dialect, "");
            default -> throw new SqlFailure(SqlFailure.Kind.TYPE_MISMATCH,
                    "operator does not exist: arithmetic on " + Compare.nameOf(value));
        };
    }

    private Compiled comparison(Binary binary) throws SqlFailure {
        var left = compile(binary.left());
        var right = compile(binary.right());
        parameters.use(binary.left(), right.type());
        parameters.use(binary.right(), left.type());
        boolean fold = folds(left.type()) && folds(right.type());
        var a = folded(fitted(left, right.type()), fold);
        var b = folded(fitted(right, left.type()), fold);
        var wanted = wanted(binary.operator());
        return Compiled.of(dialect.truth(), row -> {
            var x = a.of(row);
            var y = b.of(row);
            if (x == null || y == null) return null;
            return dialect.truth(wanted.test(Compare.compare(x, y, dialect)));
        });
    }

    private static IntPredicate wanted(String operator) {
        return switch (operator) {
            case "=" -> order -> order == 0;
            case "<>" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            default -> order -> order >= 0;
        };
    }

    private boolean folds(ColumnType type) {
        return dialect == Dialect.MYSQL && !type.exact() && (type.kind().isString() || type.kind() == Kind.UNKNOWN);
    }

    private static Node folded(Node node, boolean fold) {
        return fold ? row -> Compare.fold(node.of(row)) : node;
    }

    /** A loose constant becomes what it is compared with; MySQL compares what cannot be as it is. */
    private Node fitted(Compiled constant, ColumnType other) throws SqlFailure {
        if (!constant.loose() || other.kind() == Kind.UNKNOWN || other.kind().isString()) return constant.node();
        var value = constant.node().of(null);
        if (!(value instanceof String text)) return constant.node();
        try {
            var unbounded = other.kind().isInteger() ? ColumnType.DECIMAL : ColumnType.of(other.kind());
            var fitting = dialect == Dialect.POSTGRES && other.kind().isInteger() ? Values.to(ColumnType.BIGINT, text, dialect, "")
                    : Values.to(unbounded, text, dialect, "");
            return row -> fitting;
        } catch (SqlFailure failure) {
            if (dialect == Dialect.POSTGRES) throw failure;
            return constant.node();
        }
    }

    private Compiled like(Binary binary) throws SqlFailure {
        parameters.use(binary.left(), ColumnType.TEXT);
        parameters.use(binary.right(), ColumnType.TEXT);
        var left = compile(binary.left());
        var right = compile(binary.right());
        boolean ignoreCase = binary.operator().equals("ILIKE") || folds(left.type()) && folds(right.type());
        return Compiled.of(dialect.truth(), row -> {
            var text = left.node().of(row);
            var pattern = right.node().of(row);
            if (text == null || pattern == null) return null;
            return dialect.truth(Like.matches(show(text), show(pattern), ignoreCase));
        });
    }

    private Compiled in(In in) throws SqlFailure {
        var operand = compile(in.operand());
        var constants = new HashSet<Object>();
        var others = new ArrayList<Node>();
        boolean fold = folds(operand.type());
        boolean hasNull = false;
        for (var item : in.list()) {
            parameters.use(item, operand.type());
            var compiled = compile(item);
            parameters.use(in.operand(), compiled.type());
            fold &= folds(compiled.type()) || compiled.constant() && !(compiled.node().of(null) instanceof String);
            var node = fitted(compiled, operand.type());
            var value = compiled.constant() ? node.of(null) : null;
            if (compiled.constant() && value == null) hasNull = true;
            else if (value instanceof Long || value instanceof String && operand.type().kind().isString()) constants.add(value);
            else others.add(node);
        }
        Set<Object> folded = new HashSet<>();
        if (fold) for (var constant : constants) folded.add(Compare.fold(constant));
        boolean folding = fold;
        boolean withNull = hasNull;
        boolean exact = operand.type().kind().isInteger() || operand.type().kind().isString();
        return Compiled.of(dialect.truth(), row -> {
            var value = operand.node().of(row);
            if (value == null) return null;
            if (folding) value = Compare.fold(value);
            var set = folding ? folded : constants;
            if (set.contains(value)) return dialect.truth(!in.negated());
            if (!exact || !(value instanceof Long || value instanceof String)) {
                for (var one : set) if (Compare.compare(value, one, dialect) == 0) return dialect.truth(!in.negated());
            }
            boolean unknown = withNull;
            for (var node : others) {
                var other = folding ? Compare.fold(node.of(row)) : node.of(row);
                if (other == null) unknown = true;
                else if (Compare.compare(value, other, dialect) == 0) return dialect.truth(!in.negated());
            }
            return unknown ? null : dialect.truth(in.negated());
        });
    }

    private Compiled cases(Case cases) throws SqlFailure {
        var conditions = new ArrayList<Node>();
        var values = new ArrayList<Node>();
        var type = ColumnType.UNKNOWN;
        for (int i = 0; i < cases.conditions().size(); i++) {
            conditions.add(condition(cases.conditions().get(i)));
            var value = compile(cases.values().get(i));
            if (type.kind() == Kind.UNKNOWN) type = value.type();
            values.add(value.node());
        }
        var otherwise = compile(cases.otherwise());
        if (type.kind() == Kind.UNKNOWN) type = otherwise.type();
        return Compiled.of(type, row -> {
            for (int i = 0; i < conditions.size(); i++) {
                if (Boolean.TRUE.equals(truth(conditions.get(i).of(row), dialect))) return values.get(i).of(row);
            }
            return otherwise.node().of(row);
        });
    }

    private Compiled call(Call call) throws SqlFailure {
        if (call.name().equals("values") && dialect == Dialect.MYSQL && call.arguments().size() == 1
                && call.arguments().getFirst() instanceof Column(var table, var name)) {
            return column("excluded", name);
        }
        if (!Aggregate.NAMES.contains(call.name())) {
            if (call.star() || call.distinct()) {
                throw new SqlFailure(SqlFailure.Kind.SYNTAX, call.name() + "(..) is not an aggregate function");
            }
            var arguments = new ArrayList<Compiled>();
            for (var argument : call.arguments()) arguments.add(compile(argument));
            for (var argument : call.arguments()) parameters.use(argument, ColumnType.TEXT);
            return functions.compile(call.name(), arguments, surroundings);
        }
        if (aggregates == null) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, "aggregate function " + call.name() + "() is not allowed here");
        }
        var outside = aggregates;
        aggregates = null;
        if (!call.star() && call.arguments().size() != 1) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, call.name() + "() takes one argument");
        }
        var argument = call.star() ? Compiled.constant(1L, ColumnType.BIGINT, false) : compile(call.arguments().getFirst());
        aggregates = outside;
        var aggregate = new Aggregate(call.name(), argument, call.distinct(), dialect);
        int place = scope.width + aggregates.size();
        aggregates.add(aggregate);
        return Compiled.of(aggregate.type(), row -> row[place]);
    }
}
