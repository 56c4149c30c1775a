package owlboard.clients.redis.resp;

import java.util.Locale;
/** Numbers as Redis writes and reads them. */
public final class Numbers {
    private Numbers() {}

    /** The shortest text that reads as the same number: 3, 3.5, 1e+20, inf. */
    public static String text(double value) {
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (Double.isNaN(value)) return "nan";
        if (value == Math.rint(value) && Math.abs(value) < 1e17) return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        var text = Double.toString(value);
        int exponent = text.indexOf('E');
        if (exponent < 0) return text;
        var digits = text.substring(0, exponent);
        if (digits.endsWith(".0")) digits = digits.substring(0, digits.length() - 2);
        var power = text.substring(exponent + 1);
        return digits + (power.startsWith("-") ? "e" : "e+") + power;
    }

    /** Null when it is not a number of Redis: signs, spaces and leading zeros are not allowed. */
    public static Long whole(String text) {
        if (text.isEmpty() || text.length() > 20) return null;
        try {
            long value = Long.parseLong(text);
            return Long.toString(value).equals(text) ? value : null;
        } catch (NumberFormatException wrong) {
            return null;
        }
    }

    /** Null when it is not a number; inf, +inf and -inf are. */
    public static Double real(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> { return Double.POSITIVE_INFINITY; }
            case "-inf", "-infinity" -> { return Double.NEGATIVE_INFINITY; }
            default -> { }
        }
        for (int i = 0; i < text.length(); i++) if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) return null;
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException wrong) {
            return null;
        }
    }
}
