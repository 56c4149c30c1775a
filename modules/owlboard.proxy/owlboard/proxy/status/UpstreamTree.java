package owlboard.proxy.status;

import static owlboard.proxy.status.Tree.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import owlboard.proxy.count.Handshakes.Kind;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;

/** What the paid nginx's JSON has below {@code upstreams}, of {@code http} and of {@code stream}. */
final class UpstreamTree {
    private final Exchange exchange;
    private final Snapshot part;

    UpstreamTree(Exchange exchange, Snapshot part) {
        this.exchange = exchange;
        this.part = part;
    }

    Object at(List<String> path) throws Tree.Missing {
        long now = Peer.seconds(exchange.loop().now());
        var states = part.get(Groups.SLOT).all().stream().collect(Collectors.toMap(group -> group.name,
                Function.<Group>identity(), (one, _) -> one, LinkedHashMap::new));
        if (path.isEmpty()) {
            var all = new LinkedHashMap<String, Object>();
            states.forEach((name, group) -> all.put(name, upstream(group.state(now))));
            return all;
        }
        var group = states.get(path.getFirst());
        if (group == null) throw new Tree.Missing("UpstreamNotFound", "upstream not found");
        if (path.size() == 1) return upstream(group.state(now));
        if (!path.get(1).equals("servers") || path.size() > 3) throw Tree.unknown();
        var servers = servers(group.state(now));
        if (path.size() == 2) return List.copyOf(servers.values());
        int id = path.get(2).matches("\\d{1,9}") ? Integer.parseInt(path.get(2)) : -1;
        if (id < 0) throw new Tree.Missing("UpstreamBadServerId", "invalid server ID");
        if (!servers.containsKey(id)) throw new Tree.Missing("UpstreamServerNotFound", "server with ID \"" + id + "\" does not exist");
        return servers.get(id);
    }

    private Map<String, Object> upstream(Group.State group) {
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
    private Map<String, Object> peer(Peer.State peer, String service) {
        var sum = peer.zone().sum();
        var lately = peer.zone().history.last(5);
        var map = map("id", peer.id().own(), "server", address(peer));
        if (service != null) map.put("service", service);
        map.putAll(map("name", peer.name(), "backup", peer.backup(), "weight", peer.declared().weight(), "state", state(peer), "active",
                peer.active()));
        if (peer.declared().maxConns() > 0) map.put("max_conns", peer.declared().maxConns());
        boolean isStream = part != exchange.snapshot;
        map.put(isStream ? "connections" : "requests", sum.requests + sum.processing);
        if (lately.count() > 0) {
            boolean isTold = !isStream || sum.headerNanos > 0; // a peer may say nothing at all
            if (isTold) map.put(isStream ? "first_byte_time" : "header_time", sum.headerNanos / Math.max(1, sum.requests) / 1_000_000);
            map.put("response_time", lately.mean() / 1_000_000);
        }
        if (!isStream) map.put("responses", Tree.responses(sum));
        boolean isTls = peer.handshakes().sum(Kind.DONE) + peer.handshakes().sum(Kind.FAILED) > 0;
        if (isTls) map.put("ssl", Tree.ssl(List.of(peer.handshakes()), Tree.Side.UPSTREAM));
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
        if (peer.now().downSince() != 0) map.put("downstart", Tree.time(peer.now().downSince()));
        if (peer.now().selectedMillis() != 0) map.put("selected", Tree.time(peer.now().selectedMillis()));
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
