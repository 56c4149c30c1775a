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
import java.util.Set;

/** ngx_http_log_module. */
public final class Logs {
    /**
     * {@code access_log}. {@code path} is a file or {@code syslog:...}, of which {@code syslog} is the meaning; {@code off} makes the list
     * empty. {@code syslog}, {@code buffering} and {@code condition} are null when not given.
     */
    public record AccessLog(Place place, Template path, Syslog syslog, String format, Buffering buffering, Template condition) {}

    /** Lines wait for {@code sizeBytes} of them, or for {@code flushMillis}, null: without an end. {@code level} of packing, 0: none. */
    public record Buffering(int sizeBytes, Long flushMillis, int level) {}

    private static final int PACKED_BYTES = 64 << 10;
    private static final int BUFFER_MAX_BYTES = 64 << 20;

    public static final Directive<?> LOG_FORMAT = directive("log_format").in(HTTP, STREAM).takesAtLeast(2).repeats();
    /** Empty: no log. Null: nothing set, which is {@code logs/access.log combined}. */
    public static final Directive<List<AccessLog>> ACCESS_LOG =
            directive("access_log").in(HTTP, SERVER, LOCATION, LOCATION_IF, LIMIT_EXCEPT, STREAM, STREAM_SERVER).takesAtLeast(1)
            .accumulates(Logs::accessLog)
            .repeats();
    public static final Directive<?> OPEN_LOG_FILE_CACHE = directive("open_log_file_cache")
            .in(HTTP, SERVER, LOCATION, STREAM, STREAM_SERVER).takesAtLeast(1)
            .reads(Logs::openFiles).meansNothing("log files with variables in their names are kept open while in use");

    private Logs() {}

    private static boolean openFiles(Words words) throws Refusal {
        if (words.count() == 1 && words.text().equals("off")) return false;
        HttpCore.cacheWords(words, Set.of("valid=", "min_uses="));
        return true;
    }

    private static List<AccessLog> accessLog(Words words, List<AccessLog> before) throws Refusal {
        if (words.text().equals("off")) {
            if (words.count() > 1) throw words.invalidParameter(1);
            return List.of();
        }
        if (before != null && before.isEmpty()) return before;  // off stays off
        var all = before == null ? new ArrayList<AccessLog>() : new ArrayList<>(before);
        all.add(new Reading(words).read());
        return List.copyOf(all);
    }

    /** The words of one {@code access_log} (ngx_http_log_set_log). */
    private static final class Reading {
        private final Words words;
        private String format = "combined";
        private int sizeBytes;
        private Long flushMillis;
        private int level;
        private Template condition;

        Reading(Words words) {
            this.words = words;
        }

        AccessLog read() throws Refusal {
            var syslog = Syslog.read(words);
            if (words.count() > 1) format = words.text(1);
            else if (words.context() == STREAM || words.context() == STREAM_SERVER) throw words.refuse("log format is not specified");
            for (int i = 2; i < words.count(); i++) parameter(i);
            if (level > 0 && sizeBytes == 0) sizeBytes = PACKED_BYTES;
            if (flushMillis != null && sizeBytes == 0) throw words.refuse("no buffer is defined for access_log \"" + words.text() + '"');
            var path = words.template(0);
            if (sizeBytes > 0 && syslog != null) throw words.refuse("logs to syslog cannot be buffered");
            if (sizeBytes > 0 && !path.isConstant()) throw words.refuse("buffered logs cannot have variables in name");
            return new AccessLog(words.place(), path, syslog, format,
                    sizeBytes == 0 ? null : new Buffering(sizeBytes, flushMillis, level), condition);
        }

        private void parameter(int index) throws Refusal {
            var word = words.text(index);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=') + 1) : word) {
                case "buffer=" -> {
                    long size = Units.size(value).orElse(0);
                    if (size == 0 || size > BUFFER_MAX_BYTES) throw words.refuse("invalid buffer size \"" + value + '"');
                    sizeBytes = (int) size;
                }
                case "flush=" -> {
                    long time = Units.millis(value).orElse(0);
                    if (time == 0) throw words.refuse("invalid flush time \"" + value + '"');
                    flushMillis = time;
                }
                case "gzip" -> level = 1;
                case "gzip=" -> {
                    if (!value.matches("[1-9]")) throw words.refuse("invalid compression level \"" + value + '"');
                    level = Integer.parseInt(value);
                }
                case "if=" -> condition = words.template(value);
                default -> throw words.invalidParameter(index);
            }
        }
    }
}
