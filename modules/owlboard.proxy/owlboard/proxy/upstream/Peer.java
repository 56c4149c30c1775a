package owlboard.proxy.upstream;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import owlboard.config.Upstream;
import owlboard.config.Upstream.Measure;
import owlboard.proxy.count.Handshakes;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Attempt;
import owlboard.wire.net.AddressText;

/**
 * One server of a group: its address, what balancing knows of it, its counters. Balancing state is guarded by the group's lock; counters
 * are atomic. nginx's clock here is whole seconds: {@code nowSeconds}, monotonic.
 */
public final class Peer implements Attempt.Occupied {
    /** As configured: {@code api_gateway_1:80}. */
    public final String name;
    /** Its line stands for all who have that name. */
    private final boolean isReplica;
    private final boolean backup;

    private volatile SocketAddress address;
    private volatile String unresolved;
    private volatile String route;
    private volatile String declaredRoute;
    /** What the API calls it in its group; -1: nothing yet. And the line that it stands for; -1: itself. */
    volatile int id = -1;
    volatile int parent = -1;
    /** Requests in progress, tunnels included. */
    public final AtomicInteger active = new AtomicInteger();
    /** Its tries. */
    public final Zone zone;
    public final Handshakes handshakes = new Handshakes();

    // What has been counted under the group's lock.
    private long selected;
    private long selectedMillis;
    private long failures;
    private long outages;
    /** Its failures, or its answers unlike the others', have taken it out. */
    private boolean isOut;
    private long downMillis;
    /** Since when it has got no requests for what is wrong with it; 0: it gets some, or its line says {@code down}. */
    private long downSince;
    private long lastFailureMillis;
    private String lastFailure;

    /** What its group measures, and who waits for room; null: nothing, and nobody. */
    volatile Measure measure;
    volatile Queue queue;
    final ResponseTimes times = new ResponseTimes();
    final IdleLife idleLife = new IdleLife();
    final Relief relief = new Relief();

    volatile boolean down;
    /** It gets those alone who are bound to it. */
    private volatile boolean draining;
    /** Its supervisor knows that it does not run. */
    volatile boolean away;

    /** A health check has found so, or waits to find out. */
    private volatile boolean unwell;
    /** Nobody else is left: rather the checks are at fault, or it serves all the same. */
    volatile boolean spared;

    // Guarded by the group's lock.
    private final Wellness wellness = new Wellness();
    /** Why its last check that failed did. */
    private String missed;
    /** When it was last found well again: what was asked before says nothing of it. */
    private volatile long wellSince = Long.MIN_VALUE / 2;
    int weight;
    int maxConns;
    private int maxFails;
    private long failSeconds;
    private long slowSeconds;
    private long slowSince = Long.MIN_VALUE / 2;
    private boolean wasOut;
    private int scale = 1;
    int effectiveWeight;
    int currentWeight;
    int fails;
    long accessed;
    long checked;
    /** When it was last tried though it was not available; whether that goes on; and whether it could not be reached the last time. */
    private long tried = Long.MIN_VALUE / 2;
    private boolean onTrial;
    boolean unreachable;
    /** Until when it rests for answering unlike the others; and how often it has. */
    private long restsUntil = Long.MIN_VALUE / 2;
    private long rests;
    /** Errors that it has passed on, of an upstream of its own. */
    private final AtomicLong passedOn = new AtomicLong();
    /** Its state as the last {@link Event} told it, and since when; durations are of a clock that nobody sets. */
    private String told;
    private long toldMillis;
    private long toldNanos = System.nanoTime();
    private long downNanos;

    Peer(Upstream.Peer line) {
        name = line.address();
        isReplica = line.resolve();
        backup = line.backup();
        zone = new Zone(name);
        declare(line);
        forgetFailures();
    }

    /** What its line says of it now. */
    void declare(Upstream.Peer line) {
        boolean isBack = away && !line.away();
        declare(Declared.of(line));
        if (isBack) {
            forgetFailures();
            wasOut = true;
        }
        away = line.away();
        keepTime();
    }

    /** What holds of it now, whatever its line says. */
    void declare(Declared now) {
        if (now.weight() != weight) {
            weight = effectiveWeight = now.weight();
            currentWeight = 0;
        }
        maxConns = now.maxConns();
        maxFails = now.maxFails();
        failSeconds = now.failSeconds();
        slowSeconds = now.slowSeconds();
        if (down && !now.down()) { // whoever brings it back knows better
            forgetFailures();
            wasOut = true;
        }
        draining = now.drain();
        declaredRoute = now.route();
        down = now.down();
        keepTime();
    }

    boolean isBackup() {
        return backup;
    }

    void forgetFailures() {
        comesBack();
        fails = 0;
        onTrial = false;
        unreachable = false;
        effectiveWeight = weight;
        checked = accessed = restsUntil = Long.MIN_VALUE / 2;
    }

    /** Over reloads it is the same peer: state, counters and idle connections live on. */
    boolean is(String otherName, boolean otherBackup, SocketAddress otherAddress) {
        return name.equals(otherName) && backup == otherBackup && Objects.equals(address, otherAddress);
    }

    /** What logs and {@code $upstream_addr} call it: as configured, and a replica by its address. */
    public String shown() {
        var now = address;
        return isReplica && now != null ? AddressText.of(now) : name;
    }

    /** Null while its name does not resolve. */
    public SocketAddress address() {
        return address;
    }

    /** Why it has no address. */
    String unresolved() {
        return unresolved;
    }

    /** True when that is another one than before: what failed was elsewhere. */
    boolean resolvedTo(SocketAddress newAddress) {
        unresolved = null;
        if (newAddress.equals(address)) return false;
        address = newAddress;
        route = null;
        idleLife.forget();
        forgetFailures();
        wellness.forget();
        spared = false;
        judge();
        return true;
    }

    /** {@code why}: no address; the last good one, if any, stays in use. */
    void notResolved(String why) {
        unresolved = why;
        keepTime();
    }

    /** Whether a balancer may choose it now. */
    boolean isAvailable(long nowSeconds) {
        return !draining && serves(nowSeconds);
    }

    /** Whether it may serve a client that is bound to it. */
    boolean serves(long nowSeconds) {
        return isThere() && !isResting(nowSeconds) && !isFull();
    }

    private boolean isThere() {
        return !down && !away && (!unwell || spared) && address != null;
    }

    /** Whether the only peer of a group may be chosen now: it is never left alone. */
    boolean isUsable() {
        return isThere() && !draining && !isFull();
    }

    /** Whether it may have room some time. */
    boolean isWorthWaitingFor() {
        return !down && !draining;
    }

    /** What binds a client to it ({@code sticky}): as its line says, else a digest of its address. */
    public String route() {
        if (declaredRoute != null) return declaredRoute;
        if (route == null) route = digest(address == null ? name : AddressText.of(address));
        return route;
    }

    /** Its line says it. */
    boolean hasRoute() {
        return declaredRoute != null;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Under its group's lock: what keeps it from being chosen. */
    Bar bar(long nowSeconds) {
        if (down) return Bar.DOWN;
        if (away) return Bar.AWAY;
        if (address == null) return Bar.UNRESOLVED;
        if (isUnwell()) return wellness.isUnhealthy() ? Bar.UNHEALTHY : Bar.CHECKING;
        if (draining) return Bar.DRAINING;
        if (isResting(nowSeconds)) return Bar.RESTING;
        return isFull() ? Bar.FULL : Bar.NONE;
    }

    // Slow start.

    /** So that a part of a weight of one can be told: the same for all peers of a group. */
    void scale(int newScale) {
        if (newScale == scale) return;
        scale = newScale;
        currentWeight = 0;
    }

    /** What it adds to its turns: its weight as failures have left it, or less while it starts slowly. */
    int share(long nowSeconds) {
        return slowed(effectiveWeight, nowSeconds);
    }

    /** Its whole weight, or less while it starts slowly. */
    int weight(long nowSeconds) {
        return slowed(weight, nowSeconds);
    }

    private int slowed(int of, long nowSeconds) {
        if (slowSeconds == 0) return of * scale;
        if (wasOut) {
            wasOut = false;
            slowSince = nowSeconds;
        }
        long since = nowSeconds - slowSince;
        return since >= slowSeconds || of == 0 ? of * scale : (int) Math.max(1, (long) of * scale * since / slowSeconds);
    }

    // Health checks.

    /** Whether it may be asked how it is. */
    boolean isCheckable() {
        return !down && !away && address != null;
    }

    /** A health check has found that it is not well, or has still to find that it is. */
    public boolean isUnwell() {
        return unwell && !spared;
    }

    /** Under its group's lock: nothing but its limit keeps it from being chosen. */
    boolean isWell(long nowSeconds) {
        return isCheckable() && !unwell && !draining && !isResting(nowSeconds);
    }

    /** Under its group's lock: it has failed its checks, and does not wait for the first one. */
    boolean isUnhealthy() {
        return wellness.isUnhealthy() && !wellness.isChecking();
    }

    /** Under its group's lock: this check has a say from now on; {@code waits}: and the first word. */
    void expectsCheck(String check, boolean waits) {
        wellness.expect(check, waits);
        judge();
    }

    boolean knowsCheck(String check) {
        return wellness.knows(check);
    }

    void retainsChecks(Set<String> checks) {
        wellness.retain(checks);
        judge();
    }

    /** Under its group's lock. True when it is well again: it may be chosen, and its failures are forgotten. */
    boolean checked(String check, boolean passed, int fails, int passes) {
        boolean before = unwell;
        wellness.found(check, passed, fails, passes);
        judge();
        if (!before || unwell) return false;
        wellSince = System.nanoTime();
        wasOut = true;
        forgetFailures();
        return true;
    }

    /** Under its group's lock. */
    void missed(String why) {
        missed = why;
    }

    private void judge() {
        unwell = wellness.isChecking() || wellness.isUnhealthy();
        keepTime();
    }

    /** Whether what was begun then still says how it is. */
    boolean isJudgedBy(long startNanos) {
        return startNanos - wellSince >= 0;
    }

    // Requests in progress.

    @Override
    public void begins(Attempt attempt) {
        attempt.zone = zone;
        zone.on(attempt.loop).begins();
        if (measure != null) times.begins(attempt.start);
    }

    @Override
    public void ends(Attempt attempt) {
        active.decrementAndGet();
        count(attempt);
        var measured = measure;
        if (measured != null) {
            times.ends(attempt.start);
            long now = System.nanoTime();
            if (measured == Measure.LAST_BYTE && attempt.headerNanos >= 0) times.add(measured, now - attempt.start, now);
        }
        var waiting = queue;
        if (waiting != null) waiting.call();
    }

    private void count(Attempt attempt) {
        var cell = zone.on(attempt.loop);
        cell.ends(attempt.status, attempt.bytesReceived(), attempt.bytesSent());
        if (attempt.status == 0 && attempt.isBlameless) cell.leaves();
        if (attempt.status > 0 && attempt.status < 500) cell.answers(attempt.start + Math.max(0, attempt.headerNanos));
        if (attempt.status != 101) cell.took(attempt.loop.now() - attempt.start, attempt.headerNanos);
    }

    /** The head of an answer is there, that many nanoseconds after its request. */
    void answered(long nanos) {
        if (measure == Measure.HEADER) times.add(measure, nanos, System.nanoTime());
    }

    /** Whether it may be tried when nobody is available. */
    boolean mayBeTried(long nowSeconds) {
        return !down && (!unwell || spared) && address != null && !isFull() && nowSeconds - tried >= 1 && (away || isResting(nowSeconds));
    }

    /** It was chosen because nobody was available. */
    void chosenOnTrial(long nowSeconds) {
        chosen(nowSeconds);
        tried = nowSeconds;
        onTrial = true;
    }

    public boolean isOnTrial() {
        return onTrial;
    }

    /** A connection was made. True when that ends a trial: it had been left alone because there was none. */
    boolean connected() {
        if (!onTrial || !away && !unreachable) return false;
        away = false;
        wasOut = true;
        forgetFailures();
        return true;
    }

    /** Under its group's lock: it answers unlike the others. */
    void rests(long untilSeconds, String why) {
        restsUntil = untilSeconds;
        rests++;
        wasOut = true;
        lastFailure = why;
        lastFailureMillis = System.currentTimeMillis();
        goesOut();
    }

    /** Under its group's lock. True: what {@link #rests} began is over. */
    boolean endsRest(long nowSeconds) {
        if (restsUntil == Long.MIN_VALUE / 2 || nowSeconds < restsUntil) return false;
        restsUntil = Long.MIN_VALUE / 2;
        if (!isResting(nowSeconds)) comesBack();
        return true;
    }

    /** An error that it has answered with is of an upstream of its own ({@code owlboard_origin}). */
    public void passesOn() {
        passedOn.incrementAndGet();
    }

    long passedOn() {
        return passedOn.get();
    }

    private boolean isResting(long nowSeconds) {
        return nowSeconds < restsUntil || maxFails > 0 && fails >= maxFails && nowSeconds - checked <= failSeconds;
    }

    private boolean isFull() {
        return maxConns > 0 && active.get() >= maxConns;
    }

    /** It was chosen. */
    void chosen(long nowSeconds) {
        onTrial = false;
        selected++;
        selectedMillis = System.currentTimeMillis();
        if (nowSeconds - checked > failSeconds) checked = nowSeconds;
    }

    /** {@code single}: the only peer of its group is never taken out. Returns true when this failure took it out. */
    boolean failed(long nowSeconds, boolean single) {
        onTrial = false;
        if (single) return false;
        fails++;
        accessed = nowSeconds;
        checked = nowSeconds;
        if (maxFails == 0) return false;
        effectiveWeight = Math.max(0, effectiveWeight - weight / maxFails);
        if (fails >= maxFails) goesOut();
        wasOut |= fails >= maxFails;
        return fails >= maxFails;
    }

    /** It answered. True when that ends a trial. */
    boolean succeeded() {
        boolean back = onTrial;
        if (back) {
            away = false;
            forgetFailures();
        } else if (accessed < checked) {
            comesBack();
            fails = 0;
        }
        return back;
    }

    void noteFailure(String reason) {
        failures++;
        lastFailure = reason;
        lastFailureMillis = System.currentTimeMillis();
    }

    /** What {@code lb_status} and {@code api} show. {@code now} is what balancing thinks of it. */
    public record State(String name, String shown, String address, String state, int active, long requests, long failures,
            String lastFailure, long lastFailureMillis, boolean backup, Zone zone, Declared declared, Rest now, Name id, Health health,
            Handshakes handshakes) {}

    /**
     * Of health checks: how many, how many failed, how often it became unhealthy, whether the last one passed, null before it, and why the
     * last one that failed did, null where none has.
     */
    public record Health(long checks, long fails, long unhealthy, Boolean lastPassed, String why) {}

    /** What the API calls it in its group, and the line that it stands for, -1 where it stands for itself. */
    public record Name(int own, int parent) {}

    /** What its line says. */
    public record Declared(int weight, int maxConns, int maxFails, long failSeconds, long slowSeconds, String route, boolean down,
            boolean drain) {
        public static Declared of(Upstream.Peer line) {
            return new Declared(line.weight(), line.maxConns(), line.maxFails(), line.failTimeoutMillis() / 1000,
                    line.slowStartMillis() / 1000, line.route(), line.down(), line.drain());
        }

        /** That line with this in it. */
        Upstream.Peer in(Upstream.Peer line) {
            return new Upstream.Peer(line.place(), line.address(), weight, maxConns, maxFails, failSeconds * 1000, line.backup(), down,
                    line.away(), line.resolve(), slowSeconds * 1000, drain, route, line.service());
        }
    }

    /**
     * Failures that are known; seconds until it is tried again, 0 for one that is; how often it was out, for how many milliseconds, and
     * since when it is, 0 when it is not; since when its state is what it is; how often it was left alone for answering unlike the others;
     * when it was chosen last, 0 when it never was; whether it is chosen although it fails its checks.
     */
    public record Rest(int fails, long restSeconds, long unavailable, long downMillis, long downSince, long sinceMillis, long outliers,
            long selectedMillis, boolean spared) {}

    State state(long nowSeconds, boolean single) {
        var standing = standing(nowSeconds, single);
        var state = standing.equals("up") && isFull() ? "busy" : standing;
        var reason = address == null && unresolved != null ? unresolved : lastFailure;
        return new State(name, shown(), address == null ? null : AddressText.of(address), state, active.get(), selected,
                failures,
                reason, lastFailureMillis, backup, zone,
                new Declared(weight, maxConns, maxFails, failSeconds, slowSeconds, declaredRoute, down, draining),
                rest(nowSeconds, single), new Name(id, parent), wellness.health(missed), handshakes);
    }

    private Rest rest(long nowSeconds, boolean single) {
        long until = single ? 0 : restSeconds(nowSeconds);
        boolean isChosenUnwell = unwell && isThere() && !draining && until == 0;
        return new Rest(fails, until, outages, downMillis + (downSince == 0 ? 0 : millisSince(downNanos)), downSince, toldMillis, rests,
                selectedMillis, isChosenUnwell);
    }

    /** For how long it is still left alone. */
    int restSeconds(long nowSeconds) {
        if (!isResting(nowSeconds)) return 0;
        long failed = maxFails > 0 && fails >= maxFails ? checked + failSeconds + 1 : 0;
        return (int) (Math.max(restsUntil, failed) - nowSeconds);
    }

    /** It is out from now on. */
    private void goesOut() {
        if (isOut) return;
        isOut = true;
        outages++;
        keepTime();
    }

    private void comesBack() {
        isOut = false;
        keepTime();
    }

    /** What its state depends on has changed: the paid nginx counts unavail, checking and unhealthy as time that it was down. */
    private void keepTime() {
        boolean isDown = !down && (away || address == null && unresolved != null || isOut || unwell);
        if (isDown == (downSince != 0)) return;
        if (isDown) downNanos = System.nanoTime();
        else downMillis += millisSince(downNanos);
        downSince = isDown ? System.currentTimeMillis() : 0;
    }

    /** In the words of the paid nginx's API, and ours for what it does not have. */
    private String standing(long nowSeconds, boolean single) {
        if (down) return "down";
        if (away) return "not running";
        if (address == null) return "unresolved";
        if (unwell) return wellness.isUnhealthy() ? "unhealthy" : "checking";
        if (draining) return "draining";
        if (single) return "up";
        if (isResting(nowSeconds)) return "unavail";
        return isOut ? "unproven" : "up"; // it has not answered since
    }

    /** Under its group's lock: it is there from now on, or no longer. */
    Event comes(String group, String why) {
        return event(group, "removed", told, why, 0);
    }

    Event goes(String group, String why) {
        return event(group, told, "removed", why, millisSince(toldNanos));
    }

    private Event event(String group, String from, String to, String why, long held) {
        var at = address;
        return new Event(0, System.currentTimeMillis(), group, name, at == null ? null : AddressText.of(at), from, to, held, active.get(),
                why);
    }

    /** Under its group's lock. True: it was left alone, the time for that is over, and nobody has told so. */
    boolean isUnproven(long nowSeconds) {
        return isOut && "unavail".equals(told) && !isResting(nowSeconds);
    }

    /** Under its group's lock: the change of its state since the last call; null when there is none, and at the first. */
    Event change(String group, String why, long nowSeconds, boolean single) {
        var before = told;
        var now = standing(nowSeconds, single);
        if (now.equals(before)) return null;
        long held = millisSince(toldNanos);
        told = now;
        toldMillis = System.currentTimeMillis();
        toldNanos = System.nanoTime();
        return before == null ? null : event(group, before, now, why, held);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Monotonic seconds of a loop, nginx's clock of peers. */
    public static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }
}
