package owlboard.standins.sql;

import java.util.HashSet;
import java.util.Set;

/** count, sum, avg, min, max: over the rows of a group. */
record Aggregate(String name, Compiled argument, boolean distinct, Dialect dialect) {
    static final Set<String> NAMES = Set.of("count", "sum", "avg", "min", "max");

    ColumnType type() {
        return switch (name) {
            case "count" -> ColumnType.BIGINT;
            case "min", "max" -> argument.type();
            default -> calculated(argument.type().kind());
        };
    }

    private ColumnType calculated(ColumnType.Kind of) {
        if (of == ColumnType.Kind.DOUBLE || of == ColumnType.Kind.REAL) return ColumnType.DOUBLE;
        boolean narrow = of.isInteger() && of != ColumnType.Kind.BIGINT;
        return narrow && name.equals("sum") && dialect == Dialect.POSTGRES ? ColumnType.BIGINT : ColumnType.DECIMAL;
    }

    State start() {
        return new State();
    }

    /** What a group has so far. */
    final class State {
        private long count;
        private Object value;
        private final Set<Object> seen = distinct ? new HashSet<>() : null;

        void add(Object[] row) throws SqlFailure {
            var next = argument.node().of(row);
            if (next == null || seen != null && !seen.add(dialect == Dialect.MYSQL && !argument.type().exact() ? Compare.fold(next)
                    : next)) {
                return;
            }
            count++;
            switch (name) {
                case "min" -> value = value == null || Compare.compare(next, value, dialect) < 0 ? next : value;
                case "max" -> value = value == null || Compare.compare(next, value, dialect) > 0 ? next : value;
                case "sum", "avg" -> {
                    if (next instanceof String text) next = Numbers.leading(text);
                    if (!(next instanceof Number)) {
                        throw new SqlFailure(SqlFailure.Kind.TYPE_MISMATCH,
                                "function " + name + "(" + Compare.nameOf(next) + ") does not exist");
                    }
                    value = value == null ? next : Numbers.compute("+", value, next, dialect);
                }
                default -> { }
            }
        }

        Object result() throws SqlFailure {
            if (name.equals("count")) return count;
            if (value == null) return null;
            if (name.equals("avg")) {
                return Numbers.compute("/", value instanceof Double ? value : Numbers.decimal(value),
                        value instanceof Double ? (Object) (double) count : Numbers.decimal(count), dialect);
            }
            return name.equals("sum") && type().kind() == ColumnType.Kind.DECIMAL ? Numbers.decimal(value) : value;
        }
    }
}
