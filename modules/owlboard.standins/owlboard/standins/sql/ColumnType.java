package owlboard.standins.sql;

/**
 * What a column or an expression holds.
 *
 * @param kind     how values are kept
 * @param length   characters of CHAR and VARCHAR, digits of DECIMAL, digits of a second of TIME and TIMESTAMP; -1: no bound
 * @param scale    digits behind the point of DECIMAL
 * @param unsigned no negative numbers (MySQL)
 * @param exact    strings are compared by their bytes (a {@code _bin} collation of MySQL; always so in PostgreSQL)
 */
public record ColumnType(Kind kind, int length, int scale, boolean unsigned, boolean exact) {
    /** In memory: Boolean; Long; Double; BigDecimal; String; byte[]; LocalDate; LocalTime; LocalDateTime; OffsetDateTime in UTC; UUID. */
    public enum Kind {
        /** Of NULL, and of a parameter whose use does not tell. */
        UNKNOWN,
        BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, CHAR, VARCHAR, TEXT, BYTES, DATE, TIME, TIMESTAMP, TIMESTAMPTZ,
        JSON, UUID;

        boolean isInteger() {
            return this == TINYINT || this == SMALLINT || this == INTEGER || this == BIGINT;
        }

        boolean isNumber() {
            return isInteger() || this == REAL || this == DOUBLE || this == DECIMAL;
        }

        boolean isString() {
            return this == CHAR || this == VARCHAR || this == TEXT || this == JSON;
        }
    }

    static final ColumnType UNKNOWN = of(Kind.UNKNOWN);
    static final ColumnType BOOLEAN = of(Kind.BOOLEAN);
    static final ColumnType INTEGER = of(Kind.INTEGER);
    static final ColumnType BIGINT = of(Kind.BIGINT);
    static final ColumnType DOUBLE = of(Kind.DOUBLE);
    static final ColumnType DECIMAL = of(Kind.DECIMAL);
    public static final ColumnType TEXT = of(Kind.TEXT);

    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, -1, -1, false, false);
    }

    static ColumnType sized(Kind kind, int length) {
        return new ColumnType(kind, length, -1, false, false);
    }

    ColumnType asUnsigned() {
        return new ColumnType(kind, length, scale, true, exact);
    }

    ColumnType asExact() {
        return new ColumnType(kind, length, scale, unsigned, true);
    }
}
