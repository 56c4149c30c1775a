package owlboard.standins.postgres;

import owlboard.clients.postgres.wire.Oid;
import owlboard.standins.sql.ColumnType;

/** The engine's types, and PostgreSQL's numbers for them. */
final class Types {
    private Types() {}

    static int of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Oid.BOOL;
            case TINYINT, SMALLINT -> Oid.INT2;
            case INTEGER -> Oid.INT4;
            case BIGINT -> Oid.INT8;
            case REAL -> Oid.FLOAT4;
            case DOUBLE -> Oid.FLOAT8;
            case DECIMAL -> Oid.NUMERIC;
            case CHAR -> Oid.BPCHAR;
            case VARCHAR -> Oid.VARCHAR;
            case TEXT, UNKNOWN -> Oid.TEXT;
            case BYTES -> Oid.BYTEA;
            case DATE -> Oid.DATE;
            case TIME -> Oid.TIME_OF_DAY;
            case TIMESTAMP -> Oid.TIMESTAMP;
            case TIMESTAMPTZ -> Oid.TIMESTAMPTZ;
            case JSON -> Oid.JSONB;
            case UUID -> Oid.UUID;
        };
    }

    /** UNKNOWN for types that are not known here, and for 0: not told. */
    static ColumnType type(int oid) {
        return ColumnType.of(switch (oid) {
            case Oid.BOOL -> ColumnType.Kind.BOOLEAN;
            case Oid.INT2 -> ColumnType.Kind.SMALLINT;
            case Oid.INT4 -> ColumnType.Kind.INTEGER;
            case Oid.INT8, Oid.OID -> ColumnType.Kind.BIGINT;
            case Oid.FLOAT4 -> ColumnType.Kind.REAL;
            case Oid.FLOAT8 -> ColumnType.Kind.DOUBLE;
            case Oid.NUMERIC -> ColumnType.Kind.DECIMAL;
            case Oid.BPCHAR, Oid.VARCHAR, Oid.TEXT, Oid.NAME -> ColumnType.Kind.TEXT;
            case Oid.BYTEA -> ColumnType.Kind.BYTES;
            case Oid.DATE -> ColumnType.Kind.DATE;
            case Oid.TIME_OF_DAY -> ColumnType.Kind.TIME;
            case Oid.TIMESTAMP -> ColumnType.Kind.TIMESTAMP;
            case Oid.TIMESTAMPTZ -> ColumnType.Kind.TIMESTAMPTZ;
            case Oid.JSON, Oid.JSONB -> ColumnType.Kind.JSON;
            case Oid.UUID -> ColumnType.Kind.UUID;
            default -> ColumnType.Kind.UNKNOWN;
        });
    }
}
