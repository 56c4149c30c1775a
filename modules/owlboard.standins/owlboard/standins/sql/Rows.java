package owlboard.standins.sql;

import java.util.Arrays;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.SqlFailure.Kind;

/** Puts rows into one table: defaults, types, NOT NULL, CHECK, unique keys. */
final class Rows {
    final View view;
    private final TableDefinition definition;
    private final Transaction transaction;
    private final Dialect dialect;
    /** By column; null where a column has none. */
    private final Node[] presets;
    private final Node[] checks;

    Rows(View view, Transaction transaction, Compiler compiler, Compiler outside) throws SqlFailure {
        this.view = view;
        this.definition = view.definition();
        this.transaction = transaction;
        this.dialect = compiler.dialect;
        presets = new Node[definition.columns().size()];
        for (int i = 0; i < presets.length; i++) {
            var preset = definition.columns().get(i).preset();
            if (preset != null) presets[i] = outside.compile(Parser.expression(preset, dialect)).node();
        }
        checks = new Node[definition.checks().size()];
        for (int i = 0; i < checks.length; i++) checks[i] = compiler.condition(Parser.expression(definition.checks().get(i), dialect));
    }

    /** What a column has when nothing is given: its default, or the next number. */
    Object preset(int column) throws SqlFailure {
        var definition = this.definition.columns().get(column);
        if (definition.auto()) return view.table.nextAuto++;
        if (presets[column] != null) return Values.to(definition.type(), presets[column].of(null), dialect, definition.name());
        if (definition.notNull() && dialect == Dialect.MYSQL) {
            throw new SqlFailure(Kind.NOT_NULL, definition.name(), "Field '" + definition.name() + "' doesn't have a default value");
        }
        return null;
    }

    Object fitted(int column, Object value) throws SqlFailure {
        var definition = this.definition.columns().get(column);
        return Values.to(definition.type(), value, dialect, definition.name());
    }

    /** The time of the statement, for columns with ON UPDATE CURRENT_TIMESTAMP. */
    void touch(Object[] row, Object now, boolean[] assigned) throws SqlFailure {
        for (int i = 0; i < row.length; i++) if (definition.columns().get(i).touch() && !assigned[i]) row[i] = fitted(i, now);
    }

    /** Another row that has one of these keys, or -1. {@code number}: the row that may have it. */
    long conflict(long number, Object[] row) {
        for (int i = 0; i < view.table.indexes.size(); i++) {
            long other = view.conflict(number, row, i);
            if (other >= 0) return other;
        }
        return -1;
    }

    long insert(Object[] row) throws SqlFailure {
        long number = view.table.nextRow;
        put(number, row);
        view.table.nextRow++;
        view.table.seenAuto(row);
        return number;
    }

    void put(long number, Object[] row) throws SqlFailure {
        for (int i = 0; i < row.length; i++) {
            var column = definition.columns().get(i);
            if (row[i] == null && column.notNull()) throw new SqlFailure(Kind.NOT_NULL, column.name(),
                    dialect == Dialect.MYSQL ? "Column '" + column.name() + "' cannot be null"
                    : "null value in column \"" + column.name() + "\" of relation \"" + definition.name()
                    .name() + "\" violates not-null constraint");
        }
        for (int i = 0; i < checks.length; i++) {
            if (Boolean.FALSE.equals(Compiler.truth(checks[i].of(row), dialect))) {
                throw new SqlFailure(Kind.CHECK, definition.name().name(),
                        "row of \"" + definition.name().name() + "\" violates CHECK (" + definition.checks().get(i) + ")");
            }
        }
        for (int i = 0; i < view.table.indexes.size(); i++) {
            if (view.conflict(number, row, i) >= 0) throw duplicate(view.table.indexes.get(i), row);
        }
        transaction.put(view.table, number, row);
    }

    void remove(long number) {
        transaction.remove(view.table, number);
    }

    private SqlFailure duplicate(Index index, Object[] row) {
        var values = Arrays.stream(index.positions).mapToObj(at -> Values.show(row[at], definition.columns().get(at).type(), dialect))
                .toList();
        var key = index.definition.name();
        return new SqlFailure(Kind.DUPLICATE_KEY, key, dialect == Dialect.MYSQL ? "Duplicate entry '" + shortened(String.join("-", values))
                + "' for key '" + definition.name().name() + "." + key + "'"
                : "duplicate key value violates unique constraint \"" + key + "\"\nKey (" + String.join(", ", index.definition.columns())
                + ")=(" + shortened(String.join(", ", values)) + ") already exists.");
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "..";
    }
}
