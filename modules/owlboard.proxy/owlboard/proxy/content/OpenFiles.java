package owlboard.proxy.content;

import static java.nio.file.Files.readAttributes;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.SentFile;
import owlboard.wire.loop.BriefLock;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Offload;

/**
 * Files that stay open for those who ask for them next, what is known of them, and paths where there is none: {@code open_file_cache} and
 * its family. Who has taken a file gives it back; it is closed when nobody has it any more and it is not kept. Any thread, but not under a
 * lock: what is not at hand is opened off the loop.
 */
public final class OpenFiles {
    /** Paths whose number of uses is remembered without their files: so many times those that are kept. */
    private static final int COUNTED = 2;

    /**
     * An open file, a folder, or an error.
     *
     * @param channel null where there is none
     * @param mark what a cache knows of it; null for all others
     */
    public record Found(FileChannel channel, long lengthBytes, long modified, boolean folder, IOException error, Mark mark) {
        boolean isFile() {
            return error == null && !folder;
        }

        static Found of(IOException error) {
            return new Found(null, 0, 0, false, error, null);
        }
    }

    /**
     * What belongs to an open file beside it.
     *
     * @param checksum it tells it from another file of the same name
     * @param memory   the file, mapped in {@code arena}, which is closed with it
     */
    public record Mark(int checksum, MemorySegment memory, Arena arena) {}

    /** A file that somebody has taken. Its fields are guarded by the lock. */
    public final class Taken implements AutoCloseable {
        private final Found found;
        private final long openedMillis;
        private long usedMillis;
        private int users = 1;
        private boolean kept;

        private Taken(Found found, long millis) {
            this.found = found;
            openedMillis = millis;
            usedMillis = millis;
        }

        public Found found() {
            return found;
        }

        /** Gives it back. */
        @Override
        public void close() {
            boolean unwanted;
            lock.lock();
            try {
                unwanted = --users == 0 && !kept;
            } finally {
                lock.unlock();
            }
            if (unwanted) shut(List.of(this));
        }
    }

    static { // before any loop needs them: it would stand still while another one makes them ready
        try {
            for (var type : List.of(Found.class, Taken.class, Uses.class, Mark.class, SentFile.class)) {
                MethodHandles.lookup().ensureInitialized(type);
            }
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private final BriefLock lock = new BriefLock();
    private final LinkedHashMap<Path, Taken> kept = new LinkedHashMap<>(16, 0.75f, true);
    /** How often those were asked for that are not kept yet, and since when. */
    private final LinkedHashMap<Path, Uses> counted = new LinkedHashMap<>(16, 0.75f, true);
    private final int max;
    private final long inactiveMillis;
    private final long validMillis;
    private final int minUses;
    private final boolean errors;

    private record Uses(int count, long sinceMillis) {}

    /** {@code validMillis}: after that it is looked at again. */
    public OpenFiles(int max, long inactiveMillis, long validMillis) {
        this(new HttpCore.FileCache(max, inactiveMillis), validMillis, 1, false);
    }

    OpenFiles(HttpCore.FileCache cache, long validMillis, int minUses, boolean errors) {
        max = cache.max();
        inactiveMillis = cache.inactiveMillis();
        this.validMillis = validMillis;
        this.minUses = minUses;
        this.errors = errors;
    }

    /** Off the loop. A file, or a folder, that is there; without a channel it is a folder. */
    static Found open(Path path) throws IOException {
        var attributes = readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) return new Found(null, 0, 0, true, null, null);
        if (!attributes.isRegularFile()) throw new NoSuchFileException(path.toString());
        return new Found(FileChannel.open(path, StandardOpenOption.READ), attributes.size(),
                attributes.lastModifiedTime().toMillis() / 1000, false, null, null);
    }

    /**
     * The file of a path, as it was when it was looked at last, where that {@code fits}; else as {@code open} finds it, off the loop. The
     * exception of {@code open}, or one like it that is remembered.
     */
    public Taken take(Path path, long nowMillis, Predicate<Found> fits, Callable<Found> open) throws IOException {
        var gone = new ArrayList<Taken>(0);
        Taken there;
        lock.lock();
        try {
            expire(nowMillis, gone);
            there = kept.get(path);
            if (there != null && (nowMillis - there.openedMillis >= validMillis || !fits.test(there.found))) there = null;
            if (there != null) {
                there.users++;
                there.usedMillis = nowMillis;
            }
        } finally {
            lock.unlock();
        }
        if (!gone.isEmpty()) shut(gone);
        if (there == null) there = opened(path, nowMillis, open);
        if (there.found.error == null) return there;
        there.close();
        throw there.found.error;
    }

    private Taken opened(Path path, long nowMillis, Callable<Found> open) throws IOException {
        var found = errors ? Offload.<Found, RuntimeException>call(() -> orError(open)) : Offload.<Found, IOException>call(open);
        var taken = new Taken(found, nowMillis);
        var gone = new ArrayList<Taken>(1);
        lock.lock();
        try {
            if (isWorthKeeping(path, nowMillis)) {
                taken.kept = true;
                drop(kept.put(path, taken), gone);
                while (kept.size() > max) drop(kept.pollFirstEntry().getValue(), gone);
            }
        } finally {
            lock.unlock();
        }
        if (!gone.isEmpty()) shut(gone);
        return taken;
    }

    private static Found orError(Callable<Found> open) throws Exception {
        try {
            return open.call();
        } catch (IOException error) {
            return Found.of(error);
        }
    }

    /** {@code open_file_cache_min_uses}, within {@code inactive}. */
    private boolean isWorthKeeping(Path path, long nowMillis) {
        if (minUses <= 1 || kept.containsKey(path)) return true;
        var before = counted.get(path);
        boolean counts = before != null && nowMillis - before.sinceMillis < inactiveMillis;
        int count = counts ? before.count + 1 : 1;
        if (count >= minUses) {
            counted.remove(path);
            return true;
        }
        counted.put(path, new Uses(count, counts ? before.sinceMillis : nowMillis));
        if (counted.size() > COUNTED * max) counted.pollFirstEntry();
        return false;
    }

    /** With the lock: those that nobody has asked for. */
    private void expire(long nowMillis, List<Taken> gone) {
        while (!kept.isEmpty() && nowMillis - kept.firstEntry().getValue().usedMillis >= inactiveMillis) {
            drop(kept.pollFirstEntry().getValue(), gone);
        }
    }

    /** Closes those that nobody has asked for. */
    public void expire(long nowMillis) {
        var gone = new ArrayList<Taken>(0);
        lock.lock();
        try {
            expire(nowMillis, gone);
        } finally {
            lock.unlock();
        }
        close(gone);
    }

    /** Another file is at this path from now on, or none. Off the loop. */
    public void forget(Path path) {
        var gone = new ArrayList<Taken>(1);
        lock.lock();
        try {
            drop(kept.remove(path), gone);
        } finally {
            lock.unlock();
        }
        close(gone);
    }

    /** Off the loop. */
    public void close() {
        expire(Long.MAX_VALUE / 2);
    }

    /** With the lock. */
    private static void drop(Taken taken, List<Taken> gone) {
        if (taken == null) return;
        taken.kept = false;
        if (taken.users == 0) gone.add(taken);
    }

    private static void shut(List<Taken> gone) {
        if (gone.size() == 1 && gone.getFirst().found.channel == null) return;
        Offload.<Void, RuntimeException>call(() -> {
            close(gone);
            return null;
        });
    }

    /** Off the loop. */
    private static void close(List<Taken> gone) {
        for (var each : gone) {
            if (each.found.channel == null) continue;
            try {
                if (each.found.mark != null) each.found.mark.arena.close();
                each.found.channel.close();
            } catch (IOException stays) {
                Faults.report("closing a file", stays);
            }
        }
    }

    /** How many are kept. */
    int count() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }
}
