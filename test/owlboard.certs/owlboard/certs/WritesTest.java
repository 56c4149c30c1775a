package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritesTest {
    @TempDir Path dir;

    @Test void aSecretIsPrivateBeforeItIsInPlace() throws Exception {
        var target = dir.resolve("a.key");
        Files.writeString(target, "old");
        try (var writes = new Writes()) {
            writes.secret(target, new byte[] {1});
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(".a.key.new"))));
            assertEquals("old", Files.readString(target));
            writes.commit();
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(1, Files.size(target));
    }

    @Test void oneFailureKeepsAllOldFiles() throws Exception {
        Files.writeString(dir.resolve("a.crt"), "old");
        Files.createDirectory(dir.resolve("b.crt"));
        var failure = assertThrows(CertsException.class, () -> {
            try (var writes = new Writes()) {
                writes.open(dir.resolve("a.crt"), new byte[] {1});
                writes.open(dir.resolve("b.crt"), new byte[] {1});
                writes.commit();
            }
        });
        assertEquals(dir + "/b.crt is a folder, nothing was changed: move it away and run it again", failure.getMessage());
        assertEquals("old", Files.readString(dir.resolve("a.crt")));
        try (var files = Files.list(dir)) {
            assertEquals(List.of("a.crt", "b.crt"), files.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test void theAuthoritysFolderIsPrivateFromTheStart() throws Exception {
        Writes.folder(dir.resolve("ca"), true);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("ca"))));
    }
}
