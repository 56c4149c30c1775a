package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real full and forbidden folders. Needs root, for a small tmpfs and for becoming somebody else. */
class FailingDiskTest {
    @TempDir Path temp;

    @Test void aFullDiskIsNamedAndKeepsWhatWasThere() throws Exception {
        var disk = Files.createDirectory(temp.resolve("disk"));
        assumeRuns("a small tmpfs cannot be mounted", "mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString());
        try {
            var dir = disk.resolve("certs");
            Certs.init(dir, Options.defaults());
            fill(disk.resolve("ballast"));
            var before = contents(dir);
            var said = Said.certs(dir, "init", "--force");
            assertEquals(1, said.code());
            assertEquals(1, said.err().lines().count());
            assertTrue(said.err().matches("(?s).*cannot write " + dir
                    + "/.*No space left on device.*nothing was changed: free some space.*"), said.err());
            assertEquals(before, contents(dir));
            assertEquals(0, Said.certs(dir, "verify").code());
        } finally {
            assertEquals(0, Child.run(List.of("umount", "-l", disk.toString())).code());
        }
    }

    @Test void aReadOnlyFolderThatIsInOrderIsFine() throws Exception {
        var disk = Files.createDirectory(temp.resolve("disk"));
        assumeRuns("a small tmpfs cannot be mounted", "mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString());
        try {
            Certs.init(disk, Options.defaults());
            var readOnly = List.of("mount", "-o", "remount,ro", disk.toString());
            for (int i = 0; i < 50 && Child.run(readOnly).code() != 0; i++) Thread.sleep(100); // a child may hold what was written
            assumeRuns("a tmpfs cannot be made read-only", readOnly.toArray(String[]::new));
            assertEquals(0, Said.certs(disk, "init").code());
            var forced = Said.certs(disk, "init", "--force");
            assertTrue(forced.err().contains("Read-only file system") && forced.err().contains("--dir"), forced.err());
        } finally {
            assertEquals(0, Child.run(List.of("umount", "-l", disk.toString())).code());
        }
    }

    @Test void aForbiddenFolderIsNamedWithTheRemedy() throws Exception {
        var dir = temp.resolve("certs");
        Certs.init(dir, Options.defaults());
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        var somebody = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        somebody.addAll(Child.command("help"));
        assumeRuns("nobody else can run Java here", somebody.toArray(String[]::new));
        somebody.removeLast();
        somebody.addAll(List.of("init", "--dir", dir.toString()));
        var ended = Child.run(somebody);
        assertEquals(1, ended.code(), ended.text());
        assertEquals("owlboard: cannot write " + dir + "/.lock (permission denied), nothing was changed: run this as the owner of "
                + dir
                + ", or name another folder with --dir", ended.text().strip());
    }

    private static void assumeRuns(String otherwise, String... command) throws Exception {
        var missing = Child.run(List.of("sh", "-c", "command -v " + command[0])).code() != 0;
        var works = !missing && Child.run(List.of(command)).code() == 0;
        if (!works) System.out.println("skipped: " + otherwise);
        Assumptions.assumeTrue(works, otherwise);
    }

    private static void fill(Path file) throws Exception {
        assertTrue(Child.run(List.of("dd", "if=/dev/zero", "of=" + file, "bs=4k")).text().contains("No space left"));
    }

    private static String contents(Path dir) throws Exception {
        try (var files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile).sorted().map(FailingDiskTest::line).collect(Collectors.joining("\n"));
        }
    }

    private static String line(Path file) {
        try {
            return file + " " + Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
