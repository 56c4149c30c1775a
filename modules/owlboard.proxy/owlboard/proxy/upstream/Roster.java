package owlboard.proxy.upstream;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.config.Upstream;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.loop.Offload;

/**
 * Who the peers of a group are: what the names of its lines lead to now, and what the API has changed. Lines that a reload has left as they
 * were keep their peers.
 */
public final class Roster implements Names.Watched {
    /** Parts of a weight that a slow start can tell apart. */
    private static final int SLOW_SCALE = 100;

    /**
     * Lines.
     *
     * @param servers whom to ask for names that have {@code resolve}; null: there is no {@code resolver}
     * @param state what keeps the lines that the API has changed; null: nothing does
     */
    record Servers(List<ServerLine> lines, NameServers servers, StateFile state) {}

    /** What the API does to the lines. */
    @FunctionalInterface
    private interface Change<T> {
        T make() throws IOException;
    }

    /** Changed under the lock, by the API. */
    private volatile List<ServerLine> lines;
    private final NameServers servers;
    private final StateFile state;
    /** Where a file keeps them, changes come one after the other; never held on a loop. */
    private final ReentrantLock changing = new ReentrantLock();
    /** Under {@link #changing}: another configuration reads that file, or has read it. */
    private boolean handedOver;
    private final Method method;
    private final Changes changes;
    private final Checks checks;
    private final Names names;
    private final Lasting lasting;
    private final ReentrantLock lock;
    private volatile Peer[] primaries = {};
    private volatile Peer[] backups = {};
    private volatile boolean single;
    /** What the API calls the next one; while the roster is made all are counted anew. */
    private int nextId;
    private boolean made;
    private boolean inForce;
    private final boolean onDemand;
    /** Exchanges that wait for these very lines: their names are looked up for them, in force or not. */
    final AtomicInteger waiters = new AtomicInteger();
    private volatile boolean left;

    /** {@code before}: of the configuration that this one follows; null: there is none. */
    Roster(Servers list, Method method, Changes changes, Checks checks, Names names, Roster before) {
        lines = list.lines;
        servers = list.servers;
        state = list.state;
        this.method = method;
        this.changes = changes;
        this.checks = checks;
        this.names = names;
        lasting = changes.lasting();
        lock = lasting.lock();
        inForce = before == null;
        onDemand = lines.stream().anyMatch(line -> line.onDemand);
        var known = before == null ? new ArrayList<Peer>() : before.all();
        if (before != null) inherit(before, known);
        for (var line : lines) {
            line.begins(System.nanoTime(), true);
            if (line.isAtHand(names)) resolve(line, known);
            else lookUp(line);
        }
        numberAnew();
        made = true;
        if (!onDemand) names.watch(this);
    }

    /** What a line stood for before a reload it stands for until its name has been looked up again, which may fail. */
    private void inherit(Roster before, List<Peer> known) {
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

    // Who is there.

    Peer[] primaries() {
        return primaries;
    }

    Peer[] backups() {
        return backups;
    }

    /** Whether there is one peer and no backup: it is asked whatever it did. */
    boolean isSingle() {
        return single;
    }

    /** Among primaries and the backups behind them. */
    int indexOf(Peer peer) {
        var all = primaries;
        for (int i = 0; i < all.length; i++) if (all[i] == peer) return i;
        var further = backups;
        for (int i = 0; i < further.length; i++) if (further[i] == peer) return all.length + i;
        return -1;
    }

    ArrayList<Peer> all() {
        var all = new ArrayList<>(List.of(primaries));
        all.addAll(List.of(backups));
        return all;
    }

    List<ServerLine> lines() {
        return lines;
    }

    /** Why peers have no address; empty when all have one. */
    public List<String> missing() {
        return all().stream().filter(peer -> peer.address() == null && !peer.down).map(Peer::unresolved).toList();
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
        lasting.waiting().until(() -> lines.stream().allMatch(line -> line.first() == 0), untilNanos);
    }

    /** Whether a request that needs its names has to {@link #demand} them. */
    public boolean isWanted() {
        long now = System.nanoTime();
        for (var line : lines) if (line.isWanted(now)) return true;
        return false;
    }

    /** Begins the lookups that nothing but a request begins; returns as {@link #lookAgain}. Not on a loop. */
    public synchronized long demand() {
        long now = System.nanoTime();
        for (var line : lines) if (line.isWanted(now)) line.want();
        return lookAgain(now, false);
    }

    /** Waits until the names that a request needs have been looked up, or {@code untilNanos}: less where an old answer is at hand. */
    public void awaitNames(long untilNanos) {
        boolean awaited = false;
        long until = untilNanos;
        for (var line : lines) {
            if (!line.isAwaited()) continue;
            awaited = true;
            until = line.patience(until);
        }
        if (awaited) lasting.waiting().until(() -> lines.stream().noneMatch(ServerLine::isAwaited), until);
    }

    /** Whether a lookup goes on. */
    boolean isLookedUp() {
        return lines.stream().anyMatch(ServerLine::isAwaited);
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
        return (left || onDemand) && waiters.get() == 0;
    }

    private void resolve(ServerLine line, List<Peer> known) {
        try {
            place(line, line.spots(names), known);
        } catch (UnknownHostException missing) {
            if (line.peers.isEmpty()) put(line, List.of(peer(line.declared, null, known)));
            var why = why(line, missing);
            line.peers.forEach(peer -> peer.notResolved(why));
        } finally {
            line.ended();
            lasting.waiting().wake();
        }
    }

    private static String why(ServerLine line, UnknownHostException missing) {
        if (line.onDemand) return line.whyNot(missing);
        return "host not found in upstream \"" + line.declared.address() + '"' + further(line, missing);
    }

    /** The JDK's own message is the name once more. */
    private static String further(ServerLine line, UnknownHostException missing) {
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
                checks.expect(peer, false);
                lasting.change();
                event = changes.of(peer, "its name was found", single);
            }
        } finally {
            lock.unlock();
        }
        changes.tell(event);
    }

    private void put(ServerLine line, List<Peer> peers) {
        lock.lock();
        try {
            line.peers = List.copyOf(peers);
            arrange();
            lasting.change();
            for (var peer : peers) checks.expect(peer, false);
            peers.forEach(peer -> changes.of(peer, "", single)); // what they begin with
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
        if (inForce && !left) lasting.leaving().are(all()); // of another configuration they are not the group's yet, or no longer
        for (var peer : all()) {
            peer.scale(slow ? SLOW_SCALE : 1);
            peer.measure = method.measure();
            peer.queue = method.queue() == null ? null : lasting.queue();
        }
    }

    /** A connection failed: names are looked up again soon. */
    void connectFailed() {
        for (var line : lines) line.ask();
        names.hurry();
    }

    /** It is in force from now on: peers that it shares with the one before are what its own lines say. {@code strict}: none has failed. */
    void takeForce(boolean strict) {
        var events = new ArrayList<Event>();
        var wereAway = new HashSet<Peer>();
        lock.lock();
        try {
            inForce = true;
            for (var line : lines) {
                for (var peer : line.peers) {
                    if (peer.away) wereAway.add(peer);
                    var declared = line.declared;
                    peer.declare(declared.service() == null ? declared : declared.as(peer.weight, peer.isBackup()));
                    if (strict) peer.forgetFailures();
                }
            }
            numberAnew();
            arrange();
            for (var peer : all()) checks.take(peer, true);
            lasting.change();
            for (var peer : all()) events.add(changes.of(peer, news(peer, wereAway.contains(peer)), single));
        } finally {
            lock.unlock();
        }
        events.forEach(changes::tell);
    }

    /** Whose word it was that has changed something. */
    private static String news(Peer peer, boolean wasAway) {
        if (peer.away) return "its supervisor says that it does not run";
        return wasAway ? "its supervisor says that it runs again" : "the configuration was read again";
    }

    // The API. What it changes holds until a configuration says what does; where there is a state file, it is kept there first.

    /** The file is there from now on, or an IOException tells why not. */
    public void makeState() throws IOException {
        if (state != null) state.make();
    }

    /** From now on the file is another configuration's, which reads it; {@code is} false: it is not, that one was bad. Off the loops. */
    public void handOver(boolean is) {
        changing.lock();
        try {
            handedOver = is;
        } finally {
            changing.unlock();
        }
    }

    private <T> T change(Change<T> change) throws IOException {
        return state == null ? change.make() : Offload.<T, IOException>call(() -> alone(change));
    }

    private <T> T alone(Change<T> change) throws IOException {
        changing.lock();
        try {
            if (handedOver) throw new IOException("the configuration is being read again: ask once more when that is done");
            return change.make();
        } catch (IOException failure) {
            changes.log().log(Severity.CRIT, failure.getMessage());
            throw failure;
        } finally {
            changing.unlock();
        }
    }

    private void keep(List<Upstream.Peer> servers) throws IOException {
        if (state != null) state.keep(servers);
    }

    /** The servers with {@code now} in place of {@code old}; either may be null: one more, one less. */
    private List<Upstream.Peer> with(ServerLine old, Upstream.Peer now) {
        var all = new ArrayList<Upstream.Peer>();
        for (var line : lines) {
            if (line != old) all.add(line.declared);
            else if (now != null) all.add(now);
        }
        if (old == null) all.add(now);
        return all;
    }

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

    /**
     * One server more. Returns its number.
     *
     * @throws IOException the state file cannot keep it: nothing has changed, and the log tells why
     */
    public int add(Upstream.Peer declared) throws IOException {
        return change(() -> {
            keep(with(null, declared));
            return place(new ServerLine(declared, servers), null, "the API added it");
        });
    }

    /** The server of that number is another one from now on, and keeps the number. False: it is not there, or stands for a name. */
    public boolean replace(int id, Upstream.Peer declared) throws IOException {
        return change(() -> {
            ServerLine old = lineOf(id);
            if (old == null || old.isParent()) return false;
            keep(with(old, declared));
            var line = new ServerLine(declared, servers);
            line.heir = id;
            place(line, old, "the API gave it another address");
            return true;
        });
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
                for (var peer : old.peers) events.add(peer.goes(changes.group(), why));
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
            for (var peer : line.peers) events.add(peer.comes(changes.group(), why));
            return line.isParent() ? line.id : line.peers.getFirst().id;
        } finally {
            lock.unlock();
            events.forEach(changes::tell);
        }
    }

    /** What became of {@link #remove}. */
    public enum Removal { DONE, NOT_THERE, IMMUTABLE }

    /** The server of that number gets no more requests; those in progress go on. One that stands for a name goes with its line alone. */
    public Removal remove(int id) throws IOException {
        return change(() -> {
            var line = lineOf(id);
            if (line == null) return Removal.NOT_THERE;
            if (line.isParent() && line.id != id) return Removal.IMMUTABLE;
            keep(with(line, null));
            return remove(line);
        });
    }

    private Removal remove(ServerLine line) {
        var events = new ArrayList<Event>();
        lock.lock();
        try {
            if (!lines.contains(line)) return Removal.NOT_THERE;
            lines = lines.stream().filter(other -> other != line).toList();
            for (var peer : line.peers) events.add(peer.goes(changes.group(), "the API removed it"));
            arrange();
            lasting.change();
        } finally {
            lock.unlock();
        }
        events.forEach(changes::tell);
        return Removal.DONE;
    }

    /** Whose number that is, its own or one of its peers'; null: nobody's. */
    private ServerLine lineOf(int id) {
        for (var line : lines) if (line.id == id || line.peers.stream().anyMatch(peer -> peer.id == id)) return line;
        return null;
    }

    /** From now on this holds of the server of that number, and of all that it stands for. False: it is not there. */
    public boolean declare(int id, Peer.Declared now) throws IOException {
        return change(() -> {
            var line = lineOf(id);
            if (line == null) return false;
            boolean isWhole = !line.isParent() || line.id == id;
            if (isWhole) keep(with(line, now.in(line.declared)));
            return declare(id, line, isWhole, now);
        });
    }

    private boolean declare(int id, ServerLine line, boolean isWhole, Peer.Declared now) {
        var events = new ArrayList<Event>();
        lock.lock();
        try {
            if (!lines.contains(line)) return false;
            if (isWhole) line.declared = now.in(line.declared);
            for (var peer : line.peers) if (isWhole || peer.id == id) peer.declare(now);
            arrange();
            lasting.change();
            for (var peer : line.peers) events.add(changes.of(peer, "the API changed it", single));
        } finally {
            lock.unlock();
        }
        events.forEach(changes::tell);
        return true;
    }
}
