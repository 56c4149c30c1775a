package owlboard.proxy.upstream;

import owlboard.proxy.listen.Exchange;

/** Fewest requests in progress over weight; ties by weighted round robin among the tied (ngx_http_upstream_least_conn_module). */
final class LeastConn implements Balancer {
    @Override
    public Peer pick(Peer[] peers, Tried tried, Exchange exchange, long nowSeconds) {
        Peer best = null;
        boolean tied = false;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.isAvailable(nowSeconds)) continue;
            long order = best == null ? -1 : compare(peer, best);
            if (order < 0) {
                best = peer;
                tied = false;
            } else if (order == 0) {
                tied = true;
            }
        }
        return tied ? amongTied(peers, best, tried, nowSeconds) : best;
    }

    private static long compare(Peer a, Peer b) {
        return (long) a.active.get() * b.weight - (long) b.active.get() * a.weight;
    }

    private static Peer amongTied(Peer[] peers, Peer least, Tried tried, long nowSeconds) {
        Peer best = null;
        int total = 0;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.isAvailable(nowSeconds) || compare(peer, least) != 0) continue;
            total += RoundRobin.advance(peer);
            if (best == null || peer.currentWeight > best.currentWeight) best = peer;
        }
        if (best == null) return least; // an active count moved meanwhile
        best.currentWeight -= total;
        return best;
    }
}
