package owlboard.topology;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Role processes whose supervisor is gone. They end by themselves when their parent's pipe closes; what does not is ended here, by pid and start time. */
final class Leftovers {
    private Leftovers() {}

    /** TERM, then KILL after {@code grace}. Returns how many there were. */
    static int end(State state, Duration grace, Terminal terminal) throws Complaint {
        var left = new LinkedHashMap<String, Incarnation>();
        try {
            if (Files.notExists(state.pids())) return 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(state.pids(), "*.pid")) {
                for (var file : files) {
                    Incarnation.parse(Files.readString(file)).filter(Incarnation::runs).ifPresent(who -> left.put(name(file), who));
                    Files.delete(file);
                }
            }
        } catch (IOException cause) {
            throw Complaint.file("read", state.pids(), cause, "make it readable and writable, or name another state folder with --state D");
        }
        signal(left, false);
        long deadline = System.nanoTime() + grace.toNanos();
        for (var who : left.values()) awaitEnd(who, deadline);
        signal(left, true);
        left.forEach((name, who) -> terminal.line("Ended " + name + " (pid " + who.pid() + "), left by an earlier run"));
        return left.size();
    }

    private static void signal(Map<String, Incarnation> left, boolean kill) {
        for (var who : left.values()) {
            if (!who.runs()) continue;
            ProcessHandle.of(who.pid()).ifPresent(kill ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        }
    }

    /** False when it still runs at the deadline (nano time). */
    static boolean awaitEnd(Incarnation who, long deadline) {
        while (who.runs()) {
            if (System.nanoTime() > deadline) return false;
            try {
                Thread.sleep(20);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static String name(Path pidFile) {
        var name = pidFile.getFileName().toString();
        return name.substring(0, name.length() - ".pid".length());
    }
}
