package owlboard.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import owlboard.json.Json;

/** A line of a log: when it was written (milliseconds since the epoch; 0 when that is not known), and its text. */
record LogLine(long millis, String text) {
    /** RFC 3339, always of the same length. */
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int STAMP_LENGTH = 24;
    /** A stamp and its blank, as a regular expression. */
    static final String STAMPED = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
    /** As nginx writes it in its error log. */
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss ").withZone(ZoneId.systemDefault());
    /**
     * At the beginning: {@code 2026/11/26 10:00:00} or with other signs, {@code [26/Nov/2026:10:00:00 +0000]}, also behind the client's
     * address and user as in an access log. A date further on is something that the line speaks of.
     */
    private static final Pattern OWN_TIME = Pattern.compile("\\d{4}[-/]\\d\\d[-/]\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d"
            + "|(?:\\S+ \\S+ \\S+ )?\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d");

    /** What stands before each line in the file, the blank included. */
    static byte[] stamp(Instant time) {
        return (STAMP.format(time) + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** A line without a stamp is what a process said that could not stamp any more: of the same time as the one {@code before}. */
    static LogLine parse(String line, long before) {
        if (!isStamped(line)) return new LogLine(before, line);
        return new LogLine(Instant.parse(line.substring(0, STAMP_LENGTH)).toEpochMilli(), line.substring(STAMP_LENGTH + 1));
    }

    private static boolean isStamped(String line) {
        if (line.length() <= STAMP_LENGTH || line.charAt(STAMP_LENGTH) != ' ') return false;
        for (int i = 0; i < STAMP_LENGTH; i++) {
            char wanted = "0000-00-00T00:00:00.000Z".charAt(i);
            char c = line.charAt(i);
            if (wanted == '0' ? c < '0' || c > '9' : c != wanted) return false;
        }
        return true;
    }

    static String textOf(String line) {
        return isStamped(line) ? line.substring(STAMP_LENGTH + 1) : line;
    }

    /** With its time, once: a text that tells it itself is left as it is. */
    String shown() {
        return millis == 0 || OWN_TIME.matcher(text).lookingAt() ? text : SHOWN.format(Instant.ofEpochMilli(millis)) + text;
    }

    /** With its time to the millisecond, in UTC, in front. */
    String stamped() {
        return millis == 0 ? text : STAMP.format(Instant.ofEpochMilli(millis)) + " " + text;
    }

    /** As an object on one line. {@code reworded}: the text, in names that the reader knows. */
    String json(String role, String reworded) {
        return Json.line(Json.object("time", millis == 0 ? null : STAMP.format(Instant.ofEpochMilli(millis)), "role", role, "text",
                reworded));
    }
}
