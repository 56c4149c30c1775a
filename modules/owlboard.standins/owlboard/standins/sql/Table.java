package owlboard.standins.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The committed rows of a table, by row number; rows are never changed in place. Guarded by the database's lock. */
final class Table {
    TableDefinition definition;
    final TreeMap<Long, Object[]> rows = new TreeMap<>();
    final List<Index> indexes = new ArrayList<>();
    /**
     * What the counting column gets next; only the writing transaction takes one, and those of a transaction that was rolled back are lost.
     */
    long nextAuto = 1;
    long nextRow = 1;
    /** Memory that the rows take, roughly. */
    long bytes;

    Table(TableDefinition definition, Dialect dialect) {
        this.definition = definition;
        for (var key : definition.keys()) indexes.add(new Index(key, definition, dialect));
    }

    void put(long number, Object[] row) {
        remove(number);
        rows.put(number, row);
        for (var index : indexes) index.add(number, row);
        bytes += size(row);
        nextRow = Math.max(nextRow, number + 1);
        seenAuto(row);
    }

    void remove(long number) {
        var row = rows.remove(number);
        if (row == null) return;
        for (var index : indexes) index.remove(number, row);
        bytes -= size(row);
    }

    /** The counting column goes on behind what was stored with a number of its own. */
    void seenAuto(Object[] row) {
        int auto = definition.auto();
        if (auto >= 0 && row[auto] instanceof Long given && given >= nextAuto && given < Long.MAX_VALUE) nextAuto = given + 1;
    }

    void addIndex(Index index) {
        rows.forEach(index::add);
        indexes.add(index);
    }

    /** Bytes in memory, roughly: what bounds are checked against. */
    static long size(Object[] row) {
        long size = 64 + 8L * row.length;
        for (var value : row) {
            size += switch (value) {
                case null -> 0;
                case String text -> 40 + text.length();
                case byte[] bytes -> 16 + bytes.length;
                case BigDecimal number -> 40 + number.precision() / 2;
                default -> 24;
            };
        }
        return size;
    }
}
