package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The state folder: where each thing is kept. Absolute and normalized. */
record State(Path folder) {
    /** Less is left where a block of a file system cannot be had by all who write. */
    private static final long FULL_BYTES = 64 << 10;
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    static State at(Path folder) {
        return new State(folder.toAbsolutePath().normalize());
    }

    /** {@code owlboard ps} as it is typed for this folder. */
    String command(String words) {
        return "owlboard " + words + flag();
    }

    /** What stands behind a command that means this folder: nothing for ./run. */
    String flag() {
        return equals(at(Path.of("run"))) ? "" : " --state " + word(folder);
    }

    /** As a shell takes it for one word. */
    static String word(Object path) {
        var text = path.toString();
        return text.matches("[\\w./=:,@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /**
     * Makes the folders that it consists of, for their owner alone: journals, certificates' keys, logs and the control socket are in them.
     * A folder that was there before this one's parts is somebody's, who may share it; the parts are ours, whoever made them.
     */
    void create() throws Complaint {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS));
            }
            Files.createDirectories(targets().getParent()); // a Prometheus of another user reads it, where the folder is open to it
            for (var part : new String[] {"logs", "pids", "roots", "roles", "confs"}) makeOwners(folder.resolve(part));
        } catch (IOException cause) {
            throw Complaint.file("write into", folder, cause, "choose a folder of yours with --state D");
        }
    }

    private static void makeOwners(Path part) throws IOException {
        if (Files.isDirectory(part)) Files.setPosixFilePermissions(part, OWNERS);
        else Files.createDirectory(part, PosixFilePermissions.asFileAttribute(OWNERS));
    }

    Path lock() {
        return folder.resolve("lock");
    }

    /** Who supervises, since when, with which options. */
    Path supervisor() {
        return folder.resolve("supervisor");
    }

    Path socket() {
        return folder.resolve("control.sock");
    }

    Path endpoints() {
        return folder.resolve("endpoints");
    }

    /** Whom Prometheus asks. */
    Path targets() {
        return folder.resolve("monitoring").resolve("targets.json");
    }

    Path further() {
        return folder.resolve("further");
    }

    Path certificates() {
        return folder.resolve("certs");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    Path pids() {
        return folder.resolve("pids");
    }

    Path pid(String name) {
        return pids().resolve(name + ".pid");
    }

    Path root(String name) {
        return folder.resolve("roots").resolve(name);
    }

    /** Where a role reads its configuration. */
    ConfInForce conf(Role role) {
        return ConfInForce.of(this, role);
    }

    /** What a role gets as its own {@code --state}. */
    Path role(String name) {
        return folder.resolve("roles").resolve(name);
    }

    /** Nobody can write there. */
    boolean isFull() {
        try {
            return Files.getFileStore(folder).getUsableSpace() < FULL_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Replaces a file as a whole: a reader sees the old text or the new one. */
    static void write(Path file, String text) throws IOException {
        var fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
