package owlboard.standins.sql;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import owlboard.standins.sql.SqlFailure.Kind;

/** Which of two values comes first. NULL is the caller's business but in keys, where it comes first. */
final class Compare {
    private Compare() {}

    /** Under a collation that does not tell upper from lower case, equal strings have equal folded forms. */
    static Object fold(Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    /** Throws for values that the dialect does not compare. */
    static int compare(Object a, Object b, Dialect dialect) throws SqlFailure {
        if (a.getClass() == b.getClass()) return same(a, b);
        if (isNumber(a) && isNumber(b)) return numbers(a, b);
        if (isTime(a) && isTime(b)) return instant(a).compareTo(instant(b));
        if (dialect == Dialect.POSTGRES) {
            throw new SqlFailure(Kind.TYPE_MISMATCH, "operator does not exist: " + nameOf(a) + " compared with " + nameOf(b));
        }
        if (isTime(a) && b instanceof String text) return instant(a).compareTo(Texts.instant(text));
        if (isTime(b) && a instanceof String text) return Texts.instant(text).compareTo(instant(b));
        if (isNumber(a) && b instanceof String text) return numbers(a, Numbers.leading(text));
        if (isNumber(b) && a instanceof String text) return numbers(Numbers.leading(text), b);
        return Values.show(a, ColumnType.UNKNOWN, dialect).compareTo(Values.show(b, ColumnType.UNKNOWN, dialect));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int same(Object a, Object b) {
        return a instanceof byte[] bytes ? Arrays.compareUnsigned(bytes, (byte[]) b) : ((Comparable) a).compareTo(b);
    }

    private static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    private static boolean isTime(Object value) {
        return value instanceof LocalDate || value instanceof LocalDateTime || value instanceof OffsetDateTime;
    }

    private static OffsetDateTime instant(Object time) {
        return switch (time) {
            case LocalDate date -> date.atStartOfDay().atOffset(ZoneOffset.UTC);
            case LocalDateTime at -> at.atOffset(ZoneOffset.UTC);
            default -> (OffsetDateTime) time;
        };
    }

    private static int numbers(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) return Double.compare(number(a), number(b));
        return Numbers.decimal(a).compareTo(Numbers.decimal(b));
    }

    private static double number(Object value) {
        if (value instanceof Boolean is) return is ? 1 : 0;
        return ((Number) value).doubleValue();
    }

    static String nameOf(Object value) {
        return switch (value) {
            case Boolean is -> "boolean";
            case Long number -> "bigint";
            case Double number -> "double precision";
            case BigDecimal number -> "numeric";
            case String text -> "text";
            case byte[] bytes -> "bytea";
            case LocalDate date -> "date";
            case LocalDateTime at -> "timestamp";
            case OffsetDateTime at -> "timestamp with time zone";
            default -> value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    /** Of values of one column each: NULL first. */
    static int compareKeys(Object[] a, Object[] b) {
        for (int i = 0; i < a.length && i < b.length; i++) {
            int order = compareKeys(a[i], b[i]);
            if (order != 0) return order;
        }
        return 0;
    }

    private static int compareKeys(Object a, Object b) {
        if (a == null || b == null) return Boolean.compare(a != null, b != null);
        return a.getClass() == b.getClass() ? same(a, b) : numbers(a, b);
    }
}
