package owlboard.proxy.status;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.proxy.count.Row;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.upstream.Group;

/** Requests that fail, by where they do: what no single peer's state tells. Who is to blame is what the flight recorder says of them. */
final class Failing {
    private static final double BAD_SHARE = .1;
    private static final double WARN_SHARE = .01;
    private static final long LATELY_MILLIS = 12_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Snapshot snapshot;
    private final Trends trends;
    private final Called called;
    private final Collection<Group.State> groups;

    Failing(Snapshot snapshot, Trends trends, Called called, Collection<Group.State> groups) {
        this.snapshot = snapshot;
        this.trends = trends;
        this.called = called;
        this.groups = groups;
    }

    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }

    /** A group that has had nobody for requests in the last 10 s; null: it has. */
    static Problem ofNobody(Group.State group) {
        long lately = group.unserved().lately(System.currentTimeMillis());
        if (lately == 0) return null;
        long since = group.unserved().sinceMillis();
        var peers = group.peers();
        var waiting = group.waiting();
        String why;
        var remedy = "does any of its servers run?";
        if (waiting != null && peers.stream().anyMatch(peer -> peer.state().equals("busy"))) {
            why = " has no room: its queue of " + waiting.most() + " is full or takes too long";
            remedy = "may max_conns or queue be larger, or the server faster?";
        } else if (peers.stream().allMatch(peer -> peer.declared().down() || peer.declared().drain())) {
            why = peers.size() == 1 ? " has nobody left: its server is taken out of use" : " has nobody left: all its servers are taken"
                    + " out of use";
            remedy = "does a server of it still say down or drain?";
        } else if (peers.isEmpty()) {
            why = " has no servers";
        } else {
            boolean isFull = peers.stream().anyMatch(peer -> peer.state().equals("busy"));
            why = isFull ? " has no room: its servers have max_conns" : " has nobody left";
        }
        return new Problem(true, group.name(), group.name() + why + "; its requests fail since " + time(since), remedy, lately, 0)
                .since(since);
    }

    /** Those that fail and that {@code known} does not explain. */
    List<Problem> problems(List<Problem> known) {
        var failing = snapshot.zones.locations().stream().filter(this::isFailing).toList();
        var servers = snapshot.zones.servers().stream().filter(this::isFailing).toList();
        if (servers.isEmpty()) return List.of();
        long from = System.currentTimeMillis() - LATELY_MILLIS;
        var rows = snapshot.counters.recorder.rows(0).stream().filter(row -> row.status >= 500 && row.atMillis >= from).toList();
        var problems = new HashMap<String, Problem>();
        for (var zone : failing) {
            add(problems, problem(zone, rows.stream().filter(row -> row.location == zone).toList(), known));
        }
        if (failing.isEmpty()) {
            for (var zone : servers) add(problems, problem(zone, rows.stream().filter(row -> row.server == zone).toList(), known));
        }
        return problems.values().stream().sorted(Comparator.comparing(Problem::lately).reversed()).toList();
    }

    private static void add(Map<String, Problem> all, Problem more) {
        if (more != null) all.merge(more.who(), more, (one, other) -> one.lately() >= other.lately() ? one : other);
    }

    private boolean isFailing(Zone zone) {
        var lately = trends.of(zone).lately();
        boolean isOver = lately.failed() == 1 && lately.ended() > 1; // one that went wrong, and all others did not
        return lately.failed() > 0 && !isOver && lately.share() >= WARN_SHARE;
    }

    private Problem problem(Zone zone, List<Row> rows, List<Problem> known) {
        var trend = trends.of(zone);
        var lately = trend.lately();
        var first = most(rows);
        var group = first == null ? null : group(first);
        if (first != null && isKnown(first, group, known)) return null;
        boolean isWanted = first != null && (first.reason.equals("here.limited") || first.reason.equals("here.status"));
        var who = group == null ? zone.name : group.name();
        long since = trend.failingSinceMillis();
        var text = String.format(Locale.ROOT, "%s%.0f %% of the requests to %s fail%s", first == null ? "" : cause(first, who) + ": ",
                Math.max(1, 100 * lately.share()), zone.name, since == 0 ? "" : " since " + time(since));
        var remedy = group == null ? "what does the error log say?" : "what does the log of " + who + " say?";
        if (isWanted) remedy = "is that meant to be so?";
        return new Problem(!isWanted && lately.share() >= BAD_SHARE, who, text, remedy, lately.failed(), 0).since(since);
    }

    /** A row that stands for most of them; null: none is remembered. */
    private static Row most(List<Row> rows) {
        var kinds = rows.stream().collect(Collectors.groupingBy(row -> row.status + row.reason));
        return kinds.values().stream().max(Comparator.comparing(List::size)).map(List::getFirst).orElse(null);
    }

    /** Whom it was sent to last; null: nobody. */
    private Group.State group(Row row) {
        if (row.tryCount() == 0) return null;
        var peer = row.at(row.tryCount() - 1).peer;
        for (var group : groups) {
            if (group.name().equals(peer) || group.peers().stream().anyMatch(one -> one.shown().equals(peer))) return group;
        }
        return null;
    }

    private boolean isKnown(Row row, Group.State group, List<Problem> known) {
        if (group == null || row.tryCount() == 0) return false;
        var names = new ArrayList<>(List.of(group.name()));
        for (int i = 0; i < row.tryCount(); i++) {
            var tried = row.at(i).peer;
            for (var peer : group.peers()) if (peer.shown().equals(tried)) names.add(called.of(peer));
        }
        return known.stream().anyMatch(problem -> problem.bad() && names.contains(problem.who()));
    }

    private static String cause(Row row, String who) {
        return switch (row.reason) {
            case "upstream.status" -> who + " answers " + row.status;
            case "beyond.502", "beyond.503", "beyond.504" -> who + " answers " + row.status + ", as it does when somebody behind it fails";
            case "upstream.timeout" -> who + " does not answer in time";
            case "upstream.none" -> who + " has nobody left";
            case "upstream.error", "upstream.broke" -> who + " breaks off connections, or refuses them";
            case "upstream.invalid_header" -> who + " answers with what is no HTTP";
            case "here.limited", "here.status" -> "a rule of the configuration answers them with " + row.status;
            default -> "they end with " + row.status + " (" + row.reason + ")";
        };
    }
}
