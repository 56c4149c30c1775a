package owlboard.proxy.upstream;

/**
 * {@code ip_hash}: the first three bytes of an IPv4 address, or all of an IPv6 one, choose; after 20 misses round robin does. Clients of
 * unix sockets count as one.
 */
final class IpHash implements Balancer {
    private static final int TRIES = 20;
    private static final byte[] NONE = new byte[3];
    private final RoundRobin fallback = new RoundRobin();

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        var address = key.length == 0 ? NONE : key;
        int length = address.length == 4 ? 3 : address.length;
        int hash = 89;
        int total = 0;
        for (var peer : peers) total += peer.weight;
        for (int round = 0; round < TRIES && total > 0; round++) {
            for (int i = 0; i < length; i++) hash = (hash * 113 + (address[i] & 255)) % 6271;
            int weight = hash % total;
            int index = 0;
            while (weight >= peers[index].weight) weight -= peers[index++].weight;
            var peer = peers[index];
            if (!tried.has(peer) && peer.isAvailable(nowSeconds)) return peer;
        }
        return fallback.pick(peers, tried, key, nowSeconds);
    }
}
