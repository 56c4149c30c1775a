package owlboard.standins.journal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * An append-only file of records: length (4 bytes), CRC-32 (4 bytes), content. A record is in the operating system's hands when
 * {@link #append} returns, so the end of this process loses nothing. The file is its owner's alone, whatever the folder and the umask are.
 * A record that was cut or spoilt by a crash, and what follows it, is taken off at the next opening.
 */
public final class Journal implements AutoCloseable {
    /** Bytes of one record. */
    public static final int RECORD_MAX = 64 << 20;
    private static final int HEADER = 8;
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE = owners("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER = owners("rwx------");
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private final Path file;
    private FileChannel channel;
    private long bytes;
    private boolean failing;

    private static FileAttribute<Set<PosixFilePermission>> owners(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private Journal(Path file, FileChannel channel, long bytes) {
        this.file = file;
        this.channel = channel;
        this.bytes = bytes;
    }

    /** Opens or creates; {@code replay} gets every whole record in order before this returns. Fails when another process has it open. */
    public static Journal open(Path file, Consumer<byte[]> replay) throws IOException {
        if (file.getParent() != null) Files.createDirectories(file.getParent(), OWNERS_FOLDER);
        var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OWNERS_FILE);
        try {
            Files.setPosixFilePermissions(file, OWNERS_FILE.value()); // one of an earlier version was everybody's to read
            if (channel.tryLock() == null) throw new IOException(file + " is in use by another process: end that one first");
            long good = replay(channel, replay);
            channel.truncate(good);
            channel.position(good);
            return new Journal(file, channel, good);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Through the channel that has the lock: the closing of any other one of this file would give the lock up (fcntl(2)). */
    private static long replay(FileChannel channel, Consumer<byte[]> replay) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        long good = 0;
        try {
            while (true) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 0 || length > RECORD_MAX) return good;
                var record = new byte[length];
                in.readFully(record);
                if (sum != checksum(record)) return good;
                replay.accept(record);
                good += HEADER + length;
            }
        } catch (EOFException end) {
            return good;
        }
    }

    private static int checksum(byte[] record) {
        var crc = new CRC32();
        crc.update(record);
        return (int) crc.getValue();
    }

    /** Stores a record. When this fails (a full disk), the file is as before and the record must be told as not stored. */
    public synchronized void append(byte[] record) throws IOException {
        try {
            write(channel, record);
            bytes += HEADER + record.length;
            if (failing) LOG.log(System.Logger.Level.INFO, "up: {0}", file);
            failing = false;
        } catch (IOException failure) {
            channel.truncate(bytes);
            channel.position(bytes);
            if (!failing) {
                LOG.log(System.Logger.Level.ERROR,
                        "down: {0}: cannot be written: {1}; clients are told that nothing was stored, make room there", file,
                        failure.getMessage());
            }
            failing = true;
            throw new IOException("cannot write " + file + ": " + failure.getMessage() + "; nothing was stored", failure);
        }
    }

    private static void write(FileChannel to, byte[] record) throws IOException {
        var bytes = ByteBuffer.allocate(HEADER + record.length).putInt(record.length).putInt(checksum(record)).put(record).flip();
        while (bytes.hasRemaining()) to.write(bytes);
    }

    /** Bytes in the file. */
    public synchronized long size() {
        return bytes;
    }

    /** Replaces the file by one with just these records: what the store holds now. The caller keeps appends away meanwhile. */
    public synchronized void compact(Stream<byte[]> records) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var to = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OWNERS_FILE);
        try {
            to.lock();
            for (var record : (Iterable<byte[]>) records::iterator) write(to, record);
            to.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException failure) {
            to.close();
            Files.deleteIfExists(fresh);
            throw failure;
        }
        channel.close();
        channel = to;
        bytes = to.position();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
