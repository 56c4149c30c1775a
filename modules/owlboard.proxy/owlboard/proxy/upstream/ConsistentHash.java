package owlboard.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.route.Value;

/** {@code hash key consistent}: a ketama ring with 160 points per unit of weight; a missing peer moves only its own keys. */
final class ConsistentHash implements Balancer {
    private static final int POINTS = 160;
    private final Value key;
    private Peer[] ringOf;
    private TreeMap<Long, Peer> ring;

    ConsistentHash(Value key) {
        this.key = key;
    }

    @Override
    public Peer pick(Peer[] peers, Tried tried, Exchange exchange, long nowSeconds) {
        if (ringOf != peers) build(peers);
        if (ring.isEmpty()) return null;
        var crc = new CRC32();
        crc.update(key.text(exchange).getBytes(StandardCharsets.ISO_8859_1));
        long from = crc.getValue();
        for (var tail : Arrays.asList(ring.tailMap(from, true), ring.headMap(from, false))) {
            for (Map.Entry<Long, Peer> point : tail.entrySet()) {
                var peer = point.getValue();
                if (!tried.has(peer) && peer.isAvailable(nowSeconds)) return peer;
            }
        }
        return null;
    }

    private void build(Peer[] peers) {
        ring = new TreeMap<>();
        for (var peer : peers) {
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
                ring.putIfAbsent(point, peer);
                previous = (int) point;
            }
        }
        ringOf = peers;
    }
}
