package owlboard.proxy.logfile;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.directive.Logs;
import owlboard.config.directive.Syslog;

/** The open logs of an engine, by path: one destination is opened once, over all reloads. */
public final class LogFiles {
    /** Logs whose path has variables are kept open up to this many; a name beyond is closed and opened again when needed. */
    private static final int OPEN_MAX = 512;

    private final Function<String, Path> resolve;
    private final boolean console;
    private final LogFile out;
    private final LogFile err;
    private final Map<Path, LogFile> files = new LinkedHashMap<>();
    private record Made(Path path, Path root) {}

    /** Those whose path has variables. */
    private final Map<Made, LogFile> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Made, LogFile> eldest) {
            if (size() <= OPEN_MAX) return false;
            eldest.getValue().leave();
            return true;
        }
    };
    private final Map<Syslog, SyslogPeer> syslogs = new HashMap<>();
    private final BufferedFiles buffered = new BufferedFiles();
    public final LogWriter writer = new LogWriter(buffered);

    /**
     * {@code resolve}: a path of the configuration on this machine. {@code console}: logs that are named by an absolute path, and those
     * that no line names, go to standard output and error, as in nginx's own image. {@code out}, {@code err}: what is meant by these, null
     * for this process's own.
     */
    public LogFiles(Function<String, Path> resolve, boolean console, OutputStream out, OutputStream err) {
        this.resolve = resolve;
        this.console = console;
        this.out = LogFile.console("standard output", FileDescriptor.out, out);
        this.err = LogFile.console("standard error", FileDescriptor.err, err);
    }

    /** {@code name} is the hostname that syslog servers are told. */
    public Destination syslog(Syslog server, String name) {
        synchronized (syslogs) {
            return syslogs.computeIfAbsent(server.anywhere(), _ -> new SyslogPeer(server,
                    server.unixPath() == null ? null : resolve.apply(server.unixPath()).toString(), name));
        }
    }

    /** A file that lets lines wait. */
    public Destination access(String path, Logs.Buffering how) {
        return buffered.of(destination(path), how);
    }

    public Destination access(String path) {
        return destination(path);
    }

    /** One whose path a request has made. While {@code root} is no folder nothing is written, as in nginx; null: there is none. */
    public Destination made(String path, Path root) {
        var stream = stream(path);
        if (stream != null) return stream;
        var made = new Made(resolve.apply(path).toAbsolutePath().normalize(), root);
        synchronized (this) {
            return this.made.computeIfAbsent(made, _ -> LogFile.made(made.path, root));
        }
    }

    private LogFile destination(String path) {
        var stream = stream(path);
        return stream != null ? stream : file(resolve.apply(path));
    }

    /** Null: it is a file. */
    private LogFile stream(String path) {
        if (path.equals("/dev/stdout") || console && isUsual(path)) return out;
        return path.equals("/dev/stderr") ? err : null;
    }

    Destination error(String target) {
        if (target.equals("stderr") || target.equals("/dev/stderr") || console && isUsual(target)) return err;
        if (target.equals("/dev/stdout")) return out;
        return file(resolve.apply(target));
    }

    private static boolean isUsual(String path) {
        return path.startsWith("/") || path.equals("logs/access.log") || path.equals("logs/error.log");
    }

    private synchronized LogFile file(Path path) {
        return files.computeIfAbsent(path.toAbsolutePath().normalize(), LogFile::at);
    }

    /** Opens what is known so far, so that a log that cannot be written stops a start and not a request. */
    public synchronized void openAll() throws IOException {
        buffered.flushAll();
        for (var file : files.values()) file.open();
    }

    /** After a rotation: lines go to new files of the same names, which are there when this returns. */
    public synchronized void reopenAll() throws IOException {
        buffered.flushAll();
        for (var file : made.values()) file.shut();
        for (var file : files.values()) file.reopen();
    }
}
