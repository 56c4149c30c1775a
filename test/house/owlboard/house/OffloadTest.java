package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing on a loop touches a disk or resolves a name: in the engine's request packages such calls stand inside {@code Offload.call}. */
class OffloadTest {
    private static final List<String> REQUEST_PACKAGES = List.of("cache", "listen", "access", "content", "respond", "upstream");
    private static final List<String> BLOCKING = List.of("Files.isRegularFile(", "Files.isDirectory(", "Files.readAttributes(",
            "Files.createDirectories(", "Files.newByteChannel(",
            "FileChannel.open(", "file.read(", "file.write(", "channel.close()", "getAllByName(");
    /** Not on a loop: the names thread, the one of events, listeners that open and close, the start, a cache's own thread, films. */
    private static final List<String> ELSEWHERE = List.of("Names.java", "Events.java", "ListenAddress.java", "RealIp.java",
            "ZoneKeeper.java", "Mp4.java");

    @Test void blockingCallsAreOffTheLoop() throws IOException {
        var wrong = new ArrayList<String>();
        for (var name : REQUEST_PACKAGES) {
            try (var files = Files.walk(Path.of("modules/owlboard.proxy/owlboard/proxy", name))) {
                for (var file : files.filter(f -> f.toString().endsWith(".java") && !ELSEWHERE.contains(f.getFileName().toString()))
                        .toList()) {
                    look(file, wrong);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /**
     * A call counts as off the loop when {@code Offload} stands on its line or on one of the six before, or in a method that only such
     * lines call and whose comment begins with "Off the loop".
     */
    private static void look(Path file, List<String> wrong) throws IOException {
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            int line = i;
            if (BLOCKING.stream().noneMatch(call -> lines.get(line).contains(call))) continue;
            boolean off = false;
            for (int k = Math.max(0, i - 6); k <= i; k++) {
                off |= lines.get(k).contains("Offload.") || lines.get(k).contains("Off the loop") || lines.get(k).contains("Closed(");
            }
            if (!off) wrong.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
        }
    }
}
