package owlboard.proxy.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import owlboard.json.JsonText;
import owlboard.proxy.access.LimitZone.Outcome;
import owlboard.proxy.access.LimitZone;
import owlboard.proxy.access.Zones;
import owlboard.proxy.count.FailedTries;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.status.Happenings.Happening;
import owlboard.proxy.upstream.Event;
import owlboard.proxy.upstream.Events;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;

/** Everything as it is at one moment: what pages and {@code owlboard top} show. The observer's thread only. */
final class Picture {
    private static final int EVENT_COUNT = 80;
    private static final long LATELY_MILLIS = 10_000;

    /** JSON in UTF-8: with what the others told, and without; and what lines of text are drawn from when somebody asks for them. */
    record Taken(byte[] whole, byte[] alone, Map<String, Object> picture, Map<String, Others.Told> told) {
        byte[] text(int columns) {
            return Plain.of(picture, told, columns);
        }
    }

    private final Live live;
    private final Others others;
    private final Events events;
    /** Of the picture that is being taken. */
    private Trends trends;
    private Called called;
    private final Services services = new Services();
    private Drills drills;
    /** How often in a row the others told nothing. */
    private final Map<String, Integer> silent = new HashMap<>();

    Picture(Live live, Others others, Events events) {
        this.live = live;
        this.others = others;
        this.events = events;
    }

    Taken take() {
        var snapshot = live.snapshot();
        var hosts = new LinkedHashSet<String>();
        var problems = new ArrayList<Problem>();
        var alone = new LinkedHashMap<String, Object>();
        long now = System.nanoTime();
        trends = new Trends(now);
        var groups = Groups.everywhere(snapshot).stream().map(group -> group.state(Peer.seconds(now))).toList();
        var told = events.after(Math.max(0, events.last() - EVENT_COUNT));
        called = new Called(groups, told);
        alone.put("at", System.currentTimeMillis());
        boolean isOfTopology = snapshot.paths.state() != null; // explain finds its file by itself
        alone.put("conf", isOfTopology ? null : snapshot.configuration.files().getFirst().name());
        alone.put("generation", live.generation());
        alone.put("loaded", live.loadedMillis());
        alone.put("loads", live.loads().stream().map(Picture::load).toList());
        alone.put("certificates", live.upkeep().ends());
        alone.put("sockets", live.sockets().entrySet().stream().map(one -> Tree.map("generation", one.getKey(), "open", one.getValue()))
                .toList());
        alone.put("happenings", happenings(snapshot));
        alone.put("active", snapshot.counters.active());
        alone.put("listeners", live.listeners().stream().map(this::listener).toList());
        alone.put("servers", Live.servers(snapshot).stream().map(this::zone).toList());
        alone.put("locations", snapshot.zones.locations().stream().map(this::zone).toList());
        alone.put("upstreams", upstreams(snapshot, groups, hosts, problems));
        alone.put("limits", snapshot.get(Zones.SLOT).all().stream().map(Picture::limit).toList());
        alone.put("events", told.stream().map(this::event).toList());
        new Failing(snapshot, trends, called, groups).problems(problems).forEach(problems::add);
        reload(alone, problems);
        findings(snapshot, alone, problems);
        alone.put("retried", snapshot.counters.sum(loop -> loop.retried));
        alone.put("saved", snapshot.counters.sum(loop -> loop.saved));
        alone.put("problems", problems.stream().map(Problem::json).toList());
        var words = new Words(snapshot, trends, groups);
        alone.put("verdict", words.verdict(problems));
        var text = Json.of(alone).getBytes(StandardCharsets.US_ASCII);
        var others = ask(hosts);
        var health = health(others, hosts);
        if (others.isEmpty() && health.isEmpty()) return new Taken(text, text, alone, others);
        var whole = new LinkedHashMap<String, Object>(alone);
        services.look(health, System.currentTimeMillis());
        problems.removeIf(this::isOver);
        var failing = gather(others, problems);
        whole.put("services", services.json(failing));
        var stores = Stores.of(health, this.others);
        stores.stream().map(Stores.Store::problem).filter(Objects::nonNull).forEach(problems::addFirst);
        whole.put("stores", stores.stream().map(Stores.Store::json).toList());
        whole.put("problems", problems.stream().map(Problem::json).toList());
        whole.put("verdict", words.verdict(problems));
        var raw = new LinkedHashMap<String, Object>();
        others.forEach((host, one) -> raw.put(host, one.raw() == null ? Map.of("error", one.silence()) : new Json.Raw(one.raw())));
        whole.put("others", raw);
        return new Taken(Json.of(whole).getBytes(StandardCharsets.US_ASCII), text, whole, others);
    }

    /** What became of the last reload that was refused; {@code reload} is null while none is, or one was taken since. */
    private void reload(Map<String, Object> alone, List<Problem> problems) {
        var refused = live.refused();
        alone.put("refused", refused == null ? null : Tree.map("at", refused.atMillis(), "text", refused.text()));
        if (refused == null) return;
        var text = "the reload at " + Failing.time(refused.atMillis()) + " was refused: " + refused.text() + "; configuration "
                + live.generation() + " stays in force";
        problems.add(new Problem(false, "configuration", text, "mend that line, and reload again?").since(refused.atMillis()));
    }

    /** Behind what is wrong with peers: who is away is told first. */
    private static void findings(Snapshot snapshot, Map<String, Object> alone, List<Problem> problems) {
        var all = snapshot.counters.findings.all();
        alone.put("findings", all.stream().map(one -> Tree.map("id", one.id(), "at", one.atMillis(), "place", one.place(), "text",
                one.text())).toList());
        all.stream().map(Problem::of).filter(Objects::nonNull).forEach(problems::add);
    }

    private Map<String, Others.Told> ask(Set<String> hosts) {
        try {
            return others.ask(hosts);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /** Of the services that these roles ask, and this one. */
    private Map<String, Others.Told> health(Map<String, Others.Told> told, Set<String> hosts) {
        var names = new LinkedHashSet<String>(hosts);
        for (var one : told.values()) {
            if (one.read() == null || one.read().member("upstreams") == null) continue;
            for (var group : one.read().member("upstreams").elements()) {
                for (var peer : group.member("peers").elements()) names.add(peer.string("host"));
            }
        }
        try {
            return others.health(names);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private Map<String, Object> listener(Live.Listener listener) {
        var map = zone(listener.zone());
        map.put("port", listener.port());
        map.put("admin", listener.admin());
        return map;
    }

    private Map<String, Object> zone(Zone zone) {
        var trend = trends.of(zone);
        var sum = trend.sum();
        return Tree.map("name", zone.name, "requests", sum.requests, "active", sum.processing, "rate", round(trend.rate()),
                "failed", round(trend.failedRate()), "p50", trend.p50(), "p99", trend.p99());
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private List<Map<String, Object>> upstreams(Snapshot snapshot, List<Group.State> groups, Set<String> hosts, List<Problem> problems) {
        var failed = snapshot.counters.failedTries;
        var all = new ArrayList<Map<String, Object>>();
        for (var state : groups) {
            var peers = new ArrayList<Map<String, Object>>();
            var wrong = new ArrayList<Problem>();
            long weights = state.peers().stream().filter(peer -> takesPart(peer)).mapToLong(peer -> peer.declared().weight()).sum();
            long requests = state.peers().stream().mapToLong(peer -> trends.of(peer.zone()).sum().requests).sum();
            for (var peer : state.peers()) {
                var map = peer(state, peer);
                map.put("tries", failed.of(peer.zone()).stream().map(Picture::line).toList());
                map.put("share", requests == 0 ? 0 : round(100.0 * trends.of(peer.zone()).sum().requests / requests));
                map.put("ideal", weights == 0 || !takesPart(peer) ? 0 : round(100.0 * peer.declared().weight() / weights));
                peers.add(map);
                hosts.add(Called.host(peer.name()));
                problem(state, peer, wrong);
            }
            if (wrong.size() > 1 && state.peers().stream().noneMatch(peer -> isServing(state, peer))) {
                problems.add(Problem.ofAll(state.name(), wrong));
            } else {
                problems.addAll(wrong);
            }
            var nobody = wrong.stream().anyMatch(Problem::bad) ? null : Failing.ofNobody(state);
            if (nobody != null) problems.add(nobody);
            var map = Tree.map("name", state.name(), "method", state.method(), "idle", state.idleConnections(), "peers", peers);
            var waiting = state.waiting();
            if (waiting != null) {
                map.put("queue", Tree.map("size", waiting.count(), "most", waiting.most(), "overflows", waiting.overflows()));
            }
            map.put("unserved", state.unserved().all());
            all.add(map);
        }
        return all;
    }

    private static boolean takesPart(Peer.State peer) {
        return !peer.backup() && !peer.declared().down() && !peer.declared().drain();
    }

    private Map<String, Object> peer(Group.State group, Peer.State peer) {
        var map = zone(peer.zone());
        map.put("name", peer.name());
        map.put("host", Called.host(peer.name()));
        map.put("called", called.of(peer));
        map.put("shown", peer.shown());
        map.put("state", Seen.of(group, peer));
        map.put("active", peer.active());
        map.put("fails", peer.now().fails());
        map.put("maxFails", peer.declared().maxFails());
        map.put("rest", peer.now().restSeconds());
        map.put("failures", peer.failures());
        map.put("why", peer.lastFailure());
        map.put("whyAt", peer.lastFailureMillis());
        map.put("backup", peer.backup());
        return map;
    }

    private static boolean isServing(Group.State group, Peer.State peer) {
        return peer.state().equals("busy") || isWanted(group, peer);
    }

    private static boolean isLately(long millis) {
        return System.currentTimeMillis() - millis < LATELY_MILLIS;
    }

    private void problem(Group.State group, Peer.State peer, List<Problem> all) {
        var problems = new ArrayList<Problem>();
        named(group, peer, problems);
        // who looks for the first time has counted nothing
        long lately = Math.max(trends.of(peer.zone()).failedLately(), isLately(peer.lastFailureMillis()) ? 1 : 0);
        problems.forEach(one -> all.add(one.with(lately, isAsked(group, peer) ? peer.lastFailureMillis() : 0)
                .since(since(group, peer))));
    }

    /** It may get requests, whatever came of the last ones. */
    private static boolean isAsked(Group.State group, Peer.State peer) {
        return peer.state().equals("up") || Seen.of(group, peer).equals(Seen.UNPROVEN);
    }

    private long since(Group.State group, Peer.State peer) {
        if (!isAsked(group, peer)) return peer.now().sinceMillis();
        long failing = trends.of(peer.zone()).failingSinceMillis();
        return failing != 0 ? failing : peer.lastFailureMillis();
    }

    private boolean isOver(Problem problem) {
        return services.isOver(problem.who(), problem.atMillis(), System.currentTimeMillis());
    }

    private void named(Group.State group, Peer.State peer, List<Problem> problems) {
        var who = called.of(peer);
        boolean alone = group.peers().stream().noneMatch(other -> other != peer && isWanted(group, other));
        var others = alone ? draining(group) : "";
        var reason = peer.state().equals("unhealthy") ? peer.health().why() : peer.lastFailure(); // no request may have failed
        var does = who + " " + Problem.does(reason);
        var start = remedy(peer, reason);
        switch (Seen.of(group, peer)) {
            case "not running" -> problems.add(new Problem(alone, who, who + " does not run" + others, "owlboard start " + who));
            case "unresolved" -> problems.add(new Problem(alone, who, who + " has no address" + others,
                    "is its name right, and does it run?"));
            case "unavail" -> problems.add(new Problem(alone, who, does + others + "; tried again in " + peer.now().restSeconds() + " s",
                    start));
            case "unhealthy" -> problems.add(new Problem(alone, who, does + others + "; it comes back when it passes its health check",
                    start));
            case Seen.LAST_RESORT -> problems.add(new Problem(false, who, does + " when its health is checked; it gets requests all the"
                    + " same, as nobody is well", start));
            case Seen.UNPROVEN -> problems.add(new Problem(alone, who, does + others + "; it is asked again, and has not answered since "
                    + Failing.time(peer.lastFailureMillis()), start));
            case Seen.FAILING -> problems.add(new Problem(alone, who, who + " " + Problem.does(peer.lastFailure()) + others,
                    remedy(peer, peer.lastFailure())));
            default -> {}
        }
    }

    private static boolean isWanted(Group.State group, Peer.State peer) {
        return peer.state().equals("up") || Seen.of(group, peer).equals(Seen.LAST_RESORT);
    }

    /** Who would be asked, if it were not for that. */
    private String draining(Group.State group) {
        var names = group.peers().stream().filter(peer -> peer.state().equals("draining")).map(called::of).toList();
        if (names.isEmpty()) return "";
        return ", and " + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " being drained";
    }

    private String remedy(Peer.State peer, String why) {
        return others.isPlaced(peer.name()) ? Problem.remedy(why, Called.host(peer.name())) : "does it run, and listen there?";
    }

    private List<Map<String, Object>> happenings(Snapshot snapshot) {
        if (drills == null) drills = new Drills(snapshot.paths.state());
        return Stream.concat(live.happenings().stream(), drills.all().stream()).sorted(Comparator.comparingLong(Happening::atMillis))
                .map(one -> Tree.map("at", one.atMillis(), "kind", one.kind(), "text", one.text())).toList();
    }

    private static List<Object> line(FailedTries.Line line) {
        return List.of(line.second(), line.tries(), line.saved(), line.lost());
    }

    private static Map<String, Object> load(Load load) {
        return Tree.map("number", load.number(), "at", load.atMillis(), "difference", load.difference());
    }

    private static Map<String, Object> limit(LimitZone zone) {
        return Tree.map("name", zone.name, "passed", zone.sum(Outcome.PASSED), "delayed", zone.sum(Outcome.DELAYED), "rejected",
                zone.sum(Outcome.REJECTED), "top", zone.top(), "keys", zone.topKeys());
    }

    private Map<String, Object> event(Event event) {
        return Tree.map("n", event.number(), "at", event.atMillis(), "group", event.group(), "peer", called.of(event), "from",
                event.from(), "to", event.to(), "why", event.why(), "active", event.active(), "held", event.heldMillis());
    }

    /** What the roles behind this one find wrong is told once, and by how many; so are the services that are not there. Whom they name. */
    private List<String> gather(Map<String, Others.Told> told, List<Problem> problems) {
        var found = new LinkedHashMap<String, List<Problem>>();
        told.forEach((host, one) -> {
            if (one.read() == null) {
                boolean known = problems.stream().anyMatch(problem -> problem.who().equals(host));
                int times = silent.merge(host, 1, Integer::sum);
                if (!known && times >= Others.SILENT_MOST) problems.add(Problem.silent(host, one.silence()));
                return;
            }
            silent.remove(host);
            var its = one.read().member("problems");
            for (var each : its == null ? List.<JsonText.Value>of() : its.elements()) {
                var problem = new Problem("true".equals(each.member("bad").text()), each.string("who"), each.string("text"),
                        each.string("remedy"), number(each, "lately"), number(each, "at"), number(each, "since"));
                if (!isOver(problem)) found.computeIfAbsent(problem.who(), _ -> new ArrayList<>()).add(problem);
            }
        });
        found.forEach((who, all) -> {
            var first = all.getFirst();
            var lasting = first.text().replaceFirst("; (tried again in|it is asked again) .*", "");
            var text = String.format(Locale.ROOT, "%s (%d of %d that ask it say so)", lasting, all.size(), told.size());
            long lately = all.stream().mapToLong(Problem::lately).sum();
            problems.addFirst(new Problem(all.stream().anyMatch(Problem::bad), who, text, first.remedy(), lately, first.atMillis(),
                    first.sinceMillis()));
        });
        for (var away : services.problems()) {
            if (problems.stream().noneMatch(problem -> problem.who().equals(away.who()))) problems.add(away);
        }
        return List.copyOf(found.keySet());
    }

    private static long number(JsonText.Value of, String name) {
        var member = of.member(name);
        return member == null ? 0 : Long.parseLong(member.text());
    }
}
