package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.Expression.Binary;
import owlboard.standins.sql.Expression.Column;
import owlboard.standins.sql.SqlFailure.Kind;

/** Finds the rows of a FROM and a WHERE: table by table, by a key where the conditions give one, else by looking at every row. */
final class Search {
    /** Rows that one statement may look at. */
    private static final long LOOKS_MAX = 50_000_000;

    /** A table with what holds for its rows, once those before it are chosen. */
    private record Level(View view, int offset, int width, boolean left, Node on, int index, Node[] key) {}

    private final Compiler compiler;
    private final List<Level> levels = new ArrayList<>();
    private final Node where;
    private final BooleanSupplier cancelled;
    private long looks;

    Search(Compiler compiler, List<View> views, List<Statement.From> from, Expression where, BooleanSupplier cancelled) throws SqlFailure {
        this.compiler = compiler;
        this.cancelled = cancelled;
        this.where = where == null ? null : compiler.condition(where);
        for (int i = 0; i < views.size(); i++) {
            var joined = from.get(i);
            var conditions = new ArrayList<Expression>();
            if (joined.on() != null) split(joined.on(), conditions);
            if (!joined.left() && where != null) split(where, conditions);
            var source = compiler.scope.sources.get(i);
            levels.add(level(views.get(i), source, joined, conditions));
        }
    }

    private static void split(Expression condition, List<Expression> into) {
        if (condition instanceof Binary(var operator, var left, var right) && operator.equals("AND")) {
            split(left, into);
            split(right, into);
        } else into.add(condition);
    }

    private Level level(View view, Scope.Source source, Statement.From joined, List<Expression> conditions) throws SqlFailure {
        var on = joined.on() == null ? null : compiler.condition(joined.on());
        int width = source.definition().columns().size();
        var given = new Node[width];
        for (var condition : conditions) {
            if (!(condition instanceof Binary(var operator, var left, var right)) || !operator.equals("=")) continue;
            note(given, source, left, right);
            note(given, source, right, left);
        }
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < view.table.indexes.size(); i++) {
                var index = view.table.indexes.get(i);
                if (index.definition.unique() != (pass == 0)) continue;
                var key = new Node[index.positions.length];
                boolean whole = true;
                for (int k = 0; k < key.length; k++) whole &= (key[k] = given[index.positions[k]]) != null;
                if (whole) return new Level(view, source.offset(), width, joined.left(), on, i, key);
            }
        }
        return new Level(view, source.offset(), width, joined.left(), on, -1, null);
    }

    /** {@code column = value}, where the value is known when this table's turn comes, and is of the column's kind. */
    private void note(Node[] given, Scope.Source source, Expression column, Expression value) throws SqlFailure {
        if (!(column instanceof Column(var table, var name))) return;
        var slot = compiler.scope.slot(table, name);
        if (slot.source() != source || !isKnown(value, source.offset())) return;
        var compiled = compiler.compile(value);
        boolean strings = slot.type().kind().isString();
        if (strings != compiled.type().kind().isString() && !compiled.loose()) return;
        given[slot.position()] = compiled.node();
    }

    private boolean isKnown(Expression value, int before) throws SqlFailure {
        return switch (value) {
            case Expression.Literal ignored -> true;
            case Expression.Parameter ignored -> true;
            case Column(var table, var name) -> compiler.scope.slot(table, name).place() < before;
            case Expression.Cast(var operand, var type) -> isKnown(operand, before);
            case Expression.Unary(var operator, var operand) -> isKnown(operand, before);
            default -> false;
        };
    }

    /** Gets a row of all tables, and the row number in the first one. Says whether to go on. The row is its own to keep. */
    interface Visitor {
        boolean row(Object[] row, long number) throws SqlFailure;
    }

    /** {@code extra} places are kept behind the columns. */
    void run(int extra, Visitor visitor) throws SqlFailure {
        if (levels.isEmpty()) {
            var row = new Object[extra];
            if (isTrue(where, row)) visitor.row(row, 0);
        } else if (levels.size() == 1 && extra == 0) {
            candidates(levels.getFirst(), null, (number, row) -> !isTrue(where, row) || visitor.row(row, number));
        } else descend(0, new Object[compiler.scope.width + extra], 0, visitor);
    }

    private boolean descend(int at, Object[] row, long number, Visitor visitor) throws SqlFailure {
        if (at == levels.size()) return !isTrue(where, row) || visitor.row(row.clone(), number);
        var level = levels.get(at);
        var state = new boolean[] {true, false};  // go on; something joined
        candidates(level, row, (candidate, columns) -> {
            System.arraycopy(columns, 0, row, level.offset, level.width);
            if (!isTrue(level.on, row)) return true;
            state[1] = true;
            return state[0] = descend(at + 1, row, at == 0 ? candidate : number, visitor);
        });
        if (level.left && !state[1]) {
            for (int i = 0; i < level.width; i++) row[level.offset + i] = null;
            return descend(at + 1, row, number, visitor);
        }
        return state[0];
    }

    private void candidates(Level level, Object[] before, View.Visitor visitor) throws SqlFailure {
        var found = level.index < 0 ? null : byKey(level, before);
        if (found == null) {
            level.view.scan((number, row) -> {
                look();
                return visitor.row(number, row);
            });
            return;
        }
        for (var row : found) {
            look();
            if (!visitor.row(row.getKey(), row.getValue())) return;
        }
    }

    /** Null when the values are not of the columns' types: the rows must be looked at one by one. */
    private List<Map.Entry<Long, Object[]>> byKey(Level level, Object[] before) throws SqlFailure {
        var index = level.view.table.indexes.get(level.index);
        var key = new Object[level.key.length];
        for (int i = 0; i < key.length; i++) {
            var type = level.view.definition().columns().get(index.positions[i]).type();
            var value = level.key[i].of(before);
            if (value == null) return List.of();
            if (type.kind().isString() && !(value instanceof String)) return null;
            try {
                key[i] = Values.to(type, value, compiler.dialect, "");
            } catch (SqlFailure other) {
                return null;
            }
        }
        return level.view.rows(level.index, index.folded(key));
    }

    private void look() throws SqlFailure {
        if ((++looks & 1023) == 0 && cancelled.getAsBoolean()) {
            throw new SqlFailure(Kind.CANCELLED, "canceling statement due to user request");
        }
        if (looks > LOOKS_MAX) {
            throw new SqlFailure(Kind.TOO_BIG, "the statement has looked at " + LOOKS_MAX
                    + " rows; give it a condition on a key, or create one");
        }
    }

    private boolean isTrue(Node condition, Object[] row) throws SqlFailure {
        return condition == null || Boolean.TRUE.equals(Compiler.truth(condition.of(row), compiler.dialect));
    }
}
