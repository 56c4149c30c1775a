package owlboard.proxy.filter;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code strftime} in the C locale, as {@code config timefmt} writes it (POSIX). */
final class SsiTime {
    static final String USUAL = "%A, %d-%b-%Y %H:%M:%S %Z";

    private SsiTime() {}

    static String of(String format, long epochSeconds, ZoneId zone) {
        if (format.equals("%s")) return Long.toString(epochSeconds);
        var time = Instant.ofEpochSecond(epochSeconds).atZone(zone);
        var out = new StringBuilder();
        add(out, format, time);
        return out.toString();
    }

    private static void add(StringBuilder out, String format, ZonedDateTime time) {
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) out.append(c);
            else conversion(out, format.charAt(++i), time);
        }
    }

    private static void conversion(StringBuilder out, char letter, ZonedDateTime time) {
        switch (letter) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '%' -> out.append('%');
            case 'c' -> add(out, "%a %b %e %H:%M:%S %Y", time);
            case 'D', 'x' -> add(out, "%m/%d/%y", time);
            case 'F' -> add(out, "%Y-%m-%d", time);
            case 'T', 'X' -> add(out, "%H:%M:%S", time);
            case 'R' -> add(out, "%H:%M", time);
            case 'r' -> add(out, "%I:%M:%S %p", time);
            case 's' -> out.append(time.toEpochSecond());
            case 'C' -> number(out, time.getYear() / 100, 2, '0');
            case 'e' -> number(out, time.getDayOfMonth(), 2, ' ');
            case 'k' -> number(out, time.getHour(), 2, ' ');
            case 'l' -> number(out, time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ');
            case 'j' -> number(out, time.getDayOfYear(), 3, '0');
            case 'u' -> out.append(time.getDayOfWeek().getValue());
            case 'w' -> out.append(time.getDayOfWeek().getValue() % 7);
            case 'U' -> number(out, (time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7, 2, '0');
            case 'W' -> number(out, (time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7, 2, '0');
            case 'V' -> number(out, time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'G' -> out.append(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'g' -> number(out, time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0');
            default -> {
                var pattern = pattern(letter);
                if (pattern == null) out.append('%').append(letter);
                else out.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
            }
        }
    }

    /** Null: there is no such conversion. */
    private static String pattern(char letter) {
        return switch (letter) {
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'm' -> "MM";
            case 'M' -> "mm";
            case 'p' -> "a";
            case 'S' -> "ss";
            case 'y' -> "uu";
            case 'Y' -> "u";
            case 'z' -> "xx";
            case 'Z' -> "zzz";
            default -> null;
        };
    }

    private static void number(StringBuilder out, int value, int digits, char pad) {
        var text = Integer.toString(value);
        for (int i = text.length(); i < digits; i++) out.append(pad);
        out.append(text);
    }
}
