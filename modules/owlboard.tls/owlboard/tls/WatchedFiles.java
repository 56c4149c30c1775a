package owlboard.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Looks every second whether certificates, keys or revocation lists have changed on disk, and has what depends on them made anew. */
public final class WatchedFiles implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000_000;

    /** Something made of files. {@code reload} throws when they do not fit together (yet): what is in force stays. */
    public interface Reloadable {
        void reload() throws IOException;
    }

    /** The thread's own, but for its list of files. */
    private static final class Watched {
        final List<Path> files;
        final Reloadable target;
        List<FileTime> inUse;
        String complaint = "";

        Watched(List<Path> files, Reloadable target) throws IOException {
            this.files = List.copyOf(files);
            this.target = target;
            inUse = times(files); // first: what changes while they are read is noticed
            target.reload();
        }
    }

    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final Consumer<String> onProblem;
    private final Thread thread = Thread.ofPlatform().daemon().name("certificates").unstarted(this::look);
    private volatile boolean closing;
    private volatile Consumer<List<Path>> listener = _ -> {};

    /** @param onProblem told once of each reason why changed files are not in use; from the watching thread */
    public WatchedFiles(Consumer<String> onProblem) {
        this.onProblem = onProblem;
    }

    /** Who is told of each list of files that were read again, and are in use from now on; from the watching thread. */
    public void tellTo(Consumer<List<Path>> whom) {
        listener = whom;
    }

    public void start() {
        thread.start();
    }

    /**
     * Has the target read its files, now and whenever one has changed.
     *
     * @param files need not exist; where there are none the target reads once
     * @throws IOException the target's, of the first time: then nothing is watched
     */
    public void watch(List<Path> files, Reloadable target) throws IOException {
        var entry = new Watched(files, target);
        if (!files.isEmpty()) watched.add(entry);
    }

    /** What is watched so far: a mark for {@link #keepAfter} and {@link #keepBefore}. */
    public int mark() {
        return watched.size();
    }

    /** A newer configuration is in force: what was watched before the mark is not any more. */
    public void keepAfter(int mark) {
        watched.subList(0, mark).clear();
    }

    /** A newer configuration was refused: what it began to watch is forgotten. */
    public void keepBefore(int mark) {
        watched.subList(mark, watched.size()).clear();
    }

    private static List<FileTime> times(List<Path> files) {
        return files.stream().map(file -> {
            try {
                return Files.getLastModifiedTime(file);
            } catch (IOException missing) {
                return FileTime.fromMillis(0);
            }
        }).toList();
    }

    private void look() {
        while (!closing) {
            LockSupport.parkNanos(LOOK_NANOS);
            for (var entry : watched) look(entry);
        }
    }

    /** Half of a renewal does not fit together: then the next look tries again, whatever the clock of the file system shows. */
    private void look(Watched entry) {
        var now = times(entry.files);
        if (now.equals(entry.inUse)) return;
        try {
            entry.target.reload();
            entry.inUse = now;
            entry.complaint = "";
        } catch (IOException | RuntimeException notYet) {
            var complaint = String.valueOf(notYet.getMessage());
            if (closing || complaint.equals(entry.complaint)) return;
            entry.complaint = complaint;
            onProblem.accept("cannot take over changed files " + entry.files + ": " + complaint + "; the old ones stay in use");
            return;
        }
        listener.accept(entry.files);
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
