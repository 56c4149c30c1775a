package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code owlboard down}: ends what an up runs or has left behind. */
final class Down {
    static final String HELP = """
            usage: owlboard down [--state DIR]

            Ends every role that owlboard up runs, in whatever terminal, and those that go on after their supervisor was killed.

              --state DIR   the state folder of that up (default ./run)

            Example: owlboard down --state /tmp/second

            Exit codes: 0 nothing runs there any more, 1 failure, 2 wrong command line.
            """;
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--state"), Set.of(), Map.of(), false);

    private Down() {}

    static int run(List<String> words, Timing timing, Terminal terminal) throws Complaint {
        var flags = Flags.parse("down", words, KNOWN);
        var state = State.at(Path.of(flags.value("--state", "run")));
        if (!Files.isDirectory(state.folder())) {
            nothingRuns(state, terminal);
            return 0;
        }
        var running = Running.of(state);
        if (running.isPresent()) end(running.get(), timing, terminal);
        int left = Leftovers.end(state, timing.grace(), terminal);
        if (running.isEmpty() && left == 0) nothingRuns(state, terminal);
        return 0;
    }

    private static void nothingRuns(State state, Terminal terminal) {
        terminal.line("Nothing runs in " + state.folder());
        Elsewhere.hints("down", state).forEach(terminal::line);
    }

    /** Roles end in their order only where their supervisor ends them. */
    private static void release(long pid, Terminal terminal) {
        terminal.line("The supervisor (pid " + pid + ") is " + Held.WORDS + "; it goes on, to end its roles");
        try {
            Held.release(pid);
        } catch (IOException refused) {
            terminal.line(Held.remedy(pid) + ": " + refused.getMessage());
        }
    }

    private static void end(Running running, Timing timing, Terminal terminal) throws Complaint {
        var process = ProcessHandle.of(running.who().pid());
        if (Held.is(running.who().pid())) release(running.who().pid(), terminal);
        try {
            Asking.down(running, terminal::line);
        } catch (IOException gone) {
            terminal.line("The supervisor (pid " + running.who().pid() + ") does not answer: " + gone.getMessage() + "; ending it");
            process.ifPresent(ProcessHandle::destroy);
        }
        long wait = timing.grace().plus(Duration.ofSeconds(5)).toNanos();
        if (Leftovers.awaitEnd(running.who(), System.nanoTime() + wait)) return;
        process.ifPresent(ProcessHandle::destroyForcibly);
        if (!Leftovers.awaitEnd(running.who(), System.nanoTime() + wait)) {
            throw Complaint.failure("the supervisor (pid " + running.who().pid() + ") cannot be ended; is it another user's?");
        }
    }
}
