package owlboard.standins.sql;

import java.util.Locale;

/** Where the two servers read the same text differently. */
public enum Dialect {
    /** Back quotes and double quotes as MySQL has them, {@code ?} for a parameter, strings compared without regard to case, DDL commits. */
    MYSQL,
    /** Names folded to lower case unless quoted, {@code $1} for a parameter, a failed statement spoils its transaction. */
    POSTGRES;

    /** What an unquoted name means. */
    public String fold(String name) {
        return this == POSTGRES ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** Column names are looked up by this: MySQL takes them in any case. */
    String columnKey(String name) {
        return this == MYSQL ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** The type of TRUE and of a comparison: MySQL has none but numbers. */
    ColumnType truth() {
        return this == MYSQL ? ColumnType.INTEGER : ColumnType.BOOLEAN;
    }

    Object truth(boolean value) {
        if (this == POSTGRES) return value;
        return value ? 1L : 0L;
    }
}
