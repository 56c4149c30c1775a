package owlboard.topology;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/** The moment that {@code --since} names. */
final class Since {
    private Since() {}

    /** Milliseconds since the epoch; 0 for an empty text. A date or a time of day without a zone is of this machine's. */
    static long millis(String command, String text) throws Complaint {
        if (text.isEmpty()) return 0;
        try {
            if (text.matches("\\d{1,9}[smhd]")) return Instant.now().minus(span(text)).toEpochMilli();
            if (text.matches("\\d\\d:\\d\\d.*")) return local(LocalDate.now().atTime(LocalTime.parse(text)));
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) return local(LocalDate.parse(text).atStartOfDay());
            return text.endsWith("Z") ? Instant.parse(text).toEpochMilli() : local(LocalDateTime.parse(text));
        } catch (DateTimeException noTime) {
            throw Complaint.usage("owlboard " + command + ": --since " + text
                    + " is no time; write 90s, 10m, 2h, 14:30 or 2026-11-26T14:30");
        }
    }

    private static Duration span(String text) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static long local(LocalDateTime time) {
        return time.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
    }
}
