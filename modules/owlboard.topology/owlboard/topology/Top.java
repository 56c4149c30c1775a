package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.certs.Screen;
import owlboard.certs.Wrapped;
import owlboard.config.language.Nearest;

/** {@code owlboard top}: the page of the administration server in a terminal. */
final class Top {
    static final String HELP = """
            usage: owlboard top [--once|--json] [--state DIR] [ROLE]

            Shows every second what a balancer or a gateway sees: the verdict, who asks whom and how fast, what has become of peers.

              ROLE            whose view (default load_balancer)
              --once          prints it once, for scripts
              --json          what it is made from, once: the JSON of the administration server's page
              --state DIR     the state folder of that up (default ./run)

            Ctrl-C ends it.

            Example: owlboard top --once | head -1

            Exit codes: 0 shown, 1 nobody tells, 2 wrong command line.
            """;
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--state"), Set.of("--once", "--json"), Map.of(), true);
    private static final String CLEAR = "\033[H\033[2J";
    private static final int PAUSE_MILLIS = 1000;

    private Top() {}

    static int run(List<String> words, PrintStream out) throws Complaint, InterruptedException {
        var flags = Flags.parse("top", words, KNOWN);
        if (flags.names().size() > 1) {
            throw Complaint.usage("owlboard top shows one role, not also \"" + flags.names().get(1) + "\" (see: owlboard top --help)");
        }
        var name = flags.names().isEmpty() ? "load_balancer" : flags.names().getFirst();
        var state = State.at(Path.of(flags.value("--state", "run")));
        int port = port(name, state, Change.words("top", flags.names()));
        boolean once = flags.has("--once") || flags.has("--json");
        while (true) {
            var size = Screen.size(out);
            var text = flags.has("--json") ? told("/now", name, port, state) + "\n"
                    : Wrapped.fit(told("/text?columns=" + size.columns(), name, port, state), size.columns());
            out.print(once ? text : CLEAR + top(text, size.rows()));
            out.flush();
            if (once) return 0;
            if (out.checkError()) return 0;
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** The most important stands first: a terminal that scrolls would lose that. */
    static String top(String text, int rows) {
        var lines = text.lines().toList();
        if (lines.size() < rows) return text;
        int shown = Math.max(1, rows - 2);
        return String.join("\n", lines.subList(0, shown)) + "\n... " + (lines.size() - shown) + " more lines: a higher window shows them\n";
    }

    private static int port(String name, State state, String typed) throws Complaint {
        var telling = Left.running(state).stream().filter(left -> left.ports().containsKey(Placed.ADMIN)).toList();
        for (var left : telling) if (left.name().equals(name)) return left.ports().get(Placed.ADMIN);
        var names = telling.stream().map(Left::name).toList();
        if (names.isEmpty()) throw Elsewhere.nothingRuns(typed, state);
        throw Complaint.failure("no role \"" + name + "\" tells what it sees in " + state.folder() + Nearest.aside(name, names)
                + " (those do: " + String.join(", ", names) + ")");
    }

    private static String told(String path, String name, int port, State state) throws Complaint {
        try {
            return Administration.get(port, path);
        } catch (IOException gone) {
            throw Complaint.failure(name + " does not tell on 127.0.0.1:" + port + ": " + gone.getMessage() + "; see "
                    + state.command("ps"));
        }
    }
}
