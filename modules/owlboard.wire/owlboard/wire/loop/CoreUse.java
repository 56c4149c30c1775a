package owlboard.wire.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of one thread's share of the cores: {@code /proc/PID/task/TID/schedstat}, nanoseconds on a core, then nanoseconds
 * ready without one.
 *
 * @param file null where there is none
 */
record CoreUse(Path file) {
    static final CoreUse UNKNOWN = new CoreUse(null);

    static CoreUse ofThisThread() {
        try {
            return new CoreUse(Path.of("/proc/thread-self").toRealPath().resolve("schedstat"));
        } catch (IOException notLinux) {
            return UNKNOWN;
        }
    }

    long waited() {
        if (file == null) return 0;
        try {
            return Long.parseLong(Files.readString(file).strip().split(" ")[1]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
