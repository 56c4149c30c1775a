package owlboard.standins.sql;

import java.util.Locale;
import owlboard.standins.sql.ColumnType.Kind;

/** Names of types. MySQL: chapter 11; PostgreSQL: table 8.1. */
final class TypeParser {
    /** What a column definition may say with its type: {@code serial} counts up by itself. */
    record Named(ColumnType type, boolean auto) {}

    private final Words words;

    TypeParser(Words words) {
        this.words = words;
    }

    ColumnType type() throws SqlFailure {
        return named().type();
    }

    /** CAST of MySQL has SIGNED and UNSIGNED too. */
    ColumnType castType() throws SqlFailure {
        if (words.accept("SIGNED") || words.is("UNSIGNED")) {
            boolean unsigned = words.accept("UNSIGNED");
            if (!words.accept("INTEGER")) words.accept("INT");
            return unsigned ? ColumnType.BIGINT.asUnsigned() : ColumnType.BIGINT;
        }
        return type();
    }

    Named named() throws SqlFailure {
        if (!words.isName()) throw words.unexpected();
        if (words.peek(1).isSign(".")) {
            words.take();
            words.take();
        }
        var start = words.take();
        var named = switch (start.text().toLowerCase(Locale.ROOT)) {
            case "bool", "boolean" -> plain(words.dialect == Dialect.POSTGRES ? ColumnType.BOOLEAN : ColumnType.sized(Kind.TINYINT, 1));
            case "tinyint" -> integer(Kind.TINYINT);
            case "smallint", "int2" -> integer(Kind.SMALLINT);
            case "mediumint", "int", "integer", "int4" -> integer(Kind.INTEGER);
            case "bigint", "int8" -> integer(Kind.BIGINT);
            case "smallserial", "serial2" -> new Named(ColumnType.of(Kind.SMALLINT), true);
            case "serial", "serial4" -> new Named(words.dialect == Dialect.MYSQL ? ColumnType.BIGINT.asUnsigned() : ColumnType.INTEGER,
                    true);
            case "bigserial", "serial8" -> new Named(ColumnType.BIGINT, true);
            case "real", "float4" -> real(words.dialect == Dialect.MYSQL ? Kind.DOUBLE : Kind.REAL);
            case "float" -> real(words.dialect == Dialect.MYSQL ? Kind.REAL : Kind.DOUBLE);
            case "double" -> {
                words.accept("PRECISION");
                yield real(Kind.DOUBLE);
            }
            case "float8" -> real(Kind.DOUBLE);
            case "decimal", "numeric", "dec" -> decimal();
            case "char", "character", "nchar", "bpchar" -> words.accept("VARYING") ? string(Kind.VARCHAR, -1) : string(Kind.CHAR, 1);
            case "varchar", "nvarchar" -> string(Kind.VARCHAR, -1);
            case "text", "tinytext", "mediumtext", "longtext", "citext", "name" -> string(Kind.TEXT, -1);
            case "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary",
                    "bytea" -> plain(ColumnType.sized(Kind.BYTES, size(-1)));
            case "date" -> plain(ColumnType.of(Kind.DATE));
            case "time" -> time();
            case "datetime" -> plain(ColumnType.sized(Kind.TIMESTAMP, size(0)));
            case "timestamp" -> timestamp();
            case "timestamptz" -> plain(ColumnType.sized(Kind.TIMESTAMPTZ, size(6)));
            case "json", "jsonb" -> plain(ColumnType.of(Kind.JSON));
            case "uuid" -> plain(ColumnType.of(Kind.UUID));
            case "year" -> integer(Kind.SMALLINT);
            default -> throw words.unsupported("type " + start.text());
        };
        if (words.peek().isSign("[")) throw words.unsupported("an array type");
        return named;
    }

    private static Named plain(ColumnType type) {
        return new Named(type, false);
    }

    /** {@code (n)}, or what stands for it. */
    private int size(int unset) throws SqlFailure {
        if (!words.acceptSign("(")) return unset;
        int size = words.number();
        words.expectSign(")");
        return size;
    }

    /** The width of an integer is how it is shown, but for TINYINT(1), the boolean of MySQL. */
    private Named integer(Kind kind) throws SqlFailure {
        var type = ColumnType.sized(kind, size(-1));
        boolean unsigned = false;
        while (true) {
            if (words.accept("UNSIGNED") || words.accept("ZEROFILL")) unsigned = true;
            else if (!words.accept("SIGNED")) return plain(unsigned ? type.asUnsigned() : type);
        }
    }

    private Named real(Kind kind) throws SqlFailure {
        if (words.acceptSign("(")) {
            int digits = words.number();
            if (words.acceptSign(",")) words.number();
            else if (digits > 24) kind = Kind.DOUBLE;
            words.expectSign(")");
        }
        var type = ColumnType.of(kind);
        return plain(words.accept("UNSIGNED") ? type.asUnsigned() : type);
    }

    private Named decimal() throws SqlFailure {
        int digits = words.dialect == Dialect.MYSQL ? 10 : -1;
        int scale = words.dialect == Dialect.MYSQL ? 0 : -1;
        if (words.acceptSign("(")) {
            digits = words.number();
            scale = words.acceptSign(",") ? words.number() : 0;
            words.expectSign(")");
        }
        return plain(new ColumnType(Kind.DECIMAL, digits, scale, words.accept("UNSIGNED"), false));
    }

    private Named string(Kind kind, int unset) throws SqlFailure {
        var type = ColumnType.sized(kind, size(unset));
        while (true) {
            if (words.accept("CHARACTER", "SET") || words.accept("CHARSET")) words.name();
            else if (words.accept("COLLATE")) type = collated(type, words.name());
            else if (words.accept("BINARY")) type = type.asExact();
            else return plain(type);
        }
    }

    static ColumnType collated(ColumnType type, String collation) {
        var name = collation.toLowerCase(Locale.ROOT);
        return name.endsWith("_bin") || name.endsWith("_cs") || name.equals("binary") ? type.asExact() : type;
    }

    private Named time() throws SqlFailure {
        int digits = size(words.dialect == Dialect.MYSQL ? 0 : 6);
        if (words.accept("WITH", "TIME", "ZONE")) throw words.unsupported("TIME WITH TIME ZONE");
        words.accept("WITHOUT", "TIME", "ZONE");
        return plain(ColumnType.sized(Kind.TIME, digits));
    }

    private Named timestamp() throws SqlFailure {
        int digits = size(words.dialect == Dialect.MYSQL ? 0 : 6);
        if (words.accept("WITH", "TIME", "ZONE")) return plain(ColumnType.sized(Kind.TIMESTAMPTZ, digits));
        words.accept("WITHOUT", "TIME", "ZONE");
        return plain(ColumnType.sized(Kind.TIMESTAMP, digits));
    }
}
