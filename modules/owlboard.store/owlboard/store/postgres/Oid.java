package owlboard.store.postgres;

import owlboard.store.sql.ColumnType;

/** Object numbers of the built-in types (pg_type). */
final class Oid {
    static final int BOOL = 16;
    static final int BYTEA = 17;
    static final int NAME = 19;
    static final int INT8 = 20;
    static final int INT2 = 21;
    static final int INT4 = 23;
    static final int TEXT = 25;
    static final int OID = 26;
    static final int JSON = 114;
    static final int FLOAT4 = 700;
    static final int FLOAT8 = 701;
    static final int UNKNOWN = 705;
    static final int BPCHAR = 1042;
    static final int VARCHAR = 1043;
    static final int DATE = 1082;
    static final int TIME = 1083;
    static final int TIMESTAMP = 1114;
    static final int TIMESTAMPTZ = 1184;
    static final int NUMERIC = 1700;
    static final int UUID = 2950;
    static final int JSONB = 3802;

    private Oid() {}

    static int of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> BOOL;
            case TINYINT, SMALLINT -> INT2;
            case INTEGER -> INT4;
            case BIGINT -> INT8;
            case REAL -> FLOAT4;
            case DOUBLE -> FLOAT8;
            case DECIMAL -> NUMERIC;
            case CHAR -> BPCHAR;
            case VARCHAR -> VARCHAR;
            case TEXT, UNKNOWN -> TEXT;
            case BYTES -> BYTEA;
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP -> TIMESTAMP;
            case TIMESTAMPTZ -> TIMESTAMPTZ;
            case JSON -> JSONB;
            case UUID -> UUID;
        };
    }

    /** UNKNOWN for types that are not known here, and for 0: not told. */
    static ColumnType type(int oid) {
        return ColumnType.of(switch (oid) {
            case BOOL -> ColumnType.Kind.BOOLEAN;
            case INT2 -> ColumnType.Kind.SMALLINT;
            case INT4 -> ColumnType.Kind.INTEGER;
            case INT8, OID -> ColumnType.Kind.BIGINT;
            case FLOAT4 -> ColumnType.Kind.REAL;
            case FLOAT8 -> ColumnType.Kind.DOUBLE;
            case NUMERIC -> ColumnType.Kind.DECIMAL;
            case BPCHAR, VARCHAR, TEXT, NAME -> ColumnType.Kind.TEXT;
            case BYTEA -> ColumnType.Kind.BYTES;
            case DATE -> ColumnType.Kind.DATE;
            case TIME -> ColumnType.Kind.TIME;
            case TIMESTAMP -> ColumnType.Kind.TIMESTAMP;
            case TIMESTAMPTZ -> ColumnType.Kind.TIMESTAMPTZ;
            case JSON, JSONB -> ColumnType.Kind.JSON;
            case UUID -> ColumnType.Kind.UUID;
            default -> ColumnType.Kind.UNKNOWN;
        });
    }

    static int size(int oid) {
        return switch (oid) {
            case BOOL -> 1;
            case INT2 -> 2;
            case INT4, FLOAT4, DATE, OID -> 4;
            case INT8, FLOAT8, TIME, TIMESTAMP, TIMESTAMPTZ -> 8;
            case UUID -> 16;
            default -> -1;
        };
    }
}
