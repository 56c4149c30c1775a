package owlboard.proxy.status;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.route.Servers;
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
    private static final List<String> ROOT_WITH_STREAM = List.of("nginx", "processes", "connections", "slabs", "workers", "http", "stream",
            "resolvers", "ssl");
    private static final List<String> HTTP = List.of("requests", "server_zones", "location_zones", "caches", "limit_conns", "limit_reqs",
            "upstreams");
    private static final List<String> STREAM = List.of("server_zones", "limit_conns", "upstreams");

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
        if (path.isEmpty()) return exchange.snapshot.stream == null ? ROOT : ROOT_WITH_STREAM;
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
            case "stream" -> rest.isEmpty() ? stream(STREAM) : stream(rest.getFirst(), rest.subList(1, rest.size()));
            default -> throw unknown();
        };
    }

    /** Whether what stands there is objects by their names. */
    static boolean isByName(List<String> path) {
        if (path.size() == 1) return path.getFirst().equals("slabs") || path.getFirst().equals("resolvers");
        return path.size() == 2 && isPart(path.getFirst()) && !path.get(1).equals("requests");
    }

    /** Whether groups and zones are below it. */
    static boolean isPart(String name) {
        return name.equals("http") || name.equals("stream");
    }

    /** What counts there; missing where the file has no {@code stream}. */
    static Snapshot part(Exchange exchange, String name) throws Missing {
        var part = name.equals("stream") ? exchange.snapshot.stream : exchange.snapshot;
        if (part == null) throw unknown();
        return part;
    }

    private Object http(String what, List<String> rest) throws Missing {
        var zones = exchange.snapshot.zones;
        return switch (what) {
            case "requests" -> leaf(rest, map("total", counters.seen().requests(), "current", counters.writing()));
            case "server_zones" -> named(rest, zones(zones.servers(), zone -> zone(zone, true)), "server zone");
            case "location_zones" -> named(rest, zones(zones.locations(), zone -> zone(zone, false)), "location zone");
            case "caches" -> named(rest, caches(), "cache");
            case "limit_conns" -> named(rest, limits(exchange.snapshot, false), "limit_conn");
            case "limit_reqs" -> named(rest, limits(exchange.snapshot, true), "limit_req");
            case "upstreams" -> new UpstreamTree(exchange, exchange.snapshot).at(rest);
            default -> throw unknown();
        };
    }

    /** {@code there}, where there is one. */
    private Object stream(Object there) throws Missing {
        part(exchange, "stream");
        return there;
    }

    private Object stream(String what, List<String> rest) throws Missing {
        var part = part(exchange, "stream");
        return switch (what) {
            case "server_zones" -> named(rest, zones(part.zones.servers(), Tree::sessions), "server zone");
            case "limit_conns" -> named(rest, limits(part, false), "limit_conn");
            case "upstreams" -> new UpstreamTree(exchange, part).at(rest);
            default -> throw unknown();
        };
    }

    static Missing unknown() {
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
        for (var group : Groups.everywhere(exchange.snapshot)) group.state(0).peers().forEach(peer -> all.add(peer.handshakes()));
        return all;
    }

    /** Whose certificate may fail: a client has no name to match, an upstream always has one. */
    enum Side { CLIENT, UPSTREAM, BOTH }

    static Map<String, Object> ssl(List<Handshakes> of, Side side) {
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

    private static Map<String, Object> zones(List<Zone> zones, Function<Zone, Map<String, Object>> told) {
        return zones.stream().collect(Collectors.toMap(zone -> zone.name, told, (one, _) -> one, LinkedHashMap::new));
    }

    /** A server of {@code stream}. */
    private static Map<String, Object> sessions(Zone zone) {
        var sum = zone.sum();
        var map = map("processing", sum.processing, "connections", sum.requests + sum.processing, "sessions", map("2xx", sum.hundred(2),
                "4xx", sum.hundred(4), "5xx", sum.hundred(5), "total", sum.answers()), "discarded", sum.discarded, "received",
                sum.received, "sent", sum.sent);
        addSsl(map, zone);
        return map;
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
        addSsl(map, zone);
        return map;
    }

    private static void addSsl(Map<String, Object> map, Zone zone) {
        var handshakes = zone.handshakes();
        if (handshakes != null) map.put("ssl", ssl(List.of(handshakes), Side.CLIENT));
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

    private static Map<String, Object> limits(Snapshot of, boolean ofRequests) {
        var all = new LinkedHashMap<String, Object>();
        for (var zone : of.get(Zones.SLOT).all()) {
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
        if (!isPart(path.getFirst())) return resetOutside(path.getFirst(), path.size() == 2 ? path.get(1) : null);
        if (path.size() < 2 || path.size() > 3) return false;
        return reset(part(exchange, path.getFirst()), path.get(1), path.size() == 3 ? path.get(2) : null);
    }

    private boolean reset(Snapshot part, String what, String name) {
        switch (what) {
            case "requests" -> loops(null).forEach(counters::forgetRequests);
            case "server_zones" -> reset(part.zones.servers(), name);
            case "location_zones" -> reset(part.zones.locations(), name);
            case "upstreams" -> {
                for (var group : part.get(Groups.SLOT).all()) {
                    boolean isMeant = name == null || name.equals(group.name);
                    if (isMeant) reset(group.state(0).peers().stream().map(Peer.State::zone).toList(), null);
                }
            }
            case "limit_reqs", "limit_conns" -> {
                for (var zone : part.get(Zones.SLOT).all()) {
                    boolean isKind = zone.isOfRequests == what.equals("limit_reqs");
                    if (isKind && (name == null || name.equals(zone.name))) zone.reset();
                }
            }
            case "caches" -> part.get(CacheZones.SLOT).reset(name);
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
}
