package owlboard.standins.sql;

import java.util.Locale;

/** How each server calls a type. */
public final class TypeNames {
    private TypeNames() {}

    public static String of(ColumnType type, Dialect dialect) {
        return dialect == Dialect.MYSQL ? mysql(type) : postgres(type);
    }

    private static String mysql(ColumnType type) {
        var name = switch (type.kind()) {
            case BOOLEAN -> "tinyint(1)";
            case INTEGER -> "int";
            case TINYINT -> type.length() == 1 ? "tinyint(1)" : "tinyint";
            case REAL -> "float";
            case DECIMAL -> "decimal" + (type.length() < 0 ? "" : "(" + type.length() + "," + type.scale() + ")");
            case CHAR, VARCHAR -> type.length() < 0 ? "text" : type.kind().name().toLowerCase(Locale.ROOT) + "(" + type.length() + ")";
            case BYTES -> type.length() < 0 ? "blob" : "varbinary(" + type.length() + ")";
            case TIME, TIMESTAMP -> (type.kind() == ColumnType.Kind.TIME ? "time" : "datetime")
                    + (type.length() > 0 ? "(" + type.length() + ")" : "");
            case UUID -> "char(36)";
            default -> type.kind().name().toLowerCase(Locale.ROOT);
        };
        return type.unsigned() ? name + " unsigned" : name;
    }

    private static String postgres(ColumnType type) {
        return switch (type.kind()) {
            case DOUBLE -> "double precision";
            case DECIMAL -> type.length() < 0 ? "numeric" : "numeric(" + type.length() + "," + type.scale() + ")";
            case CHAR -> "character(" + type.length() + ")";
            case VARCHAR -> type.length() < 0 ? "character varying" : "character varying(" + type.length() + ")";
            case BYTES -> "bytea";
            case TIME -> "time without time zone";
            case TIMESTAMP -> "timestamp without time zone";
            case TIMESTAMPTZ -> "timestamp with time zone";
            case JSON -> "jsonb";
            case UNKNOWN -> "text";
            default -> type.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}
