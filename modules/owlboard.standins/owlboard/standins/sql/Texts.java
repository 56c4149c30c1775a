package owlboard.standins.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.function.Function;
import owlboard.clients.sql.Times;
import owlboard.standins.sql.SqlFailure.Kind;

/** Dates and times out of the text of a statement: what is none is a {@link Kind#BAD_VALUE}. */
final class Texts {
    private Texts() {}

    static LocalDate date(String text) throws SqlFailure {
        return read(text, Times::date);
    }

    static LocalTime time(String text) throws SqlFailure {
        return read(text, Times::time);
    }

    static LocalDateTime dateTime(String text) throws SqlFailure {
        return read(text, Times::dateTime);
    }

    static OffsetDateTime instant(String text) throws SqlFailure {
        return read(text, Times::instant);
    }

    private static <T> T read(String text, Function<String, T> form) throws SqlFailure {
        try {
            return form.apply(text);
        } catch (DateTimeException wrong) {
            throw new SqlFailure(Kind.BAD_VALUE, wrong.getMessage());
        }
    }
}
