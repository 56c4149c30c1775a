package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import owlboard.config.directive.Failover;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.count.Slab;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.wire.loop.Loops;

/**
 * The groups of a configuration: those of its {@code upstream} blocks, and those that {@code proxy_pass} makes up of a host. Over a reload
 * each takes over the peers of the group before it.
 */
public final class Groups {
    public static final MainSlot<Groups> SLOT = new MainSlot<>(Groups::new);

    /** What nginx takes for a server in shared memory, in a slot of its allocator. */
    private static final int PEER_BYTES = 512;

    /** What makes a group without an {@code upstream} block: {@code name:port}, and whom to ask for that name. */
    private record Implied(String address, NameServers servers) {
        static Implied of(String host, boolean secure, NameServers servers) {
            boolean whole = host.startsWith("unix:") || hasPort(host);
            var port = secure ? ":443" : ":80";
            return new Implied(whole ? host : host + port, servers);
        }
    }

    private final Group.Surroundings surroundings;
    private final Map<String, Group> declared = new LinkedHashMap<>();
    private final Map<Implied, Group> implied = new ConcurrentHashMap<>();
    /** {@code zone} of those that have one. */
    private final Map<Group, Upstreams.Zone> zones = new LinkedHashMap<>();
    /** Of the configuration before: requests may make up the next of their kind at any time. */
    private final Map<Implied, Group> inherited;

    private Groups(Making making, Groups before) {
        surroundings = Group.Surroundings.of(making, Loops.all().size());
        inherited = before == null ? Map.of() : Map.copyOf(before.implied);
        for (var upstream : making.configuration().http().upstreams()) {
            var old = before == null ? null : before.declared.get(upstream.name());
            var group = Group.of(upstream, making, surroundings, old);
            declared.put(upstream.name(), group);
            var zone = upstream.level().get(Upstreams.ZONE);
            if (zone != null) zones.put(group, zone);
            var outliers = upstream.level().get(Failover.OWLBOARD_OUTLIERS);
            if (outliers != null && !group.isStrict()) making.main(HealthChecks.SLOT).watch(group, outliers);
        }
    }

    /**
     * The group that a {@code proxy_pass} names, or one made of the addresses of that host.
     *
     * @param host {@code name[:port]} or {@code unix:/path}
     * @param servers whom to ask for the names of requests; null for the system's resolver
     */
    public Group group(String host, boolean secure, NameServers servers) {
        var group = declared.get(host);
        if (group != null) return group;
        return implied.computeIfAbsent(Implied.of(host, secure, servers),
                key -> Group.implied(host, key.address, servers, surroundings, inherited.get(key)));
    }

    /** Whether {@link #group} would have to make up one: it must not grow without bound. */
    public boolean knows(String host, boolean secure, NameServers servers) {
        return declared.containsKey(host) || implied.containsKey(Implied.of(host, secure, servers));
    }

    /** Whether there is an {@code upstream} block of this name. */
    public boolean isDeclared(String host) {
        return declared.containsKey(host);
    }

    public int impliedCount() {
        return implied.size();
    }

    private static boolean hasPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > 0 && host.indexOf(']') < colon && (host.startsWith("[") || host.indexOf(':') == colon);
    }

    /** Those of {@code upstream} blocks, in file order. */
    public List<Group> declared() {
        return List.copyOf(declared.values());
    }

    /** Of {@code zone} and {@code sticky learn}. */
    public List<Slab> slabs() {
        var all = new ArrayList<Slab>();
        zones.forEach((group, zone) -> all.add(new Slab(zone.name(), zone.sizeBytes(), PEER_BYTES, group.state(0).peers().size())));
        declared.values().stream().map(Group::sessions).filter(Objects::nonNull).forEach(all::add);
        return all;
    }

    /** Of all: whose names are looked up. */
    public List<Roster> rosters() {
        return all().stream().map(group -> group.roster).toList();
    }

    public List<Group> all() {
        var all = new ArrayList<>(declared.values());
        all.addAll(implied.values());
        return all;
    }
}
