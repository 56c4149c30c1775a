package owlboard.proxy.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import owlboard.proxy.count.Findings;
import owlboard.wire.loop.Serving;

/**
 * What has become of peers: the last {@value #KEPT} changes of state, over all reloads of an engine, and the same as lines of a file that
 * {@code owlboard events} reads. There is one of each engine: {@code making.lasting(Events.class)}.
 * Any thread; {@link #add} neither blocks nor waits for the disk. A disk that is full costs lines of the file alone.
 */
public final class Events implements AutoCloseable {
    public static final int KEPT = 1000;
    /** In the state folder; {@code .1} behind it is the part before. */
    public static final String FILE = "events.log";
    private static final long FILE_MAX_BYTES = 1 << 20;
    private static final long END_MILLIS = 1000;
    /** Without a word of anybody. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final Path file;
    private final ArrayDeque<Event> ring = new ArrayDeque<>();
    /** Lines for the file alone, until they are written. */
    private final ArrayDeque<String> further = new ArrayDeque<>();
    private long last;
    private long written;
    private Thread writer;
    /** A thread of now may write where one that begins later may not. */
    private volatile boolean stays;
    private volatile boolean closing;

    /** {@code file} null: nothing is written. */
    public Events(Path file) {
        this.file = file;
    }

    /** Where those who tell events have not the rights of this thread, it begins the one that writes. */
    public void start() {
        synchronized (this) {
            stays = Serving.credentials() != null;
            if (!stays || !begins()) return;
        }
        writer.start();
    }

    void add(Event event) {
        synchronized (this) {
            if (ring.size() == KEPT) ring.removeFirst();
            ring.add(event.numbered(++last));
            if (!begins()) return;
        }
        writer.start();
    }

    /** A line of the file: nothing became of a peer. */
    public void tell(Findings.Finding finding) {
        synchronized (this) {
            if (file == null || further.size() == KEPT) return;
            further.add(Event.stamped(finding.atMillis(), finding.line()));
            if (!begins()) return;
        }
        writer.start();
    }

    /** Whether the writer is to be started. */
    private boolean begins() {
        if (writer != null && stays) LockSupport.unpark(writer);
        if (file == null || writer != null) return false;
        writer = Thread.ofPlatform().daemon().name("events").unstarted(this::write);
        return true;
    }

    /** Those behind {@code number}, the oldest first: 0 for all that are kept. A gap to {@code number} means that some are not. */
    public synchronized List<Event> after(long number) {
        return ring.stream().filter(event -> event.number() > number).toList();
    }

    /** The number of the youngest; 0 before the first. */
    public synchronized long last() {
        return last;
    }

    private void write() {
        while (true) {
            boolean isLast = !stays || closing; // read first: what was added before the end was asked for is seen below
            var text = new StringBuilder();
            synchronized (this) {
                after(written).forEach(event -> text.append(event.line()));
                further.forEach(text::append);
                if (text.isEmpty() && isLast) {
                    writer = null;
                    return;
                }
                further.clear();
                written = last;
            }
            if (text.isEmpty()) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                continue;
            }
            try {
                append(text.toString());
            } catch (IOException full) {
                // the ring has them, and the error log
            }
        }
    }

    private void append(String text) throws IOException {
        if (!Files.exists(file)) {
            if (file.getParent() != null) Files.createDirectories(file.getParent());
        } else if (Files.size(file) + text.length() > FILE_MAX_BYTES) {
            cut();
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** By copying, as the logs of roles are cut: whoever follows the file stays on it. */
    private void cut() throws IOException {
        var copy = file.resolveSibling("." + FILE + ".copy");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, file.resolveSibling(FILE + ".1"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(file, "", StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** What was added so far is in the file, unless the disk takes longer than a second. */
    @Override
    public void close() {
        Thread writing;
        synchronized (this) {
            writing = writer;
        }
        if (writing == null) return;
        closing = true;
        LockSupport.unpark(writing);
        try {
            writing.join(END_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
