package owlboard.proxy.upstream;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import owlboard.config.Upstream;
import owlboard.proxy.dns.LookupFailed;
import owlboard.proxy.dns.NameServers;

/** One {@code server} line, the peers that its addresses make, and when its name is looked up again: one lookup at a time. */
final class ServerLine {
    /** Between two lookups that failed connections ask for. */
    private static final long GAP_NANOS = 100_000_000;
    /** What a request waits for another answer while it has an old one. */
    private static final long STALE_NANOS = 1_000_000_000;

    /** Changed under the group's lock, by the API. */
    volatile Upstream.Peer declared;
    private final NameServers servers;
    private final String place;
    /** Changed under the group's lock. */
    volatile List<Peer> peers = List.of();
    /** Of a {@link #isParent}; -1: it has none yet. And that which its first peer is to have; -1: a new one. Under the group's lock. */
    int id = -1;
    int heir = -1;
    /** Lookups that have begun and ended; a failure is answered by one that began after it. */
    private volatile int begun;
    private volatile int ended;
    private volatile long beganAt;
    private volatile long due;
    private volatile boolean fixed;
    /** Of a host that requests have made up: looked up where one of them needs it, and not otherwise. */
    final boolean onDemand;
    private volatile boolean asked;

    /** {@code servers}: null for the system's. */
    ServerLine(Upstream.Peer declared, NameServers servers) {
        this(declared, servers, false);
    }

    ServerLine(Upstream.Peer declared, NameServers servers, boolean onDemand) {
        this.declared = declared;
        this.onDemand = onDemand;
        this.servers = declared.resolve() ? servers : null;
        place = withPort(declared.address());
    }

    private static String withPort(String address) {
        if (address.startsWith("unix:")) return address;
        int colon = address.lastIndexOf(':');
        boolean port = colon > 0 && address.indexOf(']') < colon && (address.startsWith("[") || address.indexOf(':') == colon);
        return port ? address : address + ":80";
    }

    /** Whether it stands for servers that its name leads to: they come and go as the name says, and the line alone can be taken away. */
    boolean isParent() {
        return declared.resolve() || peers.size() > 1;
    }

    /** Whether this line is the other one in a configuration read again. */
    boolean isLike(ServerLine other) {
        return declared.address().equals(other.declared.address()) && declared.backup() == other.declared.backup()
                && declared.resolve() == other.declared.resolve()
                && Objects.equals(declared.service(), other.declared.service());
    }

    /** What holds for one of its servers; null: it has no place, for a backup takes those alone that come first. */
    Upstream.Peer at(Spot spot) {
        if (spot.weight() == 0) return declared;
        return declared.backup() && spot.later() ? null : declared.as(spot.weight(), declared.backup() || spot.later());
    }

    /** Whether {@link #spots} asks nobody. */
    boolean isAtHand(Names names) {
        return declared.service() == null && names.isAtHand(place);
    }

    /** The system's lookups hold up the thread that they run on, and its carrier. */
    Thread.Builder thread() {
        return servers == null ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    }

    /** Looks up; {@link #begins} comes first. May block. */
    List<Spot> spots(Names names) throws UnknownHostException {
        var found = declared.service() != null ? Names.services(declared.address(), declared.service(), servers)
                : names.resolve(place, servers, declared.resolve());
        fixed = found.isFixed();
        due = System.nanoTime() + found.holdsNanos();
        return found.spots();
    }

    /** In nginx's words for the name of a request. */
    String whyNot(UnknownHostException missing) {
        var host = Names.host(place);
        if (servers == null) return "no resolver defined to resolve " + host;
        return host + " could not be resolved (" + LookupFailed.words(missing) + ')';
    }

    /** The lookup has ended, and what it found is in its place. */
    void ended() {
        ended++;
    }

    /** A connection failed: the name may have moved. Returns what {@link #hasAnswered} takes; 0 when there is no name to ask for. */
    int ask() {
        if (fixed) return 0;
        int wanted = begun + 1;
        due = beganAt + GAP_NANOS;
        asked = true;
        return wanted;
    }

    /** Whether a request that needs it has to have it looked up. */
    boolean isWanted(long now) {
        return onDemand && begun == ended && now - due >= 0;
    }

    /** The next {@link #begins} that is due is one. */
    void want() {
        asked = true;
    }

    /** Whether a request that needs it has to wait. */
    boolean isAwaited() {
        return onDemand ? begun != ended : ended == 0;
    }

    /** Until when it does, at {@code untilNanos} at the latest: an address that did hold is used where no other comes soon. */
    long patience(long untilNanos) {
        boolean known = onDemand && peers.stream().anyMatch(peer -> peer.address() != null);
        return known && beganAt + STALE_NANOS - untilNanos < 0 ? beganAt + STALE_NANOS : untilNanos;
    }

    /** What {@link #hasAnswered} takes for the first lookup of all; 0 when that has ended. */
    int first() {
        return ended == 0 ? 1 : 0;
    }

    boolean hasAnswered(int wanted) {
        return ended - wanted >= 0;
    }

    /** True when a lookup is due, which begins with that; {@code anyway}: the endpoint directory has changed. From one thread at a time. */
    boolean begins(long now, boolean anyway) {
        if (begun != ended || !anyway && (isQuiet() || now - due < 0)) return false;
        asked = false;
        begun++;
        beganAt = now;
        due = now + Names.MISSING_NANOS;
        return true;
    }

    private boolean isQuiet() {
        return !asked && (fixed || onDemand);
    }

    /** Nanoseconds until then; for a lookup that goes on, until somebody who waits has to be told again. */
    long dueIn(long now) {
        if (begun != ended) return GAP_NANOS;
        return isQuiet() ? Long.MAX_VALUE : Math.max(0, due - now);
    }
}
