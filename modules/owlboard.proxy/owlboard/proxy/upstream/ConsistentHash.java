package owlboard.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * {@code hash key consistent}: a ketama ring with 160 points per unit of weight; a missing peer moves only its own keys. Addresses of one
 * name share a place and take turns, as all do without a key.
 */
final class ConsistentHash implements Balancer {
    private static final int POINTS = 160;
    private Peer[] ringOf;
    private TreeMap<Long, Peer[]> ring;
    private final RoundRobin turns = new RoundRobin();

    @Override
    public Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds) {
        if (ringOf != peers) build(peers);
        if (ring.isEmpty()) return null;
        if (key.length == 0) return turns.pick(peers, tried, key, nowSeconds);
        var crc = new CRC32();
        crc.update(key);
        long from = crc.getValue();
        for (var tail : Arrays.asList(ring.tailMap(from, true), ring.headMap(from, false))) {
            for (var place : tail.values()) {
                var peer = turns.pick(place, tried, key, nowSeconds);
                if (peer != null) return peer;
            }
        }
        return null;
    }

    private void build(Peer[] peers) {
        ring = new TreeMap<>();
        for (var peer : peers) {
            var place = Arrays.stream(peers).filter(other -> other.name.equals(peer.name)).toArray(Peer[]::new);
            int colon = peer.name.lastIndexOf(':');
            var host = colon < 0 ? peer.name : peer.name.substring(0, colon);
            var port = colon < 0 ? "" : peer.name.substring(colon + 1);
            int previous = 0;
            for (int i = 0; i < peer.weight * POINTS; i++) {
                var crc = new CRC32();
                crc.update(host.getBytes(StandardCharsets.ISO_8859_1));
                crc.update(0);
                crc.update(port.getBytes(StandardCharsets.ISO_8859_1));
                crc.update(new byte[] {(byte) previous, (byte) (previous >> 8), (byte) (previous >> 16), (byte) (previous >> 24)});
                long point = crc.getValue();
                ring.putIfAbsent(point, place);
                previous = (int) point;
            }
        }
        ringOf = peers;
    }
}
