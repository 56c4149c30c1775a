package owlboard.proxy.status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Sampler;
import owlboard.proxy.count.Slab;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.status.Happenings.Happening;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;

/** What one engine knows of itself over all its configurations: which is in force, since when, and what its zones counted lately. */
public final class Live implements AutoCloseable {
    /** {@code admin}: whoever looks at this engine comes there. */
    record Listener(String name, int port, boolean admin, Zone zone) {}

    /** Counts client connections. */
    public interface Sockets {
        /**
         * For each of these times of {@link System#nanoTime}, which ascend, the connections whose work began since then and before the
         * next one; those without work count at the last. Null: that cannot be told now. Not on a loop.
         */
        int[] since(long[] nanos);
    }

    private static final int LOADS_MOST = 20;

    private volatile List<Load> loads = List.of();
    private final Map<String, Listener> listeners = new ConcurrentSkipListMap<>();
    private volatile Snapshot snapshot;
    private volatile long loadedMillis;
    private volatile int generation;
    private volatile Refused refused;
    private volatile Upkeep.Seen upkeep = new Upkeep.Seen(Map.of(), -1);
    private final Happenings happenings = new Happenings();
    private final InUse certificates = new InUse(happenings);
    private volatile Sockets sockets = _ -> null;
    /** Of zones whose {@code reqs} and {@code fails} the API has reset: what they were then. */
    private final Map<String, Slab> slabsBefore = new ConcurrentHashMap<>();
    private final Sampler sampler;

    public Live(Counters counters) {
        sampler = new Sampler(this::zones, () -> snapshot.zones.servers(), counters.recorder, this::tellUnproven, this::look);
    }

    /** A reload that changed nothing, and why. */
    record Refused(long atMillis, String text) {}

    /** A configuration could not be taken; {@code why}: the first error, with file and line. */
    public void refuses(String why) {
        refused = new Refused(System.currentTimeMillis(), why);
        happenings.add("reload", "a reload was refused: " + why);
    }

    /** The last reload; null: it was taken, or there was none. */
    Refused refused() {
        return refused;
    }

    /** This one is in force from now on. */
    public void inForce(Snapshot now) {
        var load = Load.of(generation + 1, snapshot == null ? null : snapshot.configuration, now.configuration);
        boolean isReload = snapshot != null;
        if (isReload) certificates.taken(now);
        var last = new ArrayList<>(loads);
        last.add(load);
        loads = List.copyOf(last.subList(Math.max(0, last.size() - LOADS_MOST), last.size()));
        now.counters.findings.clear();
        if (isReload) upkeep = Upkeep.look(now); // what it tells was forgotten just now
        snapshot = now;
        refused = null;
        loadedMillis = load.atMillis();
        generation++;
    }

    /** {@code key} is an address of the configuration, {@code port} where it is published, 0 for a unix socket. */
    public void listens(String key, int port, boolean admin, Zone zone) {
        listeners.put(key, new Listener(key, port, admin, zone));
    }

    public void leaves(String key) {
        listeners.remove(key);
    }

    List<Listener> listeners() {
        return List.copyOf(listeners.values());
    }

    /** Once there is one in force. */
    public void start() {
        sampler.start();
    }

    /** These files of certificates or keys were read again, and are in use. */
    public void taken(List<Path> files) {
        if (snapshot == null) return;
        upkeep = Upkeep.look(snapshot); // one that has ended fails requests from now on
        certificates.taken(snapshot, files);
    }

    public void countsWith(Sockets open) {
        sockets = open;
    }

    /** Client connections by the number of the configuration that serves them, the one in force in front; empty: not known now. */
    Map<Integer, Integer> sockets() {
        var all = loads;
        var counts = sockets.since(all.stream().mapToLong(Load::sinceNanos).toArray());
        var known = new LinkedHashMap<Integer, Integer>();
        for (int i = counts == null ? -1 : all.size() - 1; i >= 0; i--) {
            if (counts[i] > 0 || i == all.size() - 1) known.put(all.get(i).number(), counts[i]);
        }
        return known;
    }

    /** Since {@link #reset}. */
    Slab counted(Slab slab) {
        var before = slabsBefore.get(slab.name());
        return before == null ? slab : slab.since(before);
    }

    void reset(Slab slab) {
        slabsBefore.put(slab.name(), slab);
    }

    List<Happening> happenings() {
        return happenings.all();
    }

    /** As it was seen last, within a minute. */
    Upkeep.Seen upkeep() {
        return upkeep;
    }

    private void tellUnproven() {
        Groups.everywhere(snapshot).forEach(Group::tellUnproven);
    }

    private void look() {
        certificates.know(snapshot);
        upkeep = Upkeep.look(snapshot);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** How many have been in force. */
    int generation() {
        return generation;
    }

    /** The last ones that came into force, the youngest at the end. */
    List<Load> loads() {
        return loads;
    }

    long loadedMillis() {
        return loadedMillis;
    }

    /** {@code server:NAME}, {@code location:NAME}, {@code listener:NAME}, {@code peer:UPSTREAM/NAME}; null: there is none. */
    Zone zone(String called) {
        int colon = called.indexOf(':');
        if (colon < 0) return null;
        var name = called.substring(colon + 1);
        var all = switch (called.substring(0, colon)) {
            case "server" -> servers(snapshot).stream();
            case "location" -> snapshot.zones.locations().stream();
            case "listener" -> listeners.values().stream().map(Listener::zone);
            default -> {
                for (var group : Groups.everywhere(snapshot)) {
                    for (var peer : group.state(0).peers()) {
                        if (name.equals(Utf8.of(group.name + "/" + peer.name()))) yield Stream.of(peer.zone());
                    }
                }
                yield Stream.<Zone>empty();
            }
        };
        return all.filter(zone -> called.startsWith("peer:") || Utf8.of(zone.name).equals(name)).findFirst().orElse(null);
    }

    /** Of {@code http}, then of {@code stream}. */
    static List<Zone> servers(Snapshot whole) {
        return whole.parts().stream().flatMap(part -> part.zones.servers().stream()).toList();
    }

    private List<Zone> zones() {
        var all = new ArrayList<>(servers(snapshot));
        all.addAll(snapshot.zones.locations());
        for (var listener : listeners.values()) all.add(listener.zone);
        for (var group : Groups.everywhere(snapshot)) for (var peer : group.state(0).peers()) all.add(peer.zone());
        return all;
    }

    @Override
    public void close() {
        sampler.close();
    }
}
