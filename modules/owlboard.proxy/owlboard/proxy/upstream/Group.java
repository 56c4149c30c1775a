package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import owlboard.config.HealthCheck;
import owlboard.config.Place;
import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.count.History;
import owlboard.proxy.count.Slab;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.count.Findings;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.Ballot.How;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/**
 * A group of peers (an {@code upstream} block, or the addresses of a {@code proxy_pass} host) with its balancer and its idle connections.
 */
public final class Group {
    /** How long an exchange that can reach nobody waits for a name to be looked up again, and for a supervisor that starts a peer again. */
    private static final long RENEWAL_NANOS = 1_000_000_000;
    private static final long RESTART_NANOS = 3_000_000_000L;
    private static final int RETRIES_LEAST = 3;
    /** Of so many answers of a peer it is known how long they usually take. */
    private static final int USUAL_LEAST = 20;
    private static final double USUAL_SHARE = 0.95;
    /** Four seconds, where these have enough: what was slow because it had just begun is soon no measure. Else half a minute. */
    private static final int USUAL_COLUMNS = 2;
    private static final int USUAL_COLUMNS_OF_FEW = 15;
    private static final int USUAL_ENOUGH = 100;
    /** How often somebody who waits for room looks whether its client is still there. */
    private static final long LOOK_NANOS = 1_000_000_000;

    /** What all groups of a configuration have in common. {@code strict}: {@code owlboard_strict}. */
    record Surroundings(Names names, Events events, Findings findings, ErrorLog log, boolean strict, int loops) {
        static Surroundings of(Making making, int loops) {
            var level = making.configuration().http().level();
            return new Surroundings(making.lasting(Names.class), making.lasting(Events.class), making.lasting(Findings.class),
                    making.errorLog(level), level.get(Upstreams.OWLBOARD_STRICT), loops);
        }
    }

    public final String name;
    public final Roster roster;
    private final Place place;
    private final Method method;
    /** Under the lock: of which peers {@link #ballot} is. */
    private Peer[] balloted;
    private Peer[] ballotedBackups;
    private Ballot ballot;
    private final Balancer backupBalancer = new RoundRobin();
    private final Changes changes;
    private final Checks checks = new Checks();
    private final Lasting lasting;
    private final ReentrantLock lock;
    /** {@code owlboard_strict}: who is available is nginx's rule alone. */
    private final boolean strict;
    private final Names names;
    final IdlePool[] idle;
    private final Keepalive keepalive;
    private volatile long usualNanos;
    /** When a request has taken it last, where requests have made it up. */
    volatile long usedNanos = System.nanoTime();

    /** What the file calls it; {@code place} null: it is no {@code upstream} of the file. */
    private record Called(String name, Place place) {}

    private Group(Called called, Method method, Keepalive keepalive, Roster.Servers list, Surroundings surroundings, Group before) {
        name = called.name;
        place = called.place;
        this.method = method;
        this.keepalive = keepalive;
        names = surroundings.names;
        lasting = before != null ? before.lasting : new Lasting();
        lock = lasting.lock();
        strict = surroundings.strict;
        changes = new Changes(name, lasting, surroundings.events, surroundings.findings, surroundings.log);
        if (before != null) usualNanos = before.usualNanos;
        boolean keeps = before != null && before.idle[0].holds(keepalive.connections());
        idle = keeps ? before.idle : pools(surroundings.loops, keepalive);
        if (!keeps) for (var pool : idle) pool.tells = this::sentMore;
        roster = new Roster(list, method, changes, checks, names, before == null ? null : before.roster);
    }

    private static IdlePool[] pools(int loops, Keepalive keepalive) {
        var pools = new IdlePool[loops];
        for (int i = 0; i < loops; i++) pools[i] = new IdlePool(keepalive);
        return pools;
    }

    static Group of(Upstream declared, Making making, Surroundings surroundings, Group before) {
        var level = declared.level();
        var own = NameServers.of(level, making.zones());
        var servers = own != null ? own : NameServers.of(making.configuration().http().level(), making.zones());
        var lines = declared.peers().stream().map(peer -> new ServerLine(peer, servers)).toList();
        var method = Method.of(declared, making, before == null ? null : before.method.sticky());
        var state = level.get(Upstreams.STATE) == null ? null : new StateFile(making.paths().resolve(level.get(Upstreams.STATE)));
        var list = new Roster.Servers(lines, servers, state);
        return new Group(new Called(declared.name(), declared.place()), method, Keepalive.of(level), list, surroundings, before);
    }

    /**
     * The group of a {@code proxy_pass} to a host without an {@code upstream} block.
     *
     * @param line {@link #impliedLine}
     */
    static Group implied(String name, ServerLine line, NameServers servers, Surroundings surroundings, Group before) {
        return new Group(new Called(name, null), Method.roundRobin(), Keepalive.STANDARD,
                new Roster.Servers(List.of(line), servers, null), surroundings, before);
    }

    /** {@code servers} null for the system's; {@code onDemand}: a request has made it up. */
    static ServerLine impliedLine(String address, NameServers servers, boolean onDemand) {
        var peer = new Upstream.Peer(new Place("", 0), address, 1, 0, 1, 10_000,
                false, false, false, servers != null, 0, false, null, null);
        return new ServerLine(peer, servers, onDemand);
    }

    /** This group's configuration is in force from now on: peers that it shares with the one before are what its own lines say. */
    public void takeForce() {
        for (var pool : idle) {
            pool.keepalive = keepalive;
            pool.tells = this::sentMore;
        }
        roster.takeForce(strict);
    }

    public int version() {
        return lasting.changes().get();
    }

    /** How long an exchange may wait in {@link #awaitSomebody}, in nanoseconds. */
    public long patience() {
        return isSomebodyAway() ? RESTART_NANOS : RENEWAL_NANOS;
    }

    private boolean isSomebodyAway() {
        for (var peer : roster.primaries()) if (peer.away) return true;
        for (var peer : roster.backups()) if (peer.away) return true;
        return false;
    }

    /**
     * On a loop: waits until somebody may be reached who could not be at {@code seen}: a container that was made anew has a new address, a
     * peer runs again, one may be tried, or is being tried and is back. False at once when nothing of that is on its way, and at
     * {@code untilNanos} ({@link System#nanoTime}).
     *
     * @param asks names are looked up again for it
     */
    public boolean awaitSomebody(Loop loop, int seen, boolean asks, long untilNanos) {
        if (strict) return false;
        var asked = new HashMap<ServerLine, Integer>();
        for (var line : roster.lines()) {
            int wanted = asks ? line.ask() : line.first();
            if (wanted > 0) asked.put(line, wanted);
        }
        roster.waiters.incrementAndGet();
        try {
            names.watch(roster);
            if (asks) names.hurry();
            lasting.waiting().until(() -> version() != seen || isNobodyComing(asked) || mayTrySomebody(Peer.seconds(loop.now())),
                    untilNanos);
        } finally {
            roster.waiters.decrementAndGet();
        }
        return version() != seen || mayTrySomebody(Peer.seconds(loop.now()));
    }

    private boolean isNobodyComing(HashMap<ServerLine, Integer> asked) {
        return !isSomebodyAway() && !isSomebodyOnTrial()
                && asked.entrySet().stream().allMatch(line -> line.getKey().hasAnswered(line.getValue()));
    }

    /** Another exchange finds out whether a peer is back: who comes meanwhile is not told that there is nobody. */
    private boolean isSomebodyOnTrial() {
        lock.lock();
        try {
            return roster.all().stream().anyMatch(Peer::isOnTrial);
        } finally {
            lock.unlock();
        }
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
            return roster.all().stream().anyMatch(peer -> !tried.has(peer) && peer.isAvailable(nowSeconds));
        } finally {
            lock.unlock();
        }
    }

    // Balancing.

    public boolean isStrict() {
        return strict;
    }

    public boolean isSingle() {
        return roster.isSingle();
    }

    /** How many peers an exchange may try: those that are not {@code down}. One that does not run now may be back in time. */
    public int triesMax() {
        int count = 0;
        for (var peer : roster.primaries()) if (!peer.down && !(strict && peer.away)) count++;
        for (var peer : roster.backups()) if (!peer.down && !(strict && peer.away)) count++;
        return count;
    }

    /** What this request has to say to {@link #pick}. */
    public Wish wish(Exchange exchange) {
        if (method.key() == null && method.sticky() == null) return Wish.NONE;
        return new Wish(method.key() == null ? null : method.key().apply(exchange),
                method.sticky() == null ? null : method.sticky().wanted(exchange));
    }

    /** Of a request that is only explained, by a group that serves nobody. */
    public Forecast forecast(Exchange exchange) {
        var wish = wish(exchange);
        return Forecast.of(everybody(), method, exchange, wish, tried -> pick(wish, tried, Peer.seconds(System.nanoTime())));
    }

    /** Picks a peer and counts it as active; null when none is available, or others wait for one. */
    public Peer pick(Wish wish, Tried tried, long nowSeconds) {
        return method.queue() == null || lasting.queue().isEmpty() ? take(wish, tried, nowSeconds) : null;
    }

    /**
     * On a loop, where {@link #pick} found nobody: waits its turn until a peer has room ({@code queue}), and counts it as active. Null:
     * nobody may wait, too many do, or it took too long.
     *
     * @param gone asked once a second: it is not worth while any more
     */
    public Peer awaitRoom(Wish wish, Tried tried, Loop loop, BooleanSupplier gone) {
        var me = Thread.currentThread();
        if (method.queue() == null || !isWorthWaiting(tried) || !lasting.queue().enter(me, method.queue().most())) return null;
        try {
            long until = System.nanoTime() + method.queue().timeoutMillis() * 1_000_000;
            while (true) {
                var peer = lasting.queue().isFirst(me) ? take(wish, tried, Peer.seconds(loop.now())) : null;
                long left = until - System.nanoTime();
                if (peer != null || left <= 0 || gone.getAsBoolean() || me.isInterrupted()) return peer;
                LockSupport.parkNanos(lasting.queue(), Math.min(left, LOOK_NANOS));
            }
        } finally {
            lasting.queue().leave(me);
            lasting.queue().call();
        }
    }

    /** A request is refused, as there is nobody for it. */
    public void refuses() {
        lasting.unserved().count();
    }

    /** Whether {@link #awaitRoom} may wait at all. */
    public boolean isQueued() {
        return method.queue() != null;
    }

    private boolean isWorthWaiting(Tried tried) {
        for (var peer : roster.primaries()) if (!tried.has(peer) && peer.isWorthWaitingFor()) return true;
        for (var peer : roster.backups()) if (!tried.has(peer) && peer.isWorthWaitingFor()) return true;
        return false;
    }

    private Peer take(Wish wish, Tried tried, long nowSeconds) {
        lock.lock();
        try {
            var facts = note(tried, nowSeconds);
            var peer = wish.route() == null ? null : bound(wish.route(), tried, nowSeconds);
            boolean isBound = peer != null;
            if (!isBound) peer = byRule(wish, tried, nowSeconds);
            boolean trial = false;
            if (!strict && (peer == null || peer.spared && !isBound)) {
                var marked = lastResort(tried, nowSeconds);
                if (peer == null && (marked == null || marked.away) && spare(nowSeconds)) peer = byRule(wish, tried, nowSeconds);
                trial = marked != null && (peer == null || !marked.away);
                if (trial) peer = marked;
            }
            if (peer == null && facts == null) facts = ballot.note(roster.primaries(), roster.backups(), tried, nowSeconds);
            if (facts != null) Ballot.decide(facts, how(peer, isBound, trial), roster.indexOf(peer));
            tried.chose(ballot, facts);
            if (peer == null) return null;
            if (trial) peer.chosenOnTrial(nowSeconds);
            else peer.chosen(nowSeconds);
            peer.active.incrementAndGet();
            return peer;
        } finally {
            lock.unlock();
        }
    }

    private static How how(Peer chosen, boolean isBound, boolean trial) {
        if (chosen == null) return How.NOBODY;
        if (trial) return How.LAST_RESORT;
        if (isBound) return How.BOUND;
        return chosen.isBackup() ? How.BACKUP : How.RULE;
    }

    private Peer byRule(Wish wish, Tried tried, long nowSeconds) {
        Peer peer = null;
        if (roster.primaries().length > 0) {
            peer = roster.isSingle() ? lone(nowSeconds) : method.balancer().pick(roster.primaries(), tried, wish.key(), nowSeconds);
        }
        if (peer != null || roster.backups().length == 0) return peer;
        return backupBalancer.pick(roster.backups(), tried, wish.key(), nowSeconds);
    }

    /** Under the lock: what holds of each peer now; null where there is nothing to choose. */
    private long[] note(Tried tried, long nowSeconds) {
        var primaries = roster.primaries();
        var backups = roster.backups();
        if (primaries != balloted || backups != ballotedBackups) {
            balloted = primaries;
            ballotedBackups = backups;
            ballot = new Ballot(place, method.name(), primaries, backups);
        }
        return roster.isSingle() ? null : ballot.note(primaries, backups, tried, nowSeconds);
    }

    /** Null: it has been tried, or cannot serve now. Another one then takes the client over. */
    private Peer bound(String route, Tried tried, long nowSeconds) {
        for (var peer : roster.primaries()) if (peer.route().equals(route) && !tried.has(peer) && peer.serves(nowSeconds)) return peer;
        for (var peer : roster.backups()) if (peer.route().equals(route) && !tried.has(peer) && peer.serves(nowSeconds)) return peer;
        return null;
    }

    private Peer lone(long nowSeconds) {
        var peer = roster.primaries()[0];
        return peer.isUsable() ? peer : null;
    }

    private Peer lastResort(Tried tried, long nowSeconds) {
        var peer = LastResort.pick(roster.primaries(), tried, nowSeconds);
        return peer != null ? peer : LastResort.pick(roster.backups(), tried, nowSeconds);
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
            boolean trial = peer.isOnTrial();
            out = peer.failed(nowSeconds, roster.isSingle());
            if (trial) lasting.waiting().wake();
            event = changes.of(peer, reason, roster.isSingle());
        } finally {
            lock.unlock();
        }
        if (event != null) changes.events().add(event); // its line of the log is nginx's, and the exchange's
        return out;
    }

    /**
     * A new connection to this peer has waited long for its first byte: idle ones to it are closed, and none is kept until {@link
     * #isRelieved} is told.
     *
     * @return when it began
     */
    public long relieve(Peer peer) {
        peer.relief.begin();
        for (int i = 0; i < idle.length; i++) {
            var pool = idle[i];
            if (pool.count() > 0) Loops.all().get(i).start(() -> pool.closeAll(peer));
        }
        return System.nanoTime();
    }

    /** A new connection to this peer had its first byte at once. */
    public void isPrompt(Peer peer) {
        peer.relief.isPrompt();
    }

    /** {@code answered}: its first byte came. */
    public void isRelieved(Peer peer, boolean answered, long began) {
        peer.relief.end(answered, began, keepalive.asked());
    }

    /** A fresh connection is there. */
    void connected(Peer peer) {
        if (!peer.isOnTrial()) return;
        Event event;
        lock.lock();
        try {
            if (peer.connected()) comesBack();
            event = changes.of(peer, "it accepts connections", roster.isSingle());
        } finally {
            lock.unlock();
        }
        changes.tell(event);
    }

    /** A peer answers, with the head that the exchange has. */
    public void answers(Exchange exchange, Peer peer, Wish wish, long headerNanos) {
        if (method.measure() != null) peer.answered(headerNanos);
        if (method.sticky() != null) method.sticky().answers(exchange, peer, wish.route());
        succeeded(peer);
    }

    private void succeeded(Peer peer) {
        if (peer.fails == 0 && !peer.isOnTrial()) return;
        Event event;
        lock.lock();
        try {
            if (peer.succeeded()) comesBack();
            else if (peer.fails == 0) spare(Peer.seconds(System.nanoTime())); // its rest just ended
            event = changes.of(peer, "it answers", roster.isSingle());
        } finally {
            lock.unlock();
        }
        changes.tell(event);
    }

    // Retries, and what is usual.

    /** Whether another retry is within {@code percent} of the requests in progress; {@value #RETRIES_LEAST} always are. */
    public boolean mayRetry(int percent) {
        int active = 0;
        for (var peer : roster.primaries()) active += peer.active.get();
        for (var peer : roster.backups()) active += peer.active.get();
        return lasting.repeats().active.get() < Math.max(RETRIES_LEAST, active * percent / 100);
    }

    public Repeats repeats() {
        return lasting.repeats();
    }

    /**
     * What 95 of 100 requests take at most: the median of what its peers have shown in the last seconds, in the last half minute where
     * these had few requests, or in the last 10; or all of them together while each has answered little. 0: too few are known, or nobody
     * asked.
     */
    public long usualNanos() {
        return usualNanos;
    }

    /** Off the loops. */
    void measure() {
        long usual = usual(USUAL_COLUMNS, USUAL_ENOUGH);
        if (usual == 0) usual = usual(USUAL_COLUMNS_OF_FEW, USUAL_ENOUGH);
        if (usual == 0) usual = usual(History.COLUMNS, USUAL_LEAST);
        if (usual != 0) usualNanos = usual;
    }

    private long usual(int columns, int least) {
        var all = roster.all().stream().map(peer -> peer.zone.history.last(columns)).toList();
        if (all.isEmpty()) return 0;
        var known = all.stream().filter(times -> times.count() >= least).mapToLong(times -> times.percentile(USUAL_SHARE)).sorted()
                .toArray();
        if (known.length > 0) return Math.max(1, known[(known.length - 1) / 2]);
        all.stream().skip(1).forEach(all.getFirst()::add);
        return all.getFirst().count() >= least ? Math.max(1, all.getFirst().percentile(USUAL_SHARE)) : 0;
    }

    // Outliers.

    /** All peers of now. */
    List<Peer> everybody() {
        return List.copyOf(roster.all());
    }

    /** Whether it gets its share of requests. */
    boolean isInRotation(Peer peer) {
        lock.lock();
        try {
            return peer.isAvailable(Peer.seconds(System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /** It is left alone for so long, for answering unlike the others. False: half of those that serve at all would be out, or more. */
    boolean rest(Peer peer, long millis, String why) {
        Event event;
        lock.lock();
        try {
            long now = Peer.seconds(System.nanoTime());
            var all = peer.isBackup() ? roster.backups() : roster.primaries();
            int there = 0;
            int serving = 0;
            for (var one : all) {
                if (one.down) continue;
                there++;
                if (one.isAvailable(now)) serving++;
            }
            if (2 * (serving - 1) < there || serving < 2) return false;
            peer.rests(now + Math.ceilDiv(millis, 1000), why);
            event = changes.of(peer, why, roster.isSingle());
        } finally {
            lock.unlock();
        }
        if (event != null) changes.events().add(event);
        if (event != null) changes.log().log(Severity.WARN, event.toString());
        return true;
    }

    /** Those whose rest is over get requests again. */
    void endRests() {
        var told = new ArrayList<Event>();
        lock.lock();
        try {
            for (var peer : roster.all()) {
                if (!peer.endsRest(Peer.seconds(System.nanoTime()))) continue;
                told.add(changes.of(peer, "it has been left alone for long enough", roster.isSingle()));
                lasting.change();
            }
        } finally {
            lock.unlock();
        }
        told.forEach(changes::tell);
    }

    /** Those who may be tried again, and have not been: told off the loops, as nothing happens to them. */
    public void tellUnproven() {
        var told = new ArrayList<Event>();
        lock.lock();
        try {
            long now = Peer.seconds(System.nanoTime());
            for (var peer : roster.all()) {
                if (peer.isUnproven(now)) told.add(changes.of(peer, "fail_timeout is over: it may be tried again", roster.isSingle()));
            }
        } finally {
            lock.unlock();
        }
        told.forEach(changes::tell);
    }

    // Health checks.

    /** While its configuration is made ready. */
    void checkedBy(String check, HealthCheck terms) {
        checks.add(check, terms);
    }

    /** The first configuration is in force. */
    void takeChecks() {
        lock.lock();
        try {
            for (var peer : roster.all()) {
                checks.take(peer, false);
                changes.of(peer, "", roster.isSingle());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether requests that wait for a peer should look now and then whether it is well. */
    public boolean isChecked() {
        return !checks.isEmpty();
    }

    List<Peer> checkable() {
        return roster.all().stream().filter(Peer::isCheckable).toList();
    }

    /** What a health check has found, and what there is to say of it. Returns the change of state that this is, or null. */
    Event checked(Peer peer, String check, HealthCheck terms, boolean passed, String why) {
        Event event;
        lock.lock();
        try {
            if (!passed) peer.missed(why);
            if (peer.checked(check, passed, terms.fails(), terms.passes())) lasting.change();
            event = changes.of(peer, why, roster.isSingle());
            spare(Peer.seconds(System.nanoTime()));
        } finally {
            lock.unlock();
        }
        if (event != null) changes.events().add(event); // its line of the log is that of the check
        return event;
    }

    /**
     * Under the lock: where there are several servers and nobody is left but those who fail their checks, these have no say: some of the
     * others do not run, say, or have just died. A server alone is not asked, as its file says; and so in strict mode. True: somebody may
     * be chosen now who could not be before.
     */
    private boolean spare(long nowSeconds) {
        boolean nobody = !strict && roster.lines().size() > 1 && roster.all().stream().noneMatch(peer -> peer.isWell(nowSeconds));
        boolean more = false;
        for (var peer : roster.all()) {
            boolean spared = nobody && peer.isUnhealthy();
            more |= spared && !peer.spared;
            peer.spared = spared;
        }
        if (more) lasting.change();
        return more;
    }

    /** Under the lock. */
    private void comesBack() {
        spare(Peer.seconds(System.nanoTime()));
        lasting.change();
    }

    /** A peer was seen to have a fault that {@code owlboard lint} knows as {@code id}. */
    void found(String id, Peer peer, String what) {
        changes.tell(id, "upstream \"" + name + "\" peer " + peer.name, what);
    }

    /** Told as of an answer whose surplus came along with it. */
    private void sentMore(Peer peer, String length) {
        changes.tell("content-length-mismatch", "upstream peer " + peer.name, "sent more than its Content-Length of " + length);
    }

    /** It has it no longer. */
    void settled(String id, Peer peer) {
        changes.settle(id, "upstream \"" + name + "\" peer " + peer.name);
    }

    /** Whether a request is served or waits. */
    boolean isInUse() {
        var all = roster.all();
        return roster.waiters.get() > 0 || all.stream().anyMatch(peer -> peer.active.get() > 0) || lasting.leaving().count(all) > 0;
    }

    /** Closes what is idle: the engine ends, or the group is needed no longer. */
    public void closeIdle() {
        for (int i = 0; i < idle.length; i++) {
            var pool = idle[i];
            if (pool.count() > 0) Loops.all().get(i).start(pool::closeAll);
        }
    }

    // Status.

    /**
     * One group as {@code lb_status} shows it.
     *
     * @param leaving how many peers it has no longer that still serve a request
     * @param parents lines that stand for several of its peers, or may
     * @param waiting null: nobody waits for room
     * @param unserved requests for which there was nobody
     */
    public record State(String name, String method, List<Peer.State> peers, int idleConnections, int leaving, List<Parent> parents,
            Waits waiting, Repeats.Counts repeats, Unserved unserved) {
        public long available() {
            return peers.stream().filter(peer -> peer.state().equals("up") || peer.state().equals("busy")).count();
        }
    }

    /** Requests that wait for room now, how many may, and how many found that too many did. */
    public record Waits(int count, int most, long overflows) {}

    /** A line whose name leads to peers. */
    public record Parent(int id, Upstream.Peer declared) {}

    /** Of {@code sticky learn}; null: it has none. */
    Slab sessions() {
        return method.sticky() instanceof StickySessions learned ? learned.slab() : null;
    }

    public State state(long nowSeconds) {
        int idleNow = 0;
        for (var pool : idle) idleNow += pool.count();
        lock.lock();
        try {
            var all = roster.all();
            var peers = all.stream().map(peer -> peer.state(nowSeconds, roster.isSingle())).toList();
            var parents = roster.lines().stream().filter(ServerLine::isParent).map(line -> new Parent(line.id, line.declared)).toList();
            var queue = lasting.queue();
            var waits = method.queue() == null ? null : new Waits(queue.size(), method.queue().most(), queue.overflows());
            return new State(name, method.name(), peers, idleNow, lasting.leaving().count(all), parents, waits, lasting.repeats().counts(),
                    lasting.unserved());
        } finally {
            lock.unlock();
        }
    }
}
