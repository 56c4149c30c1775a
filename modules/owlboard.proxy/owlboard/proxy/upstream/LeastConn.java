package owlboard.proxy.upstream;

/**
 * Fewest requests in progress over weight; among those the one whose turn it is (ngx_http_upstream_least_conn_module).
 * Every available peer's turn comes nearer with each pick, not only the tied ones' as in nginx: under load ties are rare, and rounds among
 * ties alone favour some peers.
 */
final class LeastConn implements Balancer {
    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        Peer best = null;
        int bestActive = 0;
        int bestWeight = 0;
        int total = 0;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.isAvailable(nowSeconds)) continue;
            total += RoundRobin.advance(peer, nowSeconds);
            int active = peer.active.get();
            int weight = peer.weight(nowSeconds);
            long order = best == null ? -1 : (long) active * bestWeight - (long) bestActive * weight;
            if (order < 0 || order == 0 && peer.currentWeight > best.currentWeight) {
                best = peer;
                bestActive = active;
                bestWeight = weight;
            }
        }
        if (best == null) return null;
        best.currentWeight -= total;
        // A peer that was busy for long has no claim to all the turns that it missed.
        for (var peer : peers) peer.currentWeight = Math.clamp(peer.currentWeight, -total, total);
        return best;
    }
}
