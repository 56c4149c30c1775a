package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import owlboard.config.Upstream.Balancing;

/** Balancers that choose by a key. */
final class HashingTest {
    private static final int KEYS = 300;

    private static byte[] key(int i) {
        return ("/key/" + i).getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<Integer, Peer> chosen(Supplier<Balancer> kind, Peer[] peers, Peer... tried) {
        var chosen = new HashMap<Integer, Peer>();
        for (int i = 0; i < KEYS; i++) chosen.put(i, kind.get().pick(peers, Peers.tried(tried), key(i), 0));
        return chosen;
    }

    private static String byAddress(Balancer balancer, Peer[] peers, String address, Peer... tried) throws UnknownHostException {
        var peer = balancer.pick(peers, Peers.tried(tried), InetAddress.getByName(address).getAddress(), 0);
        return peer == null ? null : Peers.names(peer);
    }

    @Test
    void aKeyStaysWithItsPeer() {
        var peers = Peers.weighted(1, 1, 1);
        for (Supplier<Balancer> kind : Arrays.<Supplier<Balancer>>asList(Hash::new, ConsistentHash::new)) {
            assertEquals(chosen(kind, peers), chosen(kind, peers));
            assertEquals(3, new HashSet<>(chosen(kind, peers).values()).size());
        }
    }

    @Test
    void weightsMakeShares() {
        for (Supplier<Balancer> kind : Arrays.<Supplier<Balancer>>asList(Hash::new, ConsistentHash::new)) {
            var peers = Peers.weighted(8, 1, 1);
            long first = chosen(kind, peers).values().stream().filter(peer -> peer == peers[0]).count();
            assertTrue(first > KEYS * 65 / 100 && first < KEYS * 95 / 100, "it has " + first + " of " + KEYS);
        }
    }

    @Test
    void onARingOnlyTheKeysOfAMissingPeerMove() {
        var peers = Peers.weighted(1, 2, 1, 1);
        var before = chosen(ConsistentHash::new, peers);
        for (var missing : peers) {
            var after = chosen(ConsistentHash::new, peers, missing);
            before.forEach((key, peer) -> {
                if (peer == missing) assertNotEquals(missing, after.get(key));
                else assertEquals(peer, after.get(key));
            });
            var without = Arrays.stream(peers).filter(peer -> peer != missing).toArray(Peer[]::new);
            assertEquals(after, chosen(ConsistentHash::new, without), "removed instead of unavailable");
        }
    }

    @Test
    void theKeysOfAMissingPeerAreSharedByTheOthers() {
        var peers = Peers.weighted(1, 1, 1, 1);
        var before = chosen(ConsistentHash::new, peers);
        var after = chosen(ConsistentHash::new, peers, peers[0]);
        var heirs = new HashSet<Peer>();
        before.forEach((key, peer) -> {
            if (peer == peers[0]) heirs.add(after.get(key));
        });
        assertEquals(3, heirs.size());
    }

    @Test
    void severalAddressesOfOneNameShareItsKeys() {
        var peers = new Peer[] {Peers.peer("a:80", 1, 0, 1, 10, false), Peers.peer("a:80", 1, 0, 1, 10, false),
                Peers.peer("b:80", 1, 0, 1, 10, false)};
        var used = new HashSet<>(chosen(ConsistentHash::new, peers).values());
        assertEquals(new HashSet<>(Arrays.asList(peers)), used);
        var fallback = new HashSet<>(chosen(ConsistentHash::new, peers, peers[0], peers[2]).values());
        assertEquals(new HashSet<>(Arrays.asList(peers[1])), fallback);
    }

    @Test
    void nobodyLeftIsNobody() {
        var peers = Peers.weighted(1, 1);
        for (Supplier<Balancer> kind : Arrays.<Supplier<Balancer>>asList(Hash::new, ConsistentHash::new)) {
            assertNull(kind.get().pick(peers, Peers.tried(peers), key(1), 0));
            assertNull(kind.get().pick(new Peer[0], new Tried(), key(1), 0));
        }
        assertNull(new RandomPick(new Balancing.LeastConn()).pick(peers, Peers.tried(peers), null, 0));
    }

    @Test
    void aHashedKeyGoesOnWhenItsPeerIsMissing() {
        var peers = Peers.weighted(1, 1, 1);
        var before = chosen(Hash::new, peers);
        var after = chosen(Hash::new, peers, peers[1]);
        before.forEach((key, peer) -> assertEquals(peer == peers[1] ? after.get(key) : peer, after.get(key)));
        assertEquals(2, new HashSet<>(after.values()).size());
    }

    @Test
    void clientsOfOneNetworkShareAPeer() throws Exception {
        var peers = Peers.weighted(1, 1, 1);
        var used = new HashSet<String>();
        for (int net = 1; net < 20; net++) {
            var first = byAddress(new IpHash(), peers, "127.0." + net + ".1");
            assertEquals(first, byAddress(new IpHash(), peers, "127.0." + net + ".200"));
            used.add(first);
        }
        assertEquals(3, used.size());
    }

    @Test
    void aClientMovesOnlyWhenItsPeerIsMissing() throws Exception {
        var peers = Peers.weighted(1, 1, 1);
        for (int net = 1; net < 10; net++) {
            var address = "127.0." + net + ".1";
            var before = byAddress(new IpHash(), peers, address);
            for (var missing : peers) {
                var after = byAddress(new IpHash(), peers, address, missing);
                if (Peers.names(missing).equals(before)) assertNotEquals(before, after);
                else assertEquals(before, after);
            }
            assertNull(byAddress(new IpHash(), peers, address, peers));
        }
    }

    @Test
    void chanceFollowsWeightAndLoad() {
        var peers = Peers.weighted(9, 1);
        long heavy = Peers.sequence(new RandomPick(null), peers, 2000).chars().filter(c -> c == 'a').count();
        assertTrue(heavy > 1600 && heavy < 1990, "it has " + heavy + " of 2000");
        var equal = Peers.weighted(1, 1);
        equal[0].active.set(5);
        long idle = Peers.sequence(new RandomPick(new Balancing.LeastConn()), equal, 50).chars().filter(c -> c == 'b').count();
        assertEquals(50, idle);
    }
}
