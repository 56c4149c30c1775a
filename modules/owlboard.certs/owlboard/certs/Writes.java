package owlboard.certs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * New contents for several files: all are written beside their targets and on disk before the first is renamed, so that a full disk changes
 * nothing. Each file is created with its final permissions. Held under {@link FolderLock}.
 */
final class Writes implements AutoCloseable {
    private record Staged(Path temporary, Path target) {
    }

    private final List<Staged> staged = new ArrayList<>();

    static void folder(Path folder, boolean privately) throws CertsException {
        try {
            if (Files.isDirectory(folder)) return;
            if (privately) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CertsException(folder + " is not a folder: move away what stands in its place and run it again", e);
        } catch (IOException e) {
            throw CertsException.writing(folder, e);
        }
    }

    void secret(Path target, byte[] contents) throws CertsException {
        stage(target, contents, "rw-------");
    }

    void open(Path target, byte[] contents) throws CertsException {
        stage(target, contents, "rw-r--r--");
    }

    private void stage(Path target, byte[] contents, String mode) throws CertsException {
        var temporary = target.resolveSibling("." + target.getFileName() + ".new");
        if (Files.isDirectory(target)) {
            throw new CertsException(target + " is a folder, nothing was changed: move it away and run it again");
        }
        try {
            Files.deleteIfExists(temporary);  // of a run that was killed
            staged.add(new Staged(temporary, target));
            var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var file = FileChannel.open(temporary, options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
                var bytes = ByteBuffer.wrap(contents);
                while (bytes.hasRemaining()) file.write(bytes);
                file.force(true);
            }
        } catch (IOException e) {
            throw CertsException.writing(target, e);
        }
    }

    /** Puts everything in place, in the order it was staged. */
    void commit() throws CertsException {
        var folders = new LinkedHashSet<Path>();
        for (var write : staged) {
            try {
                Files.move(write.temporary, write.target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw CertsException.replacing(write.target, e);
            }
            folders.add(write.target.getParent());
        }
        staged.clear();
        for (var folder : folders) sync(folder);
    }

    private static void sync(Path folder) throws CertsException {
        try (var entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        } catch (IOException e) {
            throw CertsException.replacing(folder, e);
        }
    }

    /** Removes what was not committed. */
    @Override public void close() throws CertsException {
        for (var write : staged) {
            try {
                Files.deleteIfExists(write.temporary);
            } catch (IOException e) {
                throw CertsException.writing(write.temporary, e);
            }
        }
    }
}
