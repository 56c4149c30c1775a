package owlboard.proxy.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file on its way into a folder: it is written under a hidden name beside its place, and takes that at once when it is whole. One that
 * does not come so far is gone. Off the loop.
 */
final class NewFile implements AutoCloseable {
    private static final Set<StandardOpenOption> INTO =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);

    private final Path place;
    private final Path written;
    private final FileChannel channel;
    private boolean placed;

    private NewFile(Path place, Path written, FileChannel channel) {
        this.place = place;
        this.written = written;
        this.channel = channel;
    }

    /** {@code folders}: the access of folders that are made where they are missing; null: none is made. */
    static NewFile at(Path place, Integer folders) throws DavRefused {
        var written = place.resolveSibling(".put-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        try {
            return open(place, written);
        } catch (NoSuchFileException missing) {
            if (folders == null) throw unmoved(written, place, missing);
            makeFolders(place.getParent(), folders);
            try {
                return open(place, written);
            } catch (IOException failure) {
                throw unmoved(written, place, failure);
            }
        } catch (IOException failure) {
            throw unmoved(written, place, failure);
        }
    }

    /** Off the loop. */
    private static NewFile open(Path place, Path written) throws IOException {
        return new NewFile(place, written, FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Off the loop. A file gets another name, in folders that are made where they are missing. False: it is on another disk. */
    static boolean rename(Path from, Path to, int access) throws DavRefused {
        if (!Files.isDirectory(to.getParent())) makeFolders(to.getParent(), access);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (AtomicMoveNotSupportedException otherDisk) {
            return false;
        } catch (IOException failure) {
            throw unmoved(from, to, failure);
        }
    }

    private static DavRefused unmoved(Path from, Path to, IOException failure) {
        return DavRefused.unplaced("rename() \"" + from + "\" to \"" + to + '"', failure);
    }

    /** Off the loop. With the access that a file would have, and the right to go in for whoever may read. */
    static void makeFolders(Path folder, int access) throws DavRefused {
        try {
            Files.createDirectories(folder, asFolder(access));
        } catch (IOException failure) {
            throw DavRefused.unplaced("mkdir() \"" + folder + '"', failure);
        }
    }

    static FileAttribute<?> asFolder(int access) {
        return PosixFilePermissions.asFileAttribute(permissions(access | (access & 0444) >> 2));
    }

    /** Of chmod(2)'s nine bits. */
    static Set<PosixFilePermission> permissions(int access) {
        var all = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) if ((access & 0400 >> permission.ordinal()) != 0) all.add(permission);
        return all;
    }

    void add(ByteBuffer bytes) throws DavRefused {
        try {
            while (bytes.hasRemaining()) channel.write(bytes);
        } catch (IOException failure) {
            throw DavRefused.unplaced("write() \"" + written + '"', failure);
        }
    }

    /** All of another file, with its access and times. */
    void copy(Path from) throws DavRefused {
        try {
            Files.copy(from, written, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException failure) {
            throw DavRefused.unplaced("write() \"" + written + '"', failure);
        }
    }

    /** Off the loop. All of a file, with its times, into another, which has its access where it is new (ngx_copy_file). */
    static void copy(Path from, Path to) throws DavRefused {
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out = FileChannel.open(to, INTO, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(from)))) {
            long size = in.size();
            for (long at = 0, count = 1; at < size && count > 0; at += count) count = in.transferTo(at, size - at, out);
            Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
        } catch (IOException failure) {
            throw DavRefused.unplaced("open() \"" + to + '"', failure);
        }
    }

    /** {@code modified} in seconds since 1970; negative: now. */
    void mark(int access, long modified) throws DavRefused {
        try {
            Files.setPosixFilePermissions(written, permissions(access));
            if (modified >= 0) Files.setLastModifiedTime(written, FileTime.fromMillis(modified * 1000));
        } catch (IOException failure) {
            throw DavRefused.unplaced("chmod() \"" + written + '"', failure);
        }
    }

    /** Off the loop. */
    void place() throws DavRefused {
        try {
            channel.close();
            Files.move(written, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            placed = true;
        } catch (IOException failure) {
            throw unmoved(written, place, failure);
        }
    }

    /** Off the loop. */
    @Override
    public void close() throws DavRefused {
        try {
            channel.close();
            if (!placed) Files.deleteIfExists(written);
        } catch (IOException failure) {
            throw DavRefused.unplaced("unlink() \"" + written + '"', failure);
        }
    }
}
