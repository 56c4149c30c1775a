package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who listens on a port, as far as /proc lets this user see it. Of several that hold it, a server and its workers, or one that is just
 * starting another program, it is the one that the others come from.
 */
public final class Holder {
    private static final String LISTEN = "0A";
    private static final String UNKNOWN = "another process";

    private Holder() {}

    /** {@code nginx (pid 812)}, or {@code another process}. */
    public static String of(int port) {
        try {
            var inodes = new HashSet<String>();
            for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) listeners(Path.of(table), port, inodes);
            return inodes.isEmpty() ? UNKNOWN : first(holders(inodes));
        } catch (IOException | DirectoryIteratorException noProc) {
            return UNKNOWN;
        }
    }

    /** proc(5): sl, local address:port in hex, remote, state, ..., the inode is column 10. */
    private static void listeners(Path table, int port, Set<String> inodes) throws IOException {
        if (!Files.isReadable(table)) return;
        var suffix = ":%04X".formatted(port);
        for (var line : Files.readAllLines(table)) {
            var columns = line.strip().split("\\s+");
            if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN)) inodes.add("socket:[" + columns[9] + "]");
        }
    }

    private static List<Path> holders(Set<String> inodes) throws IOException {
        var holders = new ArrayList<Path>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) if (holds(process.resolve("fd"), inodes)) holders.add(process);
        }
        return holders;
    }

    private static boolean holds(Path descriptors, Set<String> inodes) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (var descriptor : open) if (inodes.contains(target(descriptor))) return true;
            return false;
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
    }

    /** Empty: it has been closed since it was listed. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Of those that are still there. */
    private static String first(List<Path> holders) {
        var pids = holders.stream().map(Holder::pid).toList();
        for (var holder : holders) {
            boolean isChild = ProcessHandle.of(pid(holder)).flatMap(ProcessHandle::parent).filter(parent -> pids.contains(parent.pid()))
                    .isPresent();
            try {
                if (!isChild) return name(holder) + " (pid " + pid(holder) + ")";
            } catch (IOException gone) {
                continue;
            }
        }
        return UNKNOWN;
    }

    private static long pid(Path process) {
        return Long.parseLong(process.getFileName().toString());
    }

    /** The program; for one of ours, its command line from the first flag on. */
    private static String name(Path process) throws IOException {
        var words = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1).split("\0");
        for (int i = 0; i + 2 < words.length; i++) {
            if (words[i].equals("owlboard.cli/owlboard.cli.Main")) return "owlboard " + words[i + 1] + " " + words[i + 2];
        }
        return Files.readString(process.resolve("comm")).strip();
    }
}
