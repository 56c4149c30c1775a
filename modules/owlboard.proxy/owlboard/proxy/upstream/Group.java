package owlboard.proxy.upstream;

import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import owlboard.config.HealthCheck;
import owlboard.config.Place;
import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream.Measure;
import owlboard.config.Upstream;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.count.History;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/**
 * A group of peers (an {@code upstream} block, or the addresses of a {@code proxy_pass} host) with its balancer and its idle connections.
 */
public final class Group implements Names.Watched {
    /** How long an exchange that can reach nobody waits for a name to be looked up again, and for a supervisor that starts a peer again. */
    private static final long RENEWAL_NANOS = 1_000_000_000;
    private static final long RESTART_NANOS = 3_000_000_000L;
    /** Parts of a weight that a slow start can tell apart. */
    private static final int SLOW_SCALE = 100;
    private static final int RETRIES_LEAST = 3;
    /** Of so many answers of a peer it is known how long they usually take. */
    private static final int USUAL_LEAST = 20;
    private static final double USUAL_SHARE = 0.99;
    /** How often somebody who waits for room looks whether its client is still there. */
    private static final long LOOK_NANOS = 1_000_000_000;

    /**
     * What outlives a reload, as equal peers do; {@code changes}: how often somebody could be reached who could not before, and where else.
     */
    private record Lasting(ReentrantLock lock, AtomicInteger changes, Waiting waiting, Queue queue, Repeats repeats) {
        Lasting() {
            this(new ReentrantLock(), new AtomicInteger(), new Waiting(), new Queue(), new Repeats());
        }

        void change() {
            changes.incrementAndGet();
            waiting.wake();
            queue.call();
        }
    }

    /** {@code key}: what is hashed of a request; null when nothing is. {@code sticky} and {@code queue}: null without one. */
    private record Method(Balancing balancing, Function<Exchange, byte[]> key, Sticky sticky, Upstream.Queue queue) {}

    /** What all groups of a configuration have in common. {@code strict}: {@code owlboard_strict}. */
    record Surroundings(Names names, Events events, ErrorLog log, boolean strict, int loops) {
        static Surroundings of(Making making, int loops) {
            var level = making.configuration().http().level();
            return new Surroundings(making.lasting(Names.class), making.lasting(Events.class), making.errorLog(level),
                    level.get(Upstreams.OWLBOARD_STRICT), loops);
        }
    }

    /** Lines, and whom to ask for their names. */
    private record Servers(List<ServerLine> lines, NameServers servers) {}

    public final String name;
    private final String method;
    private final Balancer balancer;
    /** Null: nothing is hashed. */
    private final Function<Exchange, byte[]> key;
    private final Balancer backupBalancer = new RoundRobin();
    private final Measure measure;
    /** Null: nobody is bound to a peer. */
    private final Sticky sticky;
    /** Null: nobody waits for room. */
    private final Upstream.Queue queue;
    /** Changed under the lock, by the API. */
    private volatile List<ServerLine> lines;
    /** Whom to ask for names that have {@code resolve}; null: there is no {@code resolver}. */
    private final NameServers servers;
    /** What the API calls the next one; while the group is made all are counted anew. */
    private int nextId;
    private boolean made;
    private final Lasting lasting;
    private final ReentrantLock lock;
    /** {@code owlboard_strict}: who is available is nginx's rule alone. */
    private final boolean strict;
    private final Names names;
    private final Events events;
    private final ErrorLog log;
    final IdlePool[] idle;
    private final Keepalive keepalive;
    private volatile Peer[] primaries = {};
    private volatile Peer[] backups = {};
    private volatile boolean single;
    /** {@code health_check} lines by what they ask. */
    private final Map<String, HealthCheck> checks = new HashMap<>();
    /** Exchanges of this very group that wait: its names are looked up for them, in force or not. */
    private final AtomicInteger waiters = new AtomicInteger();
    private volatile boolean left;
    private volatile long usualNanos;

    private Group(String name, Method method, Keepalive keepalive, Servers list, Surroundings surroundings, Group before) {
        this.name = name;
        this.keepalive = keepalive;
        lines = list.lines;
        servers = list.servers;
        names = surroundings.names;
        events = surroundings.events;
        log = surroundings.log;
        this.method = methodName(method.balancing);
        balancer = balancer(method.balancing);
        key = method.key;
        measure = measure(method.balancing);
        sticky = method.sticky;
        queue = method.queue;
        lasting = before != null ? before.lasting : new Lasting();
        lock = lasting.lock;
        strict = surroundings.strict;
        if (before != null) usualNanos = before.usualNanos;
        idle = before != null && before.idle[0].holds(keepalive.connections()) ? before.idle : pools(surroundings.loops, keepalive);
        var known = before == null ? new ArrayList<Peer>() : before.all();
        if (before != null) inherit(before, known);
        for (var line : lines) {
            line.begins(System.nanoTime(), true);
            if (line.isAtHand(names)) resolve(line, known);
            else lookUp(line);
        }
        numberAnew();
        made = true;
        names.watch(this);
    }

    /** What a line stood for before a reload it stands for until its name has been looked up again, which may fail. */
    private void inherit(Group before, List<Peer> known) {
        var left = new ArrayList<>(before.lines);
        for (var line : lines) {
            var same = left.stream().filter(line::isLike).findFirst();
            if (same.isEmpty()) continue;
            left.remove(same.get());
            line.peers = same.get().peers;
            known.removeAll(line.peers);
        }
        arrange();
    }

    private static IdlePool[] pools(int loops, Keepalive keepalive) {
        var pools = new IdlePool[loops];
        for (int i = 0; i < loops; i++) pools[i] = new IdlePool(keepalive);
        return pools;
    }

    static Group of(Upstream declared, Making making, Surroundings surroundings, Group before) {
        var level = declared.level();
        var own = NameServers.of(level);
        var servers = own != null ? own : NameServers.of(making.configuration().http().level());
        var lines = declared.peers().stream().map(peer -> new ServerLine(peer, servers)).toList();
        var method = new Method(declared.balancing(), key(declared.balancing(), making),
                sticky(level.get(Upstreams.STICKY), making, before), level.get(Upstreams.QUEUE));
        return new Group(declared.name(), method, Keepalive.of(level), new Servers(lines, servers), surroundings, before);
    }

    /** The group of a {@code proxy_pass} to a host without an {@code upstream} block; {@code servers} null for the system's. */
    static Group implied(String name, String address, NameServers servers, Surroundings surroundings, Group before) {
        var peer = new Upstream.Peer(new Place("", 0), address, 1, 0, 1, 10_000,
                false, false, false, servers != null, 0, false, null, null);
        var method = new Method(new Balancing.RoundRobin(), null, null, null);
        return new Group(name, method, Keepalive.STANDARD, new Servers(List.of(new ServerLine(peer, servers)), servers), surroundings,
                before);
    }

    private static String methodName(Balancing balancing) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> "round_robin";
            case Balancing.LeastConn _ -> "least_conn";
            case Balancing.IpHash _ -> "ip_hash";
            case Balancing.Hash hash -> hash.consistent() ? "hash consistent" : "hash";
            case Balancing.LeastTime least -> "least_time " + least.measure().name().toLowerCase(Locale.ROOT);
            case Balancing.Random random -> random.by() != null ? "random two" : "random";
        };
    }

    private static Balancer balancer(Balancing balancing) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> new RoundRobin();
            case Balancing.LeastConn _ -> new LeastConn();
            case Balancing.IpHash _ -> new IpHash();
            case Balancing.Hash hash -> hash.consistent() ? new ConsistentHash() : new Hash();
            case Balancing.LeastTime least -> new LeastTime(least);
            case Balancing.Random random -> new RandomPick(random.by());
        };
    }

    /** What has to be known of each answer; null: nothing. */
    private static Measure measure(Balancing balancing) {
        return switch (balancing) {
            case Balancing.LeastTime least -> least.measure();
            case Balancing.Random random when random.by() instanceof Balancing.LeastTime least -> least.measure();
            default -> null;
        };
    }

    /** Null: nobody is bound. */
    private static Sticky sticky(Upstream.Sticky declared, Making making, Group before) {
        return switch (declared) {
            case null -> null;
            case Upstream.Sticky.Cookie cookie -> new StickyCookie(cookie, making);
            case Upstream.Sticky.Route route -> new StickyRoute(route, making);
            case Upstream.Sticky.Learn learn -> new StickySessions(learn, making,
                    before != null && before.sticky instanceof StickySessions known ? known : null);
        };
    }

    private static Function<Exchange, byte[]> key(Balancing balancing, Making making) {
        return switch (balancing) {
            case Balancing.IpHash _ -> Exchange::binaryRemoteAddress;
            case Balancing.Hash hash -> {
                var value = making.value(hash.key());
                yield exchange -> value.text(exchange).getBytes(StandardCharsets.ISO_8859_1);
            }
            default -> null;
        };
    }

    // Names. Looked up by threads of their own, unless they are at hand; the lock is held only to swap.

    private void lookUp(ServerLine line) {
        if (line.peers.isEmpty()) {
            var unknown = peer(line.declared, null, List.of());
            unknown.notResolved("no answer yet for upstream \"" + line.declared.address() + '"');
            put(line, List.of(unknown));
        }
        line.thread().name("lookup").start(() -> resolve(line, new ArrayList<>()));
    }

    /** Waits until every name has been looked up once, or {@code untilNanos} ({@link System#nanoTime}). */
    @Override
    public void awaitFirst(long untilNanos) {
        lasting.waiting.until(() -> lines.stream().allMatch(line -> line.first() == 0), untilNanos);
    }

    /** Begins the lookups that are due; returns the nanoseconds until the next one. */
    @Override
    public synchronized long lookAgain(long now, boolean directoryChanged) {
        long next = Long.MAX_VALUE;
        for (var line : lines) {
            if (line.begins(now, directoryChanged)) {
                if (line.isAtHand(names)) resolve(line, new ArrayList<>());
                else lookUp(line);
            }
            next = Math.min(next, line.dueIn(now));
        }
        return next;
    }

    /** It is in force no longer. */
    @Override
    public void leave() {
        left = true;
    }

    @Override
    public boolean isDone() {
        return left && waiters.get() == 0;
    }

    private void resolve(ServerLine line, List<Peer> known) {
        try {
            place(line, line.spots(names), known);
        } catch (UnknownHostException missing) {
            if (line.peers.isEmpty()) put(line, List.of(peer(line.declared, null, known)));
            line.peers.forEach(peer -> peer.notResolved("host not found in upstream \"" + line.declared.address() + "\""
                    + why(line, missing)));
        } finally {
            line.ended();
            lasting.waiting.wake();
        }
    }

    /** The JDK's own message is the name once more. */
    private static String why(ServerLine line, UnknownHostException missing) {
        return line.declared.resolve() && missing.getMessage() != null ? " (" + missing.getMessage() + ")" : "";
    }

    private static Peer peer(Upstream.Peer declared, SocketAddress address, List<Peer> known) {
        for (var peer : known) {
            if (!peer.is(declared.address(), declared.backup(), address)) continue;
            known.remove(peer);
            return peer;
        }
        var peer = new Peer(declared);
        if (address != null) peer.resolvedTo(address);
        return peer;
    }

    private void place(ServerLine line, List<Spot> spots, List<Peer> known) {
        if (line.peers.size() == 1 && spots.size() == 1 && line.declared.service() == null) {
            move(line.peers.getFirst(), spots.getFirst().address());
            return;
        }
        var left = new ArrayList<>(line.peers);
        var now = new ArrayList<Peer>();
        for (var spot : spots) {
            var declared = line.at(spot);
            if (declared == null || now.stream().anyMatch(peer -> spot.address().equals(peer.address()))) continue;
            var there = left.stream().filter(peer -> peer.is(declared.address(), declared.backup(), spot.address())).findFirst();
            there.ifPresent(left::remove);
            now.add(there.orElseGet(() -> peer(declared, spot.address(), known)));
            if (spot.weight() != 0) weigh(now.getLast(), declared);
        }
        if (!now.equals(line.peers)) put(line, now);
    }

    /** A service's record may have another weight than before. */
    private void weigh(Peer peer, Upstream.Peer declared) {
        lock.lock();
        try {
            peer.declare(declared);
        } finally {
            lock.unlock();
        }
    }

    private void move(Peer peer, SocketAddress address) {
        Event event = null;
        lock.lock();
        try {
            if (peer.resolvedTo(address)) {
                expectChecks(peer, false);
                lasting.change();
                event = change(peer, "its name was found");
            }
        } finally {
            lock.unlock();
        }
        tell(event);
    }

    private void put(ServerLine line, List<Peer> peers) {
        lock.lock();
        try {
            line.peers = List.copyOf(peers);
            arrange();
            lasting.change();
            for (var peer : peers) expectChecks(peer, false);
            peers.forEach(peer -> change(peer, "")); // what they begin with
        } finally {
            lock.unlock();
        }
    }

    private void arrange() {
        var peers = lines.stream().flatMap(line -> line.peers.stream()).toList();
        primaries = peers.stream().filter(peer -> !peer.isBackup()).toArray(Peer[]::new);
        backups = peers.stream().filter(Peer::isBackup).toArray(Peer[]::new);
        single = primaries.length == 1 && backups.length == 0;
        boolean slow = lines.stream().anyMatch(line -> line.declared.slowStartMillis() > 0);
        if (made) number();
        for (var peer : all()) {
            peer.scale(slow ? SLOW_SCALE : 1);
            peer.measure = measure;
            peer.queue = queue == null ? null : lasting.queue;
        }
    }

    /** This group's configuration is in force from now on: peers that it shares with the one before are what its own lines say. */
    public void takeForce() {
        for (var pool : idle) pool.keepalive = keepalive;
        var changes = new ArrayList<Event>();
        lock.lock();
        try {
            for (var line : lines) {
                for (var peer : line.peers) {
                    var declared = line.declared;
                    peer.declare(declared.service() == null ? declared : declared.as(peer.weight, peer.isBackup()));
                    if (strict) peer.forgetFailures();
                }
            }
            numberAnew();
            arrange();
            takeChecks(true);
            lasting.change();
            for (var peer : all()) changes.add(change(peer, "the configuration was read again"));
        } finally {
            lock.unlock();
        }
        changes.forEach(this::tell);
    }

    // The API. What it changes holds until a configuration says what does.

    private void numberAnew() {
        nextId = 0;
        for (var line : lines) {
            line.id = -1;
            line.peers.forEach(peer -> peer.id = -1);
        }
        number();
    }

    /** Those without a number get one, backups last. */
    private void number() {
        var inOrder = new ArrayList<>(lines);
        inOrder.sort(Comparator.comparing(line -> line.declared.backup()));
        for (var line : inOrder) {
            boolean isParent = line.isParent();
            if (isParent && line.id < 0) line.id = nextId++;
            for (var peer : line.peers) {
                peer.parent = isParent ? line.id : -1;
                if (peer.id < 0) peer.id = line.heir >= 0 ? line.heir : nextId++;
                line.heir = -1;
            }
        }
    }

    /** Whether names are looked up again and again for it. */
    public boolean hasResolver() {
        return servers != null;
    }

    /** One server more. Returns its number. */
    public int add(Upstream.Peer declared) {
        return place(new ServerLine(declared, servers), null, "the API added it");
    }

    /** The server of that number is another one from now on, and keeps the number. False: it is not there, or stands for a name. */
    public boolean replace(int id, Upstream.Peer declared) {
        ServerLine old = lineOf(id);
        if (old == null || old.isParent()) return false;
        var line = new ServerLine(declared, servers);
        line.heir = id;
        place(line, old, "the API gave it another address");
        return true;
    }

    /** {@code old}: in whose place it comes; null: it is the last one. */
    private int place(ServerLine line, ServerLine old, String why) {
        line.begins(System.nanoTime(), true);
        var events = new ArrayList<Event>();
        lock.lock();
        try {
            var now = new ArrayList<>(lines);
            int at = old == null ? now.size() : now.indexOf(old);
            if (old != null) {
                now.remove(at);
                for (var peer : old.peers) events.add(peer.goes(name, why));
            }
            now.add(at, line);
            lines = List.copyOf(now);
        } finally {
            lock.unlock();
        }
        if (line.isAtHand(names)) resolve(line, new ArrayList<>());
        else lookUp(line);
        lock.lock();
        try {
            for (var peer : line.peers) events.add(peer.comes(name, why));
            return line.isParent() ? line.id : line.peers.getFirst().id;
        } finally {
            lock.unlock();
            events.forEach(this::tell);
        }
    }

    /** What became of {@link #remove}. */
    public enum Removal { DONE, NOT_THERE, IMMUTABLE }

    /** The server of that number gets no more requests; those in progress go on. One that stands for a name goes with its line alone. */
    public Removal remove(int id) {
        var events = new ArrayList<Event>();
        lock.lock();
        try {
            var line = lineOf(id);
            if (line == null) return Removal.NOT_THERE;
            if (line.isParent() && line.id != id) return Removal.IMMUTABLE;
            lines = lines.stream().filter(other -> other != line).toList();
            for (var peer : line.peers) events.add(peer.goes(name, "the API removed it"));
            arrange();
            lasting.change();
        } finally {
            lock.unlock();
        }
        events.forEach(this::tell);
        return Removal.DONE;
    }

    /** Whose number that is, its own or one of its peers'; null: nobody's. */
    private ServerLine lineOf(int id) {
        for (var line : lines) if (line.id == id || line.peers.stream().anyMatch(peer -> peer.id == id)) return line;
        return null;
    }

    /** From now on this holds of the server of that number, and of all that it stands for. False: it is not there. */
    public boolean declare(int id, Peer.Declared now) {
        var events = new ArrayList<Event>();
        lock.lock();
        try {
            var line = lineOf(id);
            if (line == null) return false;
            boolean isWhole = !line.isParent() || line.id == id;
            if (isWhole) line.declared = now.in(line.declared);
            for (var peer : line.peers) if (isWhole || peer.id == id) peer.declare(now);
            arrange();
            lasting.change();
            for (var peer : line.peers) events.add(change(peer, "the API changed it"));
        } finally {
            lock.unlock();
        }
        events.forEach(this::tell);
        return true;
    }

    public int version() {
        return lasting.changes.get();
    }

    /** A connection failed: names are looked up again soon. */
    void connectFailed() {
        for (var line : lines) line.ask();
        names.hurry();
    }

    /** How long an exchange may wait in {@link #awaitSomebody}, in nanoseconds. */
    public long patience() {
        return isSomebodyAway() ? RESTART_NANOS : RENEWAL_NANOS;
    }

    private boolean isSomebodyAway() {
        for (var peer : primaries) if (peer.away) return true;
        for (var peer : backups) if (peer.away) return true;
        return false;
    }

    /**
     * On a loop: waits until somebody may be reached who could not be at {@code seen}: a container that was made anew has a new address, a
     * peer runs again, one may be tried. False at once when nothing of that is on its way, and at {@code untilNanos}
     * ({@link System#nanoTime}).
     *
     * @param asks names are looked up again for it
     */
    public boolean awaitSomebody(Loop loop, int seen, boolean asks, long untilNanos) {
        if (strict) return false;
        var asked = new HashMap<ServerLine, Integer>();
        for (var line : lines) {
            int wanted = asks ? line.ask() : line.first();
            if (wanted > 0) asked.put(line, wanted);
        }
        waiters.incrementAndGet();
        try {
            names.watch(this);
            if (asks) names.hurry();
            lasting.waiting.until(() -> version() != seen || isNobodyComing(asked) || mayTrySomebody(seconds(loop.now())),
                    untilNanos);
        } finally {
            waiters.decrementAndGet();
        }
        return version() != seen || mayTrySomebody(seconds(loop.now()));
    }

    private boolean isNobodyComing(HashMap<ServerLine, Integer> asked) {
        return !isSomebodyAway() && asked.entrySet().stream().allMatch(line -> line.getKey().hasAnswered(line.getValue()));
    }

    /** Those who may be tried are so only while nobody is available. */
    private boolean mayTrySomebody(long nowSeconds) {
        lock.lock();
        try {
            return isSomebodyAway() && lastResort(new Tried(), nowSeconds) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody is available whom this exchange has not had. */
    public boolean hasOther(Tried tried, long nowSeconds) {
        lock.lock();
        try {
            return all().stream().anyMatch(peer -> !tried.has(peer) && peer.isAvailable(nowSeconds));
        } finally {
            lock.unlock();
        }
    }

    private ArrayList<Peer> all() {
        var all = new ArrayList<>(List.of(primaries));
        all.addAll(List.of(backups));
        return all;
    }

    // Balancing.

    public boolean isStrict() {
        return strict;
    }

    public boolean isSingle() {
        return single;
    }

    /** How many peers an exchange may try: those that are not {@code down}. One that does not run now may be back in time. */
    public int triesMax() {
        int count = 0;
        for (var peer : primaries) if (!peer.down && !(strict && peer.away)) count++;
        for (var peer : backups) if (!peer.down && !(strict && peer.away)) count++;
        return count;
    }

    /** What this request has to say to {@link #pick}. */
    public Wish wish(Exchange exchange) {
        if (key == null && sticky == null) return Wish.NONE;
        return new Wish(key == null ? null : key.apply(exchange), sticky == null ? null : sticky.wanted(exchange));
    }

    /** Picks a peer and counts it as active; null when none is available, or others wait for one. */
    public Peer pick(Wish wish, Tried tried, long nowSeconds) {
        return queue == null || lasting.queue.isEmpty() ? take(wish, tried, nowSeconds) : null;
    }

    /**
     * On a loop, where {@link #pick} found nobody: waits its turn until a peer has room ({@code queue}), and counts it as active. Null:
     * nobody may wait, too many do, or it took too long.
     *
     * @param gone asked once a second: it is not worth while any more
     */
    public Peer awaitRoom(Wish wish, Tried tried, Loop loop, BooleanSupplier gone) {
        var me = Thread.currentThread();
        if (queue == null || !isWorthWaiting(tried) || !lasting.queue.enter(me, queue.most())) return null;
        try {
            long until = System.nanoTime() + queue.timeoutMillis() * 1_000_000;
            while (true) {
                var peer = lasting.queue.isFirst(me) ? take(wish, tried, seconds(loop.now())) : null;
                long left = until - System.nanoTime();
                if (peer != null || left <= 0 || gone.getAsBoolean() || me.isInterrupted()) return peer;
                LockSupport.parkNanos(lasting.queue, Math.min(left, LOOK_NANOS));
            }
        } finally {
            lasting.queue.leave(me);
            lasting.queue.call();
        }
    }

    /** Whether {@link #awaitRoom} may wait at all. */
    public boolean isQueued() {
        return queue != null;
    }

    private boolean isWorthWaiting(Tried tried) {
        for (var peer : primaries) if (!tried.has(peer) && peer.isWorthWaitingFor()) return true;
        for (var peer : backups) if (!tried.has(peer) && peer.isWorthWaitingFor()) return true;
        return false;
    }

    private Peer take(Wish wish, Tried tried, long nowSeconds) {
        lock.lock();
        try {
            var peer = wish.route() == null ? null : bound(wish.route(), tried, nowSeconds);
            if (peer == null && primaries.length > 0) {
                peer = single ? lone(nowSeconds) : balancer.pick(primaries, tried, wish.key(), nowSeconds);
            }
            if (peer == null && backups.length > 0) peer = backupBalancer.pick(backups, tried, wish.key(), nowSeconds);
            boolean trial = peer == null && !strict;
            if (trial) peer = lastResort(tried, nowSeconds);
            if (peer == null) return null;
            if (trial) peer.chosenOnTrial(nowSeconds);
            else peer.chosen(nowSeconds);
            peer.active.incrementAndGet();
            return peer;
        } finally {
            lock.unlock();
        }
    }

    /** Null: it has been tried, or cannot serve now. Another one then takes the client over. */
    private Peer bound(String route, Tried tried, long nowSeconds) {
        for (var peer : primaries) if (peer.route().equals(route) && !tried.has(peer) && peer.serves(nowSeconds)) return peer;
        for (var peer : backups) if (peer.route().equals(route) && !tried.has(peer) && peer.serves(nowSeconds)) return peer;
        return null;
    }

    private Peer lone(long nowSeconds) {
        var peer = primaries[0];
        return peer.isUsable() ? peer : null;
    }

    private Peer lastResort(Tried tried, long nowSeconds) {
        var peer = LastResort.pick(primaries, tried, nowSeconds);
        return peer != null ? peer : LastResort.pick(backups, tried, nowSeconds);
    }

    /**
     * The verdict of a try that began at {@code startNanos}; {@code connecting}: it was not reached. Returns true when this failure took
     * the peer out.
     */
    public boolean failed(Peer peer, String reason, boolean connecting, long startNanos, long nowSeconds) {
        Event event;
        boolean out;
        lock.lock();
        try {
            peer.noteFailure(reason);
            if (!peer.isJudgedBy(startNanos)) return false;
            peer.unreachable = connecting;
            out = peer.failed(nowSeconds, single);
            event = change(peer, reason);
        } finally {
            lock.unlock();
        }
        if (event != null) events.add(event); // its line of the log is nginx's, and the exchange's
        return out;
    }

    /** A fresh connection is there. */
    void connected(Peer peer) {
        if (!peer.isOnTrial()) return;
        Event event;
        lock.lock();
        try {
            if (peer.connected()) lasting.change();
            event = change(peer, "it accepts connections");
        } finally {
            lock.unlock();
        }
        tell(event);
    }

    /** A peer answers, with the head that the exchange has. */
    public void answers(Exchange exchange, Peer peer, Wish wish, long headerNanos) {
        if (measure != null) peer.answered(headerNanos);
        if (sticky != null) sticky.answers(exchange, peer, wish.route());
        succeeded(peer);
    }

    private void succeeded(Peer peer) {
        if (peer.fails == 0 && !peer.isOnTrial()) return;
        Event event;
        lock.lock();
        try {
            if (peer.succeeded()) lasting.change();
            event = change(peer, "it answers");
        } finally {
            lock.unlock();
        }
        tell(event);
    }

    // Retries, and what is usual.

    /** Whether another retry is within {@code percent} of the requests in progress; {@value #RETRIES_LEAST} always are. */
    public boolean mayRetry(int percent) {
        int active = 0;
        for (var peer : primaries) active += peer.active.get();
        for (var peer : backups) active += peer.active.get();
        return lasting.repeats.active.get() < Math.max(RETRIES_LEAST, active * percent / 100);
    }

    public Repeats repeats() {
        return lasting.repeats;
    }

    /**
     * What 99 of 100 requests take at most, as the median of its peers of the last 10 minutes, or of all of them together while each has
     * answered little; 0: too few are known, or nobody asked.
     */
    public long usualNanos() {
        return usualNanos;
    }

    /** Off the loops. */
    void measure() {
        var all = all().stream().map(peer -> peer.zone.history.last(History.COLUMNS)).toList();
        var known = all.stream().filter(times -> times.count() >= USUAL_LEAST).mapToLong(times -> times.percentile(USUAL_SHARE)).sorted()
                .toArray();
        if (known.length > 0) {
            usualNanos = Math.max(1, known[(known.length - 1) / 2]);
            return;
        }
        all.stream().skip(1).forEach(all.getFirst()::add);
        if (all.getFirst().count() >= USUAL_LEAST) usualNanos = Math.max(1, all.getFirst().percentile(USUAL_SHARE));
    }

    // Outliers.

    /** All peers of now. */
    List<Peer> everybody() {
        return List.copyOf(all());
    }

    /** Whether it gets its share of requests. */
    boolean isInRotation(Peer peer) {
        lock.lock();
        try {
            return peer.isAvailable(seconds(System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /** It is left alone for so long, for answering unlike the others. False: half of those that serve at all would be out, or more. */
    boolean rest(Peer peer, long millis, String why) {
        Event event;
        lock.lock();
        try {
            long now = seconds(System.nanoTime());
            var all = peer.isBackup() ? backups : primaries;
            int there = 0;
            int serving = 0;
            for (var one : all) {
                if (one.down) continue;
                there++;
                if (one.isAvailable(now)) serving++;
            }
            if (2 * (serving - 1) < there || serving < 2) return false;
            peer.rests(now + Math.ceilDiv(millis, 1000), why);
            event = change(peer, why);
        } finally {
            lock.unlock();
        }
        if (event != null) events.add(event);
        if (event != null) log.log(Severity.WARN, event.toString());
        return true;
    }

    /** Those whose rest is over get requests again. */
    void endRests() {
        var told = new ArrayList<Event>();
        lock.lock();
        try {
            for (var peer : all()) {
                if (!peer.endsRest(seconds(System.nanoTime()))) continue;
                told.add(change(peer, "it has been left alone for long enough"));
                lasting.change();
            }
        } finally {
            lock.unlock();
        }
        told.forEach(this::tell);
    }

    // Health checks.

    /** While its configuration is made ready. */
    void checkedBy(String check, HealthCheck terms) {
        checks.put(check, terms);
    }

    /** The first configuration is in force. */
    void takeChecks() {
        lock.lock();
        try {
            takeChecks(false);
        } finally {
            lock.unlock();
        }
    }

    private void takeChecks(boolean reloaded) {
        for (var peer : all()) {
            peer.retainsChecks(checks.keySet());
            expectChecks(peer, reloaded);
            if (!reloaded) change(peer, "");
        }
    }

    /** {@code reloaded}: it may have been there before, and well. */
    private void expectChecks(Peer peer, boolean reloaded) {
        for (var check : checks.entrySet()) {
            var terms = check.getValue();
            peer.expectsCheck(check.getKey(), terms.mandatory() && !(terms.persistent() && reloaded && !peer.isUnwell()));
        }
    }

    /** Whether requests that wait for a peer should look now and then whether it is well. */
    public boolean isChecked() {
        return !checks.isEmpty();
    }

    List<Peer> checkable() {
        return all().stream().filter(Peer::isCheckable).toList();
    }

    /** What a health check has found, and what there is to say of it. Returns the change of state that this is, or null. */
    Event checked(Peer peer, String check, HealthCheck terms, boolean passed, String why) {
        Event event;
        lock.lock();
        try {
            if (peer.checked(check, passed, terms.fails(), terms.passes())) lasting.change();
            event = change(peer, why);
            if (event != null) spare();
        } finally {
            lock.unlock();
        }
        if (event != null) events.add(event); // its line of the log is that of the check
        return event;
    }

    /** Where several are asked and all of them fail their checks, these have no say: nobody would be left. Not so in strict mode. */
    private void spare() {
        var asked = checkable();
        boolean all = !strict && asked.size() > 1 && asked.stream().allMatch(Peer::isUnhealthy);
        for (var peer : asked) peer.spared = all;
        if (all) lasting.change();
    }

    // What has become of peers.

    /** Under the lock: what is to be told without it; null when the peer's state is as it was. */
    private Event change(Peer peer, String why) {
        return peer.change(name, why, seconds(System.nanoTime()), single);
    }

    /** {@code event} may be null. */
    private void tell(Event event) {
        if (event == null) return;
        events.add(event);
        log.log(Severity.NOTICE, event.toString());
    }

    /** Why peers have no address; empty when all have one. */
    public List<String> missing() {
        return all().stream().filter(peer -> peer.address() == null && !peer.down).map(Peer::unresolved).toList();
    }

    /** Closes what is idle: the engine ends. */
    public void closeIdle() {
        for (int i = 0; i < idle.length; i++) {
            var pool = idle[i];
            Loops.all().get(i).start(pool::closeAll);
        }
    }

    // Status.

    /** One group as {@code lb_status} shows it; {@code parents}: lines that stand for several of its peers, or may. */
    public record State(String name, String method, List<Peer.State> peers, int idleConnections, List<Parent> parents,
            Repeats.Counts repeats) {
        public long available() {
            return peers.stream().filter(peer -> peer.state().equals("up") || peer.state().equals("busy")).count();
        }
    }

    /** A line whose name leads to peers. */
    public record Parent(int id, Upstream.Peer declared) {}

    public State state(long nowSeconds) {
        int idleNow = 0;
        for (var pool : idle) idleNow += pool.count();
        lock.lock();
        try {
            return new State(name, method, all().stream().map(peer -> peer.state(nowSeconds, single)).toList(), idleNow,
                    lines.stream().filter(ServerLine::isParent).map(line -> new Parent(line.id, line.declared)).toList(),
                    lasting.repeats.counts());
        } finally {
            lock.unlock();
        }
    }

    /** Monotonic seconds of a loop, nginx's clock of peers. */
    public static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }
}
