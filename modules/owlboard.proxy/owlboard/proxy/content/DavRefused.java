package owlboard.proxy.content;

import java.io.IOException;
import java.nio.file.Path;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;

/** What a WebDAV method cannot do: a line for the error log, and the status that tells the client. */
final class DavRefused extends IOException {
    private static final long serialVersionUID = 1;

    final int status;
    final Severity severity;

    DavRefused(int status, Severity severity, String text) {
        super(text);
        this.status = status;
        this.severity = severity;
    }

    /** The client asked for what cannot be. */
    static DavRefused asked(int status, String text) {
        return new DavRefused(status, Severity.ERROR, text);
    }

    /** The system refused a call (ngx_http_dav_error). {@code notFound}: the status where there is no such file. */
    static DavRefused by(String call, Path path, IOException failure, int notFound) {
        var text = Errno.of(failure);
        int status = switch (text.split(":", 2)[0]) {
            case "2", "20", "36" -> notFound;
            case "1", "13" -> 403;
            case "17" -> 405;
            case "28" -> 507;
            default -> 500;
        };
        var severity = status == 500 || status == 507 ? Severity.CRIT : Severity.ERROR;
        return new DavRefused(status, severity, call + "() \"" + path + "\" failed (" + text + ")");
    }

    /** A file could not be put in its place: 500, whatever the reason (ngx_ext_rename_file). {@code call} with what it was about. */
    static DavRefused unplaced(String call, IOException failure) {
        return new DavRefused(500, Severity.CRIT, call + " failed (" + Errno.of(failure) + ")");
    }
}
