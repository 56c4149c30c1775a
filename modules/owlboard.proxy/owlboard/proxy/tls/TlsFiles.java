package owlboard.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Looks every second whether certificates, keys or revocation lists have changed on disk, and has what depends on them made anew. */
public final class TlsFiles implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000_000;

    /** Something made of files. {@code reload} throws when they do not fit together (yet): what is in force stays. */
    public interface Reloadable {
        void reload() throws IOException;
    }

    private record Watched(List<Path> files, List<FileTime> times, Reloadable target) {}

    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final Consumer<String> onProblem;
    private final Thread thread = Thread.ofPlatform().daemon().name("certificates").unstarted(this::look);
    private volatile boolean closing;

    public TlsFiles(Consumer<String> onProblem) {
        this.onProblem = onProblem;
    }

    public void start() {
        thread.start();
    }

    void watch(List<Path> files, Reloadable target) {
        watched.add(new Watched(files, new ArrayList<>(times(files)), target));
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
            for (var entry : watched) {
                var now = times(entry.files);
                if (now.equals(entry.times)) continue;
                try {
                    entry.target.reload();
                    for (int i = 0; i < now.size(); i++) entry.times.set(i, now.get(i));
                } catch (IOException | RuntimeException notYet) {
                    if (entry.times.size() > 0 && !closing) {
                        onProblem.accept("cannot take over changed files " + entry.files + ": " + notYet.getMessage()
                                + "; the old ones stay in use");
                    }
                    for (int i = 0; i < now.size(); i++) entry.times.set(i, now.get(i));
                }
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
