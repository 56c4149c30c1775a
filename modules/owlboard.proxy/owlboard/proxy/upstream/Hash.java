package owlboard.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * {@code hash key}: CRC32 of the key over the weights; a miss hashes again with a counter in front; after 20, and without a key, round
 * robin chooses.
 */
final class Hash implements Balancer {
    private static final int TRIES = 20;
    private final RoundRobin fallback = new RoundRobin();

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        if (key.length == 0) return fallback.pick(peers, tried, key, nowSeconds);
        int total = 0;
        for (var peer : peers) total += peer.weight;
        long hash = 0;
        for (int rehash = 0; rehash < TRIES && total > 0; rehash++) {
            var crc = new CRC32();
            if (rehash > 0) crc.update(Integer.toString(rehash).getBytes(StandardCharsets.US_ASCII));
            crc.update(key);
            hash += crc.getValue() >> 16 & 0x7fff;
            long weight = hash % total;
            int index = 0;
            while (weight >= peers[index].weight) weight -= peers[index++].weight;
            var peer = peers[index];
            if (!tried.has(peer) && peer.isAvailable(nowSeconds)) return peer;
        }
        return fallback.pick(peers, tried, key, nowSeconds);
    }
}
