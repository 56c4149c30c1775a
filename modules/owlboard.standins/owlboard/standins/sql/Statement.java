package owlboard.standins.sql;

import java.util.List;
import java.util.Locale;

/** One statement, as written. Where a table's schema (MySQL: database) is not named it is null. */
public sealed interface Statement {
    /** A name as written; {@code schema} is null when the name stands alone. */
    record Name(String schema, String name) {
        @Override
        public String toString() {
            return schema == null ? name : schema + "." + name;
        }
    }

    /**
     * A column as CREATE TABLE has it.
     *
     * @param preset text of the DEFAULT expression, or null
     * @param touch  ON UPDATE CURRENT_TIMESTAMP
     */
    record ColumnDefinition(String name, ColumnType type, boolean notNull, String preset, boolean auto, boolean touch) {}

    /** A key as CREATE TABLE and CREATE INDEX have it; {@code name} is null where the writer gave none. */
    record KeyDefinition(String name, List<String> columns, boolean unique, boolean primary) {}

    record CreateTable(Name name, List<ColumnDefinition> columns, List<KeyDefinition> keys, List<String> checks, boolean ifNotExists)
            implements Statement {}

    record DropTable(List<Name> names, boolean ifExists) implements Statement {}

    record CreateIndex(Name table, KeyDefinition key, boolean ifNotExists) implements Statement {}

    /** {@code table} is null in PostgreSQL. */
    record DropIndex(Name table, String name, boolean ifExists) implements Statement {}

    record AddColumn(Name table, ColumnDefinition column, boolean ifNotExists) implements Statement {}

    record Truncate(List<Name> names) implements Statement {}

    record CreateDatabase(String name, boolean ifNotExists) implements Statement {}

    record DropDatabase(String name, boolean ifExists) implements Statement {}

    record Use(String name) implements Statement {}

    /** What happens to a row whose key is there already. */
    record Conflict(Action action, List<String> columns, List<Assignment> assignments, Expression where) {
        enum Action { FAIL, SKIP, UPDATE, REPLACE }

        static final Conflict FAIL = new Conflict(Action.FAIL, List.of(), List.of(), null);
    }

    record Assignment(String column, Expression value) {}

    /** {@code source}: rows of another SELECT, else null and {@code rows} is it. */
    record Insert(Name table, String alias, List<String> columns, List<List<Expression>> rows, Select source, Conflict conflict,
            List<Output> returning) implements Statement {}

    /**
     * A column of a result; {@code star}: all columns (of {@code table} when it is not null). {@code text} is the expression as written.
     */
    record Output(Expression value, String alias, boolean star, String table, String text) {}

    record Order(Expression value, boolean descending, Boolean nullsFirst) {}

    /**
     * A table, or the rows of another SELECT ({@code table} is null then), with the name it is called by in the statement.
     *
     * @param on how it joins those before it; null for the first and for a cross join
     */
    record From(Name table, Select select, String alias, boolean left, Expression on) {}

    record Select(boolean distinct, List<Output> outputs, List<From> from, Expression where, List<Expression> groupBy, Expression having,
                  List<Order> orderBy, Expression limit, Expression offset, boolean forUpdate) implements Statement {}

    /** Which rows an UPDATE or DELETE touches, and what it tells of them. */
    record Target(Name table, String alias, Expression where, List<Order> orderBy, Expression limit, List<Output> returning) {}

    record Update(Target target, List<Assignment> assignments) implements Statement {}

    record Delete(Target target) implements Statement {}

    record Begin(boolean readOnly) implements Statement {}

    record Commit() implements Statement {}

    record Rollback() implements Statement {}

    record Savepoint(String name) implements Statement {}

    record RollbackTo(String name) implements Statement {}

    record Release(String name) implements Statement {}

    /** SET: names as written (with their {@code @@}, SESSION, LOCAL taken off), values as text. */
    record Set(List<String> names, List<Expression> values) implements Statement {}

    /** SHOW, DESCRIBE, RESET, DISCARD, and what else only one of the protocols knows: its words. */
    record Other(List<Token> words) implements Statement {
        /** The n-th word in lower case, or empty. */
        public String word(int n) {
            return n < words.size() && (words.get(n).kind() == Token.Kind.WORD || words.get(n).kind() == Token.Kind.SIGN) ? words.get(n)
                    .text().toLowerCase(Locale.ROOT) : "";
        }

        /** The n-th token as text, or empty. */
        public String text(int n) {
            return n < words.size() ? words.get(n).text() : "";
        }
    }
}
