package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A thread that does what clients ask for is one of {@code wire.loop.Serving}; all others keep root's rights, where there are any. */
class RightsTest {
    /** Looks, tells, or is started by a serving thread and has its rights. Certificates and keys are root's to read. */
    private static final Set<String> OTHERS = Set.of("Serving.java", "Watchdog.java", "Events.java", "Sampler.java", "OldRequests.java",
            "TrustedHosts.java", "ServerLine.java", "Exporter.java", "SystemUsers.java");

    @Test void threadsThatServeAreOfOneKind() throws IOException {
        var found = new TreeSet<String>();
        for (var module : List.of("owlboard.wire", "owlboard.proxy")) {
            try (var files = Files.walk(Path.of("modules", module))) {
                for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    var text = Files.readString(file);
                    if (text.contains("Thread.ofPlatform()") || text.contains("new Thread(")) found.add(file.getFileName().toString());
                }
            }
        }
        assertEquals(new TreeSet<>(OTHERS), found, "make it with Serving.thread, or say here why it may keep root's rights");
    }
}
