package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

class WatchedFilesTest {
    @TempDir
    private Path folder;
    private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private void write(String text, long second) throws IOException {
        var file = Files.writeString(folder.resolve("file.tmp"), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + second * 1000));
        Files.move(file, folder.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void reload() throws IOException {
        var text = Files.readString(folder.resolve("file"));
        if (text.startsWith("bad")) throw new IOException(text);
        read.add(text);
    }

    @Test void readsAtOnceAndAgainWhenItChanges() throws Exception {
        try (var files = new WatchedFiles(problems::add)) {
            files.start();
            write("first", 1);
            files.watch(List.of(folder.resolve("file")), this::reload);
            assertEquals("first", read.poll());
            write("second", 2);
            assertEquals("second", next(read));
        }
        assertTrue(problems.isEmpty(), problems::toString);
    }

    /** A clock of the file system that stands still between two writes hides the second one from who remembers the failure. */
    @Test void whatDoesNotFitIsToldOnceAndTriedAgainAlsoWhenNoTimeChanges() throws Exception {
        try (var files = new WatchedFiles(problems::add)) {
            files.start();
            write("first", 1);
            files.watch(List.of(folder.resolve("file")), this::reload);
            assertEquals("first", read.poll());
            write("bad half", 2);
            var problem = next(problems);
            assertTrue(problem.contains("bad half; the old ones stay in use") && problem.contains(folder.toString()), problem);
            write("whole", 2);
            assertEquals("whole", next(read));
        }
        assertTrue(problems.isEmpty(), problems::toString);
    }

    @Test void theFirstFailureIsTheCallersAndNothingIsWatched() throws Exception {
        try (var files = new WatchedFiles(problems::add)) {
            write("bad", 1);
            var failure = assertThrows(IOException.class, () -> files.watch(List.of(folder.resolve("file")), this::reload));
            assertEquals("bad", failure.getMessage());
            assertEquals(0, files.mark());
        }
    }

    @Test void marksForgetWhatWasBeforeOrAfter() throws Exception {
        try (var files = new WatchedFiles(problems::add)) {
            write("text", 1);
            files.watch(List.of(folder.resolve("file")), this::reload);
            int mark = files.mark();
            files.watch(List.of(folder.resolve("file")), this::reload);
            files.keepBefore(mark);
            assertEquals(1, files.mark());
            files.watch(List.of(folder.resolve("file")), this::reload);
            files.keepAfter(mark);
            assertEquals(1, files.mark());
        }
    }
}
