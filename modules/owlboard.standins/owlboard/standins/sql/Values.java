package owlboard.standins.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import owlboard.clients.sql.Times;
import owlboard.standins.sql.SqlFailure.Kind;

/** From one type to another, and to text. */
public final class Values {
    private Values() {}

    /** What a column of this type keeps of a value. {@code column} is named in the failure. */
    static Object to(ColumnType type, Object value, Dialect dialect, String column) throws SqlFailure {
        if (value == null) return null;
        try {
            return switch (type.kind()) {
                case UNKNOWN -> value;
                case BOOLEAN -> bool(value);
                case TINYINT -> integer(value, type, -128, 127, 255);
                case SMALLINT -> integer(value, type, Short.MIN_VALUE, Short.MAX_VALUE, 65535);
                case INTEGER -> integer(value, type, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xffffffffL);
                case BIGINT -> integer(value, type, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
                case REAL -> (double) real(value).floatValue();
                case DOUBLE -> real(value);
                case DECIMAL -> decimal(value, type);
                case CHAR -> bounded(text(value, dialect).stripTrailing(), type, dialect);
                case VARCHAR -> bounded(text(value, dialect), type, dialect);
                case TEXT -> bounded(text(value, dialect), type, dialect);
                case JSON -> Json.checked(text(value, dialect));
                case BYTES -> bytes(value, dialect);
                case DATE -> date(value);
                case TIME -> cut(time(value, dialect), type);
                case TIMESTAMP -> cut(dateTime(value, dialect), type);
                case TIMESTAMPTZ -> cut(instant(value, dialect).toLocalDateTime(), type).atOffset(ZoneOffset.UTC);
                case UUID -> value instanceof UUID id ? id : uuid(text(value, dialect));
            };
        } catch (SqlFailure failure) {
            throw new SqlFailure(failure.kind(), column, column.isEmpty() ? failure.getMessage()
                    : failure.getMessage() + "; column \"" + column + "\"");
        }
    }

    private static SqlFailure bad(Object value, String type) {
        var shown = value instanceof byte[] ? "binary data" : String.valueOf(value);
        return new SqlFailure(Kind.BAD_VALUE, "\"" + (shown.length() > 64 ? shown.substring(0, 64) + ".." : shown)
                + "\" is not a value of type " + type);
    }

    private static Boolean bool(Object value) throws SqlFailure {
        if (value instanceof Boolean is) return is;
        if (value instanceof Long number) return number != 0;
        if (!(value instanceof String text)) throw bad(value, "boolean");
        return switch (text.strip().toLowerCase()) {
            case "t", "true", "y", "yes", "on", "1" -> true;
            case "f", "false", "n", "no", "off", "0" -> false;
            default -> throw bad(value, "boolean");
        };
    }

    private static Long integer(Object value, ColumnType type, long low, long high, long highUnsigned) throws SqlFailure {
        BigDecimal number = switch (value) {
            case Long plain -> BigDecimal.valueOf(plain);
            case Boolean is -> is ? BigDecimal.ONE : BigDecimal.ZERO;
            case BigDecimal exact -> exact.setScale(0, RoundingMode.HALF_UP);
            case Double real when Double.isFinite(real) -> BigDecimal.valueOf(real).setScale(0, RoundingMode.HALF_EVEN);
            case String text when text.strip().matches("[+-]?[0-9]{1,40}(\\.[0-9]{0,40})?") -> new BigDecimal(text.strip())
                    .setScale(0, RoundingMode.HALF_UP);
            default -> throw bad(value, type.kind().name().toLowerCase());
        };
        var lowest = BigDecimal.valueOf(type.unsigned() ? 0 : low);
        var highest = BigDecimal.valueOf(type.unsigned() ? highUnsigned : high);
        if (number.compareTo(lowest) < 0 || number.compareTo(highest) > 0) {
            throw new SqlFailure(Kind.OUT_OF_RANGE, "value " + number + " is out of range for type " + type.kind().name()
                    .toLowerCase() + " (" + lowest + " to " + highest + ")");
        }
        return number.longValue();
    }

    private static Double real(Object value) throws SqlFailure {
        if (value instanceof Number number) return number.doubleValue();
        if (value instanceof Boolean is) return is ? 1.0 : 0.0;
        if (!(value instanceof String text)) throw bad(value, "double precision");
        return switch (text.strip().toLowerCase()) {
            case "nan" -> Double.NaN;
            case "infinity", "inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Numbers.decimal(text).doubleValue();
        };
    }

    private static BigDecimal decimal(Object value, ColumnType type) throws SqlFailure {
        if (!(value instanceof Number || value instanceof String || value instanceof Boolean) || !Numbers.isFinite(value)) {
            throw bad(value, "numeric");
        }
        var number = value instanceof String text ? Numbers.decimal(text) : Numbers.decimal(value);
        if (type.length() < 0) return number;
        number = number.setScale(type.scale(), RoundingMode.HALF_UP);
        if (number.precision() - number.scale() > type.length() - type.scale()) {
            throw new SqlFailure(Kind.OUT_OF_RANGE, "value " + number.toPlainString() + " is out of range for numeric(" + type.length()
                    + "," + type.scale() + ")");
        }
        return number;
    }

    private static String bounded(String text, ColumnType type, Dialect dialect) throws SqlFailure {
        if (dialect == Dialect.POSTGRES && text.indexOf('\0') >= 0) {
            throw new SqlFailure(Kind.BAD_VALUE, "a text cannot hold the character 0");
        }
        if (RawText.isRaw(text)) throw new SqlFailure(Kind.BAD_VALUE, "Incorrect string value: it holds bytes that are not UTF-8");
        if (type.length() < 0 || text.length() <= type.length() || text.codePointCount(0, text.length()) <= type.length()) return text;
        throw new SqlFailure(Kind.TOO_LONG, "value too long for type "
                + (type.kind() == ColumnType.Kind.CHAR ? "character(" : "character varying(") + type.length() + ")");
    }

    private static byte[] bytes(Object value, Dialect dialect) throws SqlFailure {
        if (value instanceof byte[] bytes) return bytes;
        var text = text(value, dialect);
        if (dialect == Dialect.MYSQL || !text.startsWith("\\x")) return RawText.encode(text);
        try {
            return HexFormat.of().parseHex(text, 2, text.length());
        } catch (IllegalArgumentException broken) {
            throw bad(text, "bytea");
        }
    }

    private static LocalDate date(Object value) throws SqlFailure {
        return switch (value) {
            case LocalDate date -> date;
            case LocalDateTime at -> at.toLocalDate();
            case OffsetDateTime at -> at.toLocalDate();
            case String text -> Texts.date(text);
            default -> throw bad(value, "date");
        };
    }

    private static LocalTime time(Object value, Dialect dialect) throws SqlFailure {
        return switch (value) {
            case LocalTime time -> time;
            case LocalDateTime at -> at.toLocalTime();
            default -> Texts.time(text(value, dialect));
        };
    }

    private static LocalDateTime dateTime(Object value, Dialect dialect) throws SqlFailure {
        return switch (value) {
            case LocalDate date -> date.atStartOfDay();
            case LocalDateTime at -> at;
            case OffsetDateTime at -> at.toLocalDateTime();
            case String text -> dialect == Dialect.MYSQL ? Texts.instant(text).toLocalDateTime() : Texts.dateTime(text);
            default -> throw bad(value, "timestamp");
        };
    }

    private static OffsetDateTime instant(Object value, Dialect dialect) throws SqlFailure {
        if (value instanceof OffsetDateTime at) return at;
        return value instanceof String text ? Texts.instant(text) : dateTime(value, dialect).atOffset(ZoneOffset.UTC);
    }

    private static LocalDateTime cut(LocalDateTime at, ColumnType type) {
        return at.toLocalDate().atTime(cut(at.toLocalTime(), type));
    }

    /** To the digits of a second that the type keeps. */
    private static LocalTime cut(LocalTime time, ColumnType type) {
        int unit = 1;
        for (int digits = type.length() < 0 ? 6 : Math.min(type.length(), 6); digits < 9; digits++) unit *= 10;
        return time.withNano(time.getNano() / unit * unit);
    }

    private static UUID uuid(String text) throws SqlFailure {
        if (!text.strip().matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) throw bad(text, "uuid");
        return UUID.fromString(text.strip());
    }

    private static String text(Object value, Dialect dialect) {
        if (value instanceof byte[] bytes && dialect == Dialect.MYSQL) return new String(bytes, StandardCharsets.UTF_8);
        return show(value, ColumnType.UNKNOWN, dialect);
    }

    /** A value as the dialect's server writes it in a text result. Bytes are not text in MySQL: they go as they are. */
    public static String show(Object value, ColumnType type, Dialect dialect) {
        return switch (value) {
            case String text -> text;
            case Boolean is when dialect == Dialect.POSTGRES -> is ? "t" : "f";
            case Boolean is -> is ? "1" : "0";
            case Double real -> real(real, type, dialect);
            case BigDecimal number -> number.toPlainString();
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            case LocalDate date -> {
                var to = new StringBuilder(10);
                Times.append(to, date);
                yield to.toString();
            }
            case LocalTime time -> {
                var to = new StringBuilder(15);
                Times.append(to, time, digits(type, dialect));
                yield to.toString();
            }
            case LocalDateTime at -> dateTime(at, digits(type, dialect)).toString();
            case OffsetDateTime at -> dateTime(at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), digits(type, dialect))
                    .append("+00").toString();
            default -> value.toString();
        };
    }

    /** MySQL shows as many digits as the column has, PostgreSQL as many as matter. */
    private static int digits(ColumnType type, Dialect dialect) {
        return dialect == Dialect.MYSQL && type.kind() != ColumnType.Kind.UNKNOWN ? Math.max(0, type.length()) : -1;
    }

    private static StringBuilder dateTime(LocalDateTime at, int digits) {
        var to = new StringBuilder(29);
        Times.append(to, at.toLocalDate());
        Times.append(to.append(' '), at.toLocalTime(), digits);
        return to;
    }

    private static String real(double value, ColumnType type, Dialect dialect) {
        if (Double.isNaN(value)) return "NaN";
        if (Double.isInfinite(value)) return value > 0 ? "Infinity" : "-Infinity";
        var number = new BigDecimal(type.kind() == ColumnType.Kind.REAL ? Float.toString((float) value) : Double.toString(value));
        if (number.signum() == 0) return 1 / value < 0 && dialect == Dialect.POSTGRES ? "-0" : "0";
        number = number.stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -5 && exponent < 15) return number.toPlainString();
        var digits = number.unscaledValue().abs().toString();
        var power = dialect == Dialect.POSTGRES ? String.format("%+03d", exponent) : Integer.toString(exponent);
        return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e" + power;
    }
}
