package owlboard.standins.sql;

import java.util.Arrays;
import java.util.List;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Assignment;

/** SET a = .., b = .. */
final class Assignments {
    private final int[] positions;
    /** Null stands for DEFAULT. */
    private final Node[] values;
    private final boolean[] assigned;
    private final Node now;
    private final Dialect dialect;

    Assignments(List<Assignment> assignments, TableDefinition definition, Compiler compiler) throws SqlFailure {
        dialect = compiler.dialect;
        positions = new int[assignments.size()];
        values = new Node[assignments.size()];
        assigned = new boolean[definition.columns().size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = definition.find(assignments.get(i).column(), dialect, true);
            if (assigned[positions[i]] && dialect == Dialect.POSTGRES) {
                throw new SqlFailure(Kind.SYNTAX, "multiple assignments to same column \"" + assignments.get(i).column() + "\"");
            }
            assigned[positions[i]] = true;
            var value = assignments.get(i).value();
            compiler.parameters.use(value, definition.columns().get(positions[i]).type());
            values[i] = value instanceof Expression.Default ? null : compiler.compile(value).node();
        }
        now = compiler.compile(new Expression.Call("localtimestamp", List.of(new Expression.Literal(6L, ColumnType.INTEGER, false)), false,
                false)).node();
    }

    /**
     * A new row from an old one; {@code seen} is what the values are computed from. MySQL sees what was assigned before, from left to
     * right.
     */
    Object[] apply(Object[] old, Object[] seen, Rows rows) throws SqlFailure {
        var row = old.clone();
        var source = dialect == Dialect.MYSQL ? seen.clone() : seen;
        for (int i = 0; i < positions.length; i++) {
            row[positions[i]] = values[i] == null ? rows.preset(positions[i]) : rows.fitted(positions[i], values[i].of(source));
            if (dialect == Dialect.MYSQL) source[positions[i]] = row[positions[i]];
        }
        if (!same(old, row)) rows.touch(row, now.of(null), assigned);
        return row;
    }

    static boolean same(Object[] a, Object[] b) {
        return Arrays.deepEquals(a, b);
    }
}
