package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.ColumnDefinition;
import owlboard.standins.sql.Statement.CreateTable;
import owlboard.standins.sql.Statement.KeyDefinition;
import owlboard.standins.sql.Statement.Name;

/**
 * What a table looks like.
 *
 * @param name   with its schema
 * @param keys   each with a name; columns as the table spells them
 * @param checks conditions that every row must not make false, as text
 */
public record TableDefinition(Name name, List<ColumnDefinition> columns, List<KeyDefinition> keys, List<String> checks) {
    /** Columns of a table. */
    static final int COLUMNS_MAX = 1000;

    public TableDefinition {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        checks = List.copyOf(checks);
    }

    static TableDefinition of(CreateTable written, Name name, Dialect dialect) throws SqlFailure {
        if (written.columns().isEmpty()) throw new SqlFailure(Kind.SYNTAX, "table \"" + name.name() + "\" must have at least one column");
        if (written.columns().size() > COLUMNS_MAX) {
            throw new SqlFailure(Kind.TOO_BIG, "table \"" + name.name() + "\" has " + written.columns()
                    .size() + " columns; " + COLUMNS_MAX + " are the most");
        }
        var seen = new HashSet<String>();
        for (var column : written.columns()) {
            if (!seen.add(dialect.columnKey(column.name()))) {
                throw new SqlFailure(Kind.DUPLICATE_COLUMN, column.name(), "column \"" + column.name() + "\" specified more than once");
            }
        }
        var table = new TableDefinition(name, written.columns(), List.of(), written.checks());
        var primary = new HashSet<Integer>();
        for (var key : written.keys()) {
            table = table.with(key, dialect);
            if (!key.primary()) continue;
            if (!primary.isEmpty()) {
                throw new SqlFailure(Kind.SYNTAX, "multiple primary keys for table \"" + name.name() + "\" are not allowed");
            }
            for (var column : key.columns()) primary.add(table.find(column, dialect));
        }
        var columns = new ArrayList<>(table.columns);
        for (int at : primary) {
            var column = columns.get(at);
            columns.set(at, new ColumnDefinition(column.name(), column.type(), true, column.preset(), column.auto(), column.touch()));
        }
        return new TableDefinition(name, columns, table.keys, table.checks);
    }

    /** With one more key, named as the dialect names those without a name. */
    TableDefinition with(KeyDefinition key, Dialect dialect) throws SqlFailure {
        var spelled = new ArrayList<String>();
        for (var column : key.columns()) {
            int at = find(column, dialect);
            if (at < 0) throw new SqlFailure(Kind.NO_COLUMN, column, "column \"" + column + "\" named in key does not exist");
            spelled.add(columns.get(at).name());
        }
        var named = key.name() != null ? key.name() : keyName(key, spelled, dialect);
        if (keyNamed(named) != null) throw new SqlFailure(Kind.INDEX_EXISTS, named, "key \"" + named + "\" already exists");
        var more = new ArrayList<>(keys);
        more.add(new KeyDefinition(named, spelled, key.unique(), key.primary()));
        return new TableDefinition(name, columns, more, checks);
    }

    private String keyName(KeyDefinition key, List<String> spelled, Dialect dialect) {
        if (dialect == Dialect.MYSQL && key.primary()) return "PRIMARY";
        var base = dialect == Dialect.MYSQL ? spelled.getFirst() : postgresKeyName(key, spelled);
        var named = base;
        for (int i = dialect == Dialect.MYSQL ? 2 : 1; keyNamed(named) != null; i++) {
            named = dialect == Dialect.MYSQL ? base + "_" + i : base + i;
        }
        return named;
    }

    private String postgresKeyName(KeyDefinition key, List<String> spelled) {
        if (key.primary()) return name.name() + "_pkey";
        return name.name() + "_" + String.join("_", spelled) + (key.unique() ? "_key" : "_idx");
    }

    KeyDefinition keyNamed(String name) {
        for (var key : keys) if (key.name().equalsIgnoreCase(name)) return key;
        return null;
    }

    /** Where a column as a statement spells it stands, or -1. */
    int find(String column, Dialect dialect) {
        var wanted = dialect.columnKey(column);
        for (int i = 0; i < columns.size(); i++) if (dialect.columnKey(columns.get(i).name()).equals(wanted)) return i;
        return -1;
    }

    int find(String column, Dialect dialect, boolean required) throws SqlFailure {
        int at = find(column, dialect);
        if (at < 0 && required) {
            throw new SqlFailure(Kind.NO_COLUMN, column, "column \"" + column + "\" of relation \"" + name.name() + "\" does not exist");
        }
        return at;
    }

    /** Where a column of this very spelling stands. */
    int position(String column) {
        for (int i = 0; i < columns.size(); i++) if (columns.get(i).name().equals(column)) return i;
        throw new IllegalStateException("table " + name + " lost its column " + column);
    }

    boolean folds(int column, Dialect dialect) {
        var type = columns.get(column).type();
        return dialect == Dialect.MYSQL && type.kind().isString() && !type.exact();
    }

    /** Position of the column that counts up by itself, or -1. */
    int auto() {
        for (int i = 0; i < columns.size(); i++) if (columns.get(i).auto()) return i;
        return -1;
    }
}
