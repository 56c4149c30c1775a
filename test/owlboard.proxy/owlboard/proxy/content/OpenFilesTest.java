package owlboard.proxy.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.directive.HttpCore.FileCache;
import owlboard.proxy.content.OpenFiles.Found;
import owlboard.proxy.content.OpenFiles.Taken;

/** Files stay open for who asks next, within bounds, and no longer than they are wanted. */
class OpenFilesTest {
    private static final long INACTIVE = 20_000;
    private static final long VALID = 60_000;
    @TempDir Path folder;
    private int opened;

    private static OpenFiles files(int max, int minUses, boolean errors) {
        return new OpenFiles(new FileCache(max, INACTIVE), VALID, minUses, errors);
    }

    private Path file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), name);
    }

    private Taken take(OpenFiles files, Path path, long now) throws IOException {
        return files.take(path, now, _ -> true, () -> {
            opened++;
            return new Found(FileChannel.open(path), Files.size(path), 0, false, null, null);
        });
    }

    private FileChannel look(OpenFiles files, Path path, long now) throws IOException {
        try (var taken = take(files, path, now)) {
            return taken.found().channel();
        }
    }

    @Test void whatIsKeptIsNotOpenedAgain() throws IOException {
        var files = files(10, 1, false);
        var path = file("a");
        var first = look(files, path, 0);
        assertSame(first, look(files, path, 10_000));
        assertSame(first, look(files, path, 25_000));
        assertTrue(first.isOpen());
        assertEquals(1, opened);
    }

    @Test void afterItsTimeItIsLookedAtAgain() throws IOException {
        var files = files(10, 1, false);
        var path = file("a");
        var first = look(files, path, 0);
        for (long now = 0; now < VALID; now += 10_000) assertSame(first, look(files, path, now));
        assertNotSame(first, look(files, path, VALID));
        assertFalse(first.isOpen());
    }

    @Test void whatNobodyAsksForIsClosed() throws IOException {
        var files = files(10, 1, false);
        var first = look(files, file("a"), 0);
        look(files, file("b"), INACTIVE);
        assertFalse(first.isOpen());
        assertEquals(1, files.count());
        files.expire(2 * INACTIVE);
        assertEquals(0, files.count());
    }

    @Test void whatIsInUseIsClosedBehindItsLastUser() throws IOException {
        var files = files(1, 1, false);
        var path = file("a");
        var one = take(files, path, 0);
        var two = take(files, path, 0);
        look(files, file("b"), 1);
        assertEquals(1, files.count());
        one.close();
        assertTrue(two.found().channel().isOpen());
        two.close();
        assertFalse(two.found().channel().isOpen());
    }

    @Test void notMoreThanItsNumber() throws IOException {
        var files = files(3, 1, false);
        var first = look(files, file("0"), 0);
        for (int i = 1; i < 9; i++) look(files, file("" + i), i);
        assertEquals(3, files.count());
        assertFalse(first.isOpen());
    }

    @Test void whatIsSeldomWantedIsNotKept() throws IOException {
        var files = files(10, 3, false);
        var path = file("a");
        for (int i = 0; i < 2; i++) assertFalse(look(files, path, i).isOpen());
        assertTrue(look(files, path, 2).isOpen());
        look(files, path, 3);
        assertEquals(3, opened);
        var other = file("b");
        for (int i = 0; i < 4; i++) assertFalse(look(files, other, 100_000 + INACTIVE * i).isOpen());
    }

    @Test void errorsAreKeptWhereTheFileSaysSo() throws IOException {
        var path = folder.resolve("missing");
        for (boolean errors : new boolean[] {false, true}) {
            opened = 0;
            var files = files(10, 1, errors);
            for (int i = 0; i < 3; i++) assertThrows(NoSuchFileException.class, () -> take(files, path, 0));
            assertEquals(errors ? 1 : 3, opened);
            assertEquals(errors ? 1 : 0, files.count());
        }
    }

    @Test void whatIsForgottenIsOpenedAgain() throws IOException {
        var files = files(10, 1, false);
        var path = file("a");
        var first = look(files, path, 0);
        files.forget(path);
        assertFalse(first.isOpen());
        assertNotSame(first, look(files, path, 0));
        files.close();
        assertEquals(0, files.count());
    }
}
