package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where tools such as jcmd reach a JVM of ours: it listens there from its start, as a QUIT that makes others listen means something else to
 * a server like nginx. It removes the file when it ends, but not when it is killed.
 */
public final class ToolSocket {
    private ToolSocket() {}

    /** Of a process that has ended. */
    public static void remove(long pid) {
        try {
            Files.deleteIfExists(Path.of("/tmp/.java_pid" + pid));
        } catch (IOException notOurs) {
            return;  // of another user's process with the same number
        }
    }
}
