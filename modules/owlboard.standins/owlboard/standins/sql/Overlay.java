package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The rows of a table that a transaction has changed, over those that were committed. */
final class Overlay {
    /** Stands for a row that was taken out. */
    static final Object[] REMOVED = {};

    final Table table;
    private final TreeMap<Long, Object[]> rows = new TreeMap<>();
    /** For the rows of this overlay, in the order of the table's. */
    private final List<Index> indexes = new ArrayList<>();

    Overlay(Table table) {
        this.table = table;
        for (var index : table.indexes) indexes.add(index.like());
    }

    NavigableMap<Long, Object[]> rows() {
        return rows;
    }

    Index index(int position) {
        return indexes.get(position);
    }

    /** {@code row} null: as committed. Returns what stood there. */
    Object[] set(long number, Object[] row) {
        var before = row == null ? rows.remove(number) : rows.put(number, row);
        if (before != null && before != REMOVED) for (var index : indexes) index.remove(number, before);
        if (row != null && row != REMOVED) for (var index : indexes) index.add(number, row);
        return before;
    }
}
