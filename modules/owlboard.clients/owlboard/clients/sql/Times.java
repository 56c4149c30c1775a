package owlboard.clients.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times as both servers write and read them. What has no zone is UTC. Years 0001 to 9999. A text that is none is a
 * {@link DateTimeException}.
 */
public final class Times {
    private static final Pattern FORM = Pattern.compile(
            "\\s*(?:(\\d{4})-(\\d{1,2})-(\\d{1,2}))?(?:[ "
            + "T]?\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{0,9}))?)?)?\\s*(?:(Z|UTC)|([+-])(\\d{2}):?(\\d{2})?)?\\s*",
            Pattern.CASE_INSENSITIVE);

    private Times() {}

    public static LocalDate date(String text) {
        return dateTime(text).toLocalDate();
    }

    public static LocalDateTime dateTime(String text) {
        var parts = parts(text, "date and time");
        if (parts.group(1) == null) throw wrong(text, "date and time");
        try {
            var date = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
            return parts.group(4) == null ? date.atStartOfDay() : date.atTime(time(parts));
        } catch (DateTimeException broken) {
            throw wrong(text, "date and time");
        }
    }

    public static LocalTime time(String text) {
        var parts = parts(text, "time");
        if (parts.group(4) == null) throw wrong(text, "time");
        try {
            return time(parts);
        } catch (DateTimeException broken) {
            throw wrong(text, "time");
        }
    }

    /** An instant, told in UTC. */
    public static OffsetDateTime instant(String text) {
        var parts = parts(text, "time stamp");
        var local = dateTime(text);
        if (parts.group(9) == null) return local.atOffset(ZoneOffset.UTC);
        try {
            int minutes = number(parts, 10) * 60 + (parts.group(11) == null ? 0 : number(parts, 11));
            var offset = ZoneOffset.ofTotalSeconds((parts.group(9).equals("-") ? -60 : 60) * minutes);
            return local.atOffset(offset).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeException broken) {
            throw wrong(text, "time stamp");
        }
    }

    private static Matcher parts(String text, String what) {
        var parts = FORM.matcher(text);
        if (text.length() > 64 || text.isBlank() || !parts.matches()) throw wrong(text, what);
        return parts;
    }

    private static LocalTime time(Matcher parts) {
        var fraction = parts.group(7) == null ? "" : parts.group(7);
        return LocalTime.of(number(parts, 4), number(parts, 5), parts.group(6) == null ? 0 : number(parts, 6),
                Integer.parseInt((fraction + "000000000").substring(0, 9)));
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static DateTimeException wrong(String text, String what) {
        return new DateTimeException("\"" + (text.length() > 64 ? text.substring(0, 64) + ".." : text) + "\" is not a " + what
                + "; write it as 2026-01-31 23:59:59");
    }

    /** Hours to seconds, and a fraction of {@code digits} digits; -1: as many as there are, none when it is zero. */
    public static void append(StringBuilder to, LocalTime time, int digits) {
        two(to, time.getHour());
        two(to.append(':'), time.getMinute());
        two(to.append(':'), time.getSecond());
        int micros = time.getNano() / 1000;
        if (digits == 0 || digits < 0 && micros == 0) return;
        var fraction = String.format("%06d", micros);
        int end = digits < 0 ? 6 : Math.min(digits, 6);
        if (digits < 0) while (fraction.charAt(end - 1) == '0') end--;
        to.append('.').append(fraction, 0, end);
    }

    public static void append(StringBuilder to, LocalDate date) {
        var year = Integer.toString(date.getYear());
        to.repeat('0', Math.max(0, 4 - year.length())).append(year);
        two(to.append('-'), date.getMonthValue());
        two(to.append('-'), date.getDayOfMonth());
    }

    private static void two(StringBuilder to, int number) {
        if (number < 10) to.append('0');
        to.append(number);
    }
}
