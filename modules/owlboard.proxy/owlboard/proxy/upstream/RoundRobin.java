package owlboard.proxy.upstream;

/** Smooth weighted round robin (ngx_http_upstream_round_robin.c). */
final class RoundRobin implements Balancer {
    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        Peer best = null;
        int total = 0;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.isAvailable(nowSeconds)) continue;
            total += advance(peer, nowSeconds);
            if (best == null || peer.currentWeight > best.currentWeight) best = peer;
        }
        if (best != null) best.currentWeight -= total;
        return best;
    }

    /** One step of a peer's weight; returns what it adds to the total. */
    static int advance(Peer peer, long nowSeconds) {
        int share = peer.share(nowSeconds);
        peer.currentWeight += share;
        if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++;
        return share;
    }
}
