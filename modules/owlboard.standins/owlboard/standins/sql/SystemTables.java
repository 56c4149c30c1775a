package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.standins.sql.Statement.ColumnDefinition;
import owlboard.standins.sql.Statement.Name;

/**
 * {@code information_schema.schemata}, {@code .tables} and {@code .columns} (ISO/IEC 9075-11), and of {@code pg_catalog} what psql's
 * {@code \dt} reads. Made when they are asked for.
 */
final class SystemTables {
    private static final Set<String> NUMBERS = Set.of("ordinal_position", "oid", "relnamespace", "relowner", "relam");

    private SystemTables() {}

    /** Null when the name means no such table. */
    static View view(Name name, Session session) throws SqlFailure {
        if (session.database.dialect == Dialect.POSTGRES && (name.schema().equals("pg_catalog") || name.name().startsWith("pg_"))) {
            return catalog(name.name(), session);
        }
        if (!name.schema().equalsIgnoreCase("information_schema")) return null;
        return switch (name.name().toLowerCase(Locale.ROOT)) {
            case "schemata" -> schemata(session);
            case "tables" -> tables(session);
            case "columns" -> columns(session);
            default -> null;
        };
    }

    private static Table table(String name, Dialect dialect, String... columns) {
        var definitions = new ArrayList<ColumnDefinition>();
        for (var column : columns) {
            definitions.add(new ColumnDefinition(dialect == Dialect.MYSQL ? column.toUpperCase(Locale.ROOT) : column,
                    NUMBERS.contains(column) ? ColumnType.BIGINT : ColumnType.TEXT, false, null, false, false));
        }
        return new Table(new TableDefinition(new Name("information_schema", name), definitions, List.of(), List.of()), dialect);
    }

    /** Object numbers are made up: they hold for one statement. */
    private static View catalog(String name, Session session) throws SqlFailure {
        var schemas = session.database.schemas();
        switch (name) {
            case "pg_namespace" -> {
                var table = table("pg_namespace", session.database.dialect, "oid", "nspname");
                for (int i = 0; i < schemas.size(); i++) table.put(table.nextRow, new Object[] {i + 2200L, schemas.get(i)});
                return new View(table, null);
            }
            case "pg_class" -> {
                var table = table("pg_class", session.database.dialect, "oid", "relname", "relnamespace", "relkind", "relowner", "relam",
                        "relpersistence");
                for (int i = 0; i < schemas.size(); i++) {
                    for (var one : session.tables(schemas.get(i))) {
                        table.put(table.nextRow, new Object[] {16384 + table.nextRow, one.name().name(), i + 2200L, "r", 10L, 2L, "p"});
                    }
                }
                return new View(table, null);
            }
            case "pg_am" -> {
                var table = table("pg_am", session.database.dialect, "oid", "amname");
                table.put(table.nextRow, new Object[] {2L, "heap"});
                return new View(table, null);
            }
            default -> {
                return null;
            }
        }
    }

    private static View schemata(Session session) throws SqlFailure {
        var table = table("schemata", session.database.dialect, "catalog_name", "schema_name");
        for (var schema : session.database.schemas()) table.put(table.nextRow, new Object[] {"def", schema});
        return new View(table, null);
    }

    private static View tables(Session session) throws SqlFailure {
        var table = table("tables", session.database.dialect, "table_catalog", "table_schema", "table_name", "table_type");
        for (var schema : session.database.schemas()) {
            for (var one : session.database.tables(schema)) {
                table.put(table.nextRow, new Object[] {"def", schema, one.name().name(), "BASE TABLE"});
            }
        }
        return new View(table, null);
    }

    private static View columns(Session session) throws SqlFailure {
        var table = table("columns", session.database.dialect, "table_catalog", "table_schema", "table_name", "column_name",
                "ordinal_position", "column_default", "is_nullable", "data_type");
        for (var schema : session.database.schemas()) {
            for (var one : session.database.tables(schema)) {
                for (int i = 0; i < one.columns().size(); i++) {
                    var column = one.columns().get(i);
                    table.put(table.nextRow, new Object[] {"def", schema, one.name().name(), column.name(), i + 1L, column.preset(),
                            column.notNull() ? "NO" : "YES", TypeNames.of(column.type(), session.database.dialect)});
                }
            }
        }
        return new View(table, null);
    }
}
