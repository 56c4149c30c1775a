package owlboard.proxy.logfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Place;
import owlboard.config.directive.Core;
import owlboard.config.directive.Logs;
import owlboard.edge.Wait;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.log.AccessLog;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Bytes;

final class LogsTest {
    @TempDir
    private Path folder;

    private LogFiles files() {
        return new LogFiles(new Paths(null, folder, folder)::resolve, false, null, null);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readString(folder.resolve(name), ISO_8859_1).lines().toList();
    }

    /** What a message looks like in the file, behind the time and the level. */
    private String logged(String message) throws IOException {
        var files = files();
        files.writer.start();
        ErrorLog.of(List.of(new Core.ErrorLog(new Place("", 0), "e.log", "info", null)), files, "host").log(Severity.ERROR, message);
        files.writer.close();
        var line = lines("e.log");
        assertEquals(1, line.size(), line.toString());
        Files.delete(folder.resolve("e.log"));
        assertTrue(line.getFirst().matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[error] \\d+#0: .*"), line.getFirst());
        return line.getFirst().replaceFirst(".*?#0: ", "");
    }

    @Test
    void aMessageIsOneLineWhateverIsInIt() throws IOException {
        assertEquals("plain \u00e4 \"q\" \\ text", logged("plain \u00e4 \"q\" \\ text"));
        assertEquals("a\\x0D\\x0A2026/01/01 00:00:00 [alert] forged", logged("a\r\n2026/01/01 00:00:00 [alert] forged"));
        assertEquals("\\x1B[31mred\\x00\\x7F", logged("\u001b[31mred\0\u007f"));
    }

    @Test
    void charactersThatAreNoByteCannotBecomeALineFeed() throws IOException {
        assertEquals("a?b?c", logged("a\u010ab\u4e0ac"));
    }

    @Test
    void onlyWhatIsSevereEnoughIsWritten() throws IOException {
        var files = files();
        files.writer.start();
        var log = ErrorLog.of(List.of(new Core.ErrorLog(new Place("", 0), "all.log", "debug", null),
                new Core.ErrorLog(new Place("", 0), "crit.log", "crit", null)), files, "host");
        for (var severity : Severity.values()) log.log(severity, "m " + severity);
        files.writer.close();
        assertEquals(8, lines("all.log").size());
        assertEquals(3, lines("crit.log").size());
    }

    @Test
    void everyLineIsWrittenInItsOrder() throws IOException {
        var files = files();
        var file = files.access("a.log");
        var expected = new ArrayList<String>();
        for (int i = 0; i < 5000; i++) {
            if (i == 100) files.writer.start();
            files.writer.submit(file, files.writer.take().add("line ").addDecimal(i).add('\n'));
            expected.add("line " + i);
        }
        files.writer.close();
        assertEquals(expected, lines("a.log"));
    }

    /** A line is behind those of turns that ended before, on whichever loop. */
    @Test
    void linesOfSeveralLoopsStandInTheOrderOfTheirTurns() throws IOException {
        var files = files();
        var both = List.of(files.access("a.log"), files.access("b.log"));
        var loops = List.of(new LogBuffers(), new LogBuffers());
        var expected = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            if (i == 100) files.writer.start();
            var buffers = loops.get(i * 7 % 5 % 2);
            for (var file : both) buffers.add(file, files.writer, new Bytes(16).add("line ").addDecimal(i).add('\n'));
            buffers.handOver();
            expected.add("line " + i);
        }
        files.writer.close();
        assertEquals(expected, lines("a.log"));
        assertEquals(expected, lines("b.log"));
    }

    /** The writer was just about to leave when the last line and the end came. */
    @Test
    void theLastLineBeforeTheEndIsWritten() throws IOException {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 4000; i++) {
            var files = files();
            files.writer.start();
            for (long from = System.nanoTime(); System.nanoTime() - from < i % 200 * 1000L; ) Thread.onSpinWait();
            files.writer.submit(files.access("a.log"), files.writer.take().add("line ").addDecimal(i).add('\n'));
            files.writer.close();
            files.access("a.log").shut();
            expected.add("line " + i);
        }
        assertEquals(expected, lines("a.log"));
    }

    @Test
    void aRotatedLogGoesOnInANewFile() throws IOException {
        var files = files();
        files.writer.start();
        var file = files.access("a.log");
        files.writer.submit(file, files.writer.take().add("one\n"));
        Wait.until("the first line", () -> Files.exists(folder.resolve("a.log")) && folder.resolve("a.log").toFile().length() == 4);
        Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
        files.reopenAll();
        assertTrue(Files.exists(folder.resolve("a.log")));
        files.writer.submit(file, files.writer.take().add("two\n"));
        files.writer.close();
        assertEquals(List.of("one"), lines("a.log.1"));
        assertEquals(List.of("two"), lines("a.log"));
    }

    @Test
    void aLogThatCannotBeWrittenLosesItsLinesOnly() throws IOException {
        Files.createDirectory(folder.resolve("a.log"));
        var files = files();
        var bad = files.access("a.log");
        var good = files.access("b.log");
        assertThrows(IOException.class, files::openAll);
        files.writer.start();
        files.writer.submit(bad, files.writer.take().add("lost\n"));
        files.writer.submit(good, files.writer.take().add("kept\n"));
        Wait.until("the second log", () -> folder.resolve("b.log").toFile().length() == 5);
        Files.delete(folder.resolve("a.log"));
        files.writer.submit(bad, files.writer.take().add("back\n"));
        files.writer.close();
        assertEquals(List.of("back"), lines("a.log"));
        assertEquals(List.of("kept"), lines("b.log"));
    }

    @Test
    void aFullDeviceStopsNobody() {
        var files = files();
        files.writer.start();
        var full = files.access("/dev/full");
        for (int i = 0; i < 1000; i++) files.writer.submit(full, files.writer.take().add("x".repeat(1000)).add('\n'));
        var good = files.access("b.log");
        files.writer.submit(good, files.writer.take().add("kept\n"));
        files.writer.close();
        assertEquals(5, folder.resolve("b.log").toFile().length());
    }

    @Test
    void oneDestinationIsOneFile() {
        var files = files();
        assertEquals(files.access("a.log"), files.error(folder.resolve("x/../a.log").toString()));
        assertFalse(files.access("a.log").equals(files.access("b.log")));
        var console = new LogFiles(new Paths(null, folder, folder)::resolve, true, null, null);
        assertEquals("standard output", console.access("/var/log/nginx/access.log").toString());
        assertEquals("standard error", console.error("/var/log/nginx/error.log").toString());
        assertEquals("standard output", console.access("logs/access.log").toString());
        assertEquals("standard error", console.error("logs/error.log").toString());
        assertEquals(folder.resolve("own.log").toString(), console.error("own.log").toString());
    }

    /** At the end, after a rotation and with another configuration nothing stays behind in a buffer. */
    @Test
    void whatWaitsInABufferIsWrittenAtTheEndAndAtARotation() throws IOException {
        var files = files();
        files.writer.start();
        var file = files.access("b.log", new Logs.Buffering(4096, null, 0));
        write(files, file, "one\n");
        write(files, files.access("next.log"), "next\n");
        Wait.until("what comes behind it is written", () -> folder.resolve("next.log").toFile().length() > 0);
        assertFalse(Files.exists(folder.resolve("b.log")));
        files.reopenAll();
        assertEquals(List.of("one"), lines("b.log"));
        write(files, file, "two\n");
        files.writer.close();
        assertEquals(List.of("one", "two"), lines("b.log"));
    }

    private static void write(LogFiles files, Destination file, String line) {
        files.writer.submit(file, files.writer.take().add(line));
    }

    @Test
    void aFileThatIsOneOfTooManyIsClosedBehindItsLastLine() throws IOException {
        var files = files();
        var first = files.made("made0.log", null);
        first.open();
        for (int i = 1; i <= 512; i++) files.made("made" + i + ".log", null);
        first.write(ByteBuffer.wrap("late\n".getBytes(ISO_8859_1)));
        assertEquals(List.of("late"), lines("made0.log"));
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            var there = folder.resolve("made0.log").toRealPath();
            assertTrue(open.noneMatch(each -> leadsTo(each, there)), "it is still open");
        }
    }

    @Test
    void nothingIsWrittenToAMadePathWithoutTheRootAndNoFolderIsMade() throws IOException {
        var files = files();
        var root = folder.resolve("www");
        var made = files.made("site.log", root);
        files.made("new/site.log", folder).write(ByteBuffer.wrap("lost\n".getBytes(ISO_8859_1)));
        assertFalse(Files.exists(folder.resolve("new")));
        made.write(ByteBuffer.wrap("lost\n".getBytes(ISO_8859_1)));
        assertFalse(Files.exists(folder.resolve("site.log")));
        Files.createDirectory(root);
        made.write(ByteBuffer.wrap("kept\n".getBytes(ISO_8859_1)));
        assertEquals(List.of("kept"), lines("site.log"));
        Files.delete(root);
        made.write(ByteBuffer.wrap("lost\n".getBytes(ISO_8859_1)));
        assertEquals(List.of("kept"), lines("site.log"));
    }

    private static boolean leadsTo(Path link, Path there) {
        try {
            return Files.readSymbolicLink(link).equals(there);
        } catch (IOException gone) {
            return false;
        }
    }
}
