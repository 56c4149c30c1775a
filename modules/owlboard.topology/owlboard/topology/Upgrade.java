package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code owlboard up} of another build over one that runs: the supervisor is killed, and this one takes over its roles as after any such
 * end, and then replaces them one after the other ({@link Operations}).
 */
record Upgrade(State state, Running running, Timing timing, Terminal terminal) {
    static final String NOT_ALL = "owlboard: what was not replaced goes on as it was; the next owlboard up tries again";

    /** Whether the image was built after what runs was started, or is another one. */
    static boolean isDue(Running running, Path launcher) throws IOException {
        return isAnother(running, launcher) || Files.getLastModifiedTime(launcher).toMillis() > running.since();
    }

    private static boolean isAnother(Running running, Path launcher) {
        return running.launcher() != null && !running.launcher().equals(launcher);
    }

    /** What it was started with, as this image would say it: files of its own image are this one's. */
    static String wish(Running running, Path launcher) {
        if (!isAnother(running, launcher)) return running.options();
        return running.options().replace(conf(running.launcher()), conf(launcher));
    }

    private static String conf(Path launcher) {
        return launcher.getParent().resolveSibling("conf") + "/";
    }

    /** @throws Complaint when the supervisor does not end: everything goes on then */
    void run() throws Complaint {
        terminal.line("An older build runs in " + state.folder() + " (pid " + running.who().pid() + "); replacing it role by role");
        ProcessHandle.of(running.who().pid()).ifPresent(ProcessHandle::destroyForcibly);
        if (!Leftovers.awaitEnd(running.who(), System.nanoTime() + timing.grace().plus(Duration.ofSeconds(5)).toNanos())) {
            throw Complaint.failure("the older build's supervisor (pid " + running.who().pid()
                    + ") cannot be ended; is it another user's?");
        }
    }
}
