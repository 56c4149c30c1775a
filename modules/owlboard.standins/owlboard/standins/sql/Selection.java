package owlboard.standins.sql;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Order;
import owlboard.standins.sql.Statement.Select;

/** One SELECT: found, grouped, ordered, cut. */
final class Selection {
    private final Select select;
    private final Compiler compiler;
    private final Search search;
    private final Outputs outputs;
    private final List<Node> groups = new ArrayList<>();
    private final List<Aggregate> aggregates;
    private final Node having;
    private final List<Node> orders = new ArrayList<>();
    private final int bytesMax;
    private long bytes;

    Selection(Select select, Compiler compiler, List<View> views, Session session) throws SqlFailure {
        this.select = select;
        this.compiler = compiler;
        this.bytesMax = session.database.bounds.resultBytes();
        search = new Search(compiler, views, select.from(), select.where(), session::isCancelled);
        for (var group : select.groupBy()) {
            groups.add(ordinal(group) != null ? compiler.compile(select.outputs().get(ordinal(group)).value()).node() : named(group)
                    .node());
        }
        aggregates = compiler.allowAggregates();
        outputs = new Outputs(select.outputs(), compiler);
        having = select.having() == null ? null : compiler.condition(select.having());
        for (var order : select.orderBy()) orders.add(order(order));
        if (select.limit() != null) compiler.parameters.use(select.limit(), ColumnType.BIGINT);
        if (select.offset() != null) compiler.parameters.use(select.offset(), ColumnType.BIGINT);
    }

    List<Result.Column> columns() {
        return outputs.columns;
    }

    /** The place of {@code ORDER BY 2}, or null. */
    private Integer ordinal(Expression expression) throws SqlFailure {
        if (!(expression instanceof Expression.Literal(Long number, var type, var loose))) return null;
        if (number < 1 || number > select.outputs().size() || select.outputs().get((int) (number - 1)).star()) {
            throw new SqlFailure(Kind.SYNTAX, "position " + number + " is not in select list");
        }
        return (int) (number - 1);
    }

    /** The name of an output means its value. */
    private Compiled named(Expression expression) throws SqlFailure {
        if (expression instanceof Expression.Column(var table, var name) && table == null) {
            for (var output : select.outputs()) {
                if (!output.star() && output.alias() != null && compiler.dialect.columnKey(output.alias())
                        .equals(compiler.dialect.columnKey(name))) {
                    return compiler.compile(output.value());
                }
            }
        }
        return compiler.compile(expression);
    }

    private Node order(Order order) throws SqlFailure {
        var ordinal = ordinal(order.value());
        var compiled = ordinal != null ? compiler.compile(select.outputs().get(ordinal).value()) : named(order.value());
        boolean fold = compiler.dialect == Dialect.MYSQL && !compiled.type().exact();
        return fold ? row -> Compare.fold(compiled.node().of(row)) : compiled.node();
    }

    private record Found(Object[] output, Object[] order) {}

    List<Object[]> rows() throws SqlFailure {
        long offset = bound(select.offset(), 0);
        long limit = bound(select.limit(), Long.MAX_VALUE);
        var found = new ArrayList<Found>();
        boolean grouped = !aggregates.isEmpty() || !groups.isEmpty() || having != null;
        boolean early = !grouped && orders.isEmpty() && !select.distinct();
        if (limit == 0) return List.of();
        if (grouped) group(found);
        else search.run(0, (row, number) -> {
            keep(found, row);
            return !early || found.size() - offset < limit;
        });
        var distinct = select.distinct() ? distinct(found) : found;
        if (!orders.isEmpty()) sort(distinct);
        return distinct.stream().skip(offset).limit(limit).map(Found::output).toList();
    }

    private void keep(List<Found> found, Object[] row) throws SqlFailure {
        var output = outputs.of(row);
        var order = new Object[orders.size()];
        for (int i = 0; i < order.length; i++) order[i] = orders.get(i).of(row);
        bytes += Table.size(output) + (order.length == 0 ? 0 : Table.size(order));
        if (bytes > bytesMax) {
            throw new SqlFailure(Kind.TOO_BIG, "the result has more than " + bytesMax + " bytes; ask for less with LIMIT");
        }
        found.add(new Found(output, order));
    }

    private long bound(Expression expression, long unset) throws SqlFailure {
        if (expression == null) return unset;
        var value = compiler.compile(expression).node().of(null);
        if (value == null) return unset;
        long bound = (Long) Values.to(ColumnType.BIGINT, value, compiler.dialect, "");
        if (bound < 0) throw new SqlFailure(Kind.BAD_VALUE, "LIMIT and OFFSET must not be negative: " + bound);
        return bound;
    }

    private record Group(Object[] row, List<Aggregate.State> states) {}

    private void group(List<Found> found) throws SqlFailure {
        var byKey = new LinkedHashMap<List<Object>, Group>();
        search.run(aggregates.size(), (row, number) -> {
            var key = new ArrayList<>(groups.size());
            for (var group : groups) key.add(plain(group.of(row)));
            var group = byKey.get(key);
            if (group == null) {
                bytes += Table.size(row);
                if (bytes > bytesMax) throw new SqlFailure(Kind.TOO_BIG, "the groups have more than " + bytesMax + " bytes");
                byKey.put(key, group = new Group(row, aggregates.stream().map(Aggregate::start).toList()));
            }
            for (var state : group.states) state.add(row);
            return true;
        });
        if (byKey.isEmpty() && groups.isEmpty()) {
            byKey.put(List.of(), new Group(new Object[compiler.scope.width + aggregates.size()],
                    aggregates.stream().map(Aggregate::start).toList()));
        }
        for (var group : byKey.values()) {
            for (int i = 0; i < aggregates.size(); i++) group.row[compiler.scope.width + i] = group.states.get(i).result();
            if (having == null || Boolean.TRUE.equals(Compiler.truth(having.of(group.row), compiler.dialect))) keep(found, group.row);
        }
    }

    /** As a key of a map. */
    private Object plain(Object value) {
        if (value instanceof byte[] bytes) return ByteBuffer.wrap(bytes);
        if (value instanceof BigDecimal number) return number.stripTrailingZeros();
        return compiler.dialect == Dialect.MYSQL ? Compare.fold(value) : value;
    }

    private List<Found> distinct(List<Found> found) {
        Map<List<Object>, Found> seen = new LinkedHashMap<>();
        for (var row : found) {
            var key = new ArrayList<>(row.output.length);
            for (var value : row.output) key.add(plain(value));
            seen.putIfAbsent(key, row);
        }
        return new ArrayList<>(seen.values());
    }

    /** Carries a failure out of a sort. */
    private static final class Incomparable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Incomparable(SqlFailure failure) {
            super(failure);
        }
    }

    private void sort(List<Found> found) throws SqlFailure {
        try {
            found.sort((a, b) -> {
                try {
                    return compare(a.order, b.order);
                } catch (SqlFailure failure) {
                    throw new Incomparable(failure);
                }
            });
        } catch (Incomparable incomparable) {
            throw (SqlFailure) incomparable.getCause();
        }
    }

    /** MySQL has NULL lowest, PostgreSQL highest. */
    private int compare(Object[] a, Object[] b) throws SqlFailure {
        for (int i = 0; i < a.length; i++) {
            int which = compare(a[i], b[i], select.orderBy().get(i));
            if (which != 0) return which;
        }
        return 0;
    }

    private int compare(Object a, Object b, Order order) throws SqlFailure {
        if (a == null || b == null) {
            boolean nullsFirst = order.nullsFirst() != null ? order.nullsFirst()
                    : (compiler.dialect == Dialect.MYSQL) != order.descending();
            int nullsLast = Boolean.compare(a == null, b == null);
            return nullsFirst ? -nullsLast : nullsLast;
        }
        return order.descending() ? Compare.compare(b, a, compiler.dialect) : Compare.compare(a, b, compiler.dialect);
    }
}
