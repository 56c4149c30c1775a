package owlboard.topology;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line per role while they start: redrawn in place on a terminal, one per change elsewhere. */
final class Progress {
    /** Where statuses come from: the supervisor itself, or its control socket. */
    interface Source {
        List<Status> statuses() throws IOException;
    }

    private static final int CRASHES_MAX = 3;
    private static final long LOOK_EVERY_MILLIS = 50;
    /** It was so before anybody looked. */
    private static final long THERE_ALREADY = -1;

    private final Terminal terminal;
    private final Timing timing;
    private final Map<String, String> shown = new HashMap<>();
    private final Map<String, Long> settledMillis = new HashMap<>();
    private boolean first = true;

    Progress(Terminal terminal, Timing timing) {
        this.terminal = terminal;
        this.timing = timing;
    }

    /**
     * Returns when there is nothing any more, each role is healthy or says itself that it cannot be, has exited for good or crashed three
     * times, or when the time for starting is over.
     */
    List<Status> follow(Source source) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            var statuses = source.statuses();
            if (statuses.isEmpty()) return statuses;
            long passed = (System.nanoTime() - begin) / 1_000_000;
            show(statuses, passed);
            if (areSettled(statuses) || passed > timing.startUp().toMillis()) return statuses;
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** What waits for another that has failed goes on waiting. */
    private static boolean areSettled(List<Status> statuses) {
        boolean anyFailed = statuses.stream().anyMatch(Progress::failed);
        return statuses.stream().allMatch(status -> settled(status) || anyFailed && status.state().equals("waiting"));
    }

    private static boolean settled(Status status) {
        return status.healthy() || failed(status) || status.state().equals("stopped") || status.health().equals("unhealthy");
    }

    static boolean failed(Status status) {
        return status.exited() || status.restarts() >= CRASHES_MAX;
    }

    private void show(List<Status> statuses, long passed) {
        var lines = new ArrayList<String>();
        int width = statuses.stream().mapToInt(status -> status.name().length()).max().orElse(0);
        for (var status : statuses) {
            if (settled(status)) settledMillis.putIfAbsent(status.name(), first ? THERE_ALREADY : passed);
            var name = status.name() + " ".repeat(width - status.name().length());
            var word = word(status);
            var line = " " + name + "  " + coloured(status, word) + seconds(status, passed);
            lines.add(line);
            if (!terminal.inPlace() && !word.equals(shown.put(status.name(), word)) && !word.equals("starting")) terminal.line(line);
        }
        first = false;
        if (terminal.inPlace()) terminal.redraw(lines);
    }

    private static String word(Status status) {
        return status.health().isEmpty() ? status.state() : status.health();
    }

    private String coloured(Status status, String word) {
        var padded = word + " ".repeat(Math.max(0, 11 - word.length()));
        if (status.healthy()) return terminal.good(padded);
        return failed(status) || status.state().equals("restarting") ? terminal.bad(padded) : terminal.dim(padded);
    }

    private String seconds(Status status, long passed) {
        long millis = settledMillis.getOrDefault(status.name(), passed);
        return millis == THERE_ALREADY ? "already" : "%5.1f s".formatted(millis / 1000.0);
    }
}
