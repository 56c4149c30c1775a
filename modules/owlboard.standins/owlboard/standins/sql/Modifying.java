package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.standins.sql.Result.Verb;
import owlboard.standins.sql.Statement.From;
import owlboard.standins.sql.Statement.Order;

/** One UPDATE or DELETE: the rows are found first, then changed. */
final class Modifying {
    private final Search search;
    private final Compiler compiler;
    private final Rows rows;
    /** Null: the rows go. */
    private final Assignments assignments;
    private final Outputs returning;
    private final List<Order> orderBy;
    private final Expression limit;

    Modifying(Statement.Update update, View view, Transaction transaction, Session.Compilers compilers, Session session) throws SqlFailure {
        this(update.target(), update.assignments(), view, transaction, compilers, session);
    }

    Modifying(Statement.Delete delete, View view, Transaction transaction, Session.Compilers compilers, Session session) throws SqlFailure {
        this(delete.target(), null, view, transaction, compilers, session);
    }

    private Modifying(Statement.Target target, List<Statement.Assignment> set, View view, Transaction transaction,
            Session.Compilers compilers, Session session) throws SqlFailure {
        var alias = target.alias() == null ? target.table().name() : target.alias();
        compiler = compilers.over(new Scope(compilers.dialect()).with(alias, view.definition()));
        rows = transaction == null ? null : new Rows(view, transaction, compiler, compilers.over(new Scope(compilers.dialect())));
        assignments = set == null ? null : new Assignments(set, view.definition(), compiler);
        var from = new From(target.table(), null, target.alias(), false, null);
        search = new Search(compiler, List.of(view), List.of(from), target.where(), session::isCancelled);
        returning = target.returning().isEmpty() ? null : new Outputs(target.returning(), compiler);
        orderBy = target.orderBy();
        limit = target.limit();
    }

    List<Result.Column> columns() {
        return returning == null ? List.of() : returning.columns;
    }

    Result run() throws SqlFailure {
        var verb = assignments == null ? Verb.DELETE : Verb.UPDATE;
        var returned = new ArrayList<Object[]>();
        var found = found();
        long changed = 0;
        for (var entry : found.entrySet()) {
            var row = entry.getValue();
            if (assignments == null) {
                rows.remove(entry.getKey());
                changed++;
            } else {
                var before = row;
                row = assignments.apply(before, before, rows);
                if (!Assignments.same(before, row)) {
                    rows.put(entry.getKey(), row);
                    changed++;
                }
            }
            if (returning != null) returned.add(returning.of(row));
        }
        return returning != null ? new Result.Rows(returning.columns, returned, found.size(), verb)
                : new Result.Changed(verb, found.size(), changed, 0);
    }

    private Map<Long, Object[]> found() throws SqlFailure {
        var found = new LinkedHashMap<Long, Object[]>();
        search.run(0, (row, number) -> {
            found.put(number, row);
            return true;
        });
        if (orderBy.isEmpty() && limit == null) return found;
        var rows = new ArrayList<>(found.entrySet());
        for (int i = orderBy.size() - 1; i >= 0; i--) sort(rows, orderBy.get(i));
        long most = limit == null ? Long.MAX_VALUE : (Long) Values.to(ColumnType.BIGINT, compiler.compile(limit).node().of(null),
                compiler.dialect, "");
        var chosen = new LinkedHashMap<Long, Object[]>();
        for (var row : rows) if (chosen.size() < most) chosen.put(row.getKey(), row.getValue());
        return chosen;
    }

    private void sort(List<Map.Entry<Long, Object[]>> rows, Order order) throws SqlFailure {
        var node = compiler.compile(order.value()).node();
        var keys = new LinkedHashMap<Long, Object[]>();
        for (var row : rows) keys.put(row.getKey(), new Object[] {Compare.fold(node.of(row.getValue()))});
        rows.sort((a, b) -> (order.descending() ? -1 : 1) * Compare.compareKeys(keys.get(a.getKey()), keys.get(b.getKey())));
    }
}
