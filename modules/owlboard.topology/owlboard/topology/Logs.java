package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import owlboard.config.language.Nearest;

/**
 * {@code owlboard logs}: what the roles have written, as docker compose logs shows it, in the order in which it was written; and
 * {@code owlboard events}, of the files in which proxies tell what has become of their peers.
 */
final class Logs {
    static final String HELP = """
            usage: owlboard logs [-f] [-t] [-n N] [--since TIME] [--json] [--state DIR] [NAME...]

            Prints what the roles have written, by time, each line after the role's name. A NAME may be a pattern: 'api_gateway_*'.
            A line that does not tell its own time begins with it.

              -f, --follow      go on with what they write from now on, until they have ended
              -t, --timestamps  each line begins with its time, to the millisecond, in UTC
              -n, --tail N      only the last N lines of each
              --since TIME      only what is younger: 90s, 10m, 2h, 1d, 14:30, 2026-11-26T14:30, 2026-11-26T14:30:00Z
              --json            an object a line: time, role, text
              --state DIR       the state folder of the up (default ./run)

            Example: owlboard logs --since 10m 'api_gateway_*' | grep error

            Exit codes: 0 printed, 1 nothing has run, or there is none of that name, 2 wrong command line.
            """;
    static final String EVENTS_HELP = """
            usage: owlboard events [-f] [-t] [-n N] [--since TIME] [--json] [--state DIR] [NAME...]

            Prints what has become of the peers of balancers and gateways, by time, each change of a peer's state after the name of the role
            that saw it: which peer, from which state to which, how long it had been in the first, how many of its requests were in
            progress, and why. With a NAME what that role has seen, and what others have seen of it; it may be a pattern: 'api_gateway_*'.

              -f, --follow      go on with what happens from now on, until all have ended
              -t, --timestamps  to the millisecond, in UTC
              -n, --tail N      only the last N of each
              --since TIME      only what is younger: 90s, 10m, 2h, 1d, 14:30, 2026-11-26T14:30, 2026-11-26T14:30:00Z
              --json            an object a line: time, role, text
              --state DIR       the state folder of the up (default ./run)

            Example: owlboard events -f api_gateway_2

            Exit codes: 0 printed, 1 nothing has run, or there is none of that name, 2 wrong command line.
            """;
    /** As the engine names it in the state folder of its role. */
    private static final String EVENTS_FILE = "events.log";
    private static final Flags.Known KNOWN = new Flags.Known(Set.of("--tail", "--since", "--state"),
            Set.of("--follow", "--timestamps", "--json"),
            Map.of("-f", "--follow", "-n", "--tail", "-t", "--timestamps"), true);
    /** Of an event, as the engine words it: the peer, without its port. */
    private static final Pattern PEER = Pattern.compile("upstream \"[^\"]*\" peer ([^ :/]+)[ :]");
    private static final int LOOK_EVERY_MILLIS = 100;
    private static final int TOGETHER = 256;

    private final State state;
    private final Terminal terminal;
    private final PrintStream out;
    private final Function<LogLine, String> shown;
    private final boolean events;
    private final boolean json;
    /** The names or patterns that were given. */
    private final List<String> about;
    private int width;

    private Logs(State state, boolean events, PrintStream out, Flags flags) {
        this.state = state;
        this.events = events;
        this.terminal = Terminal.of(out);
        this.out = out;
        this.json = flags.has("--json");
        this.about = flags.names();
        this.shown = flags.has("--timestamps") ? LogLine::stamped : LogLine::shown;
    }

    /** What a role has written: its history, then what it adds. */
    private record Source(String name, int index, History history, Followed followed, List<LogLine> fresh) {}

    private record Next(LogLine line, Source source) {}

    /** {@code command}: logs or events. */
    static int run(String command, List<String> words, PrintStream out) throws Complaint {
        var flags = Flags.parse(command, words, KNOWN);
        boolean events = command.equals("events");
        var state = State.at(Path.of(flags.value("--state", "run")));
        int tail = flags.number("--tail", Integer.MAX_VALUE, 0, 999_999_999);
        var since = Since.millis(command, flags.value("--since", ""));
        var logs = new Logs(state, events, out, flags);
        var names = logs.chosen(flags.names());
        if (names.isEmpty()) throw Elsewhere.nothing("nothing has run in " + state.folder(), Change.words(command, flags.names()), state);
        return logs.print(names, tail, since, flags.has("--follow"));
    }

    private int print(List<String> names, int tail, long since, boolean follow) throws Complaint {
        width = names.stream().mapToInt(String::length).max().orElse(0);
        var sources = new ArrayList<Source>();
        try {
            for (int i = 0; i < names.size(); i++) sources.add(source(names.get(i), i, tail, since));
            history(sources);
            return follow ? follow(sources) : 0;
        } catch (IOException cause) {
            throw Complaint.file("read", state.logs(), cause, "make it readable");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private Source source(String name, int index, int tail, long since) throws IOException {
        var fresh = new ArrayList<LogLine>();
        var file = events ? state.role(name).resolve(EVENTS_FILE) : state.log(name);
        boolean whole = !events || about.isEmpty() || isMeant(name);
        var followed = Followed.fromEnd(file, lines -> lines.lines().forEach(text -> {
            var line = LogLine.parse(text, fresh.isEmpty() ? 0 : fresh.getLast().millis());
            if (whole || isMeant(line)) fresh.add(line);
        }));
        return new Source(name, index, History.of(followed.before(), tail, line -> line.millis() >= since && (whole || isMeant(line))),
                followed, fresh);
    }

    /** An event of a peer that was asked for, whoever saw it. */
    private boolean isMeant(LogLine line) {
        var peer = PEER.matcher(line.text());
        return peer.lookingAt() && isMeant(peer.group(1));
    }

    private boolean isMeant(String name) {
        return about.stream().anyMatch(pattern -> !Globs.fitting(pattern, List.of(name), each -> each).isEmpty());
    }

    /** One line of each is in memory, and those that are shown together. Of the same time, the role that is named first. */
    private void history(List<Source> sources) throws IOException {
        var next = new PriorityQueue<Next>(Comparator.comparingLong((Next one) -> one.line.millis())
                .thenComparingInt(one -> one.source.index));
        for (var source : sources) {
            var line = source.history.next();
            if (line != null) next.add(new Next(line, source));
        }
        var together = new ArrayList<String>();
        while (!next.isEmpty() && !out.checkError()) {
            together.clear();
            while (!next.isEmpty() && together.size() < TOGETHER) {
                var first = next.poll();
                together.add(text(first));
                var line = first.source.history.next();
                if (line != null) next.add(new Next(line, first.source));
            }
            terminal.lines(together);
        }
    }

    private String text(Next one) {
        if (json) return one.line.json(one.source.name, ConfInForce.reword(state, one.source.name, one.line.text()));
        return terminal.prefix(one.source.name, one.source.index, width) + ConfInForce.reword(state, one.source.name,
                shown.apply(one.line));
    }

    /** Ends when the reader goes away, or when nothing runs any more and all has been read. */
    private int follow(List<Source> sources) throws Complaint, IOException, InterruptedException {
        boolean runs = true;
        while (runs && !out.checkError()) {
            runs = Running.of(state).isPresent() || !Left.running(state).isEmpty();
            var lines = new ArrayList<Next>();
            for (var source : sources) {
                source.followed.more();
                source.fresh.forEach(line -> lines.add(new Next(line, source)));
                source.fresh.clear();
            }
            lines.sort(Comparator.comparingLong(one -> one.line.millis()));
            if (!lines.isEmpty()) terminal.lines(lines.stream().map(this::text).toList());
            if (runs) Thread.sleep(LOOK_EVERY_MILLIS);
        }
        return 0;
    }

    /**
     * Every role that has written, or those that fit the patterns, in the order of the patterns. Of events all, where there is what
     * fits: it may have been seen by any, and be seen by one that has not written yet.
     */
    private List<String> chosen(List<String> patterns) throws Complaint {
        var there = there();
        if (patterns.isEmpty()) return there.stream().filter(name -> !name.equals(Detached.NAME)).toList();
        var chosen = new ArrayList<String>();
        for (var pattern : patterns) {
            var fitting = Globs.fitting(pattern, there, name -> name);
            if (fitting.isEmpty()) {
                throw Complaint.failure((events ? "no events" : "no log") + " of \"" + pattern + "\" in "
                        + (events ? state.folder() : state.logs()) + Nearest.aside(pattern, there)
                        + (there.isEmpty() ? "; nothing has run there yet" : " (there are " + String.join(", ", there) + ")"));
            }
            fitting.stream().filter(name -> !chosen.contains(name)).forEach(chosen::add);
        }
        return events ? there : chosen;
    }

    /** Who has run; of events also who has only state, and not the supervisor, which is nobody's peer. */
    private List<String> there() throws Complaint {
        var names = new TreeSet<>(thoseWithLog());
        if (events) names.addAll(thoseWithState());
        if (events) names.remove(Detached.NAME);
        return List.copyOf(names);
    }

    private List<String> thoseWithLog() throws Complaint {
        var names = new ArrayList<String>();
        if (Files.notExists(state.logs())) return names;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state.logs(), "*.log")) {
            for (var file : files) names.add(file.getFileName().toString().replaceFirst("\\.log$", ""));
        } catch (IOException cause) {
            throw Complaint.file("read", state.logs(), cause, "name the state folder of the up with --state D");
        }
        return names;
    }

    private List<String> thoseWithState() throws Complaint {
        var names = new ArrayList<String>();
        var roles = state.role("").toAbsolutePath();
        if (Files.notExists(roles)) return names;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(roles, Files::isDirectory)) {
            for (var folder : folders) names.add(folder.getFileName().toString());
        } catch (IOException cause) {
            throw Complaint.file("read", roles, cause, "name the state folder of the up with --state D");
        }
        return names;
    }
}
