package owlboard.standins.sql;

import owlboard.standins.sql.Statement.ColumnDefinition;
import owlboard.standins.sql.Statement.KeyDefinition;
import owlboard.standins.sql.Statement.Name;

/** What a transaction did, as the journal keeps it. */
sealed interface Change {
    /** {@code nextAuto}: where its counting column goes on. */
    record Create(TableDefinition table, long nextAuto) implements Change {}

    record Drop(Name table) implements Change {}

    record Put(Name table, long number, Object[] row) implements Change {}

    record Remove(Name table, long number) implements Change {}

    record AddKey(Name table, KeyDefinition key) implements Change {}

    record DropKey(Name table, String key) implements Change {}

    /** {@code value} is what the rows that are there get. */
    record AddColumn(Name table, ColumnDefinition column, Object value) implements Change {}

    record AddSchema(String name) implements Change {}

    record DropSchema(String name) implements Change {}
}
