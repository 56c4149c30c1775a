package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Conflict.Action;
import owlboard.standins.sql.Statement.Insert;

/** One INSERT. */
final class Inserting {
    private final Insert insert;
    private final Rows rows;
    private final Dialect dialect;
    private final Node[][] values;
    private final int[] positions;
    private final Outputs returning;
    /** Sees the row that is there and, as {@code excluded}, the one that was to be inserted. */
    private final Assignments update;
    private final Node updateWhere;
    private final int width;
    /** The key that ON CONFLICT names, or -1: any. */
    private final int arbiter;
    private final List<Object[]> returned = new ArrayList<>();
    private long changed;
    private long firstGenerated;
    private long lastGiven;

    Inserting(Insert insert, View view, Transaction transaction, Session.Compilers compilers, List<Object[]> source) throws SqlFailure {
        this.insert = insert;
        var definition = view.definition();
        dialect = compilers.dialect();
        width = definition.columns().size();
        var outside = compilers.over(new Scope(dialect));
        var over = compilers.over(new Scope(dialect).with(insert.alias(), definition));
        rows = transaction == null ? null : new Rows(view, transaction, over, outside);
        positions = positions(definition);
        values = source != null ? constants(source) : compiled(outside, definition);
        returning = insert.returning().isEmpty() ? null : new Outputs(insert.returning(), over);
        var conflict = insert.conflict();
        arbiter = arbiter(view, conflict.columns());
        var both = compilers.over(new Scope(dialect).with(insert.alias(), definition).with("excluded", definition));
        update = conflict.action() == Action.UPDATE ? new Assignments(conflict.assignments(), definition, both) : null;
        updateWhere = conflict.where() == null ? null : both.condition(conflict.where());
    }

    List<Result.Column> columns() {
        return returning == null ? List.of() : returning.columns;
    }

    private int[] positions(TableDefinition definition) throws SqlFailure {
        if (insert.columns().isEmpty()) return IntStream.range(0, width).toArray();
        var positions = new int[insert.columns().size()];
        var seen = new HashSet<Integer>();
        for (int i = 0; i < positions.length; i++) {
            positions[i] = definition.find(insert.columns().get(i), dialect, true);
            if (!seen.add(positions[i])) {
                throw new SqlFailure(Kind.DUPLICATE_COLUMN, insert.columns().get(i),
                        "column \"" + insert.columns().get(i) + "\" specified more than once");
            }
        }
        return positions;
    }

    private int arbiter(View view, List<String> columns) throws SqlFailure {
        if (columns.isEmpty()) {
            if (dialect == Dialect.POSTGRES && insert.conflict().action() == Action.UPDATE) {
                throw new SqlFailure(Kind.SYNTAX, "ON CONFLICT DO UPDATE requires inference specification or constraint name");
            }
            return -1;
        }
        for (int i = 0; i < view.table.indexes.size(); i++) {
            var key = view.table.indexes.get(i).definition;
            if (key.unique() && new HashSet<>(key.columns()).equals(new HashSet<>(columns))) return i;
        }
        throw new SqlFailure(Kind.SYNTAX, "there is no unique or exclusion constraint matching the ON CONFLICT specification ("
                + String.join(", ", columns) + ")");
    }

    /** Null stands for DEFAULT. */
    private Node[][] compiled(Compiler compiler, TableDefinition definition) throws SqlFailure {
        var all = new Node[insert.rows().size()][];
        for (int r = 0; r < all.length; r++) {
            var written = insert.rows().get(r);
            boolean short_ = dialect == Dialect.POSTGRES && insert.columns().isEmpty() && written.size() < width;
            if (!written.isEmpty() && written.size() != positions.length && !short_) {
                throw new SqlFailure(Kind.WRONG_COUNT, "row " + (r + 1) + " has " + written.size() + " values for " + positions.length
                        + " columns");
            }
            all[r] = new Node[positions.length];
            for (int i = 0; i < written.size(); i++) {
                compiler.parameters.use(written.get(i), definition.columns().get(positions[i]).type());
                if (!(written.get(i) instanceof Expression.Default)) all[r][i] = compiler.compile(written.get(i)).node();
            }
        }
        return all;
    }

    private Node[][] constants(List<Object[]> source) throws SqlFailure {
        var all = new Node[source.size()][];
        for (int r = 0; r < all.length; r++) {
            var given = source.get(r);
            if (given.length != positions.length) {
                throw new SqlFailure(Kind.WRONG_COUNT, "the SELECT has " + given.length + " columns for " + positions.length);
            }
            all[r] = new Node[given.length];
            for (int i = 0; i < given.length; i++) {
                var value = given[i];
                all[r][i] = row -> value;
            }
        }
        return all;
    }

    Result run() throws SqlFailure {
        int auto = rows.view.definition().auto();
        for (var written : values) {
            var row = new Object[width];
            var given = new boolean[width];
            for (int i = 0; i < positions.length; i++) {
                if (written[i] == null) continue;
                row[positions[i]] = rows.fitted(positions[i], written[i].of(null));
                given[positions[i]] = true;
            }
            if (auto >= 0 && dialect == Dialect.MYSQL && given[auto] && (row[auto] == null || row[auto].equals(0L))) given[auto] = false;
            long generated = auto >= 0 && !given[auto] ? rows.view.table.nextAuto : 0;
            for (int i = 0; i < width; i++) if (!given[i]) row[i] = rows.preset(i);
            boolean inserted = store(row);
            if (inserted && generated > 0 && firstGenerated == 0) firstGenerated = generated;
            if (inserted && auto >= 0 && generated == 0 && row[auto] instanceof Long number) lastGiven = number;
        }
        if (returning != null) return new Result.Rows(returning.columns, returned, changed, Result.Verb.INSERT);
        return new Result.Changed(Result.Verb.INSERT, values.length, changed, firstGenerated > 0 ? firstGenerated : lastGiven);
    }

    /** True when the row is in. */
    private boolean store(Object[] row) throws SqlFailure {
        var action = insert.conflict().action();
        long other = action == Action.FAIL ? -1 : conflicting(row);
        if (other >= 0 && action == Action.SKIP) return false;
        if (other >= 0 && action == Action.UPDATE) {
            update(other, row);
            return false;
        }
        for (; other >= 0; other = rows.conflict(-1, row)) {
            rows.remove(other);
            changed++;
        }
        rows.insert(row);
        changed++;
        if (returning != null) returned.add(returning.of(row));
        return true;
    }

    /** The row that has a key of this one already, the arbiter's where one is named; -1: none. */
    private long conflicting(Object[] row) {
        return arbiter >= 0 ? rows.view.conflict(-1, row, arbiter) : rows.conflict(-1, row);
    }

    private void update(long number, Object[] refused) throws SqlFailure {
        var present = rows.view.row(number);
        var both = new Object[2 * width];
        System.arraycopy(present, 0, both, 0, width);
        System.arraycopy(refused, 0, both, width, width);
        if (updateWhere != null && !Boolean.TRUE.equals(Compiler.truth(updateWhere.of(both), dialect))) return;
        var row = update.apply(present, both, rows);
        boolean same = Assignments.same(present, row);
        if (!same) rows.put(number, row);
        int twice = same ? 0 : 2;
        changed += dialect == Dialect.MYSQL ? twice : 1;
        if (returning != null) returned.add(returning.of(row));
    }
}
