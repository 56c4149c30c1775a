package owlboard.standins.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import owlboard.standins.sql.SqlFailure.Kind;

/** Arithmetic: integers as 64 bits that refuse to overflow, decimals as they are, the rest as double. */
final class Numbers {
    /** Digits of a decimal; so that no product can fill the memory. */
    private static final int DIGITS_MAX = 2000;

    private Numbers() {}

    static BigDecimal decimal(String text) throws SqlFailure {
        try {
            var value = new BigDecimal(text.strip());
            if (Math.abs((long) value.scale()) > DIGITS_MAX || value.precision() > DIGITS_MAX) {
                throw new SqlFailure(Kind.OUT_OF_RANGE, "number " + text + " is out of range");
            }
            return value;
        } catch (NumberFormatException broken) {
            throw new SqlFailure(Kind.BAD_VALUE, "\"" + text + "\" is not a number");
        }
    }

    static BigDecimal decimal(Object number) {
        return switch (number) {
            case BigDecimal value -> value;
            case Long value -> BigDecimal.valueOf(value);
            case Boolean value -> value ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> BigDecimal.valueOf(((Number) number).doubleValue());
        };
    }

    static boolean isFinite(Object number) {
        return !(number instanceof Double value) || Double.isFinite(value);
    }

    /** The number that a text begins with, as MySQL reads it where a number is wanted; 0 when there is none. */
    static Object leading(String text) throws SqlFailure {
        var matcher = LEADING.matcher(text);
        return matcher.lookingAt() ? decimal(matcher.group()).doubleValue() : 0.0;
    }

    private static final Pattern LEADING =
            Pattern.compile("\\s*[+-]?([0-9]{1,300}(\\.[0-9]{0,300})?|\\.[0-9]{1,300})([eE][+-]?[0-9]{1,3})?");

    static Object compute(String operator, Object left, Object right, Dialect dialect) throws SqlFailure {
        if (left instanceof Double || right instanceof Double) {
            return real(operator, ((Number) left).doubleValue(), ((Number) right).doubleValue(), dialect);
        }
        if (left instanceof Long a && right instanceof Long b && !(operator.equals("/") && dialect == Dialect.MYSQL)) {
            return integer(operator, a, b, dialect);
        }
        return exact(operator, decimal(left), decimal(right), dialect);
    }

    private static Object integer(String operator, long a, long b, Dialect dialect) throws SqlFailure {
        try {
            return switch (operator) {
                case "+" -> Math.addExact(a, b);
                case "-" -> Math.subtractExact(a, b);
                case "*" -> Math.multiplyExact(a, b);
                case "/" -> b == 0 ? byZero(dialect) : Math.divideExact(a, b);
                default -> b == 0 ? byZero(dialect) : (Object) (a % b);
            };
        } catch (ArithmeticException overflow) {
            throw new SqlFailure(Kind.OUT_OF_RANGE, "bigint out of range: " + a + " " + operator + " " + b);
        }
    }

    /** MySQL has NULL for what cannot be divided. */
    private static Object byZero(Dialect dialect) throws SqlFailure {
        if (dialect == Dialect.MYSQL) return null;
        throw new SqlFailure(Kind.DIVISION_BY_ZERO, "division by zero");
    }

    private static Object real(String operator, double a, double b, Dialect dialect) throws SqlFailure {
        if (b == 0 && (operator.equals("/") || operator.equals("%"))) return byZero(dialect);
        double value = switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        };
        if (Double.isInfinite(value) && Double.isFinite(a) && Double.isFinite(b)) {
            throw new SqlFailure(Kind.OUT_OF_RANGE, "double precision out of range: " + a + " " + operator + " " + b);
        }
        return value;
    }

    private static Object exact(String operator, BigDecimal a, BigDecimal b, Dialect dialect) throws SqlFailure {
        if (b.signum() == 0 && (operator.equals("/") || operator.equals("%"))) return byZero(dialect);
        var value = switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "/" -> a.divide(b, dialect == Dialect.MYSQL ? Math.max(a.scale(), 0) + 4 : Math.max(16, Math.max(a.scale(), b.scale())),
                    RoundingMode.HALF_UP);
            default -> a.remainder(b);
        };
        if (value.precision() > DIGITS_MAX) {
            throw new SqlFailure(Kind.OUT_OF_RANGE, "a number of " + value.precision() + " digits; " + DIGITS_MAX + " are the most");
        }
        return value;
    }
}
