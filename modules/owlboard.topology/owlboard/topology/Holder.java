package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Who listens on a port, as far as /proc lets this user see it. */
public final class Holder {
    private static final String LISTEN = "0A";

    private Holder() {}

    /** {@code nginx (pid 812)}, or {@code another process}. */
    public static String of(int port) {
        try {
            var inodes = new HashSet<String>();
            for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) listeners(Path.of(table), port, inodes);
            return inodes.isEmpty() ? "another process" : process(inodes);
        } catch (IOException noProc) {
            return "another process";
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

    private static String process(Set<String> inodes) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (holds(process.resolve("fd"), inodes)) return name(process) + " (pid " + process.getFileName() + ")";
            }
        }
        return "another process";
    }

    private static boolean holds(Path descriptors, Set<String> inodes) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (var descriptor : open) {
                if (inodes.contains(Files.readSymbolicLink(descriptor).toString())) return true;
            }
            return false;
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
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
