package owlboard.proxy.upstream;

import java.util.concurrent.ThreadLocalRandom;
import owlboard.config.Upstream.Balancing;

/** {@code random [two]}: by weight; of two the one with fewer requests in progress over weight, or the shorter {@code least_time}. */
final class RandomPick implements Balancer {
    private static final int TRIES = 20;
    private final Balancing by;
    private final LeastTime time;
    private final RoundRobin fallback = new RoundRobin();

    /** {@code by}: which of two is better; null: one is drawn. */
    RandomPick(Balancing by) {
        this.by = by;
        time = by instanceof Balancing.LeastTime least ? new LeastTime(least) : null;
    }

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        var first = one(peers, tried, nowSeconds, null);
        if (first == null) return fallback.pick(peers, tried, key, nowSeconds);
        if (by == null) return first;
        var second = one(peers, tried, nowSeconds, first);
        if (second == null) return first;
        return isBetter(first, second, nowSeconds) ? first : second;
    }

    private boolean isBetter(Peer first, Peer second, long nowSeconds) {
        if (time == null) return (long) first.active.get() * second.weight <= (long) second.active.get() * first.weight;
        long now = System.nanoTime();
        return time.cost(first, nowSeconds, now) <= time.cost(second, nowSeconds, now);
    }

    private static Peer one(Peer[] peers, Tried tried, long nowSeconds, Peer not) {
        int total = 0;
        for (var peer : peers) total += peer.weight;
        for (int round = 0; round < TRIES && total > 0; round++) {
            int weight = ThreadLocalRandom.current().nextInt(total);
            int index = 0;
            while (weight >= peers[index].weight) weight -= peers[index++].weight;
            var peer = peers[index];
            if (peer != not && !tried.has(peer) && peer.isAvailable(nowSeconds)) return peer;
        }
        return null;
    }
}
