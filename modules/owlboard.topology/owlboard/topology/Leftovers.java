package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Role processes whose supervisor is gone and that nobody is to take over. */
final class Leftovers {
    private Leftovers() {}

    /** All of a state folder. Returns how many there were. */
    static int end(State state, Duration grace, Terminal terminal) throws Complaint {
        var left = new ArrayList<>(Left.recorded(state));
        left.addAll(unrecorded(state, left));
        return end(left, state, grace, terminal);
    }

    /** TERM to those that run, then KILL after {@code grace}; what the folder says of them goes. Returns how many ran. */
    static int end(List<Left> left, State state, Duration grace, Terminal terminal) throws Complaint {
        var running = left.stream().filter(Left::runs).toList();
        for (var one : running) process(one).ifPresent(RoleProcess::terminate);
        long deadline = System.nanoTime() + grace.toNanos();
        for (var one : running) {
            if (!awaitEnd(one.who(), deadline)) process(one).ifPresent(RoleProcess::killAll);
            terminal.line("Ended " + one.name() + " (pid " + one.who().pid() + "), left by an earlier run");
        }
        for (var one : left) {
            try {
                Files.deleteIfExists(state.pid(one.name()));
            } catch (IOException cause) {
                throw Complaint.file("remove", state.pid(one.name()), cause, "make " + state.pids() + " writable");
            }
        }
        return running.size();
    }

    private static Optional<RoleProcess> process(Left one) {
        return Optional.ofNullable(RoleProcess.takeOver(one.who()));
    }

    /** Started just before its supervisor was killed, so that nothing tells of it but its own command line. */
    static List<Left> unrecorded(State state, List<Left> recorded) {
        var found = new ArrayList<Left>();
        for (var process : Elsewhere.processes()) {
            if (!process.after("--while").equals(state.pids().toString())) continue;
            var who = Incarnation.of(process.pid());
            if (who.isEmpty() || recorded.stream().anyMatch(one -> one.who().equals(who.get()))) continue;
            var log = Path.of(process.after("--log")).getFileName().toString();
            found.add(new Left(log.replaceFirst("\\.log$", ""), who.get(), process.after("--role"), Map.of(), ""));
        }
        return found;
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
}
