package owlboard.topology;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/** Where a role that is supervised prints: its log, which it writes itself, so that it needs nobody to read what it says. */
public final class RoleLog {
    private static final long BYTES_MAX = 10L << 20;

    private final LogFile file;

    /** Made when the first line is written; trouble with it is told to {@code err}. */
    public RoleLog(Path file, PrintStream err) {
        this.file = new LogFile(file, BYTES_MAX, InstantSource.system(), text -> err.println("owlboard: " + text));
    }

    /** One for each who writes: a line that somebody has begun is not ended by another. Never fails; threads may share it. */
    public PrintStream stream() {
        return new PrintStream(new Lines(file), true, StandardCharsets.UTF_8);
    }

    private static final class Lines extends OutputStream {
        private final WholeLines whole;

        Lines(LogFile file) {
            whole = WholeLines.ofBytes(file::write);
        }

        @Override public synchronized void write(int octet) {
            whole.add(new byte[] {(byte) octet}, 0, 1);
        }

        @Override public synchronized void write(byte[] bytes, int from, int length) {
            whole.add(bytes, from, length);
        }
    }
}
