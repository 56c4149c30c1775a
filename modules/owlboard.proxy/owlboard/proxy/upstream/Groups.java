package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.Comparator;
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
import owlboard.proxy.exchange.Snapshot;
import owlboard.wire.loop.Loops;

/**
 * The groups of a configuration: those of its {@code upstream} blocks, and those that {@code proxy_pass} makes up of a host. Over a reload
 * each takes over the peers of the group before it.
 */
public final class Groups {
    public static final MainSlot<Groups> SLOT = new MainSlot<>(Groups::new);

    /** Hosts that requests have made up and that are kept, but for those in use; and how many of them go at a time when there are more. */
    private static final int MADE_UP_MAX = 1000;
    private static final int MADE_UP_SPARE = 100;

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
    /** Of the file's own text, and of requests: each of those is gone when it has not been used for long. */
    private final Map<Implied, Group> implied = new ConcurrentHashMap<>();
    private final Map<Implied, Group> madeUp = new ConcurrentHashMap<>();
    /** {@code zone} of those that have one. */
    private final Map<Group, Upstreams.Zone> zones = new LinkedHashMap<>();
    /** Of the configuration before: requests may make up the next of their kind at any time. */
    private final Map<Implied, Group> inherited = new ConcurrentHashMap<>();

    private Groups(Making making, Groups before) {
        surroundings = Group.Surroundings.of(making, Loops.all().size());
        if (before != null) {
            inherited.putAll(before.madeUp);
            inherited.putAll(before.implied);
        }
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

    /** Of {@code http}, then of {@code stream}. */
    public static List<Group> everywhere(Snapshot whole) {
        return whole.parts().stream().flatMap(part -> part.get(SLOT).all().stream()).toList();
    }

    /**
     * The group that a {@code proxy_pass} of the file names, or one made of the addresses of that host, which the system knows.
     *
     * @param host {@code name[:port]} or {@code unix:/path}
     */
    public Group group(String host, boolean secure) {
        var group = declared.get(host);
        return group != null ? group : implied.computeIfAbsent(Implied.of(host, secure, null), key -> implied(host, key, false));
    }

    /**
     * The one that a request names; null: it has to {@link #makeUp} it.
     *
     * @param servers whom to ask for its name; null for the system's resolver
     */
    public Group known(String host, boolean secure, NameServers servers) {
        var group = declared.get(host);
        if (group != null) return group;
        var key = Implied.of(host, secure, servers);
        group = implied.get(key);
        if (group != null) return group;
        group = madeUp.get(key);
        if (group != null) group.usedNanos = System.nanoTime();
        return group;
    }

    /** As {@link #known}, from now on. Null: so many names are being looked up that there must not be more. Not on a loop. */
    public synchronized Group makeUp(String host, boolean secure, NameServers servers) {
        var group = known(host, secure, servers);
        if (group != null) return group;
        if (!makeRoom()) return null;
        var key = Implied.of(host, secure, servers);
        group = implied(host, key, true);
        madeUp.put(key, group);
        return group;
    }

    private Group implied(String host, Implied key, boolean onDemand) {
        var line = Group.impliedLine(key.address, key.servers, onDemand);
        return Group.implied(host, line, key.servers, surroundings, inherited.remove(key));
    }

    /** Those that have not been used for longest go, but not while a request uses them. */
    private boolean makeRoom() {
        if (madeUp.size() < MADE_UP_MAX) return true;
        record Unused(Implied key, long sinceNanos) {}
        var unused = new ArrayList<Unused>();
        int lookups = 0;
        for (var entry : madeUp.entrySet()) {
            var group = entry.getValue();
            if (group.roster.isLookedUp()) lookups++;
            else if (!group.isInUse()) unused.add(new Unused(entry.getKey(), group.usedNanos));
        }
        long now = System.nanoTime();
        unused.sort(Comparator.comparing(one -> one.sinceNanos - now));
        for (var one : unused.subList(0, Math.min(MADE_UP_SPARE, unused.size()))) madeUp.remove(one.key).closeIdle();
        return lookups < MADE_UP_MAX;
    }

    /** Whether there is an {@code upstream} block of this name. */
    public boolean isDeclared(String host) {
        return declared.containsKey(host);
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
        all.addAll(madeUp.values());
        return all;
    }
}
