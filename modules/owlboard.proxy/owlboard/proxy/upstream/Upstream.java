package owlboard.proxy.upstream;

import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.config.Place;
import owlboard.config.Upstream.Balancing;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.route.Building;
import owlboard.wire.loop.Loops;

/** A group of peers (an {@code upstream} block, or the addresses of a {@code proxy_pass} host) with its balancer and its idle connections. */
public final class Upstream {
    private static final int KEEPALIVE_STANDARD = 32;

    /** One {@code server} line and the peers that its addresses make. */
    private static final class Line {
        final owlboard.config.Upstream.Peer declared;
        final String resolvable;
        List<Peer> peers = List.of();

        Line(owlboard.config.Upstream.Peer declared) {
            this.declared = declared;
            resolvable = withPort(declared.address());
        }
    }

    public final String name;
    private final String method;
    private final Balancer balancer;
    private final Balancer backupBalancer = new RoundRobin();
    private final List<Line> lines = new ArrayList<>();
    /** Shared with the group of the configuration before, as equal peers are. */
    private final ReentrantLock lock;
    private final Names names;
    final IdlePool[] idle;
    /** Requests per connection, idle and total life in milliseconds. */
    final int keepaliveRequests;
    final long keepaliveTimeout;
    final long keepaliveTime;
    private volatile Peer[] primaries = {};
    private volatile Peer[] backups = {};
    private volatile boolean single;

    private Upstream(String name, Balancing balancing, int keepalive, int keepaliveRequests, long keepaliveTimeout, long keepaliveTime, List<owlboard.config.Upstream.Peer> peers, Building building, Upstream before) {
        this.name = name;
        this.keepaliveRequests = keepaliveRequests;
        this.keepaliveTimeout = keepaliveTimeout;
        this.keepaliveTime = keepaliveTime;
        names = building.names;
        method = methodName(balancing);
        balancer = balancer(balancing, building);
        lock = before != null ? before.lock : new ReentrantLock();
        idle = before != null && before.idle[0].holds(keepalive) ? before.idle : pools(building.loops(), keepalive);
        for (var peer : peers) lines.add(new Line(peer));
        var known = new HashMap<String, Peer>();
        if (before != null) for (var peer : before.all()) known.put(peer.identity() + " " + peer.address(), peer);
        resolve(false, known);
        missing().forEach(building.warnings::add);
        names.watch(this);
    }

    private static IdlePool[] pools(int loops, int keepalive) {
        var pools = new IdlePool[loops];
        for (int i = 0; i < loops; i++) pools[i] = new IdlePool(keepalive);
        return pools;
    }

    public static Upstream of(owlboard.config.Upstream declared, Building building, Upstream before) {
        var level = declared.level();
        var keepalive = level.get(Upstreams.KEEPALIVE);
        return new Upstream(declared.name(), declared.balancing(), keepalive == null ? KEEPALIVE_STANDARD : keepalive, level.get(Upstreams.KEEPALIVE_REQUESTS),
                level.get(Upstreams.KEEPALIVE_TIMEOUT), level.get(Upstreams.KEEPALIVE_TIME), declared.peers(), building, before);
    }

    /** The group of a {@code proxy_pass} to a host without an {@code upstream} block. */
    public static Upstream implied(String name, String address, Building building, Upstream before) {
        var peer = new owlboard.config.Upstream.Peer(new Place("", 0), address, 1, 0, 1, 10_000, false, false, false, 0, null);
        return new Upstream(name, new Balancing.RoundRobin(), KEEPALIVE_STANDARD, 1000, 60_000, 3_600_000, List.of(peer), building, before);
    }

    private static String methodName(Balancing balancing) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> "round_robin";
            case Balancing.LeastConn _ -> "least_conn";
            case Balancing.IpHash _ -> "ip_hash";
            case Balancing.Hash hash -> hash.consistent() ? "hash consistent" : "hash";
            case Balancing.Random random -> random.two() ? "random two" : "random";
        };
    }

    private static Balancer balancer(Balancing balancing, Building building) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> new RoundRobin();
            case Balancing.LeastConn _ -> new LeastConn();
            case Balancing.IpHash _ -> new IpHash();
            case Balancing.Hash hash -> hash.consistent() ? new ConsistentHash(building.value(hash.key())) : new Hash(building.value(hash.key()));
            case Balancing.Random random -> new RandomPick(random.two());
        };
    }

    private static String withPort(String address) {
        if (address.startsWith("unix:")) return address;
        int colon = address.lastIndexOf(':');
        boolean port = colon > 0 && address.indexOf(']') < colon && (address.startsWith("[") || address.indexOf(':') == colon);
        return port ? address : address + ":80";
    }

    // Names. Called at the start and by the thread of Names: may block, holds the lock only to swap.

    void resolve(boolean onlyMissing) {
        resolve(onlyMissing, Map.of());
    }

    private void resolve(boolean onlyMissing, Map<String, Peer> known) {
        for (var line : lines) {
            if (onlyMissing && !line.peers.isEmpty() && line.peers.getFirst().address() != null) continue;
            try {
                place(line, names.resolve(line.resolvable), known);
            } catch (UnknownHostException missing) {
                if (line.peers.isEmpty()) add(line, List.of(peer(line, null, known)));
                line.peers.forEach(peer -> peer.notResolved("host not found in upstream \"" + line.declared.address() + "\""));
            }
        }
    }

    private Peer peer(Line line, SocketAddress address, Map<String, Peer> known) {
        var peer = new Peer(line.declared);
        var same = known.get(peer.identity() + " " + address);
        if (same != null) return same;
        if (address != null) peer.resolvedTo(address);
        return peer;
    }

    private void place(Line line, List<SocketAddress> addresses, Map<String, Peer> known) {
        if (line.peers.size() == 1 && addresses.size() == 1) {
            line.peers.getFirst().resolvedTo(addresses.getFirst());
            return;
        }
        var now = new ArrayList<Peer>();
        for (var address : addresses) {
            Peer same = null;
            for (var peer : line.peers) if (address.equals(peer.address())) same = peer;
            now.add(same != null ? same : peer(line, address, known));
        }
        if (!now.equals(line.peers)) add(line, now);
    }

    private void add(Line line, List<Peer> peers) {
        line.peers = List.copyOf(peers);
        lock.lock();
        try {
            primaries = lines.stream().filter(l -> !l.declared.backup()).flatMap(l -> l.peers.stream()).toArray(Peer[]::new);
            backups = lines.stream().filter(l -> l.declared.backup()).flatMap(l -> l.peers.stream()).toArray(Peer[]::new);
            single = primaries.length == 1 && backups.length == 0;
        } finally {
            lock.unlock();
        }
    }

    private List<Peer> all() {
        var all = new ArrayList<Peer>(List.of(primaries));
        all.addAll(List.of(backups));
        return all;
    }

    // Balancing.

    boolean isSingle() {
        return single;
    }

    /** How many peers an exchange may try: those that are not {@code down}. */
    int triesMax() {
        int count = 0;
        for (var peer : primaries) if (!peer.down) count++;
        for (var peer : backups) if (!peer.down) count++;
        return count;
    }

    /** Picks a peer and counts it as active; null when none is available. */
    Peer pick(Exchange exchange, Tried tried, long nowSeconds) {
        lock.lock();
        try {
            var peer = single ? lone(nowSeconds) : balancer.pick(primaries, tried, exchange, nowSeconds);
            if (peer == null && backups.length > 0) peer = backupBalancer.pick(backups, tried, exchange, nowSeconds);
            if (peer == null) return null;
            peer.chosen(nowSeconds);
            peer.active.incrementAndGet();
            peer.requests.increment();
            return peer;
        } finally {
            lock.unlock();
        }
    }

    private Peer lone(long nowSeconds) {
        var peer = primaries[0];
        boolean usable = !peer.down && peer.address() != null && (peer.maxConns == 0 || peer.active.get() < peer.maxConns);
        return usable ? peer : null;
    }

    /** The verdict of a try. Returns true when this failure took the peer out. */
    boolean failed(Peer peer, String reason, long nowSeconds) {
        peer.noteFailure(reason);
        lock.lock();
        try {
            return peer.failed(nowSeconds, single);
        } finally {
            lock.unlock();
        }
    }

    void succeeded(Peer peer) {
        if (peer.fails == 0) return;
        lock.lock();
        try {
            peer.succeeded();
        } finally {
            lock.unlock();
        }
    }

    /** Why peers have no address; empty when all have one. */
    List<String> missing() {
        return all().stream().filter(peer -> peer.address() == null && !peer.down).map(Peer::unresolved).toList();
    }

    void connectFailed() {
        names.hurry();
    }

    /** Closes what is idle: the engine ends. */
    public void closeIdle() {
        for (int i = 0; i < idle.length; i++) {
            var pool = idle[i];
            Loops.all().get(i).start(pool::closeAll);
        }
    }

    // Status.

    /** One group as {@code lb_status} shows it. */
    public record State(String name, String method, List<Peer.State> peers, int idleConnections) {
        public long available() {
            return peers.stream().filter(peer -> peer.state().equals("up") || peer.state().equals("busy")).count();
        }
    }

    public State state(long nowSeconds) {
        int idleNow = 0;
        for (var pool : idle) idleNow += pool.size();
        lock.lock();
        try {
            return new State(name, method, all().stream().map(peer -> peer.state(nowSeconds, single)).toList(), idleNow);
        } finally {
            lock.unlock();
        }
    }

    /** Monotonic seconds of a loop, nginx's clock of peers. */
    public static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }
}
