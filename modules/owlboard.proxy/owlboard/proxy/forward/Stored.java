package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.directive.Passing;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.OwnersOnly;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.Offload;

/**
 * {@code proxy_store}: an answer that is kept as a file while it passes. It grows beside the place where it belongs, and moves there when
 * all of it has come. What the disk refuses is told, and the client gets the answer all the same.
 */
final class Stored extends Link implements AutoCloseable {
    /** Of one level. {@code path} null: where the level's files are. */
    record Rule(Value path, Paths paths, Path temporary, Set<PosixFilePermission> access) {
        /** Null: nothing is stored. */
        static Rule of(Level level, Passing words, Making making) {
            var declared = level.get(words.store);
            if (!declared.on()) return null;
            return new Rule(declared.path() == null ? null : making.value(declared.path()), making.paths(),
                    making.paths().temporary(level.get(words.tempPath).path()),
                    PosixFilePermissions.fromString(level.get(words.storeAccess)));
        }

        /** Where {@link #path} leads. */
        Path named(Exchange exchange) {
            return paths.resolve(path.text(exchange));
        }
    }

    private final Exchange exchange;
    private final Rule rule;
    private final Path file;
    private final long modifiedSeconds;
    /** Null: the disk has refused something. */
    private FileChannel channel;
    private Path growing;

    private Stored(Exchange exchange, Rule rule, Path file, long modifiedSeconds) {
        this.exchange = exchange;
        this.rule = rule;
        this.file = file;
        this.modifiedSeconds = modifiedSeconds;
    }

    /** Puts itself before {@code out}. {@code modifiedSeconds}: of the answer; negative: it does not tell. */
    static Stored of(Exchange exchange, Rule rule, Path file, Outgoing out, long modifiedSeconds) {
        var stored = new Stored(exchange, rule, file, modifiedSeconds);
        stored.before(out);
        stored.tries("open", () -> {
            OwnersOnly.folder(rule.temporary);
            stored.growing = rule.temporary.resolve("store-" + exchange.requestId());
            stored.channel = OwnersOnly.file(stored.growing);
        });
        return stored;
    }

    private interface OnDisk {
        void run() throws IOException;
    }

    private void tries(String what, OnDisk work) {
        try {
            Offload.<Void, IOException>call(() -> {
                work.run();
                return null;
            });
        } catch (IOException refused) {
            exchange.log(Severity.CRIT, what + "() \"" + file + "\" failed (" + Errno.of(refused) + ")");
            close();
        }
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        var copy = bytes.duplicate();
        if (channel != null && copy.hasRemaining()) {
            tries("write", () -> {
                while (copy.hasRemaining()) channel.write(copy);
            });
        }
        next.body(bytes, last);
    }

    /** All of the answer has come. */
    void keep() {
        if (channel == null) return;
        tries("rename", () -> {
            channel.close();
            Files.setPosixFilePermissions(growing, rule.access);
            if (modifiedSeconds >= 0) Files.setLastModifiedTime(growing, FileTime.fromMillis(modifiedSeconds * 1000));
            Files.createDirectories(file.getParent());
            move();
            growing = null;
        });
    }

    /** On another file system a copy goes there first, so that nobody sees a part of it. */
    private void move() throws IOException {
        try {
            Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            var beside = file.resolveSibling("." + growing.getFileName());
            try {
                Files.copy(growing, beside, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
            Files.delete(growing);
        }
    }

    /** What did not come to its end is gone. */
    @Override
    public void close() {
        var left = growing;
        var open = channel;
        growing = null;
        channel = null;
        if (left == null) return;
        Offload.<Void, RuntimeException>call(() -> {
            try {
                if (open != null) open.close();
                Files.deleteIfExists(left);
            } catch (IOException | RuntimeException stays) {
                exchange.log(Severity.CRIT, "unlink() \"" + left + "\" failed (" + stays.getMessage() + ")");
            }
            return null;
        });
    }
}
