package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

final class RoundRobinTest {
    @Test
    void aHeavyPeerIsSpreadOut() {
        assertEquals("aabacaaaabacaa", Peers.sequence(new RoundRobin(), Peers.weighted(5, 1, 1), 14));
    }

    @Test
    void equalPeersTakeTurnsInTheirOrder() {
        assertEquals("abcdabcd", Peers.sequence(new RoundRobin(), Peers.weighted(1, 1, 1, 1), 8));
        assertEquals("abababab", Peers.sequence(new RoundRobin(), Peers.weighted(3, 3), 8));
    }

    @Test
    void sharesAreExactOverARound() {
        var sequence = Peers.sequence(new RoundRobin(), Peers.weighted(7, 3, 2), 1200);
        assertEquals(700, sequence.chars().filter(c -> c == 'a').count());
        assertEquals(300, sequence.chars().filter(c -> c == 'b').count());
        assertEquals(200, sequence.chars().filter(c -> c == 'c').count());
    }

    @Test
    void aPeerThatIsDownOrTriedIsLeftOut() {
        var peers = new Peer[] {Peers.peer("a:80", 1, 0, 1, 10, false), Peers.peer("b:80", 1, 0, 1, 10, true),
                Peers.peer("c:80", 1, 0, 1, 10, false)};
        assertEquals("acac", Peers.sequence(new RoundRobin(), peers, 4));
        assertEquals("c:80", new RoundRobin().pick(peers, Peers.tried(peers[0]), null, 0).name);
        assertNull(new RoundRobin().pick(peers, Peers.tried(peers[0], peers[2]), null, 0));
        assertNull(new RoundRobin().pick(new Peer[0], new Tried(), null, 0));
    }

    @Test
    void aPeerThatComesBackDoesNotCatchUp() {
        var peers = Peers.weighted(1, 1);
        var balancer = new RoundRobin();
        peers[1].failed(0, false);
        for (int i = 0; i < 100; i++) assertEquals(peers[0], balancer.pick(peers, new Tried(), null, 5));
        var after = new StringBuilder();
        for (int i = 0; i < 8; i++) after.append(balancer.pick(peers, new Tried(), null, 11).name.charAt(0));
        assertEquals("aabababa", after.toString(), "its failure had lowered its weight");
    }
}
