package owlboard.proxy.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import owlboard.config.Http;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Logs;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.Destination;
import owlboard.proxy.logfile.LogFiles;
import owlboard.wire.http.Bytes;

/** The access logs in force at one level. A line is formatted into bytes on the request's own thread. */
public final class AccessLog implements Handler {
    private static final Slot<AccessLog> SLOT = new Slot<>((scope, making) -> AccessLog.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.LOG, SLOT);

    private static final String STANDARD = "logs/access.log";
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private record Log(Value path, Destination file, Http.Escape escape, Value line, Value condition) {}

    private final List<Log> logs = new ArrayList<>();
    private final LogFiles files;
    private final Paths paths;
    /** Where a log whose path has variables is written only while this folder is there; null in a stream. */
    private final Value root;

    private AccessLog(Value root, Making making) {
        this.root = root;
        files = making.logs();
        paths = making.paths();
    }

    private static AccessLog of(Level level, Making making) {
        var declared = level.get(Logs.ACCESS_LOG);
        var formats = making.configuration().http().logFormats();
        boolean ofStream = !formats.containsKey("combined");
        if (declared == null && ofStream) return null; // told of where the file says so
        var log = new AccessLog(ofStream ? null : making.value(level.get(HttpCore.ROOT).path()), making);
        if (declared == null) {
            log.add(null, Template.of(STANDARD), log.files.access(STANDARD), formats.get("combined"), making);
            return log;
        }
        for (var entry : declared) {
            log.add(entry.condition(), entry.path(), log.destination(entry, making), formats.get(entry.format()), making);
        }
        return log;
    }

    /** Null: it has variables in its name. */
    private Destination destination(Logs.AccessLog entry, Making making) {
        if (entry.syslog() != null) return files.syslog(entry.syslog(), making.hostname());
        if (!entry.path().isConstant()) return null;
        var path = entry.path().constant();
        return entry.buffering() == null ? files.access(path) : files.access(path, entry.buffering());
    }

    private void add(Template condition, Template path, Destination file, Http.LogFormat format, Making making) {
        logs.add(new Log(making.value(path), file, format.escape(), making.value(format.line()),
                condition == null ? null : making.value(condition)));
    }

    @Override
    public Verdict handle(Exchange exchange) {
        write(exchange);
        return Verdict.GO_ON;
    }

    /** Once per exchange. */
    private void write(Exchange exchange) {
        for (int i = 0; i < logs.size(); i++) {
            var log = logs.get(i);
            if (log.condition != null) {
                var text = log.condition.text(exchange);
                if (text.isEmpty() || text.equals("0")) continue;
            }
            var file = log.file != null ? log.file : made(log, exchange);
            var line = exchange.desk().takeBytes();
            file.begin(line, Destination.OWN);
            format(line, log, exchange);
            exchange.desk().logs.add(file, files.writer, line.add(file.end()));
            exchange.desk().give(line);
        }
    }

    private Destination made(Log log, Exchange exchange) {
        return files.made(log.path.text(exchange), root == null ? null : paths.resolve(root.text(exchange)));
    }

    private static void format(Bytes out, Log log, Exchange exchange) {
        var parts = log.line.parts();
        for (int i = 0; i < parts.length; i++) {
            int from = out.length();
            boolean found = parts[i].addTo(out, exchange);
            if (!found) {
                out.truncate(from);
                if (log.escape == Http.Escape.DEFAULT) out.add('-');
            } else if (!parts[i].isLiteral() && log.escape != Http.Escape.NONE) {
                escape(out, from, log.escape);
            }
        }
    }

    private static void escape(Bytes out, int from, Http.Escape escape) {
        for (int i = from; i < out.length(); i++) {
            if (!isPlain(out.at(i), escape)) {
                rewrite(out, i, escape);
                return;
            }
        }
    }

    private static boolean isPlain(byte b, Http.Escape escape) {
        if (b == '"' || b == '\\') return false;
        return escape == Http.Escape.JSON ? b < 0 || b >= 32 : b >= 32 && b < 127;
    }

    private static void rewrite(Bytes out, int from, Http.Escape escape) {
        var raw = new byte[out.length() - from];
        System.arraycopy(out.array(), from, raw, 0, raw.length);
        out.truncate(from);
        for (byte b : raw) {
            if (isPlain(b, escape)) out.add(b);
            else if (escape == Http.Escape.JSON) json(out, b);
            else out.add('\\').add('x').add(HEX[b >> 4 & 15]).add(HEX[b & 15]);
        }
    }

    private static void json(Bytes out, byte b) {
        switch (b) {
            case '"', '\\' -> out.add('\\').add(b);
            case '\n' -> out.add("\\n");
            case '\r' -> out.add("\\r");
            case '\t' -> out.add("\\t");
            case '\b' -> out.add("\\b");
            case '\f' -> out.add("\\f");
            default -> out.add("\\u00").add(HEX[b >> 4 & 15]).add(HEX[b & 15]);
        }
    }
}
