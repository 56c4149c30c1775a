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
            case TINYINT -> type.size() == 1 ? "tinyint(1)" : "tinyint";
            case REAL -> "float";
            case DECIMAL -> "decimal" + (type.size() < 0 ? "" : "(" + type.size() + "," + type.scale() + ")");
            case CHAR, VARCHAR -> type.size() < 0 ? "text" : type.kind().name().toLowerCase(Locale.ROOT) + "(" + type.size() + ")";
            case BYTES -> type.size() < 0 ? "blob" : "varbinary(" + type.size() + ")";
            case TIME, TIMESTAMP -> (type.kind() == ColumnType.Kind.TIME ? "time" : "datetime")
                    + (type.size() > 0 ? "(" + type.size() + ")" : "");
            case UUID -> "char(36)";
            default -> type.kind().name().toLowerCase(Locale.ROOT);
        };
        return type.unsigned() ? name + " unsigned" : name;
    }

    private static String postgres(ColumnType type) {
        return switch (type.kind()) {
            case DOUBLE -> "double precision";
            case DECIMAL -> type.size() < 0 ? "numeric" : "numeric(" + type.size() + "," + type.scale() + ")";
            case CHAR -> "character(" + type.size() + ")";
            case VARCHAR -> type.size() < 0 ? "character varying" : "character varying(" + type.size() + ")";
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
