package owlboard.proxy.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files of what clients and upstreams say, and their folders: no other user of the machine may read them. Blocks: never on a loop. */
public final class OwnersOnly {
    private static final FileAttribute<?> FILE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private OwnersOnly() {}

    /** With all above it that are missing. */
    public static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) Files.createDirectories(folder, FOLDER);
    }

    /** The same, of the user of this number, who owns it from here on: what is above it and missing is this process's, for everybody. */
    public static void folderOf(int uid, Path folder) throws IOException {
        if (folder.getParent() != null && !Files.isDirectory(folder)) Files.createDirectories(folder.getParent());
        folder(folder);
        if (!Files.getAttribute(folder, "unix:uid").equals(uid)) Files.setAttribute(folder, "unix:uid", uid);
    }

    /** A new file, to be written and read. */
    public static FileChannel file(Path path) throws IOException {
        return FileChannel.open(path, NEW, FILE);
    }
}
