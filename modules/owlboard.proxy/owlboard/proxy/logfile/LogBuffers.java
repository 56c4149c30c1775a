package owlboard.proxy.logfile;

import java.util.ArrayList;
import owlboard.wire.http.Bytes;

/** The log lines of one turn of one loop: handed to the writer together. */
public final class LogBuffers {
    private static final class Pending {
        final Destination file;
        final LogWriter writer;
        Bytes lines;

        Pending(Destination file, LogWriter writer) {
            this.file = file;
            this.writer = writer;
        }
    }

    private final ArrayList<Pending> pending = new ArrayList<>();
    private boolean any;

    /** A whole line of a log, which is copied: what makes it may wait, and others of the loop write theirs meanwhile. */
    public void add(Destination file, LogWriter writer, Bytes line) {
        lines(file, writer).add(line);
    }

    private Bytes lines(Destination file, LogWriter writer) {
        any = true;
        for (int i = 0; i < pending.size(); i++) {
            var entry = pending.get(i);
            if (entry.file != file) continue;
            if (entry.lines == null) entry.lines = writer.take();
            return entry.lines;
        }
        var entry = new Pending(file, writer);
        pending.add(entry);
        return entry.lines = writer.take();
    }

    /** At the end of a turn. */
    public void handOver() {
        if (!any) return;
        any = false;
        for (int i = 0; i < pending.size(); i++) {
            var entry = pending.get(i);
            if (entry.lines == null) continue;
            entry.writer.submit(entry.file, entry.lines);
            entry.lines = null;
        }
        if (pending.size() > 64) pending.clear();
    }
}
