package owlboard.proxy.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import owlboard.proxy.exchange.OwnersOnly;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Head;
import owlboard.wire.loop.Offload;

/**
 * An answer on its way into a zone: in memory as long as it is small, else in a file under a name of its own, which gets its place when it
 * is whole. So no half of an entry is ever seen. A disk that refuses it is told of, and the answer goes on without being stored.
 */
final class Fill {
    private final Zone zone;
    private final Node node;
    private final String name;
    private final Stored.Label label;
    private final Terms terms;
    private final Head head;
    private final byte[] header;
    private byte[] small = new byte[0];
    private long length;
    private Path begun;
    private FileChannel file;
    private boolean refused;
    private boolean over;
    private boolean kept;

    record Content(Terms terms, Head head) {}

    /** {@code name}: what it goes by in memory. */
    Fill(Zone zone, Node node, String name, Stored.Label label, Content content) {
        this.zone = zone;
        this.node = node;
        this.name = name;
        this.label = label;
        terms = content.terms;
        head = content.head;
        header = EntryFile.header(label, terms, head, 0);
    }

    /** What an entry goes by in memory. */
    static String name(String key, String variant) {
        return variant.isEmpty() ? key : key + '\0' + variant;
    }

    /** Takes the bytes of the body that come next; the buffer stays as it is. */
    void add(ByteBuffer bytes) {
        if (refused || over || !bytes.hasRemaining()) return;
        int count = bytes.remaining();
        if (file == null && length + count <= EntryFile.SMALL) {
            int at = (int) length;
            int room = Math.min(EntryFile.SMALL, Math.max(at + count, 2 * small.length));
            if (at + count > small.length) small = Arrays.copyOf(small, room);
            bytes.get(bytes.position(), small, at, count);
        } else {
            write(bytes.duplicate());
        }
        length += count;
    }

    private void write(ByteBuffer bytes) {
        long at = header.length + length;
        try {
            Offload.<Void, IOException>call(() -> {
                zone.write(() -> {
                    if (file == null) {
                        begin();
                        put(file, small, (int) length, header.length);
                    }
                    for (long position = at; bytes.hasRemaining(); ) position += file.write(bytes, position);
                });
                return null;
            });
            small = null;
        } catch (IOException full) {
            refuse("pwrite", full);
        }
    }

    /** Off the loop. */
    private void begin() throws IOException {
        begun = EntryFile.begun(zone.beginnings);
        OwnersOnly.folder(zone.beginnings);
        file = OwnersOnly.file(begun);
        put(file, header, header.length, 0);
    }

    /** Off the loop. */
    private static void put(FileChannel file, byte[] bytes, int count, long at) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, 0, count);
        for (long position = at; buffer.hasRemaining(); ) position += file.write(buffer, position);
    }

    private void refuse(String call, IOException why) {
        refused = true;
        if (!zone.isClosed()) zone.log(Severity.CRIT, call + "() \"" + begun + "\" failed (" + Errno.of(why) + ") while caching");
        discard();
    }

    /** All of it has come: from now on it answers requests, a small one from memory until {@link #settle}. Null: it is not stored. */
    Stored complete() {
        if (refused || over) return null;
        over = true;
        EntryFile.seal(header, length);
        var target = zone.file(node.key);
        var body = file == null ? Arrays.copyOf(small, (int) length) : null;
        small = null;
        var stored = new Stored(label, terms, head, body, target, header.length, length, EntryFile.sealed(header));
        if (file != null && !place(stored, null)) return null;
        kept = body == null || zone.shelve(node, name, stored);
        return kept ? stored : null;
    }

    /** Whether it answers requests. */
    boolean isKept() {
        return kept;
    }

    /** Writes a small one to the disk. */
    void settle(Stored stored) {
        if (stored != null && stored.body() != null) place(stored, stored.body());
    }

    private boolean place(Stored stored, byte[] body) {
        try {
            Offload.<Void, IOException>call(() -> {
                zone.write(() -> write(stored, body));
                return null;
            });
            file = null;
            return true;
        } catch (IOException failure) {
            refuse("rename", failure);
            return false;
        }
    }

    /** Off the loop. */
    private void write(Stored stored, byte[] body) throws IOException {
        if (file == null) {
            begin();
            put(file, body, body.length, header.length);
        } else {
            put(file, header, header.length, 0);
        }
        file.close();
        move(begun, stored.file());
        Files.deleteIfExists(EntryFile.aside(stored.file()));
        zone.open.forget(stored.file());
        if (!zone.store(node, name, stored)) zone.delete(stored.file());
    }

    /** Off the loop. Between two file systems it is copied first, so that it appears at once all the same. */
    private void move(Path from, Path to) throws IOException {
        OwnersOnly.folder(to.getParent());
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            var near = zone.folder.resolve(from.getFileName());
            try {
                Files.copy(from, near, StandardCopyOption.REPLACE_EXISTING);
                Files.move(near, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(near);
            }
            Files.delete(from);
        }
    }

    /** It broke off, or is not wanted any more. */
    void abandon() {
        if (over) return;
        over = true;
        discard();
    }

    private void discard() {
        small = null;
        if (file == null) return;
        Offload.<Void, RuntimeException>call(() -> {
            try {
                file.close();
                Files.deleteIfExists(begun);
            } catch (IOException stays) {
                zone.log(Severity.CRIT, "unlink() \"" + begun + "\" failed (" + Errno.of(stays) + ")");
            }
            return null;
        });
        file = null;
    }
}
