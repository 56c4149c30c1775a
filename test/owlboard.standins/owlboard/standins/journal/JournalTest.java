package owlboard.standins.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path folder;

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test void isReadByNobodyElse() throws Exception {
        var file = folder.resolve("made/here/store.journal");
        try (var journal = Journal.open(file, record -> { })) {
            assertEquals("rw-------", permissions(file));
            assertEquals("rwx------", permissions(file.getParent()));
            journal.append(new byte[] {1});
            journal.compact(Stream.of(new byte[] {2}));
            assertEquals("rw-------", permissions(file), "the one that takes its place as well");
        }
    }

    @Test void oneOfAnEarlierVersionIsClosedToOthers() throws Exception {
        var file = folder.resolve("store.journal");
        try (var journal = Journal.open(file, record -> { })) {
            journal.append(new byte[] {7});
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createFile(folder.resolve("store.journal.new"));
        var records = new ArrayList<Byte>();
        try (var journal = Journal.open(file, record -> records.add(record[0]))) {
            assertEquals(List.of((byte) 7), records);
            assertEquals("rw-------", permissions(file));
            journal.compact(Stream.of(new byte[] {8}));
            assertEquals("rw-------", permissions(file), "whatever a crash has left there");
        }
    }
}
