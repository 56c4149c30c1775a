package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import owlboard.config.HealthCheck;
import owlboard.config.Outliers;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;
import owlboard.wire.loop.Serving;
import owlboard.wire.net.AddressText;

/**
 * The {@code health_check} lines of a configuration. One thread knows when each peer is asked next; the asking is straight-line code in a
 * virtual thread of a loop, one at a time for each peer and check, so that a peer that is silent holds up its own checks alone.
 * Begins with {@link #start} and ends with {@link #end}, at a reload as at the engine's end: what is found later is nobody's.
 */
public final class HealthChecks {
    public static final MainSlot<HealthChecks> SLOT = new MainSlot<>((_, _) -> new HealthChecks());
    /** Peers that names lead to are seen after this. */
    private static final long LOOK_NANOS = 250_000_000;
    private static final long MEASURE_NANOS = 1_000_000_000;
    private static final long LEAST_NANOS = 1_000_000;

    /** Asks one peer. */
    public interface Probe {
        /** Straight-line, on that loop; ends soon after {@code over} holds. {@code inForce}: the configuration that it is of. */
        Result ask(CheckLine line, Peer peer, Snapshot inForce, BooleanSupplier over);
    }

    /**
     * What a peer answered.
     *
     * @param why  it is not well; null: it is
     * @param step what was being done last, in nginx's words
     */
    public record Result(String why, String step) {}

    private record Check(String name, Group group, HealthCheck terms, Probe probe, ErrorLog log) {
        String words(Peer peer) {
            var address = peer.address();
            return "health check \"" + (terms.match() == null ? "" : terms.match()) + "\" of peer "
                    + (address == null ? peer.name : AddressText.of(address)) + " in upstream \"" + group.name + '"';
        }
    }

    /** When one peer is asked next, and whether it is being asked. */
    private static final class Turn {
        private long dueNanos;
        private volatile boolean runs;
        private CheckLine line;

        void close() {
            if (line != null) line.close();
        }
    }

    private final List<Check> checks = new ArrayList<>();
    private final List<Group> measured = new ArrayList<>();
    private final List<OutlierWatch> watches = new ArrayList<>();
    private final Map<Check, Map<Peer, Turn>> turns = new IdentityHashMap<>();
    private Snapshot inForce;
    private volatile boolean over;
    private Thread keeper;
    private int nextLoop;

    private HealthChecks() {}

    /** While a configuration is made ready. What is asked tells the checks of a group apart, over reloads too. */
    public void add(Group group, HealthCheck terms, Probe probe, ErrorLog log) {
        if (checks.stream().anyMatch(check -> check.terms == terms)) return;
        checks.add(new Check(terms.name(), group, terms, probe, log));
        group.checkedBy(terms.name(), terms);
    }

    /** What this group usually takes is to be known. */
    public void measure(Group group) {
        if (!measured.contains(group)) measured.add(group);
    }

    /** Peers of this group that answer unlike the others are left alone. */
    void watch(Group group, Outliers terms) {
        watches.add(new OutlierWatch(group, terms, System.nanoTime()));
    }

    /** This configuration is in force. */
    public void start(Snapshot snapshot) {
        inForce = snapshot;
        checks.stream().map(Check::group).distinct().forEach(Group::takeChecks);
        if (checks.isEmpty() && measured.isEmpty() && watches.isEmpty()) return;
        keeper = Serving.thread("health checks", this::keep);
        keeper.start();
    }

    public void end() {
        over = true;
        if (keeper != null) LockSupport.unpark(keeper);
    }

    private void keep() {
        long measuring = System.nanoTime();
        while (!over) {
            long next = LOOK_NANOS;
            if (!measured.isEmpty() && System.nanoTime() - measuring >= 0) {
                measured.forEach(Group::measure);
                measuring = System.nanoTime() + MEASURE_NANOS;
            }
            for (var check : checks) next = Math.min(next, look(check));
            for (var watch : watches) next = Math.min(next, watch.look(System.nanoTime()));
            LockSupport.parkNanos(this, Math.max(LEAST_NANOS, next));
        }
        turns.values().forEach(ofPeers -> ofPeers.values().forEach(Turn::close));
    }

    /** Returns the nanoseconds until there is something to do for it. */
    private long look(Check check) {
        var ofPeers = turns.computeIfAbsent(check, _ -> new IdentityHashMap<>());
        var peers = check.group.checkable();
        ofPeers.entrySet().removeIf(turn -> {
            boolean gone = !peers.contains(turn.getKey());
            if (gone) turn.getValue().close();
            return gone;
        });
        long now = System.nanoTime();
        long next = LOOK_NANOS;
        for (var peer : peers) {
            var turn = ofPeers.get(peer);
            if (turn == null) {
                turn = new Turn();
                turn.dueNanos = now;
                ofPeers.put(peer, turn);
            }
            long left = turn.dueNanos - now;
            if (left <= 0 && !turn.runs) {
                turn.dueNanos = left = now + check.terms.intervalMillis() * 1_000_000;
                if (check.terms.jitterMillis() > 0) {
                    turn.dueNanos += ThreadLocalRandom.current().nextLong(check.terms.jitterMillis() * 1_000_000);
                }
                left -= now;
                begin(check, peer, turn);
            }
            next = Math.min(next, left <= 0 ? LOOK_NANOS / 25 : left);
        }
        return next;
    }

    private void begin(Check check, Peer peer, Turn turn) {
        turn.runs = true;
        if (turn.line == null || !turn.line.keeps()) turn.line = new CheckLine(loop(), check.terms.keepaliveMillis());
        var line = turn.line;
        line.loop.start(() -> {
            try {
                var result = check.probe.ask(line, peer, inForce, () -> over);
                if (!over) found(check, peer, result);
            } finally {
                turn.runs = false;
            }
        });
    }

    private Loop loop() {
        var loop = Loops.all().get(nextLoop++ % Loops.all().size());
        nextLoop %= Loops.all().size();
        return loop;
    }

    private static void found(Check check, Peer peer, Result result) {
        boolean well = result.why() == null;
        if (!well) check.log.log(Severity.INFO, result.why() + ", " + check.words(peer));
        var change = check.group.checked(peer, check.name, check.terms, well,
                well ? "it passed its health check" : result.why());
        if (change == null) return;
        if (change.to().equals("unhealthy")) {
            check.log.log(Severity.WARN, "peer is unhealthy while " + result.step() + ", " + check.words(peer) + " (" + result.why()
                    + "; " + change.active() + " active, " + change.from() + " for " + change.heldMillis() / 1000 + " s)");
        } else {
            check.log.log(Severity.NOTICE, "peer is healthy while " + result.step() + ", " + check.words(peer) + " (" + change.from()
                    + " for " + change.heldMillis() / 1000 + " s)");
        }
    }
}
