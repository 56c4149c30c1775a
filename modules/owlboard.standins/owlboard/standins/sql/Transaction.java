package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Name;

/**
 * What a session has changed and not yet committed. Made when it first writes, with the right to write; every step can be taken back to a
 * mark. Changes to what a table looks like, other than creating and dropping it, are for tables of this transaction or for one that did
 * nothing else.
 */
final class Transaction {
    private final Database database;
    /** Tables that this transaction created, or dropped (null). */
    private final Map<Name, Table> catalog = new LinkedHashMap<>();
    private final Map<Name, Overlay> overlays = new LinkedHashMap<>();
    /** In order: what commits besides rows. */
    private final List<Change> definitions = new ArrayList<>();
    private final List<Runnable> undo = new ArrayList<>();
    /** Memory of what was put, roughly. */
    private long bytes;

    Transaction(Database database) {
        this.database = database;
    }

    int mark() {
        return undo.size();
    }

    void backTo(int mark) {
        while (undo.size() > mark) undo.removeLast().run();
    }

    boolean isEmpty() {
        return undo.isEmpty();
    }

    /** Null when there is none. */
    Table table(Name name) {
        return catalog.containsKey(name) ? catalog.get(name) : database.table(name);
    }

    Overlay overlay(Name name) {
        return overlays.get(name);
    }

    Overlay overlayFor(Table table) {
        return overlays.computeIfAbsent(table.definition.name(), name -> new Overlay(table));
    }

    void put(Table table, long number, Object[] row) throws SqlFailure {
        long size = Table.size(row);
        if (bytes + size > 2L * database.bounds.transactionBytes()) {
            throw new SqlFailure(Kind.TOO_BIG, "transaction has more than " + database.bounds.transactionBytes()
                    + " bytes; commit more often");
        }
        if (database.bytes() + bytes + size > database.bounds.storeBytes()) {
            throw new SqlFailure(Kind.FULL, table.definition.name().name(),
                    "the table space is full: " + database.bounds.storeBytes() + " bytes are the most");
        }
        set(table, number, row);
        bytes += size;
        undo.add(() -> bytes -= size);
    }

    void remove(Table table, long number) {
        set(table, number, Overlay.REMOVED);
    }

    private void set(Table table, long number, Object[] row) {
        var overlay = overlayFor(table);
        var before = overlay.set(number, row);
        undo.add(() -> overlay.set(number, before));
    }

    void create(TableDefinition definition, long nextAuto) {
        var table = new Table(definition, database.dialect);
        table.nextAuto = nextAuto;
        setTable(definition.name(), table);
        define(new Change.Create(definition, nextAuto));
    }

    void drop(Name name) {
        setTable(name, null);
        define(new Change.Drop(name));
    }

    private void setTable(Name name, Table table) {
        boolean known = catalog.containsKey(name);
        var before = catalog.put(name, table);
        var overlay = overlays.remove(name);
        undo.add(() -> {
            if (known) catalog.put(name, before);
            else catalog.remove(name);
            if (overlay != null) overlays.put(name, overlay);
            else overlays.remove(name);
        });
    }

    void define(Change change) {
        definitions.add(change);
        undo.add(definitions::removeLast);
    }

    /** Takes a table of this transaction out and puts it back with another look: {@code rows} as they are to be. */
    void replace(TableDefinition definition, Map<Long, Object[]> rows) throws SqlFailure {
        var old = table(definition.name());
        drop(definition.name());
        create(definition, old.nextAuto);
        var table = table(definition.name());
        table.nextRow = old.nextRow;
        for (var row : rows.entrySet()) put(table, row.getKey(), row.getValue());
    }

    boolean created(Name name) {
        return catalog.get(name) != null;
    }

    /** Names of the tables of a schema as this transaction sees them. */
    TreeSet<String> names(String schema) {
        var names = new TreeSet<String>();
        for (var table : database.tables(schema)) names.add(table.name().name());
        catalog.forEach((name, table) -> {
            if (!name.schema().equals(schema)) return;
            if (table == null) names.remove(name.name());
            else names.add(name.name());
        });
        return names;
    }

    /** Definitions in their order, then the rows. */
    List<Change> changes() {
        var changes = new ArrayList<>(definitions);
        overlays.forEach((name, overlay) -> overlay.rows().forEach((number, row) -> {
            if (row != Overlay.REMOVED) changes.add(new Change.Put(name, number, row));
            else if (overlay.table.rows.containsKey(number)) changes.add(new Change.Remove(name, number));
        }));
        return changes;
    }
}
