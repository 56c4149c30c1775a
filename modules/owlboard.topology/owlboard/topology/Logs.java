package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code owlboard logs}: what the roles have written, as docker compose logs shows it. */
final class Logs {
    static final String HELP = """
            usage: owlboard logs [-f] [--tail N] [--state DIR] [NAME...]

            Prints what the roles have written, each line after the role's name. A NAME may be a pattern: 'api_gateway_*'.

              -f, --follow      go on with what they write from now on, until they have ended
              -n, --tail N      only the last N lines of each
              --state DIR       the state folder of the up (default ./run)
            """;
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--tail", "--state"), Set.of("--follow"), Map.of("-f", "--follow", "-n", "--tail"), true);
    private static final String SUPERVISOR = "supervisor";
    private static final int LOOK_EVERY_MILLIS = 100;

    private final State state;
    private final Terminal terminal;
    private final PrintStream out;
    private int width;

    private Logs(State state, Terminal terminal, PrintStream out) {
        this.state = state;
        this.terminal = terminal;
        this.out = out;
    }

    static int run(List<String> words, PrintStream out, PrintStream err) throws Complaint {
        var flags = Flags.parse("logs", words, KNOWN);
        var state = State.at(Path.of(flags.value("--state", "run")));
        int tail = flags.number("--tail", Integer.MAX_VALUE, 0, 999_999_999);
        var logs = new Logs(state, Terminal.of(out), out);
        var names = logs.chosen(flags.names());
        if (names.isEmpty()) err.println("No role has written into " + state.logs() + "; start them with: owlboard up");
        return logs.print(names, tail, flags.has("--follow"));
    }

    private int print(List<String> names, int tail, boolean follow) throws Complaint {
        width = names.stream().mapToInt(String::length).max().orElse(0);
        var followed = new ArrayList<Followed>();
        for (int i = 0; i < names.size() && !out.checkError(); i++) {
            int index = i;
            var name = names.get(i);
            var log = new Followed(state.log(name), lines -> terminal.prefixed(name, index, width, lines));
            try {
                log.history(tail);
            } catch (IOException cause) {
                throw Complaint.file("read", state.log(name), cause, "make it readable");
            }
            followed.add(log);
        }
        return follow ? follow(followed) : 0;
    }

    /** Ends when the reader goes away, or when nothing runs any more and all has been read. */
    private int follow(List<Followed> logs) throws Complaint {
        try {
            boolean runs = true;
            while (runs && !out.checkError()) {
                runs = Running.of(state).isPresent();
                for (var log : logs) log.more();
                if (runs) Thread.sleep(LOOK_EVERY_MILLIS);
            }
            return 0;
        } catch (IOException cause) {
            throw Complaint.file("read", state.logs(), cause, "make it readable");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Every role that has written, or those that fit the patterns, in the order of the patterns. */
    private List<String> chosen(List<String> patterns) throws Complaint {
        var there = there();
        if (patterns.isEmpty()) return there.stream().filter(name -> !name.equals(SUPERVISOR)).toList();
        var chosen = new ArrayList<String>();
        for (var pattern : patterns) {
            var fitting = Globs.fitting(pattern, there, name -> name);
            if (fitting.isEmpty()) {
                throw Complaint.failure("no log of \"" + pattern + "\" in " + state.logs() + Nearest.hint(pattern, there) + (there.isEmpty() ? "; nothing has run there yet" : " (there are " + String.join(", ", there) + ")"));
            }
            fitting.stream().filter(name -> !chosen.contains(name)).forEach(chosen::add);
        }
        return chosen;
    }

    private List<String> there() throws Complaint {
        var names = new ArrayList<String>();
        if (Files.notExists(state.logs())) return names;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state.logs(), "*.log")) {
            for (var file : files) names.add(file.getFileName().toString().replaceFirst("\\.log$", ""));
        } catch (IOException cause) {
            throw Complaint.file("read", state.logs(), cause, "name the state folder of the up with --state D");
        }
        names.sort(null);
        return names;
    }
}
