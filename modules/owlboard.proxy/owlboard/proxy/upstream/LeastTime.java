package owlboard.proxy.upstream;

import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream.Measure;

/**
 * {@code least_time}: the shortest time to answer, times the requests in progress, over weight; among equals it goes round. What has not
 * been measured for a while counts for less and less, so that a peer that was slow once gets another chance.
 * Source: ngx_http_upstream_module, which has it in the paid edition and keeps its formula to itself.
 */
final class LeastTime implements Balancer {
    private final Balancing.LeastTime by;

    LeastTime(Balancing.LeastTime by) {
        this.by = by;
    }

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        long nowNanos = System.nanoTime();
        Peer best = null;
        double least = 0;
        int total = 0;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.isAvailable(nowSeconds)) continue;
            total += RoundRobin.advance(peer, nowSeconds);
            double cost = cost(peer, nowSeconds, nowNanos);
            if (best == null || cost < least || cost == least && peer.currentWeight > best.currentWeight) {
                best = peer;
                least = cost;
            }
        }
        if (best == null) return null;
        best.currentWeight -= total;
        for (var peer : peers) peer.currentWeight = Math.clamp(peer.currentWeight, -total, total);
        return best;
    }

    /** Of one more request: whole milliseconds, so that what differs by chance alone is equal. */
    double cost(Peer peer, long nowSeconds, long nowNanos) {
        long millis = 1 + peer.times.nanos(by.measure(), nowNanos) / 1_000_000;
        if (by.inflight()) millis = Math.max(millis, peer.times.inFlightNanos(peer.active.get(), nowNanos) / 1_000_000);
        return (double) millis * (peer.active.get() + 1) / peer.share(nowSeconds);
    }

    Measure measure() {
        return by.measure();
    }
}
