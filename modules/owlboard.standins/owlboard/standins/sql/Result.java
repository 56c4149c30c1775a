package owlboard.standins.sql;

import java.util.List;

/** What came of a statement. */
public sealed interface Result {
    /**
     * A column of a result.
     *
     * @param table    where it comes from, or null when it was computed
     * @param position in that table
     */
    record Column(String name, ColumnType type, TableDefinition table, int position) {}

    /** Rows; {@code changed}: how many were changed by the statement that returns them, -1 for a SELECT. */
    record Rows(List<Column> columns, List<Object[]> rows, long changed, Verb verb) implements Result {}

    /**
     * Rows were changed.
     *
     * @param matched rows that were found, whether or not anything about them is new
     * @param firstId what the counting column gave the first of the rows, or 0
     */
    record Changed(Verb verb, long matched, long changed, long firstId) implements Result {}

    /** Done; nothing to count. {@code noted}: what was already so (IF EXISTS), or null. */
    record Done(Verb verb, String noted) implements Result {}

    /** What was done. */
    enum Verb { SELECT, INSERT, UPDATE, DELETE, CREATE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX, ALTER_TABLE, TRUNCATE, CREATE_DATABASE,
            DROP_DATABASE, USE, BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, SET, OTHER }
}
