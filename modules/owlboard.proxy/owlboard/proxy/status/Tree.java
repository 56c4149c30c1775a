package owlboard.proxy.status;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import owlboard.proxy.access.LimitZone;
import owlboard.proxy.access.Zones;
import owlboard.proxy.cache.CacheZones;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Handshakes;
import owlboard.proxy.count.Handshakes.Kind;
import owlboard.proxy.count.Lookups;
import owlboard.proxy.count.Slab;
import owlboard.proxy.count.Sum;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.route.Servers;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.loop.Loops;

/** The paid nginx's JSON, version 9: what stands at each path. Paths and names are its own. */
final class Tree {
    /** What is asked for is not there. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;
        final String code;

        Missing(String code, String text) {
            super(text, null, false, false);
            this.code = code;
        }
    }

    private static final DateTimeFormatter MILLIS = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final List<String> ROOT = List.of("nginx", "processes", "connections", "slabs", "workers", "http", "resolvers", "ssl");
    private static final List<String> HTTP = List.of("requests", "server_zones", "location_zones", "caches", "limit_conns", "limit_reqs",
            "upstreams");

    private static final List<String> CACHE = List.of("HIT", "STALE", "UPDATING", "REVALIDATED", "MISS", "EXPIRED", "BYPASS");
    private static final List<String> KEEPING = List.of("MISS", "EXPIRED", "BYPASS");

    private final Live live;
    private final Counters counters;
    private final Exchange exchange;

    Tree(Exchange exchange, Live live) {
        this.exchange = exchange;
        this.live = live;
        counters = exchange.snapshot.counters;
    }

    /** {@code path} without slashes at its ends, split at those within; what is there now. */
    Object at(List<String> path) throws Missing {
        if (path.isEmpty()) return ROOT;
        var rest = path.subList(1, path.size());
        return switch (path.getFirst()) {
            case "nginx" -> leaf(rest, nginx());
            case "processes" -> leaf(rest, map("respawned", 0));
            case "connections" -> leaf(rest, connections());
            case "ssl" -> leaf(rest, ssl(handshakes(), Side.BOTH));
            case "slabs" -> named(rest, slabs(), "slab zone");
            case "workers" -> workers(rest);
            case "resolvers" -> named(rest, resolvers(), "resolver zone");
            case "http" -> rest.isEmpty() ? HTTP : http(rest.getFirst(), rest.subList(1, rest.size()));
            default -> throw unknown();
        };
    }

    /** Whether what stands there is objects by their names. */
    static boolean isByName(List<String> path) {
        if (path.size() == 1) return path.getFirst().equals("slabs") || path.getFirst().equals("resolvers");
        return path.size() == 2 && path.getFirst().equals("http") && !path.get(1).equals("requests");
    }

    private Object http(String what, List<String> rest) throws Missing {
        var zones = exchange.snapshot.zones;
        return switch (what) {
            case "requests" -> leaf(rest, map("total", counters.seen().requests(), "current", counters.writing()));
            case "server_zones" -> named(rest, zones(zones.servers(), true), "server zone");
            case "location_zones" -> named(rest, zones(zones.locations(), false), "location zone");
            case "caches" -> named(rest, caches(), "cache");
            case "limit_conns" -> named(rest, limits(false), "limit_conn");
            case "limit_reqs" -> named(rest, limits(true), "limit_req");
            case "upstreams" -> upstreams(rest);
            default -> throw unknown();
        };
    }

    private static Missing unknown() {
        return new Missing("PathNotFound", "path not found");
    }

    private static Object leaf(List<String> rest, Object value) throws Missing {
        if (!rest.isEmpty()) throw unknown();
        return value;
    }

    private static Object named(List<String> rest, Map<String, ?> all, String what) throws Missing {
        if (rest.isEmpty()) return all;
        if (rest.size() > 1) throw unknown();
        var one = all.get(rest.getFirst());
        if (one == null) throw new Missing("PathNotFound", what + " not found");
        return one;
    }

    /** Keys and values in turn. */
    static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private Map<String, Object> nginx() {
        long pid = ProcessHandle.current().pid();
        var refused = live.refused();
        var all = map("version", "owlboard", "build", "owlboard", "address", exchange.connection.localAddress(),
                "generation", live.generation(),
                "load_timestamp", time(live.loadedMillis()), "timestamp", time(System.currentTimeMillis()),
                "pid", pid, "ppid", ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
        all.put("last_reload", refused == null ? map("successful", true, "timestamp", time(live.loadedMillis())) // ours
                : map("successful", false, "timestamp", time(refused.atMillis()), "text", refused.text()));
        return all;
    }

    /** As nginx writes it: with milliseconds. */
    static String time(long millis) {
        return MILLIS.format(Instant.ofEpochMilli(millis));
    }

    private Map<String, Object> connections() {
        var seen = counters.seen();
        long active = counters.active();
        long idle = Math.min(active, counters.waiting());
        return map("accepted", seen.accepted() - seen.dropped(), "dropped", seen.dropped(), "active", active - idle, "idle", idle);
    }

    /** Of clients and of upstreams. */
    private List<Handshakes> handshakes() {
        var all = new ArrayList<Handshakes>();
        all.add(counters.handshakes);
        for (var group : exchange.snapshot.get(Groups.SLOT).all()) group.state(0).peers().forEach(peer -> all.add(peer.handshakes()));
        return all;
    }

    /** Whose certificate may fail: a client has no name to match, an upstream always has one. */
    private enum Side { CLIENT, UPSTREAM, BOTH }

    private static Map<String, Object> ssl(List<Handshakes> of, Side side) {
        var map = map("handshakes", sum(of, Kind.DONE), "handshakes_failed", sum(of, Kind.FAILED), "session_reuses", sum(of, Kind.REUSED),
                "no_common_protocol", sum(of, Kind.NO_COMMON_PROTOCOL));
        if (side != Side.UPSTREAM) map.put("no_common_cipher", sum(of, Kind.NO_COMMON_CIPHER));
        map.put("handshake_timeout", sum(of, Kind.TIMEOUT));
        map.put("peer_rejected_cert", sum(of, Kind.PEER_REJECTED_CERT));
        var failures = side == Side.UPSTREAM ? map() : map("no_cert", sum(of, Kind.NO_CERT));
        failures.putAll(map("expired_cert", sum(of, Kind.EXPIRED_CERT), "revoked_cert", sum(of, Kind.REVOKED_CERT)));
        if (side != Side.CLIENT) failures.put("hostname_mismatch", sum(of, Kind.HOSTNAME_MISMATCH));
        failures.put("other", sum(of, Kind.OTHER));
        map.put("verify_failures", failures);
        return map;
    }

    private static long sum(List<Handshakes> all, Kind kind) {
        return all.stream().mapToLong(each -> each.sum(kind)).sum();
    }

    private Object workers(List<String> rest) throws Missing {
        var all = Loops.all().stream().map(loop -> worker(loop.index)).toList();
        if (rest.isEmpty()) return all;
        if (rest.size() > 1 || !rest.getFirst().matches("\\d{1,3}") || Integer.parseInt(rest.getFirst()) >= all.size()) {
            throw new Missing("WorkerNotFound", "worker not found");
        }
        return all.get(Integer.parseInt(rest.getFirst()));
    }

    private Map<String, Object> worker(int index) {
        var loop = counters.of(index);
        var seen = counters.seen(index);
        long active = loop.accepted - loop.closed;
        long busy = Math.min(active, loop.readingNow + loop.writingNow);
        return map("id", index, "pid", ProcessHandle.current().pid(),
                "http", map("requests", map("total", seen.requests(), "current", loop.writingNow)),
                "connections", map("accepted", seen.accepted() - seen.dropped(), "dropped", seen.dropped(),
                        "active", busy, "idle", active - busy));
    }

    private static Map<String, Object> zones(List<Zone> zones, boolean areServers) {
        return zones.stream().collect(Collectors.toMap(zone -> zone.name, zone -> zone(zone, areServers), (one, _) -> one,
                LinkedHashMap::new));
    }

    private static Map<String, Object> zone(Zone zone, boolean isServer) {
        var sum = zone.sum();
        var map = new LinkedHashMap<String, Object>();
        if (isServer) map.put("processing", sum.processing);
        map.put("requests", sum.requests);
        map.put("responses", responses(sum));
        map.put("discarded", sum.discarded);
        map.put("received", sum.received);
        map.put("sent", sum.sent);
        var handshakes = zone.handshakes();
        if (handshakes != null) map.put("ssl", ssl(List.of(handshakes), Side.CLIENT));
        return map;
    }

    static Map<String, Object> responses(Sum sum) {
        var codes = new LinkedHashMap<String, Object>();
        for (int code = 100; code < 1000; code++) if (sum.code(code) > 0) codes.put(Integer.toString(code), sum.code(code));
        return map("1xx", sum.hundred(1), "2xx", sum.hundred(2), "3xx", sum.hundred(3), "4xx", sum.hundred(4), "5xx", sum.hundred(5),
                "codes", codes, "total", sum.answers());
    }

    private Map<String, Object> caches() {
        var all = new LinkedHashMap<String, Object>();
        for (var zone : exchange.snapshot.get(CacheZones.SLOT).states()) {
            var map = map("size", zone.bytes());
            if (zone.maxBytes() > 0) map.put("max_size", zone.maxBytes());
            map.put("cold", zone.cold());
            for (var status : CACHE) {
                var outcome = zone.outcomes().get(status);
                var figures = map("responses", outcome.responses(), "bytes", outcome.bytes());
                if (KEEPING.contains(status)) {
                    figures.put("responses_written", outcome.keptResponses());
                    figures.put("bytes_written", outcome.keptBytes());
                }
                map.put(status.toLowerCase(Locale.ROOT), figures);
            }
            all.put(zone.name(), map);
        }
        return all;
    }

    private Map<String, Object> resolvers() {
        var all = new LinkedHashMap<String, Object>();
        exchange.snapshot.zones.resolvers().forEach((name, counts) -> {
            // one lookup asks for both families, and nobody looks for the name of an address
            var requests = map("name", counts.requests(Lookups.Kind.NAME), "srv", counts.requests(Lookups.Kind.SRV), "addr", 0);
            var responses = map();
            for (var outcome : Lookups.Outcome.values()) responses.put(outcome.name().toLowerCase(Locale.ROOT), counts.outcomes(outcome));
            all.put(name, map("requests", requests, "responses", responses));
        });
        return all;
    }

    /** Of all zones of shared memory that are declared, by name. */
    private Map<String, Slab> declaredSlabs() {
        var snapshot = exchange.snapshot;
        var all = new LinkedHashMap<String, Slab>();
        Stream.of(snapshot.get(Zones.SLOT).slabs(), snapshot.get(Groups.SLOT).slabs(), snapshot.get(CacheZones.SLOT).slabs(),
                snapshot.get(Servers.SLOT).slabs()).flatMap(List::stream).forEach(slab -> all.merge(slab.name(), slab, Slab::and));
        return all;
    }

    private Map<String, Object> slabs() {
        var told = new LinkedHashMap<String, Object>();
        declaredSlabs().forEach((name, slab) -> told.put(name, map("pages", map("used", slab.pagesUsed(), "free", slab.pagesFree()),
                "slots", slots(live.counted(slab)))));
        return told;
    }

    /** Of all sizes that nginx has slots for; entries of a zone are in one of them. */
    private static Map<String, Object> slots(Slab slab) {
        var all = new LinkedHashMap<String, Object>();
        for (int size = 8; size <= 2048; size *= 2) {
            boolean isIts = size == slab.entryBytes();
            all.put(Integer.toString(size), map("used", isIts ? slab.used() : 0, "free", isIts ? slab.free() : 0, "reqs", isIts
                    ? slab.asked() : 0, "fails", isIts ? slab.refused() : 0));
        }
        return all;
    }

    private Map<String, Object> limits(boolean ofRequests) {
        var all = new LinkedHashMap<String, Object>();
        for (var zone : exchange.snapshot.get(Zones.SLOT).all()) {
            if (zone.isOfRequests != ofRequests) continue;
            var map = new LinkedHashMap<String, Object>();
            for (var outcome : LimitZone.Outcome.values()) {
                boolean isDelay = outcome.name().startsWith("DELAYED");
                if (ofRequests || !isDelay) map.put(outcome.name().toLowerCase(Locale.ROOT), zone.sum(outcome));
            }
            all.put(zone.name, map);
        }
        return all;
    }

    // Resets.

    /** What stands there counts from here on; false: it has nothing that can. */
    boolean reset(List<String> path) throws Missing {
        at(path);
        if (path.isEmpty()) return false;
        if (!path.getFirst().equals("http")) return resetOutside(path.getFirst(), path.size() == 2 ? path.get(1) : null);
        if (path.size() < 2 || path.size() > 3) return false;
        var name = path.size() == 3 ? path.get(2) : null;
        switch (path.get(1)) {
            case "requests" -> loops(null).forEach(counters::forgetRequests);
            case "server_zones" -> reset(exchange.snapshot.zones.servers(), name);
            case "location_zones" -> reset(exchange.snapshot.zones.locations(), name);
            case "upstreams" -> {
                for (var group : exchange.snapshot.get(Groups.SLOT).all()) {
                    boolean isMeant = name == null || name.equals(group.name);
                    if (isMeant) reset(group.state(0).peers().stream().map(Peer.State::zone).toList(), null);
                }
            }
            case "limit_reqs", "limit_conns" -> {
                for (var zone : exchange.snapshot.get(Zones.SLOT).all()) {
                    boolean isKind = zone.isOfRequests == path.get(1).equals("limit_reqs");
                    if (isKind && (name == null || name.equals(zone.name))) zone.reset();
                }
            }
            case "caches" -> exchange.snapshot.get(CacheZones.SLOT).reset(name);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** {@code name} null: all of them. */
    private boolean resetOutside(String what, String name) {
        switch (what) {
            case "slabs" -> {
                if (name == null) return false; // one at a time, as in the paid one
                live.reset(declaredSlabs().get(name));
            }
            case "processes" -> {} // none has been started anew
            case "connections" -> loops(null).forEach(counters::forgetConnections);
            case "ssl" -> handshakes().forEach(Handshakes::reset);
            case "workers" -> {
                loops(name).forEach(counters::forgetConnections);
                loops(name).forEach(counters::forgetRequests);
            }
            case "resolvers" -> exchange.snapshot.zones.resolvers().forEach((zone, counts) -> {
                if (name == null || name.equals(zone)) counts.reset();
            });
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The index of this one, or of all. */
    private static IntStream loops(String index) {
        return index == null ? IntStream.range(0, Loops.all().size()) : IntStream.of(Integer.parseInt(index));
    }

    private static void reset(List<Zone> zones, String name) {
        for (var zone : zones) if (name == null || name.equals(zone.name)) zone.reset();
    }

    // Upstreams.

    private Object upstreams(List<String> path) throws Missing {
        long now = Peer.seconds(exchange.loop().now());
        var states = exchange.snapshot.get(Groups.SLOT).all().stream().collect(Collectors.toMap(group -> group.name,
                Function.<Group>identity(), (one, _) -> one, LinkedHashMap::new));
        if (path.isEmpty()) {
            var all = new LinkedHashMap<String, Object>();
            states.forEach((name, group) -> all.put(name, upstream(group.state(now))));
            return all;
        }
        var group = states.get(path.getFirst());
        if (group == null) throw new Missing("UpstreamNotFound", "upstream not found");
        if (path.size() == 1) return upstream(group.state(now));
        if (!path.get(1).equals("servers") || path.size() > 3) throw unknown();
        var servers = servers(group.state(now));
        if (path.size() == 2) return List.copyOf(servers.values());
        int id = path.get(2).matches("\\d{1,9}") ? Integer.parseInt(path.get(2)) : -1;
        if (id < 0) throw new Missing("UpstreamBadServerId", "invalid server ID");
        if (!servers.containsKey(id)) throw new Missing("UpstreamServerNotFound", "server with ID \"" + id + "\" does not exist");
        return servers.get(id);
    }

    private static Map<String, Object> upstream(Group.State group) {
        var services = group.parents().stream().filter(parent -> parent.declared().service() != null)
                .collect(Collectors.toMap(Group.Parent::id, parent -> parent.declared().service()));
        var peers = group.peers().stream().map(peer -> peer(peer, services.get(peer.id().parent()))).toList();
        var repeats = group.repeats();
        var map = map("peers", peers, "keepalive", group.idleConnections(), "zombies", group.leaving(), "zone", group.name());
        var waiting = group.waiting();
        if (waiting != null) map.put("queue", map("size", waiting.count(), "max_size", waiting.most(), "overflows", waiting.overflows()));
        map.put("retries", map("active", repeats.active(), "total", repeats.retries(), "refused", repeats.refused())); // ours, as hedges
        map.put("hedges", map("connections", repeats.connections(), "requests", repeats.requests(), "won", repeats.won()));
        return map;
    }

    /** {@code service}: of its line; null: it has none. */
    private static Map<String, Object> peer(Peer.State peer, String service) {
        var sum = peer.zone().sum();
        var lately = peer.zone().history.last(5);
        var map = map("id", peer.id().own(), "server", address(peer));
        if (service != null) map.put("service", service);
        map.putAll(map("name", peer.name(), "backup", peer.backup(), "weight", peer.declared().weight(), "state", state(peer), "active",
                peer.active()));
        if (peer.declared().maxConns() > 0) map.put("max_conns", peer.declared().maxConns());
        map.put("requests", sum.requests + sum.processing);
        if (lately.count() > 0) {
            map.put("header_time", sum.headerNanos / Math.max(1, sum.requests) / 1_000_000);
            map.put("response_time", lately.mean() / 1_000_000);
        }
        map.put("responses", responses(sum));
        boolean isTls = peer.handshakes().sum(Kind.DONE) + peer.handshakes().sum(Kind.FAILED) > 0;
        if (isTls) map.put("ssl", ssl(List.of(peer.handshakes()), Side.UPSTREAM));
        map.put("sent", sum.sent);
        map.put("received", sum.received);
        map.put("fails", peer.failures());
        map.put("unavail", peer.now().unavailable());
        var health = peer.health();
        var checks = map("checks", health.checks(), "fails", health.fails(), "unhealthy", health.unhealthy());
        if (health.lastPassed() != null) checks.put("last_passed", health.lastPassed());
        if (peer.now().spared()) checks.put("last_resort", true); // ours
        if (peer.state().equals("unproven")) map.put("unproven", true); // ours: it may be tried again, and has not answered yet
        map.put("health_checks", checks);
        map.put("downtime", peer.now().downMillis());
        if (peer.now().downSince() != 0) map.put("downstart", time(peer.now().downSince()));
        if (peer.now().selectedMillis() != 0) map.put("selected", time(peer.now().selectedMillis()));
        return map;
    }

    private static String address(Peer.State peer) {
        return peer.address() == null ? peer.name() : peer.address();
    }

    /** In the paid nginx's words. */
    static String state(Peer.State peer) {
        return switch (peer.state()) {
            case "down" -> "down";
            case "draining", "unhealthy", "checking" -> peer.state();
            case "up", "busy" -> "up";
            default -> "unavail";
        };
    }

    /** By number: lines that stand for others, and all peers. */
    private static Map<Integer, Map<String, Object>> servers(Group.State group) {
        var all = new TreeMap<Integer, Map<String, Object>>();
        for (var parent : group.parents()) {
            var line = parent.declared();
            var map = server(parent.id(), line.address(), line.backup(), Peer.Declared.of(line));
            if (line.service() != null) map.put("service", line.service());
            all.put(parent.id(), map);
        }
        for (var peer : group.peers()) {
            var map = server(peer.id().own(), server(peer), peer.backup(), peer.declared());
            if (peer.id().parent() >= 0) {
                map.put("parent", peer.id().parent());
                map.put("host", peer.name());
            }
            all.put(peer.id().own(), map);
        }
        return all;
    }

    /** As configured; one that a name has led to is called by its address. */
    static String server(Peer.State peer) {
        return peer.id().parent() >= 0 ? address(peer) : peer.name();
    }

    private static Map<String, Object> server(int id, String server, boolean backup, Peer.Declared line) {
        var map = map("id", id, "server", server, "weight", line.weight(), "max_conns", line.maxConns(), "max_fails", line.maxFails(),
                "fail_timeout", line.failSeconds() + "s", "slow_start", line.slowSeconds() + "s", "route", line.route() == null ? ""
                : line.route(), "backup", backup, "down", line.down());
        if (line.drain()) map.put("drain", true);
        return map;
    }
}
