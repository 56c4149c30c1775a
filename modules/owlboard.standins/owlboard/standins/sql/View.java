package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A table as a statement sees it: what is committed, with the changes of its own transaction over it. */
final class View {
    final Table table;
    /** Null when its transaction has not touched the table. */
    private final Overlay overlay;

    View(Table table, Overlay overlay) {
        this.table = table;
        this.overlay = overlay;
    }

    TableDefinition definition() {
        return table.definition;
    }

    /** Gets each row, until it says false. */
    interface Visitor {
        boolean row(long number, Object[] row) throws SqlFailure;
    }

    void scan(Visitor visitor) throws SqlFailure {
        for (var committed : table.rows.entrySet()) {
            var row = overlay == null ? null : overlay.rows().get(committed.getKey());
            if (row == Overlay.REMOVED) continue;
            if (!visitor.row(committed.getKey(), row == null ? committed.getValue() : row)) return;
        }
        if (overlay == null) return;
        Map<Long, Object[]> fresh = table.rows.isEmpty() ? overlay.rows() : overlay.rows().tailMap(table.rows.lastKey(), false);
        for (var row : fresh.entrySet()) if (row.getValue() != Overlay.REMOVED && !visitor.row(row.getKey(), row.getValue())) return;
    }

    /** Rows whose key in the {@code index}-th index is this one, which is folded. */
    List<Map.Entry<Long, Object[]>> rows(int index, Object[] key) {
        var found = new ArrayList<Map.Entry<Long, Object[]>>();
        for (var entries = table.indexes.get(index).rows(key); entries.hasNext(); ) {
            long number = entries.next().row();
            if (overlay == null || !overlay.rows().containsKey(number)) found.add(Map.entry(number, table.rows.get(number)));
        }
        if (overlay != null) {
            for (var entries = overlay.index(index).rows(key); entries.hasNext(); ) {
                long number = entries.next().row();
                found.add(Map.entry(number, overlay.rows().get(number)));
            }
        }
        return found;
    }

    /** Number of another row that has a unique key of this one, or -1. {@code index} is told where. */
    long conflict(long number, Object[] row, int index) {
        var unique = table.indexes.get(index);
        if (!unique.definition.unique()) return -1;
        var key = unique.key(row);
        if (Index.hasNull(key)) return -1;
        for (var found : rows(index, key)) if (found.getKey() != number) return found.getKey();
        return -1;
    }

    /** Null when it is not there. */
    Object[] row(long number) {
        var row = overlay == null ? null : overlay.rows().get(number);
        if (row == Overlay.REMOVED) return null;
        return row != null ? row : table.rows.get(number);
    }
}
