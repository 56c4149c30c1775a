package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.edge.OwlboardOnly;

final class LeastConnTest {
    private static Peer[] busy(Peer[] peers, int... active) {
        for (int i = 0; i < active.length; i++) peers[i].active.set(active[i]);
        return peers;
    }

    private static String pick(Peer[] peers, Peer... tried) {
        var peer = new LeastConn().pick(peers, Peers.tried(tried), null, 0);
        return peer == null ? "-" : peer.name.substring(0, 1);
    }

    @Test
    void theLeastBusyIsChosen() {
        assertEquals("b", pick(busy(Peers.weighted(1, 1, 1), 3, 1, 2)));
        assertEquals("c", pick(busy(Peers.weighted(1, 1, 1), 3, 1, 0)));
    }

    @Test
    void weightMakesRoom() {
        assertEquals("a", pick(busy(Peers.weighted(3, 1), 2, 1)));
        assertEquals("b", pick(busy(Peers.weighted(3, 1), 4, 1)));
        assertEquals("a", pick(busy(Peers.weighted(1_000_000, 1), 2_000_000, 3)));
    }

    @Test
    void tiesGoRoundByWeight() {
        assertEquals("abcdabcd", Peers.sequence(new LeastConn(), Peers.weighted(1, 1, 1, 1), 8));
        assertEquals("aabacaa", Peers.sequence(new LeastConn(), Peers.weighted(5, 1, 1), 7));
        assertEquals("aabacaa", Peers.sequence(new LeastConn(), busy(Peers.weighted(5, 1, 1), 10, 2, 2), 7));
    }

    @Test
    void onlyTheTiedTakeTurns() {
        assertEquals("acacac", Peers.sequence(new LeastConn(), busy(Peers.weighted(1, 1, 1), 1, 2, 1), 6));
    }

    @Test
    void aPeerThatWasBusyForLongDoesNotGetAllThatComes() {
        var peers = busy(Peers.weighted(1, 1, 1, 1), 0, 0, 0, 9);
        Peers.sequence(new LeastConn(), peers, 1000);
        busy(peers, 0, 0, 0, 0);
        assertTrue(Peers.sequence(new LeastConn(), peers, 8).chars().filter(peer -> peer == 'd').count() <= 3);
    }

    @OwlboardOnly(row = "least-conn-ties", value = "goes round among the tied alone")
    @Test
    void tiesAmongSomeDoNotFavourThem() {
        var counts = new int[4];
        var peers = Peers.weighted(1, 1, 1, 1);
        for (int i = 0; i < 1000; i++) { // one after the other is the busy one
            busy(peers, 0, 0, 0, 0);
            peers[i % 4].active.set(1);
            counts[pick(peers).charAt(0) - 'a']++;
        }
        for (int count : counts) assertEquals(250, count, 5);
    }

    @Test
    void aPeerThatIsDownOrTriedIsLeftOut() {
        var peers = new Peer[] {Peers.peer("a:80", 1, 0, 1, 10, true), Peers.peer("b:80", 1, 0, 1, 10, false),
                Peers.peer("c:80", 1, 0, 1, 10, false)};
        busy(peers, 0, 5, 6);
        assertEquals("b", pick(peers));
        assertEquals("c", pick(peers, peers[1]));
        assertEquals("-", pick(peers, peers[1], peers[2]));
        assertNull(new LeastConn().pick(new Peer[0], new Tried(), null, 0));
    }

    @Test
    void aFullPeerIsLeftOut() {
        var peers = new Peer[] {Peers.peer("a:80", 1, 1, 1, 10, false), Peers.peer("b:80", 1, 0, 1, 10, false)};
        busy(peers, 1, 50);
        assertEquals("b", pick(peers));
    }
}
