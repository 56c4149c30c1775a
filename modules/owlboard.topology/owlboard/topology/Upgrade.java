package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code owlboard up} of a newer build over one that runs: every role starts anew from this build, one after the other, each healthy before
 * the next, and then the old supervisor is killed, whose roles this one takes over as after any such end.
 */
record Upgrade(State state, Running running, Timing timing, Terminal terminal) {

    /** Whether the image was built after what runs was started. */
    static boolean isDue(Running running, Path launcher) throws IOException {
        return Files.getLastModifiedTime(launcher).toMillis() > running.since();
    }

    /** @throws Complaint when a role does not come to be healthy: everything goes on then, what was replaced and what was not */
    void run() throws Complaint, IOException {
        terminal.line("An older build runs in " + state.folder() + " (pid " + running.who().pid() + "); replacing it role by role");
        int code = Asking.operate(running, "restart", List.of("*"), terminal::line);
        if (code != 0) {
            throw Complaint.failure("not all roles could be replaced; the older build's supervisor goes on, and the next up tries again");
        }
        ProcessHandle.of(running.who().pid()).ifPresent(ProcessHandle::destroyForcibly);
        if (!Leftovers.awaitEnd(running.who(), System.nanoTime() + timing.grace().plus(Duration.ofSeconds(5)).toNanos())) {
            throw Complaint.failure("the older build's supervisor (pid " + running.who().pid()
                    + ") cannot be ended; is it another user's?");
        }
    }
}
