package owlboard.standins.mysql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import owlboard.clients.mysql.wire.Command;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Like;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Statement;
import owlboard.standins.sql.Statement.Other;
import owlboard.standins.sql.TableDefinition;
import owlboard.standins.sql.TypeNames;

/** SHOW and DESCRIBE. */
final class Shows {
    private final Session session;
    private final Variables variables;
    private final MySqlServer server;

    Shows(Session session, Variables variables, MySqlServer server) {
        this.session = session;
        this.variables = variables;
        this.server = server;
    }

    /** {@code shown}: the statement, for the error. */
    Result.Rows run(Other statement, String shown) throws SqlFailure {
        var words = new Words(statement);
        if (!words.take("show")) {
            words.next++;
            return columns(words.table(0), false, null);
        }
        boolean full = words.take("full");
        if (!words.take("global")) words.take("session");
        var what = words.word();
        words.next++;
        return switch (what) {
            case "databases", "schemas" -> listed("Database", words.like(with(session.schemas(), "information_schema")));
            case "tables" -> tables(words, full);
            case "columns", "fields" -> columns(words.table(1), full, words);
            case "index", "indexes", "keys" -> indexes(words.table(1));
            case "create" -> create(words, shown);
            case "variables" -> pairs(words, "Variable_name", "Value", variables.all());
            case "status" -> pairs(words, "Variable_name", "Value", server.status());
            case "warnings", "errors" -> rows(List.of("Level", "Code", "Message"), List.of());
            case "collation" -> rows(List.of("Collation", "Charset", "Id", "Default", "Compiled", "Sortlen"),
                    List.of(new Object[] {"utf8mb4_general_ci", "utf8mb4", "45", "Yes", "Yes", "1"},
                    new Object[] {"utf8mb4_bin", "utf8mb4", "46", "", "Yes", "1"}));
            case "processlist" -> rows(List.of("Id", "User", "Host", "db", "Command", "Time", "State", "Info"), server.processes());
            default -> throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED,
                    "SHOW " + what.toUpperCase() + " is not supported by this stand-in; statement: " + shown);
        };
    }

    private static List<String> with(List<String> names, String one) {
        var all = new ArrayList<>(names);
        all.add(one);
        all.sort(null);
        return all;
    }

    /** The statement's words, one after the other. */
    private static final class Words {
        private final Other statement;
        private int next;

        Words(Other statement) {
            this.statement = statement;
        }

        String word() {
            return statement.word(next);
        }

        boolean take(String word) {
            if (!word().equals(word)) return false;
            next++;
            return true;
        }

        /** {@code [FROM] a.b} or {@code FROM b FROM a}; {@code skip}: words before the name. */
        Statement.Name table(int skip) {
            next += skip;
            var first = statement.text(next++);
            if (take(".")) return new Statement.Name(first, statement.text(next++));
            if (!word().equals("from") && !word().equals("in")) return new Statement.Name(null, first);
            next++;
            return new Statement.Name(statement.text(next++), first);
        }

        /** {@code LIKE 'pattern'}, or {@code WHERE column = 'value'}: only the last names one. */
        List<String> like(List<String> names) throws SqlFailure {
            if (take("like")) {
                var pattern = statement.text(next);
                return names.stream().filter(name -> Like.matches(name, pattern, true)).toList();
            }
            if (!take("where")) return names;
            next += 2;
            var value = statement.text(next);
            return names.stream().filter(value::equalsIgnoreCase).toList();
        }
    }

    private Result.Rows tables(Words words, boolean full) throws SqlFailure {
        var schema = session.schema();
        if (words.take("from") || words.take("in")) schema = words.statement.text(words.next++);
        if (schema == null) throw new SqlFailure(SqlFailure.Kind.NO_DATABASE, "No database selected");
        var inSchema = schema;
        if (!session.schemas().contains(inSchema) && !inSchema.equals("information_schema")) {
            throw new SqlFailure(SqlFailure.Kind.NO_DATABASE, "Unknown database '" + inSchema + "'");
        }
        var names = words.like(session.tables(inSchema).stream().map(table -> table.name().name()).toList());
        if (!full) return listed("Tables_in_" + inSchema, names);
        return rows(List.of("Tables_in_" + inSchema, "Table_type"), names.stream().map(name -> new Object[] {name, "BASE TABLE"}).toList());
    }

    private Result.Rows columns(Statement.Name name, boolean full, Words words) throws SqlFailure {
        var table = session.table(name);
        var wanted = words == null ? null : words.like(table.columns().stream().map(Statement.ColumnDefinition::name).toList());
        var rows = new ArrayList<Object[]>();
        for (int i = 0; i < table.columns().size(); i++) {
            var column = table.columns().get(i);
            if (wanted != null && !wanted.contains(column.name())) continue;
            var type = TypeNames.of(column.type(), Dialect.MYSQL);
            var preset = column.preset() == null ? null : column.preset().replaceAll("^'(.*)'$", "$1");
            var nullable = column.notNull() ? "NO" : "YES";
            var key = key(table, column.name());
            if (full) {
                rows.add(new Object[] {column.name(), type, collation(column.type()), nullable, key, preset, extra(column),
                        "select,insert,update", ""});
            } else {
                rows.add(new Object[] {column.name(), type, nullable, key, preset, extra(column)});
            }
        }
        return rows(full ? List.of("Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment")
                : List.of("Field", "Type", "Null", "Key", "Default", "Extra"), rows);
    }

    private static String extra(Statement.ColumnDefinition column) {
        if (column.auto()) return "auto_increment";
        return column.touch() ? "on update CURRENT_TIMESTAMP" : "";
    }

    /** Null for what is no text. */
    private static String collation(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR, TEXT -> type.exact() ? "utf8mb4_bin" : "utf8mb4_general_ci";
            default -> null;
        };
    }

    static String key(TableDefinition table, String column) {
        var shown = "";
        for (var key : table.keys()) {
            if (key.primary() && key.columns().contains(column)) return "PRI";
            if (!key.columns().getFirst().equals(column)) continue;
            if (key.unique() && key.columns().size() == 1) shown = "UNI";
            else if (shown.isEmpty()) shown = "MUL";
        }
        return shown;
    }

    private Result.Rows indexes(Statement.Name name) throws SqlFailure {
        var table = session.table(name);
        var rows = new ArrayList<Object[]>();
        for (var key : table.keys()) {
            for (int i = 0; i < key.columns().size(); i++) {
                rows.add(new Object[] {table.name().name(), key.unique() ? "0" : "1", key.name(), Integer.toString(i + 1),
                        key.columns().get(i), "A", "0", null, null, "", "BTREE", "", ""});
            }
        }
        return rows(List.of("Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name", "Collation", "Cardinality", "Sub_part",
                "Packed", "Null", "Index_type", "Comment", "Index_comment"), rows);
    }

    private Result.Rows create(Words words, String shown) throws SqlFailure {
        if (words.take("table")) {
            var table = session.table(words.table(0));
            return rows(List.of("Table", "Create Table"), List.<Object[]>of(new Object[] {table.name().name(), definition(table)}));
        }
        if (!words.take("database") && !words.take("schema")) {
            throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "SHOW CREATE " + words.word()
                    .toUpperCase() + " is not supported by this stand-in; statement: " + shown);
        }
        if (words.take("if")) words.next += 2;
        var name = words.statement.text(words.next);
        return rows(List.of("Database", "Create Database"),
                List.<Object[]>of(new Object[] {name, "CREATE DATABASE `" + name + "` /*!40100 DEFAULT CHARACTER SET utf8mb4 */"}));
    }

    private static String preset(Statement.ColumnDefinition column) {
        if (column.preset() != null) return " DEFAULT " + column.preset();
        return column.notNull() ? "" : " DEFAULT NULL";
    }

    private static String definition(TableDefinition table) {
        var lines = new ArrayList<String>();
        for (var column : table.columns()) {
            lines.add("  `" + column.name() + "` " + TypeNames.of(column.type(), Dialect.MYSQL)
                    + (column.type().exact() ? " COLLATE utf8mb4_bin" : "") + (column.notNull() ? " NOT NULL" : "")
                    + preset(column)
                    + (column.auto() ? " AUTO_INCREMENT" : "") + (column.touch() ? " ON UPDATE CURRENT_TIMESTAMP" : ""));
        }
        for (var key : table.keys()) {
            var columns = "(`" + String.join("`,`", key.columns()) + "`)";
            var unique = key.unique() ? "UNIQUE " : "";
            lines.add(key.primary() ? "  PRIMARY KEY " + columns : "  " + unique + "KEY `" + key.name() + "` " + columns);
        }
        for (var check : table.checks()) lines.add("  CHECK (" + check + ")");
        return "CREATE TABLE `" + table.name().name() + "` (\n" + String.join(",\n", lines)
                + "\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci";
    }

    private static Result.Rows pairs(Words words, String first, String second, Map<String, String> all) throws SqlFailure {
        var rows = new ArrayList<Object[]>();
        for (var name : words.like(List.copyOf(all.keySet()))) rows.add(new Object[] {name, all.get(name)});
        return rows(List.of(first, second), rows);
    }

    private static Result.Rows listed(String column, List<String> values) {
        return rows(List.of(column), values.stream().map(value -> new Object[] {value}).toList());
    }

    static Result.Rows rows(List<String> columns, List<Object[]> rows) {
        var named = columns.stream().map(name -> new Result.Column(name, ColumnType.TEXT, null, 0)).toList();
        return new Result.Rows(named, rows.stream().map(row -> Arrays.copyOf(row, columns.size())).toList(), -1, Result.Verb.OTHER);
    }
}
