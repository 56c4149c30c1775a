package owlboard.topology;

import owlboard.certs.Screen;
import owlboard.certs.Table;
import owlboard.certs.Wrapped;
import owlboard.json.Json;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** {@code owlboard ps}: what runs, as docker compose ps shows it. */
final class Ps {
    static final String HELP = """
            usage: owlboard ps [--json] [--state DIR]

            Lists the roles that owlboard up runs: name, role, pid, state, health (each is asked now), ports, restarts, uptime.

              --json                an array with one object per role, each on its line; pid, health and uptime are null where there is none
              --format table|json   the same, as docker compose has it
              --state DIR           the state folder of that up (default ./run)

            Example: owlboard ps --json | grep -v '"health": "healthy"'

            Exit codes: 0 listed, 1 nothing runs, or it cannot be asked, 2 wrong command line.
            """;
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--format", "--state"), Set.of("--json"), Map.of(), false);

    private static final long ENDING_NANOS = 1_000_000_000;
    private static final long LOOK_NANOS = 20_000_000;

    private Ps() {}

    static int run(List<String> words, PrintStream out, PrintStream err) throws Complaint {
        var flags = Flags.parse("ps", words, KNOWN);
        var format = flags.value("--format", flags.has("--json") ? "json" : "table");
        if (!Set.of("table", "json").contains(format)) throw Complaint.usage("owlboard ps: --format is table or json, not " + format);
        var state = State.at(Path.of(flags.value("--state", "run")));
        var running = Running.of(state);
        if (running.isPresent() && Held.is(running.get().who().pid())) throw held(running.get(), state, format, out);
        var statuses = running.isPresent() ? ask(running.get(), state, err) : unsupervised(state, err);
        if (statuses.isEmpty()) {
            if (format.equals("json")) json(statuses, out);
            throw Elsewhere.nothingRuns("ps", state);
        }
        print(statuses, format, out);
        return 0;
    }

    private static void print(List<Status> statuses, String format, PrintStream out) {
        if (format.equals("json")) json(statuses, out);
        else table(statuses, out);
    }

    /** What can be told without a supervisor that is stopped, before it is said what holds it. */
    private static Complaint held(Running running, State state, String format, PrintStream out) throws Complaint {
        print(Left.running(state).stream().map(Left::status).toList(), format, out);
        return Held.orSilent(running, new IOException("it is " + Held.WORDS), "");
    }

    /** What a supervisor that was killed has left. */
    private static List<Status> unsupervised(State state, PrintStream err) throws Complaint {
        var left = Left.running(state);
        if (!left.isEmpty()) err.println("owlboard: " + Left.told(left, state));
        return left.stream().map(Left::status).toList();
    }

    private static List<Status> ask(Running running, State state, PrintStream err) throws Complaint {
        try {
            return Asking.asked(running);
        } catch (IOException gone) {
            if (ends(running.who())) return unsupervised(state, err);
            throw Held.orSilent(running, gone, "it may be starting, or end it: " + state.command("down"));
        }
    }

    /** It ended while it was being asked: its socket closes a moment before it is gone. */
    private static boolean ends(Incarnation supervisor) {
        long deadline = System.nanoTime() + ENDING_NANOS;
        while (supervisor.runs()) {
            if (System.nanoTime() > deadline) return false;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private static void table(List<Status> statuses, PrintStream out) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "ROLE", "PID", "STATE", "HEALTH", "PORTS", "RESTARTS", "UPTIME"));
        for (var status : statuses) {
            rows.add(List.of(status.name(), status.role(), status.pid() == 0 ? "-" : Long.toString(status.pid()), status.state(),
                    status.health().isEmpty() ? "-" : status.health(), status.ports(), Integer.toString(status.restarts()),
                    status.uptime()));
        }
        int columns = Screen.columns(out);
        Table.lines(rows, columns).forEach(out::println);
        for (var status : statuses) {
            if (!status.note().isEmpty()) out.println(Wrapped.fit(status.name() + ": " + status.note(), columns));
        }
    }

    private static void json(List<Status> statuses, PrintStream out) {
        var objects = new ArrayList<Map<String, Object>>();
        for (var status : statuses) {
            boolean runs = status.born() != 0;
            // what is not there must not look like a value: kill 0 ends the caller's own process group
            objects.add(Json.object("name", status.name(), "role", status.role(), "pid", status.pid() == 0 ? null : status.pid(),
                    "state", status.state(), "health", status.health().isEmpty() ? null : status.health(), "ports", status.ports(),
                    "restarts", status.restarts(), "uptime", runs ? status.uptime() : null,
                    "uptime_seconds", runs ? status.ageSeconds() : null, "note", status.note()));
        }
        out.print(Json.rows(objects));
    }
}
