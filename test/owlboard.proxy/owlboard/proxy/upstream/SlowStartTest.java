package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import owlboard.config.Place;
import owlboard.config.Upstream;

/** A peer that comes back gets its share little by little ({@code slow_start}). */
final class SlowStartTest {
    private static Upstream.Peer line(String name, boolean down) {
        return new Upstream.Peer(new Place("", 0), name, 1, 0, 1, 10_000, false, down, false, false, 100_000, false, null, null);
    }

    private static Peer peer(String name, boolean down) {
        var peer = new Peer(line(name, down));
        peer.resolvedTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        peer.scale(100);
        return peer;
    }

    private static long picks(Balancer balancer, Peer[] peers, Peer of, int count, long nowSeconds) {
        long mine = 0;
        for (int i = 0; i < count; i++) if (balancer.pick(peers, new Tried(), null, nowSeconds) == of) mine++;
        return mine;
    }

    @Test
    void aPeerThatHasFailedGetsMoreAndMore() {
        var peers = new Peer[] {peer("a:80", false), peer("b:80", false)};
        var balancer = new RoundRobin();
        assertEquals(50, picks(balancer, peers, peers[1], 100, 0), "at the start all get their share");
        peers[1].failed(0, false);
        assertEquals(0, picks(balancer, peers, peers[1], 100, 5));
        assertTrue(picks(balancer, peers, peers[1], 100, 11) <= 3, "it has just come back");
        assertEquals(20, picks(balancer, peers, peers[1], 100, 11 + 25), 3);
        assertEquals(50, picks(balancer, peers, peers[1], 100, 11 + 100), 1);
    }

    @Test
    void soDoesOneThatWasDown() {
        var peers = new Peer[] {peer("a:80", false), peer("b:80", true)};
        peers[1].declare(line("b:80", false));
        assertEquals(0, picks(new RoundRobin(), peers, peers[1], 50, 7), 2);
    }

    @Test
    void leastConnSparesItToo() {
        var peers = new Peer[] {peer("a:80", false), peer("b:80", false)};
        peers[1].failed(0, false);
        peers[0].active.set(20);
        peers[1].active.set(1);
        assertEquals(0, picks(new LeastConn(), peers, peers[1], 20, 12), "one of 100 against twenty");
        assertEquals(20, picks(new LeastConn(), peers, peers[1], 20, 200));
    }
}
