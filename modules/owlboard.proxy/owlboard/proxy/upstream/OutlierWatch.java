package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Outliers;
import owlboard.proxy.count.Latencies;

/**
 * Looks at what a group's peers have counted, and has those rest that answer unlike the others: never more than half of the group at once,
 * whatever else has taken peers out. On one thread, off the loops.
 */
final class OutlierWatch {
    /** A peer that is found again and again rests at most so many times as long. */
    private static final int TIMES_MAX = 10;
    private static final double MILLIS = 1e3;

    /**
     * What had been counted at the last look. {@code times}: how often in a row it was found; {@code well}: what it has answered since the
     * last time, however many looks that took, so that little traffic forgets as well.
     */
    private static final class Seen {
        private long requests;
        private long failed;
        private Latencies latencies;
        private int times;
        private long well;
        /** What came since the last look but one. */
        private OutlierRule.Sample fresh;

        void look(Peer peer) {
            var sum = peer.zone.sum();
            var all = peer.zone.history.all();
            long failedNow = sum.hundred(5) - peer.passedOn();
            fresh = latencies == null ? null : new OutlierRule.Sample(sum.requests - requests, Math.max(0, failedNow - failed),
                    difference(all, latencies));
            if (fresh != null && (fresh.requests() < 0 || fresh.times() == null)) fresh = null; // the counters were reset
            requests = sum.requests;
            failed = failedNow;
            latencies = all;
        }

        void isWell(OutlierRule.Sample sample, long enough) {
            well += sample.requests() - sample.failed();
            if (well >= enough) times = 0;
        }

        private static Latencies difference(Latencies now, Latencies before) {
            var more = new long[now.counts().length];
            for (int i = 0; i < more.length; i++) {
                more[i] = now.counts()[i] - before.counts()[i];
                if (more[i] < 0) return null;
            }
            return new Latencies(more);
        }
    }

    private final Group group;
    private final Outliers terms;
    private final Map<Peer, Seen> known = new HashMap<>();
    private long dueNanos;

    OutlierWatch(Group group, Outliers terms, long now) {
        this.group = group;
        this.terms = terms;
        dueNanos = now;
    }

    /** Looks when it is time; returns the nanoseconds until the next look. */
    long look(long now) {
        group.endRests();
        if (now - dueNanos >= 0) {
            dueNanos = now + terms.intervalMillis() * 1_000_000;
            judge();
        }
        return dueNanos - now;
    }

    private void judge() {
        var peers = group.everybody();
        known.keySet().retainAll(peers);
        var samples = new ArrayList<OutlierRule.Sample>();
        var judged = new ArrayList<Peer>();
        for (var peer : peers) {
            var seen = known.computeIfAbsent(peer, _ -> new Seen());
            seen.look(peer);
            if (seen.fresh == null || !group.isInRotation(peer)) continue;
            judged.add(peer);
            samples.add(seen.fresh);
        }
        var found = OutlierRule.find(samples, terms);
        for (var one : found) rest(judged.get(one.index()), one);
        for (int i = 0; i < judged.size(); i++) {
            if (isOrdinary(i, found)) known.get(judged.get(i)).isWell(samples.get(i), terms.requests());
        }
    }

    private static boolean isOrdinary(int index, List<OutlierRule.Found> found) {
        return found.stream().noneMatch(one -> one.index() == index);
    }

    private void rest(Peer peer, OutlierRule.Found found) {
        var seen = known.get(peer);
        seen.well = 0;
        long millis = terms.restMillis() * Math.min(TIMES_MAX, seen.times + 1);
        if (group.rest(peer, millis, found.why() + "; it is left alone for " + Math.round(millis / MILLIS) + " s")) seen.times++;
    }
}
