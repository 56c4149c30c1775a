package owlboard.standins.sql;

import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;
import owlboard.standins.sql.Statement.KeyDefinition;

/** Where the rows of a key are: ordered by the key's columns, then by row number. */
final class Index {
    /** A row under its key. */
    record Entry(Object[] key, long row) {}

    private static final Comparator<Entry> ORDER = (a, b) -> {
        int order = Compare.compareKeys(a.key, b.key);
        return order != 0 ? order : Long.compare(a.row, b.row);
    };

    final KeyDefinition definition;
    /** Positions of the key's columns in a row. */
    final int[] positions;
    private final boolean[] folds;
    private final TreeSet<Entry> entries = new TreeSet<>(ORDER);

    Index(KeyDefinition definition, TableDefinition table, Dialect dialect) {
        this.definition = definition;
        positions = definition.columns().stream().mapToInt(table::position).toArray();
        folds = new boolean[positions.length];
        for (int i = 0; i < positions.length; i++) folds[i] = table.folds(positions[i], dialect);
    }

    /** An empty one for the rows that a transaction changes. */
    Index like() {
        return new Index(this);
    }

    private Index(Index other) {
        definition = other.definition;
        positions = other.positions;
        folds = other.folds;
    }

    Object[] key(Object[] row) {
        var key = new Object[positions.length];
        for (int i = 0; i < key.length; i++) key[i] = folds[i] ? Compare.fold(row[positions[i]]) : row[positions[i]];
        return key;
    }

    /** A key of values that were computed, folded like those of rows. */
    Object[] folded(Object[] key) {
        for (int i = 0; i < key.length; i++) if (folds[i]) key[i] = Compare.fold(key[i]);
        return key;
    }

    void add(long number, Object[] row) {
        entries.add(new Entry(key(row), number));
    }

    void remove(long number, Object[] row) {
        entries.remove(new Entry(key(row), number));
    }

    /** Row numbers with this key, ascending. */
    Iterator<Entry> rows(Object[] key) {
        return entries.subSet(new Entry(key, Long.MIN_VALUE), true, new Entry(key, Long.MAX_VALUE), true).iterator();
    }

    void clear() {
        entries.clear();
    }

    static boolean hasNull(Object[] key) {
        for (var value : key) if (value == null) return true;
        return false;
    }
}
