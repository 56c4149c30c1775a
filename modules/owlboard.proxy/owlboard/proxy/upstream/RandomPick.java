package owlboard.proxy.upstream;

import java.util.concurrent.ThreadLocalRandom;

/** {@code random [two]}: by weight; of two the one with fewer requests in progress over weight. */
final class RandomPick implements Balancer {
    private static final int TRIES = 20;
    private final boolean two;
    private final RoundRobin fallback = new RoundRobin();

    RandomPick(boolean two) {
        this.two = two;
    }

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        var first = one(peers, tried, nowSeconds, null);
        if (first == null) return fallback.pick(peers, tried, key, nowSeconds);
        if (!two) return first;
        var second = one(peers, tried, nowSeconds, first);
        if (second == null) return first;
        return (long) first.active.get() * second.weight <= (long) second.active.get() * first.weight ? first : second;
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
