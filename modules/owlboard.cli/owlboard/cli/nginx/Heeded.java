package owlboard.cli.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HUP is heard also below nohup, which leaves it ignored to all that it starts: nginx's master sets its handlers whatever it was left. */
public final class Heeded {
    private Heeded() {}

    /** Before a handler for HUP is set: a JVM leaves an ignored signal ignored. Costs nothing where it is not. */
    public static void hangUp() {
        if (isIgnored(Posix.SIGHUP)) Posix.setDefault(Posix.SIGHUP);
    }

    /** proc(5): SigIgn is a mask in hexadecimal, signal 1 the lowest bit. */
    private static boolean isIgnored(int signal) {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("SigIgn:")) return (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(),
                        16) >> signal - 1 & 1) == 1;
            }
            return false;
        } catch (IOException noProc) {
            return false;
        }
    }
}
