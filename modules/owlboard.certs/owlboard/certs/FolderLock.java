package owlboard.certs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change a folder: among processes through {@code DIR/.lock}, which the system frees when its holder ends, however it ends;
 * among the threads of this one, where file locks do not wait for each other, through one lock for all folders.
 */
final class FolderLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path path;
    private final FileChannel file;

    private FolderLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Waits up to two minutes for whoever holds it. */
    static FolderLock take(Path dir) throws CertsException {
        var path = dir.resolve(".lock");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var taken = false;
        try {
            if (!THREADS.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) throw held(path);
            try {
                var lock = new FolderLock(path, locked(path, deadline));
                taken = true;
                return lock;
            } finally {
                if (!taken) THREADS.unlock();
            }
        } catch (IOException e) {
            throw CertsException.writing(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CertsException("interrupted while another process issued certificates (it holds " + path + "): run it again", e);
        }
    }

    private static FileChannel locked(Path path, long deadline) throws IOException, InterruptedException, CertsException {
        var file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var taken = false;
        try {
            while (file.tryLock() == null) {
                if (System.nanoTime() - deadline > 0) throw held(path);
                Thread.sleep(BETWEEN_TRIES);
            }
            taken = true;
            return file;
        } finally {
            if (!taken) file.close();
        }
    }

    private static CertsException held(Path path) {
        return new CertsException("another process has been issuing certificates for " + PATIENCE.toMinutes() + " minutes (it holds " + path
                + "): end it, or wait for it and run this again");
    }

    @Override public void close() throws CertsException {
        try {
            file.close();
        } catch (IOException e) {
            throw CertsException.reading(path, e);
        } finally {
            THREADS.unlock();
        }
    }
}
