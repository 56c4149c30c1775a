package owlboard.proxy.cache;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import owlboard.config.Http;
import owlboard.proxy.content.OpenFiles;
import owlboard.proxy.count.Slab;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.BriefLock;
import owlboard.wire.loop.Offload;

/**
 * A {@code proxy_cache_path}: which keys there are, in the order of their use, and what of them lies on the disk and in memory. One for the
 * process; it outlives the configurations that name it. The lock is held for a few steps, never over a file.
 */
final class Zone {
    /** Bytes that nginx takes for a key: what {@code 10m} is worth. */
    private static final int NODE_BYTES = 128;
    /** Of the heap, what all that is kept in memory may take: a sixteenth for each zone, and not more than 64 MB. */
    private static final long SHELF_MAX = 64 << 20;
    private static final int SHELF_SHARE = 16;
    /** Who waits for another one's answer looks this often whether it is there, whatever becomes of the wake-up. */
    private static final long LOOK_NANOS = 500_000_000;

    /** Files that stay open for the next hit, and for how long. */
    private static final int OPEN_MAX = 128;
    private static final long OPEN_MILLIS = 10_000;
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Path folder;
    /** Where files are begun. */
    final Path beginnings;
    final Visits visits = new Visits();
    /** Of large entries. */
    final OpenFiles open = new OpenFiles(OPEN_MAX, OPEN_MILLIS, Long.MAX_VALUE);
    volatile Http.CachePath path;
    private volatile BiConsumer<Severity, String> errorLog = (severity, message) -> {};
    private final BriefLock lock = new BriefLock();
    private final LinkedHashMap<Key, Node> nodes = new LinkedHashMap<>();
    private final Shelf shelf = new Shelf(Math.min(SHELF_MAX, Runtime.getRuntime().maxMemory() / SHELF_SHARE));
    private final int nodesMax;
    private long bytesOnDisk;
    /** Nodes that were ever made, and how often there was no room for one more. */
    private long made;
    private long crowded;
    /** How often something was taken away on purpose. */
    private long drops;
    /** Those that are still being carried out. */
    private final CopyOnWriteArrayList<Purge> purges = new CopyOnWriteArrayList<>();
    /** All files are known: what is not is not there. */
    private volatile boolean loaded;
    private final ZoneKeeper keeper;
    private final AtomicInteger writers = new AtomicInteger();
    private volatile boolean closed;

    Zone(Http.CachePath path, Path folder, Path beginnings) {
        this.path = path;
        this.folder = folder;
        this.beginnings = beginnings;
        nodesMax = Math.clamp(path.zoneBytes() / NODE_BYTES, 8, 1 << 24);
        keeper = new ZoneKeeper(this);
    }

    /** Whether another configuration's line is about the same files. */
    boolean isLike(Http.CachePath other, Path otherFolder) {
        return folder.equals(otherFolder) && path.levels().equals(other.levels()) && path.zoneBytes() == other.zoneBytes();
    }

    // Finding.

    /** From memory; null: it is not there. Who takes a file away takes it from there, too: once a second it is looked for. */
    Stored inMemory(String name, long second) {
        Shelf.Placed there;
        lock.lock();
        try {
            there = shelf.get(name);
            if (there == null || isPurged(there.stored)) return null;
            if (there.node.used != second) use(there.node, second);
            if (!there.hasFile || there.seen == second) return there.stored;
            there.seen = second;
        } finally {
            lock.unlock();
        }
        var stored = there.stored;
        long bytes = Offload.<Long, RuntimeException>call(() -> stored.file().toFile().length());
        return bytes == stored.bodyAt() + stored.bodyLength() ? stored : insteadOf(there, name);
    }

    /** Another one has come meanwhile, or what is on the disk is to be read again. */
    private Stored insteadOf(Shelf.Placed gone, String name) {
        lock.lock();
        try {
            var there = shelf.get(name);
            if (there == gone) shelf.remove(gone.node);
            return there == null || there == gone ? null : there.stored;
        } finally {
            lock.unlock();
        }
    }

    private void use(Node node, long second) {
        node.used = second;
        nodes.putLast(node.key, node);
    }

    /** From the disk, and to memory; null: it is not there. {@code text} is the key itself. */
    Stored onDisk(Key key, String name, String text, long second) {
        Node before;
        long dropsBefore;
        lock.lock();
        try {
            before = nodes.get(key);
            dropsBefore = drops;
            if (before == null ? loaded : before.fileBytes == 0 && loaded) return null;
        } finally {
            lock.unlock();
        }
        var file = file(key);
        var read = Offload.<Stored, RuntimeException>call(() -> read(file));
        if (read != null && !read.label().key().equals(text)) {
            log(Severity.CRIT, "cache file \"" + file + "\" has md5 collision");
            return null;
        }
        if (read == null || isPurged(read)) {
            if (before != null) forgetFileOf(before);
            if (read != null) keeper.doom(key); // the purge itself passes over what is not known to have a file
            return null;
        }
        return adopt(key, name, read, second, () -> before == null ? drops == dropsBefore : !before.gone);
    }

    private Stored read(Path file) {
        try {
            return EntryFile.read(file);
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException broken) {
            log(Severity.CRIT, "cache file \"" + file + "\" is dropped: " + Errno.of(broken));
            delete(file);
            return null;
        }
    }

    /**
     * What is used from here on: what was read, or what another one put there meanwhile. {@code isWanted}, under the lock: nobody has
     * taken it away while its file was read, or it would be there again.
     */
    private Stored adopt(Key key, String name, Stored read, long second, BooleanSupplier isWanted) {
        lock.lock();
        try {
            if (!isWanted.getAsBoolean()) return null;
            var newer = shelf.get(name);
            if (newer != null) return newer.stored;
            var node = nodes.get(key);
            if (node == null) node = add(key, second);
            bytesOnDisk -= node.fileBytes;
            node.fileBytes = Node.blocks(read.bodyAt() + read.bodyLength());
            bytesOnDisk += node.fileBytes;
            use(node, second);
            shelf.put(name, node, read, true);
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** The file of a large one; IOException: it is gone, or another one has its place. */
    OpenFiles.Taken open(Stored stored, long millis) throws IOException {
        return open.take(stored.file(), millis, found -> found.mark().checksum() == stored.checksum(), () -> EntryFile.open(stored));
    }

    /** Its file has vanished, or was none. */
    void forgetFile(Key key) {
        lock.lock();
        try {
            forgetFile(nodes.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** Of this very node: another one under its key has a file of its own. */
    private void forgetFileOf(Node node) {
        lock.lock();
        try {
            if (!node.gone) forgetFile(node);
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private void forgetFile(Node node) {
        if (node == null) return;
        shelf.remove(node);
        bytesOnDisk -= node.fileBytes;
        node.fileBytes = 0;
    }

    // Coming and going.

    /** A request found nothing under this key. */
    Node enter(Key key, long second) {
        lock.lock();
        try {
            var node = nodes.get(key);
            if (node == null) node = add(key, second);
            else use(node, second);
            node.uses++;
            return node;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. The one that was not used for the longest time makes room. */
    private Node add(Key key, long second) {
        if (nodes.size() >= nodesMax) crowded++;
        while (nodes.size() >= nodesMax) keeper.doom(remove(nodes.firstEntry().getValue()).key);
        var node = new Node(key);
        node.used = second;
        nodes.put(key, node);
        made++;
        return node;
    }

    /** With the lock. */
    private Node remove(Node node) {
        nodes.remove(node.key);
        shelf.remove(node);
        bytesOnDisk -= node.fileBytes;
        node.fileBytes = 0;
        node.gone = true;
        wake(node);
        return node;
    }

    /** The loader has found a file; false: there is no place for it. */
    boolean found(Key key, long size, long second) {
        lock.lock();
        try {
            var node = nodes.get(key);
            if (node == null) {
                if (nodes.size() >= nodesMax) {
                    crowded++;
                    return false;
                }
                node = add(key, second);
            }
            if (node.fileBytes == 0) {
                node.fileBytes = Node.blocks(size);
                bytesOnDisk += node.fileBytes;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void hasLoaded() {
        loaded = true;
    }

    boolean isLoaded() {
        return loaded;
    }

    /** A file with this answer is in its place. False: nobody wants it any more, and the file is to go. */
    boolean store(Node node, String name, Stored stored) {
        lock.lock();
        try {
            if (node.gone) return false;
            bytesOnDisk -= node.fileBytes;
            node.fileBytes = Node.blocks(stored.bodyAt() + stored.bodyLength());
            bytesOnDisk += node.fileBytes;
            node.unstorable = false;
            shelf.put(name, node, stored, true);
        } finally {
            lock.unlock();
        }
        if (path.maxBytes() > 0 && bytesOnDisk > path.maxBytes()) keeper.wake();
        return true;
    }

    /** This answer is used from memory, before its file is there. False: nobody wants it any more. */
    boolean shelve(Node node, String name, Stored stored) {
        lock.lock();
        try {
            if (node.gone) return false;
            node.unstorable = false;
            shelf.put(name, node, stored, false);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The same answer with other terms or lines, in memory until {@link #keepHead}. */
    void freshen(Node node, String name, Stored stored) {
        lock.lock();
        try {
            if (!node.gone && node.fileBytes > 0) shelf.put(name, node, stored, !isAhead(node));
        } finally {
            lock.unlock();
        }
    }

    /** A large one's terms and lines are new: they are there after a restart, too, or the entry is not. */
    void keepHead(Node node, Stored renewed) {
        try {
            Offload.<Void, IOException>call(() -> {
                write(() -> EntryFile.renew(renewed));
                return null;
            });
        } catch (IOException full) {
            if (closed) return;
            log(Severity.CRIT, "\"" + renewed.file() + "\" is dropped: its new head cannot be written (" + Errno.of(full) + ")");
            Offload.<Boolean, RuntimeException>call(() -> drop(node.key));
        }
    }

    /** With the lock. What is in memory is not in its file yet. */
    private boolean isAhead(Node node) {
        var there = node.name == null ? null : shelf.get(node.name);
        return there != null && there.node == node && !there.hasFile;
    }

    /** Takes a key away; false when there was nothing. Its file goes as well. Blocks: never on a loop. */
    boolean drop(Key key) {
        boolean known;
        lock.lock();
        try {
            var node = nodes.get(key);
            drops++;
            known = node != null && (node.fileBytes > 0 || node.name != null);
            if (node != null) remove(node);
        } finally {
            lock.unlock();
        }
        return delete(file(key)) || known;
    }

    /** Takes away every entry whose key begins so, a while later; what is asked for meanwhile is not found any more. */
    boolean purge(String prefix) {
        var purge = new Purge(prefix, System.currentTimeMillis());
        purges.add(purge);
        keeper.errand(() -> {
            dropFromMemory(purge);
            for (var key : keys()) if (isPurged(key, purge)) drop(key);
            purges.remove(purge);
        });
        return true;
    }

    private void dropFromMemory(Purge purge) {
        lock.lock();
        try {
            drops++;
            for (var there : shelf.all()) if (purge.hits(there.stored)) keeper.doom(remove(there.node).key);
        } finally {
            lock.unlock();
        }
    }

    private boolean isPurged(Key key, Purge purge) {
        try {
            return purge.hits(EntryFile.read(file(key)));
        } catch (IOException gone) {
            return false;
        }
    }

    private record Purge(String prefix, long millis) {
        boolean hits(Stored stored) {
            return stored.label().key().startsWith(prefix) && stored.terms().receivedMillis() <= millis;
        }
    }

    private boolean isPurged(Stored stored) {
        if (purges.isEmpty()) return false;
        for (var purge : purges) if (purge.hits(stored)) return true;
        return false;
    }

    /** Whether something may be there, as far as is known without a look at the disk. */
    boolean mayHave(Key key) {
        lock.lock();
        try {
            return !loaded || nodes.containsKey(key);
        } finally {
            lock.unlock();
        }
    }

    boolean hasFile(Key key) {
        lock.lock();
        try {
            var node = nodes.get(key);
            return node != null && node.fileBytes > 0;
        } finally {
            lock.unlock();
        }
    }

    Path file(Key key) {
        return key.path(folder, path.levels());
    }

    boolean delete(Path file) {
        open.forget(file);
        try {
            boolean was = Files.deleteIfExists(file);
            Files.deleteIfExists(EntryFile.aside(file));
            return was;
        } catch (IOException stays) {
            log(Severity.CRIT, "unlink() \"" + file + "\" failed (" + Errno.of(stays) + ")");
            return false;
        }
    }

    // One asks for all.

    /** Takes the right to fetch it, for so long; false: somebody else has it. */
    boolean take(Node node, long millis) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (node.locked && now - node.lockedUntil < 0) return false;
            node.locked = true;
            node.lockedUntil = now + TimeUnit.MILLISECONDS.toNanos(millis);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Who waits for it may look again. */
    void release(Node node, boolean unstorable) {
        lock.lock();
        try {
            node.locked = false;
            node.unstorable = unstorable;
            wake(node);
        } finally {
            lock.unlock();
        }
    }

    private static void wake(Node node) {
        for (var thread : node.waiting) LockSupport.unpark(thread);
        node.waiting.clear();
    }

    /** Parks until who fetches it is done, or has had it for too long, or until {@code until}. */
    void await(Node node, long until) {
        lock.lock();
        long end;
        try {
            if (!node.locked || node.gone) return;
            node.waiting.add(Thread.currentThread());
            end = until - node.lockedUntil < 0 ? until : node.lockedUntil;
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        if (end - now > 0) LockSupport.parkNanos(node, Math.min(LOOK_NANOS, end - now));
        lock.lock();
        try {
            node.waiting.remove(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    boolean isUnstorable(Node node) {
        lock.lock();
        try {
            return node.unstorable;
        } finally {
            lock.unlock();
        }
    }

    /** Of all who want a stale answer renewed, one does it. */
    boolean beginUpdate(Node node) {
        lock.lock();
        try {
            if (node.updating) return false;
            node.updating = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void endUpdate(Node node) {
        lock.lock();
        try {
            node.updating = false;
        } finally {
            lock.unlock();
        }
    }

    // Keeping in bounds.

    /** Takes away what nobody has asked for since {@code second}, at most {@code max} of them. */
    List<Node> takeInactive(long second, int max) {
        var taken = new ArrayList<Node>();
        lock.lock();
        try {
            for (var node : List.copyOf(firstNodes(max))) {
                if (node.used >= second) break;
                taken.add(remove(node));
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    private List<Node> firstNodes(int max) {
        return nodes.values().stream().limit(max).toList();
    }

    /** Takes away those that were not asked for for the longest time, until {@code bytes} of files are gone. */
    List<Node> takeOldest(long bytes, int max) {
        var taken = new ArrayList<Node>();
        lock.lock();
        try {
            long left = bytes;
            for (var node : firstNodes(max)) {
                if (left <= 0) break;
                left -= node.fileBytes;
                taken.add(remove(node));
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** Not all of its files have been looked at. */
    boolean isCold() {
        return !loaded;
    }

    long bytesOnDisk() {
        lock.lock();
        try {
            return bytesOnDisk;
        } finally {
            lock.unlock();
        }
    }

    /** Of the index; answers themselves are not in it. */
    Slab slab() {
        lock.lock();
        try {
            return new Slab(path.zone(), path.zoneBytes(), NODE_BYTES, nodes.size(), made + crowded, crowded);
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return nodes.size();
        } finally {
            lock.unlock();
        }
    }

    /** All keys of which there are files. */
    List<Key> keys() {
        lock.lock();
        try {
            return nodes.values().stream().filter(node -> node.fileBytes > 0).map(node -> node.key).toList();
        } finally {
            lock.unlock();
        }
    }

    interface Writing {
        void run() throws IOException;
    }

    /** Off the loop. Nothing is written once the zone is closed, and {@link #close} waits for what is being written. */
    void write(Writing step) throws IOException {
        writers.incrementAndGet();
        try {
            if (closed) throw new ClosedChannelException();
            step.run();
        } finally {
            writers.decrementAndGet();
        }
    }

    boolean isClosed() {
        return closed;
    }

    ZoneKeeper keeper() {
        return keeper;
    }

    void log(Severity severity, String message) {
        errorLog.accept(severity, message);
    }

    /** {@code log}: where it tells what goes wrong. */
    void start(BiConsumer<Severity, String> log) {
        errorLog = log;
        keeper.start();
    }

    void close() {
        closed = true;
        keeper.close();
        open.close();
        long until = System.nanoTime() + CLOSE_NANOS;
        while (writers.get() > 0 && System.nanoTime() - until < 0) LockSupport.parkNanos(this, CLOSE_NANOS / 1000);
    }
}
