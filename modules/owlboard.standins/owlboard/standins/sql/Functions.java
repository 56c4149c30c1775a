package owlboard.standins.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import owlboard.standins.sql.ColumnType.Kind;

/** Functions by name, at the time of one statement. */
final class Functions {
    private final Dialect dialect;
    private final LocalDateTime now;

    /** {@code now} in UTC. */
    Functions(Dialect dialect, LocalDateTime now) {
        this.dialect = dialect;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    /** Computes from values that are there. */
    private interface OfValues {
        Object of(Object[] values) throws SqlFailure;
    }

    Compiled compile(String name, List<Compiled> arguments, Surroundings surroundings) throws SqlFailure {
        int count = arguments.size();
        var time = time(name, count);
        if (time != null) return time;
        var first = count == 0 ? ColumnType.UNKNOWN : arguments.getFirst().type();
        var compiled = switch (name + "/" + count) {
            case "lower/1" -> strict(ColumnType.TEXT, arguments, v -> text(v[0]).toLowerCase(Locale.ROOT));
            case "upper/1" -> strict(ColumnType.TEXT, arguments, v -> text(v[0]).toUpperCase(Locale.ROOT));
            case "trim/1" -> strict(ColumnType.TEXT, arguments, v -> text(v[0]).replaceAll("^ +| +$", ""));
            case "char_length/1" -> strict(ColumnType.INTEGER, arguments, v -> characters(v[0]));
            case "length/1" -> strict(ColumnType.INTEGER, arguments, v -> dialect == Dialect.MYSQL ? octets(v[0]) : characters(v[0]));
            case "octet_length/1" -> strict(ColumnType.INTEGER, arguments, v -> octets(v[0]));
            case "replace/3" -> strict(ColumnType.TEXT, arguments,
                    v -> Compiler.bounded(text(v[1]).isEmpty() ? text(v[0]) : text(v[0]).replace(text(v[1]), text(v[2]))));
            case "substring/2", "substr/2" -> strict(ColumnType.TEXT, arguments, v -> part(text(v[0]), whole(v[1]), Long.MAX_VALUE));
            case "substring/3", "substr/3" -> strict(ColumnType.TEXT, arguments, v -> part(text(v[0]), whole(v[1]), whole(v[2])));
            case "abs/1" -> strict(first, arguments, v -> Numbers.decimal(number(v[0])).signum() < 0
                    ? Numbers.compute("-", 0L, number(v[0]), dialect) : number(v[0]));
            case "round/1" -> strict(first, arguments, v -> rounded(number(v[0]), 0));
            case "round/2" -> strict(ColumnType.DECIMAL, arguments,
                    v -> rounded(number(v[0]), Math.clamp(whole(v[1]), -300, 300)));
            case "nullif/2" -> Compiled.of(first, row -> {
                var a = arguments.get(0).node().of(row);
                var b = arguments.get(1).node().of(row);
                return a != null && b != null && Compare.compare(a, b, dialect) == 0 ? null : a;
            });
            case "gen_random_uuid/0" -> Compiled.of(ColumnType.of(Kind.UUID), row -> UUID.randomUUID());
            case "uuid/0" -> Compiled.of(ColumnType.sized(Kind.VARCHAR, 36), row -> UUID.randomUUID().toString());
            default -> null;
        };
        if (compiled != null) return compiled;
        if (count > 0 && (name.equals("coalesce") || name.equals("ifnull") && dialect == Dialect.MYSQL && count == 2)) {
            return coalesce(arguments);
        }
        if (name.equals("concat")) return concat(arguments);
        var value = surroundings.function(name);
        if (value == Surroundings.NULL) return Compiled.constant(null, ColumnType.TEXT, false);
        if (value != null) return Compiled.constant(value, Parameters.typeOf(value), false);
        throw new SqlFailure(SqlFailure.Kind.NO_FUNCTION, name, "function " + name + "() with " + count + " arguments does not exist");
    }

    private Compiled time(String name, int count) {
        if (count > 1) return null;
        return switch (name) {
            case "now", "current_timestamp" -> dialect == Dialect.POSTGRES
                    ? Compiled.constant(now.atOffset(ZoneOffset.UTC), ColumnType.sized(Kind.TIMESTAMPTZ, 6), false) : local(count);
            case "localtimestamp", "utc_timestamp" -> local(count);
            case "current_date", "curdate" -> Compiled.constant(now.toLocalDate(), ColumnType.of(Kind.DATE), false);
            case "current_time", "curtime" -> Compiled.constant(now.toLocalTime().truncatedTo(ChronoUnit.SECONDS),
                    ColumnType.sized(Kind.TIME, 0), false);
            default -> null;
        };
    }

    /** MySQL has whole seconds unless digits are asked for. */
    private Compiled local(int digits) {
        boolean whole = dialect == Dialect.MYSQL && digits == 0;
        return Compiled.constant(whole ? now.truncatedTo(ChronoUnit.SECONDS) : now, ColumnType.sized(Kind.TIMESTAMP, whole ? 0 : 6), false);
    }

    /** NULL when an argument is. */
    private static Compiled strict(ColumnType type, List<Compiled> arguments, OfValues function) {
        return Compiled.of(type, row -> {
            var values = new Object[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments.get(i).node().of(row);
                if (values[i] == null) return null;
            }
            return function.of(values);
        });
    }

    private static Compiled coalesce(List<Compiled> arguments) {
        var type = arguments.stream().map(Compiled::type).filter(one -> one.kind() != Kind.UNKNOWN).findFirst().orElse(ColumnType.UNKNOWN);
        return Compiled.of(type, row -> {
            for (var argument : arguments) {
                var value = argument.node().of(row);
                if (value != null) return value;
            }
            return null;
        });
    }

    private Compiled concat(List<Compiled> arguments) {
        return Compiled.of(ColumnType.TEXT, row -> {
            var text = new StringBuilder();
            for (var argument : arguments) {
                var value = argument.node().of(row);
                if (value == null && dialect == Dialect.MYSQL) return null;
                if (value != null) text.append(text(value));
            }
            return Compiler.bounded(text.toString());
        });
    }

    private String text(Object value) {
        return Values.show(value, ColumnType.UNKNOWN, dialect);
    }

    private Long characters(Object value) {
        if (value instanceof byte[] bytes) return (long) bytes.length;
        var text = text(value);
        return (long) text.codePointCount(0, text.length());
    }

    private Long octets(Object value) {
        return (long) (value instanceof byte[] bytes ? bytes : text(value).getBytes(StandardCharsets.UTF_8)).length;
    }

    private Object number(Object value) throws SqlFailure {
        if (value instanceof Number) return value;
        return dialect == Dialect.MYSQL ? Numbers.leading(text(value)) : Values.to(ColumnType.DECIMAL, value, dialect, "");
    }

    private long whole(Object value) throws SqlFailure {
        return (Long) Values.to(ColumnType.BIGINT, value, dialect, "");
    }

    /** Characters from {@code start} (1 is the first, MySQL's -1 the last), at most {@code length}. */
    private String part(String text, long start, long length) {
        var points = text.codePoints().toArray();
        if (start < 0 && dialect == Dialect.MYSQL) start = points.length + start + 1;
        if (start <= 0 && dialect == Dialect.MYSQL) return "";
        long end = length > points.length + Math.max(0, -start) ? points.length : Math.min(points.length, start - 1 + length);
        int from = Math.clamp(start - 1, 0, points.length);
        return end <= from ? "" : new String(points, from, (int) end - from);
    }

    private static Object rounded(Object number, int digits) {
        if (number instanceof Long) return number;
        if (number instanceof Double value) {
            return Double.isFinite(value) ? BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue() : value;
        }
        return ((BigDecimal) number).setScale(digits, RoundingMode.HALF_UP);
    }
}
