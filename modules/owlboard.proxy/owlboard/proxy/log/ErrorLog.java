package owlboard.proxy.log;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import owlboard.config.directive.Core;
import owlboard.proxy.listen.Exchange;
import owlboard.wire.http.Bytes;

/** The error logs in force at one level, in nginx's format: people grep it. */
public final class ErrorLog {
    public enum Severity { DEBUG, INFO, NOTICE, WARN, ERROR, CRIT, ALERT, EMERG }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
    private static final long PID = ProcessHandle.current().pid();
    private static final byte[] UPSTREAM = ", upstream: \"".getBytes(StandardCharsets.US_ASCII);

    private record Log(LogFile file, Severity from) {}

    private final List<Log> logs;
    private final LogWriter writer;

    private ErrorLog(List<Log> logs, LogWriter writer) {
        this.logs = logs;
        this.writer = writer;
    }

    public static ErrorLog of(List<Core.ErrorLog> declared, LogFiles files) {
        var logs = declared.stream().filter(log -> !log.target().startsWith("syslog:"))
                .map(log -> new Log(files.error(log.target()), severity(log.level()))).toList();
        return new ErrorLog(logs, files.writer);
    }

    public static Severity severity(String level) {
        return Severity.valueOf(level.toUpperCase(java.util.Locale.ROOT));
    }

    /** Without an exchange: starts, reloads, faults. */
    public void log(Severity severity, String message) {
        write(severity, message, null, null);
    }

    public void log(Severity severity, String message, Exchange exchange) {
        write(severity, message, exchange, null);
    }

    /** {@code upstream} is the URL of the try, {@code http://10.0.0.5:80/path}. */
    public void log(Severity severity, String message, Exchange exchange, String upstream) {
        write(severity, message, exchange, upstream);
    }

    /** Whatever the level of a log: what becomes of the configuration, at a start and at a reload. */
    public void tell(Severity severity, String message) {
        for (var log : logs) write(log, severity, message, null, null);
    }

    private void write(Severity severity, String message, Exchange exchange, String upstream) {
        for (var log : logs) {
            if (severity.compareTo(log.from) >= 0) write(log, severity, message, exchange, upstream);
        }
    }

    private void write(Log log, Severity severity, String message, Exchange exchange, String upstream) {
        var out = writer.take();
        out.add(LocalDateTime.now().format(TIME)).add(" [").add(severity.name().toLowerCase(java.util.Locale.ROOT)).add("] ")
                .addDecimal(PID).add('#')
                .addDecimal(exchange == null ? 0 : exchange.loop().index).add(": ");
        if (exchange != null) out.add('*').addDecimal(exchange.connection.number).add(' ');
        out.add(oneLine(message));
        if (exchange != null) context(out, exchange, upstream);
        out.add('\n');
        writer.submit(log.file, out);
    }

    private static void context(Bytes out, Exchange exchange, String upstream) {
        out.add(", client: ").add(exchange.connection.remoteAddress());
        if (exchange.server != null) out.add(", server: ").add(exchange.server.name());
        var head = exchange.head;
        if (head.array != null && head.lineLength > 0) {
            out.add(", request: \"").add(oneLine(head.latin1(head.lineAt, head.lineLength))).add('"');
        }
        if (upstream != null) out.add(UPSTREAM).add(oneLine(upstream)).add('"');
        if (head.array != null && head.count() > 0) {
            int host = head.find(owlboard.wire.http.Name.HOST);
            if (host >= 0) out.add(", host: \"").add(oneLine(head.value(host))).add('"');
        }
    }

    /** A peer's bytes must not begin a line of their own, nor reach a terminal as control characters. */
    private static String oneLine(String text) {
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
