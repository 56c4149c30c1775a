package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import owlboard.standins.sql.SqlFailure.Kind;

/** Which columns an expression may name, and where in a row they stand: the tables' columns one behind the other. */
final class Scope {
    /** A table under the name it has in the statement. */
    record Source(String alias, TableDefinition definition, int offset) {}

    /** A column that was found: its place in the row. */
    record Slot(int place, Source source, int position) {
        ColumnType type() {
            return source.definition.columns().get(position).type();
        }
    }

    static final Scope EMPTY = new Scope(Dialect.POSTGRES);

    final Dialect dialect;
    final List<Source> sources = new ArrayList<>();
    int width;

    Scope(Dialect dialect) {
        this.dialect = dialect;
    }

    Scope with(String alias, TableDefinition definition) throws SqlFailure {
        for (var source : sources) {
            if (source.alias.equals(alias)) throw new SqlFailure(Kind.SYNTAX, "table name \"" + alias + "\" specified more than once");
        }
        sources.add(new Source(alias, definition, width));
        width += definition.columns().size();
        return this;
    }

    Source source(String alias) throws SqlFailure {
        for (var source : sources) if (source.alias.equals(alias)) return source;
        throw new SqlFailure(Kind.NO_TABLE, alias, "missing FROM-clause entry for table \"" + alias + "\"");
    }

    Slot slot(String alias, String column) throws SqlFailure {
        Slot found = null;
        for (var source : alias == null ? sources : List.of(source(alias))) {
            if (alias == null && source.alias.equals("excluded")) continue;
            int position = source.definition.find(column, dialect);
            if (position < 0) continue;
            if (found != null) throw new SqlFailure(Kind.NO_COLUMN, column, "column reference \"" + column + "\" is ambiguous");
            found = new Slot(source.offset + position, source, position);
        }
        if (found == null) {
            throw new SqlFailure(Kind.NO_COLUMN, column, "column \"" + (alias == null ? "" : alias + ".") + column + "\" does not exist");
        }
        return found;
    }
}
