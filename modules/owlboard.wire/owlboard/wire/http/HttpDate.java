package owlboard.wire.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/** Dates of header lines (RFC 9110 §5.6.7): written in the preferred form, read in all three. */
public final class HttpDate {
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    /** Of cookies, as nginx writes them: the year has two digits as long as these are not taken for the century before. */
    private static final DateTimeFormatter COOKIE = DateTimeFormatter.ofPattern("EEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter LATE_COOKIE = DateTimeFormatter.ofPattern("EEE, dd-MMM-yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final int SHORT_YEAR_MAX = 2037;
    /** Without the name of the day, which is not looked at: IMF-fixdate, and asctime. */
    private static final DateTimeFormatter FIXED = DateTimeFormatter.ofPattern("dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final List<String> DAYS = List.of("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat");

    private HttpDate() {}

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String of(long epochSeconds) {
        return WRITTEN.format(Instant.ofEpochSecond(epochSeconds));
    }

    /** {@code Sun, 06-Nov-94 08:49:37 GMT}, for {@code Set-Cookie}. */
    public static String ofCookie(long epochSeconds) {
        var when = Instant.ofEpochSecond(epochSeconds).atOffset(ZoneOffset.UTC);
        return (when.getYear() > SHORT_YEAR_MAX ? LATE_COOKIE : COOKIE).format(when);
    }

    /**
     * Seconds since 1970, or -1 for what is no date of the three forms: {@code Sun, 06 Nov 1994 …}, {@code Sunday, 06-Nov-94 …},
     * {@code Sun Nov  6 … 1994}.
     */
    public static long seconds(String text) {
        if (text.length() < 24 || text.length() > 33 || !DAYS.contains(text.substring(0, 3))) return -1;
        try {
            int comma = text.indexOf(", ");
            LocalDateTime date;
            if (comma == 3) date = LocalDateTime.parse(text.substring(5), FIXED);
            else if (comma > 3) date = LocalDateTime.parse(text.substring(comma + 2), rfc850());
            else date = LocalDateTime.parse(text.substring(4), ASCTIME);
            return date.toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException unreadable) {
            return -1;
        }
    }

    /** Its year has two digits: never more than 50 years ahead. */
    private static DateTimeFormatter rfc850() {
        return new DateTimeFormatterBuilder().appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, Year.now(ZoneOffset.UTC).getValue() - 49)
                .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }
}
