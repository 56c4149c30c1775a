package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has been done many times leaves nothing in the heap, which is 64 MB. */
class MemoryTest {
    private static final long SLACK_BYTES = 1 << 20;
    private static final long TUNNEL_BYTES = 10 << 10;
    /** A buffer alone is more. */
    private static final long WAITING_BYTES = 40 << 10;

    @TempDir Path folder;

    @Test void fiveHundredReloads() throws Exception {
        staysFlat("reloads", 500);
    }

    @Test void aHundredThousandStreamsOfOneConnection() throws Exception {
        staysFlat("streams", 100_000);
    }

    @Test void tenThousandSubrequests() throws Exception {
        staysFlat("subrequests", 10_000);
    }

    /** With the sockets of both ends, which are in the same heap. */
    @Test void aThousandTunnelsAreSmall() throws Exception {
        long grown = grown("tunnels", 1_000);
        assertTrue(grown / 900 < TUNNEL_BYTES, grown / 900 + " bytes for each tunnel");
    }

    /** Event streams: they hold no buffer between two events. */
    @Test void fiveHundredAnswersThatWaitAreSmall() throws Exception {
        long grown = grown("events", 500);
        assertTrue(grown / 450 < WAITING_BYTES, grown / 450 + " bytes for each answer");
    }

    private void staysFlat(String what, int count) throws Exception {
        long grown = grown(what, count);
        assertTrue(grown < SLACK_BYTES, count + " " + what + " left " + grown + " bytes behind");
    }

    /** From a tenth of them to the last one. */
    private long grown(String what, int count) throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx64m",
                "-XX:TieredStopAtLevel=1", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), MemoryRun.class.getName(), what,
                "" + count, folder.toString()).redirectErrorStream(true).start();
        try {
            var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            assertEquals(0, process.waitFor(), lines.toString());
            return bytes(lines, "after ") - bytes(lines, "before ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static long bytes(List<String> lines, String when) {
        return lines.stream().filter(line -> line.startsWith(when)).mapToLong(line -> Long.parseLong(line.substring(when.length())))
                .findFirst().orElseThrow(() -> new AssertionError("nothing was measured: " + lines));
    }
}
