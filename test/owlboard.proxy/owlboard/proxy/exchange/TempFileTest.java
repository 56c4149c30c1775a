package owlboard.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies on the disk are for this user alone. */
class TempFileTest {
    @TempDir Path folder;

    private static String access(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test void nobodyElseMayReadANamedOneOrItsFolders() throws IOException {
        var bodies = folder.resolve("bodies");
        try (var file = TempFile.named(bodies, List.of(1, 2), true)) {
            assertEquals("rw-------", access(file.path()));
            for (var above = file.path().getParent(); !above.equals(folder); above = above.getParent()) {
                assertEquals("rwx------", access(above), above.toString());
            }
        }
    }

    @Test void norTheFolderOfOneWithoutAName() throws IOException {
        try (var file = TempFile.create(folder.resolve("answers"), "answer")) {
            assertEquals(folder.resolve("answers"), file.path().getParent());
            assertEquals("rwx------", access(folder.resolve("answers")));
        }
    }
}
