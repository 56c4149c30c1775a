package owlboard.proxy.logfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.http.Bytes;

/** Where the lines of a log go. Opened, written and shut by the writer thread (and opened once before a start, to find out early). */
public interface Destination {
    int OWN = -1;

    /**
     * What stands before a line. {@code severity} is that of RFC 3164 §4.1.1, 0 (emergency) to 7 (debug), or {@link #OWN} where the log has
     * one for all its lines. From any thread.
     */
    default void begin(Bytes line, int severity) {}

    /** What ends a line. */
    default byte end() {
        return '\n';
    }

    void open() throws IOException;

    /** Whole lines. What cannot be written is lost, and told. */
    void write(ByteBuffer lines);

    /** The next line opens it again. */
    void shut();
}
