package owlboard.standins.sql;

import java.util.List;

/** What a statement computes, as written. */
public sealed interface Expression {
    /** A value that stands in the text; {@code loose}: its type follows from its use, as that of a quoted string does. */
    record Literal(Object value, ColumnType type, boolean loose) implements Expression {}

    /** A column; {@code table} is null when the name stands alone. */
    record Column(String table, String name) implements Expression {}

    /** From 1. */
    record Parameter(int number) implements Expression {}

    /** {@code @@name} or {@code @name}, as written (MySQL). */
    record Variable(String name) implements Expression {}

    /** NOT, - */
    record Unary(String operator, Expression operand) implements Expression {}

    /** Comparisons, AND, OR, arithmetic, {@code ||}, LIKE and ILIKE (negated by a NOT around it). */
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record IsNull(Expression operand, boolean negated) implements Expression {}

    /** IS [NOT] TRUE and FALSE. */
    record IsTruth(Expression operand, boolean truth, boolean negated) implements Expression {}

    record In(Expression operand, List<Expression> list, boolean negated) implements Expression {}

    record Case(List<Expression> conditions, List<Expression> values, Expression otherwise) implements Expression {}

    /** {@code count(*)} has {@code star}. */
    record Call(String name, List<Expression> arguments, boolean star, boolean distinct) implements Expression {}

    record Cast(Expression operand, ColumnType type) implements Expression {}

    /** The word DEFAULT as a value of INSERT and UPDATE. */
    record Default() implements Expression {}
}
