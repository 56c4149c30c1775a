package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** ngx_http_log_module. */
public final class Logs {
    /**
     * {@code access_log}. {@code path} is a file or {@code syslog:...}; it is null in no element of a list: {@code off} makes the list
     * empty. {@code buffer} in bytes and {@code flush} in milliseconds are null when not given, and so is {@code condition}.
     */
    public record AccessLog(Place place, Template path, String format, Long buffer, Long flush, Template condition) {}

    public static final Directive<?> LOG_FORMAT = directive("log_format").in(HTTP).takesAtLeast(2).repeats();
    /** Empty: no log. Null: nothing set, which is {@code logs/access.log combined}. */
    public static final Directive<List<AccessLog>> ACCESS_LOG =
            directive("access_log").in(HTTP, SERVER, LOCATION, LOCATION_IF, LIMIT_EXCEPT).takesAtLeast(1).accumulates(Logs::accessLog)
            .repeats();
    public static final Directive<?> OPEN_LOG_FILE_CACHE = directive("open_log_file_cache").in(HTTP, SERVER, LOCATION).takesAtLeast(1)
            .meansNothing("log files with variables in their names are kept open while in use");

    private Logs() {}

    private static List<AccessLog> accessLog(Words words, List<AccessLog> before) throws Refusal {
        if (words.text().equals("off")) {
            if (words.count() > 1) throw words.invalidParameter(1);
            return List.of();
        }
        if (before != null && before.isEmpty()) return before;  // off stays off
        var format = "combined";
        Long buffer = null;
        Long flush = null;
        Template condition = null;
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            if (i == 1) format = word;
            else if (word.startsWith("buffer=")) {
                var size = Units.size(word.substring(7));
                if (size.isEmpty() || size.getAsLong() == 0) throw words.refuse("invalid buffer size \"" + word.substring(7) + '"');
                buffer = size.getAsLong();
            } else if (word.startsWith("flush=")) {
                var time = Units.millis(word.substring(6));
                if (time.isEmpty() || time.getAsLong() == 0) throw words.refuse("invalid flush time \"" + word.substring(6) + '"');
                flush = time.getAsLong();
            } else if (word.startsWith("if=")) condition = words.template(word.substring(3));
            else if (word.startsWith("gzip")) throw words.refuse("compressed access logs are not supported yet",
                    "leave out \"" + word + '"');
            else throw words.invalidParameter(i);
        }
        if (flush != null && buffer == null) throw words.refuse("no buffer is defined for access_log \"" + words.text() + '"');
        var all = before == null ? new ArrayList<AccessLog>() : new ArrayList<>(before);
        all.add(new AccessLog(words.place(), words.template(0), format, buffer, flush, condition));
        return List.copyOf(all);
    }
}
