package owlboard.proxy.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import owlboard.proxy.logfile.Errno;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Offload;

/**
 * A temporary file of one exchange. It is gone from its folder at once: nothing is left behind, whatever ends the process; but one with a
 * name that others are told. All is done off the loop; what the disk refuses is an IOException in nginx's words, for the error log.
 */
public final class TempFile implements AutoCloseable {
    /** Those of a process before this one may lie there. */
    private static final AtomicLong NUMBERS = new AtomicLong(ThreadLocalRandom.current().nextLong(10_000_000_000L));

    private final Path path;
    private final FileChannel channel;
    private final boolean goes;

    private TempFile(Path path, FileChannel channel, boolean goes) {
        this.path = path;
        this.channel = channel;
        this.goes = goes;
    }

    /** Makes the folder too. */
    public static TempFile create(Path folder, String prefix) throws IOException {
        return Offload.<TempFile, IOException>call(() -> {
            var file = opened(folder, prefix);
            Files.delete(file.path);
            return file;
        });
    }

    /**
     * One that is in its folder, named by a number; {@code goes}: until {@link #close}.
     *
     * @param levels how many last characters of its name make the name of each folder between
     */
    static TempFile named(Path folder, List<Integer> levels, boolean goes) throws IOException {
        return Offload.<TempFile, IOException>call(() -> numbered(folder, levels, goes));
    }

    private static TempFile numbered(Path folder, List<Integer> levels, boolean goes) throws IOException {
        while (true) {
            var name = String.format("%010d", NUMBERS.getAndIncrement() % 10_000_000_000L);
            var path = folder;
            int end = name.length();
            for (int level : levels) {
                path = path.resolve(name.substring(end - level, end));
                end -= level;
            }
            try {
                OwnersOnly.folder(path);
                path = path.resolve(name);
                return new TempFile(path, OwnersOnly.file(path), goes);
            } catch (FileAlreadyExistsException taken) {
                continue;
            } catch (IOException failure) {
                throw refused("open", path, failure);
            }
        }
    }

    /** Off the loop. */
    private static TempFile opened(Path folder, String prefix) throws IOException {
        try {
            OwnersOnly.folder(folder);
            var path = Files.createTempFile(folder, prefix, null);
            return new TempFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
        } catch (IOException failure) {
            throw refused("open", folder, failure);
        }
    }

    /** Where it is, or was. */
    public Path path() {
        return path;
    }

    private static IOException refused(String call, Path path, IOException failure) {
        return new IOException(call + "() \"" + path + "\" failed (" + Errno.of(failure) + ")", failure);
    }

    /** Writes all of it at an offset. After a failure the buffer still holds what is not in the file. */
    public void put(ByteBuffer from, long at) throws IOException {
        Offload.<Void, IOException>call(() -> {
            try {
                for (long position = at; from.hasRemaining(); ) position += channel.write(from, position);
                return null;
            } catch (IOException failure) {
                throw refused("pwrite", path, failure);
            }
        });
    }

    /** Reads at least one byte from an offset; what was written there must be there. */
    public int get(ByteBuffer into, long at) throws IOException {
        return Offload.<Integer, IOException>call(() -> {
            try {
                int count = channel.read(into, at);
                if (count < 0) throw new EOFException("it is shorter than what was written");
                return count;
            } catch (IOException failure) {
                throw refused("pread", path, failure);
            }
        });
    }

    @Override
    public void close() {
        Offload.<Void, RuntimeException>call(() -> {
            try {
                channel.close();
                if (goes) Files.deleteIfExists(path);
            } catch (IOException failure) {
                Faults.report("closing a temporary file", failure);
            }
            return null;
        });
    }
}
