package owlboard.proxy.logfile;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import owlboard.config.directive.Core;
import owlboard.wire.http.Bytes;

/** The error logs in force at one level, in nginx's format: people grep it; or a JSON object a line, for programs. */
public final class ErrorLog {
    public enum Severity { DEBUG, INFO, NOTICE, WARN, ERROR, CRIT, ALERT, EMERG }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
    private static final DateTimeFormatter JSON_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");
    private static final long PID = ProcessHandle.current().pid();

    private record Log(Destination file, Severity from, boolean isJson) {}

    private final List<Log> logs;
    private final LogWriter writer;

    private ErrorLog(List<Log> logs, LogWriter writer) {
        this.logs = logs;
        this.writer = writer;
    }

    /** {@code hostname}: what syslog servers are told. */
    public static ErrorLog of(List<Core.ErrorLog> declared, LogFiles files, String hostname) {
        var logs = declared.stream().filter(log -> !log.isMemory())
                .map(log -> new Log(log.syslog() == null ? files.error(log.target()) : files.syslog(log.syslog(), hostname),
                        severity(log.level()), log.isJson())).toList();
        return new ErrorLog(logs, files.writer);
    }

    public static Severity severity(String level) {
        return Severity.valueOf(level.toUpperCase(Locale.ROOT));
    }

    /** What a line is about: what a client asked for. */
    public interface Context {
        /** The index of its loop. */
        int loopIndex();

        /** {@code $connection}. */
        long connectionNumber();

        /** Adds {@code , client: …} and so on; {@code upstream} is the URL of the try, or null. */
        void describe(LineWords out, String upstream);
    }

    /** Without a context: starts, reloads, faults. */
    public void log(Severity severity, String message) {
        write(severity, message, null, null);
    }

    public void log(Severity severity, String message, Context context) {
        write(severity, message, context, null);
    }

    /** {@code upstream} is the URL of the try, {@code http://10.0.0.5:80/path}. */
    public void log(Severity severity, String message, Context context, String upstream) {
        write(severity, message, context, upstream);
    }

    /** Whatever the level of a log: what becomes of the configuration, at a start and at a reload. */
    public void tell(Severity severity, String message) {
        for (var log : logs) write(log, severity, message, null, null);
    }

    private void write(Severity severity, String message, Context context, String upstream) {
        for (var log : logs) {
            if (severity.compareTo(log.from) >= 0) write(log, severity, message, context, upstream);
        }
    }

    private void write(Log log, Severity severity, String message, Context context, String upstream) {
        var out = writer.take();
        log.file.begin(out, Severity.EMERG.ordinal() - severity.ordinal());
        if (log.isJson) json(out, severity, message, context, upstream);
        else text(out, severity, message, context, upstream);
        out.add(log.file.end());
        writer.submit(log.file, out);
    }

    private static void json(Bytes out, Severity severity, String message, Context context, String upstream) {
        out.add("{\"time\":\"").add(OffsetDateTime.now().format(JSON_TIME)).add('"');
        LineWords.member(out, "level", severity.name().toLowerCase(Locale.ROOT));
        out.add(",\"pid\":").addDecimal(PID);
        if (context != null) {
            out.add(",\"loop\":").addDecimal(context.loopIndex()).add(",\"connection\":").addDecimal(context.connectionNumber());
        }
        LineWords.member(out, "message", message);
        if (context != null) context.describe(new LineWords(out, true), upstream);
        out.add('}');
    }

    private static void text(Bytes out, Severity severity, String message, Context context, String upstream) {
        out.add(LocalDateTime.now().format(TIME)).add(" [").add(severity.name().toLowerCase(Locale.ROOT)).add("] ")
                .addDecimal(PID).add('#')
                .addDecimal(context == null ? 0 : context.loopIndex()).add(": ");
        if (context != null) out.add('*').addDecimal(context.connectionNumber()).add(' ');
        out.add(oneLine(message));
        if (context != null) context.describe(new LineWords(out, false), upstream);
    }

    /** A peer's bytes must not begin a line of their own, nor reach a terminal as control characters. */
    public static String oneLine(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 32 && c != 127 && c <= 255) {
                if (clean != null) clean.append(c);
                continue;
            }
            if (clean == null) clean = new StringBuilder(text.substring(0, i));
            clean.append(c > 255 ? "?" : String.format("\\x%02X", (int) c));
        }
        return clean == null ? text : clean.toString();
    }
}
