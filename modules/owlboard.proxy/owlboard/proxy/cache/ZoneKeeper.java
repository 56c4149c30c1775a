package owlboard.proxy.cache;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import owlboard.config.Http.CachePace;
import owlboard.proxy.exchange.OwnersOnly;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Serving;

/**
 * A zone's own thread: it finds what lies on the disk at the start (nginx's loader), and later takes away what nobody asks for, what is too
 * much, and what was purged (its manager and purger).
 */
final class ZoneKeeper {
    private static final long LOOK_MILLIS = 1000;
    private static final long END_MILLIS = 1000;
    private static final int BATCH = 1000;
    /** Names by {@link EntryFile#begun}. */
    private static final Pattern BEGUN = Pattern.compile("cache-(\\d+)-\\d+\\.tmp");

    private final Zone zone;
    private final Semaphore bell = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Keys whose files are to go, unless something is stored for them again. Not more than the zone has had keys. */
    private final ConcurrentLinkedQueue<Key> doomed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private volatile Thread thread;
    private volatile boolean closing;
    private boolean toldOfFullDisk;

    ZoneKeeper(Zone zone) {
        this.zone = zone;
    }

    synchronized void start() {
        if (thread != null) return;
        thread = Serving.thread("cache-" + zone.path.zone(), this::run);
        thread.start();
    }

    void wake() {
        if (bell.availablePermits() == 0) bell.release();
    }

    void doom(Key key) {
        doomed.add(key);
        wake();
    }

    /** Work that takes long and touches the disk. */
    void errand(Runnable work) {
        errands.add(work);
        wake();
    }

    void close() {
        closing = true;
        wake();
        if (thread == null) return;
        try {
            ended.await(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            load();
            while (!closing) {
                bell.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (!closing) keep();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            Faults.report("the keeper of cache \"" + zone.path.zone() + '"', fault);
        } finally {
            ended.countDown();
        }
    }

    // At the start.

    private void load() {
        try {
            OwnersOnly.folder(zone.folder);
            new Loading(zone.path.loader()).look(zone.folder.toFile(), 0);
            if (!zone.beginnings.equals(zone.folder) && Files.isDirectory(zone.beginnings)) {
                try (var files = Files.list(zone.beginnings)) {
                    files.forEach(ZoneKeeper.this::dropBeginning);
                }
            }
            if (!closing) zone.hasLoaded();
        } catch (IOException unreadable) {
            zone.log(Severity.CRIT, "cache \"" + zone.path.zone() + "\": \"" + zone.folder + "\" cannot be read ("
                    + Errno.of(unreadable) + ")");
        }
    }

    /** Names, and of a file its length: a {@link Files#walkFileTree} asks the disk twice as much for 100,000 of them. */
    private final class Loading {
        private final Pace pace;
        private final List<Integer> levels = zone.path.levels();

        Loading(CachePace pace) {
            this.pace = new Pace(pace);
        }

        /** {@code level}: so many folders are above this one; nothing lies below as many as there are levels. */
        void look(File folder, int level) throws IOException {
            var names = folder.list();
            if (names == null && level == 0) throw new AccessDeniedException(folder.getPath());
            if (names == null) return;
            for (var name : names) {
                if (closing) return;
                var file = new File(folder, name);
                if (level < levels.size() && file.isDirectory()) look(file, level + 1);
                else look(file, name);
            }
        }

        private void look(File file, String name) {
            var key = Key.ofHex(name);
            if (key == null) {
                if (EntryFile.isLeft(file.toPath())) zone.delete(file.toPath());
                dropBeginning(file.toPath());
            } else if (file.getPath().endsWith('/' + Key.place(name, levels))) {
                long size = file.length();
                boolean whole = size >= EntryFile.LEAST;
                if (!whole || !zone.found(key, size, System.currentTimeMillis() / 1000)) zone.delete(file.toPath());
            }
            pace.one();
        }
    }

    /** What a process has begun that is no more. */
    private void dropBeginning(Path file) {
        var begun = BEGUN.matcher(file.getFileName().toString());
        if (!begun.matches()) return;
        long process = Long.parseLong(begun.group(1));
        if (process == ProcessHandle.current().pid() || ProcessHandle.of(process).isPresent()) return;
        zone.delete(file);
    }

    // Later.

    private void keep() {
        for (Runnable work; !closing && (work = errands.poll()) != null; ) work.run();
        zone.open.expire(System.currentTimeMillis());
        for (Key key; (key = doomed.poll()) != null; ) deleteUnlessStored(key);
        var path = zone.path;
        var pace = new Pace(path.manager());
        long before = (System.currentTimeMillis() - path.inactive()) / 1000;
        while (!closing && deleteAll(zone.takeInactive(before, BATCH), pace));
        while (!closing && path.maxBytes() > 0 && zone.bytesOnDisk() > path.maxBytes()) {
            if (!deleteAll(zone.takeOldest(zone.bytesOnDisk() - path.maxBytes(), BATCH), pace)) break;
        }
        keepFree(pace);
    }

    /** {@code min_free}. */
    private void keepFree(Pace pace) {
        long wanted = zone.path.minFree();
        if (wanted == 0) return;
        try {
            var store = Files.getFileStore(zone.folder);
            for (long missing; !closing && (missing = wanted - store.getUsableSpace()) > 0; ) {
                if (!deleteAll(zone.takeOldest(missing, BATCH), pace)) return;
            }
        } catch (IOException unknown) {
            if (!toldOfFullDisk) {
                zone.log(Severity.ALERT, "statvfs() \"" + zone.folder + "\" failed (" + Errno.of(unknown) + ")");
            }
            toldOfFullDisk = true;
        }
    }

    private boolean deleteAll(List<Node> nodes, Pace pace) {
        for (var node : nodes) {
            deleteUnlessStored(node.key);
            pace.one();
        }
        return !nodes.isEmpty();
    }

    private void deleteUnlessStored(Key key) {
        if (!zone.hasFile(key)) zone.delete(zone.file(key));
    }

    /** So many files, or so long, and then a pause. */
    private final class Pace {
        private final CachePace pace;
        private int files;
        private long begun = System.nanoTime();

        Pace(CachePace pace) {
            this.pace = pace;
        }

        void one() {
            if (pace == CachePace.AT_ONCE) return;
            boolean late = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) >= pace.thresholdMillis();
            if (++files < pace.files() && !late) return;
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pace.sleepMillis());
            for (long left; !closing && (left = until - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
            }
            files = 0;
            begun = System.nanoTime();
        }
    }
}
