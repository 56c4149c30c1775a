package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** nginx's clock of a peer: whole seconds, given by each call. */
final class PeerTest {
    private static Peer peer(int maxFails, long failSeconds) {
        return Peers.peer("a:80", 1, 0, maxFails, failSeconds, false);
    }

    private static void use(Peer peer, long now) {
        assertTrue(peer.isAvailable(now));
        peer.chosen(now);
    }

    @Test
    void comesBackStrictlyAfterItsTimeout() {
        var peer = peer(3, 30);
        for (int i = 0; i < 3; i++) {
            use(peer, 100);
            assertEquals(i == 2, peer.failed(100, false));
        }
        assertFalse(peer.isAvailable(100));
        assertFalse(peer.isAvailable(130));
        assertTrue(peer.isAvailable(131));
    }

    @Test
    void whatItsChecksFindIsDowntimeToo() {
        var peer = peer(1, 10);
        assertEquals(0, peer.state(0, false).now().downSince());
        peer.expectsCheck("/", true);
        assertTrue(peer.state(0, false).now().downSince() > 0, "checking");
        peer.checked("/", true, 1, 1);
        assertEquals(0, peer.state(0, false).now().downSince(), "up");
        peer.checked("/", false, 1, 1);
        peer.failed(0, false);
        var now = peer.state(0, false).now();
        assertTrue(now.downSince() > 0, "unhealthy");
        assertEquals(1, now.unavailable());
        peer.checked("/", true, 1, 1);
        now = peer.state(0, false).now();
        assertEquals(0, now.downSince(), "well, and its failures are forgotten");
        peer.failed(0, false);
        assertTrue(peer.state(0, false).now().downSince() > 0, "unavail");
        peer.declare(Peers.line(1, true, false));
        assertEquals(0, peer.state(0, false).now().downSince(), "down is not counted");
        peer.declare(Peers.line(1, false, true));
        assertTrue(peer.state(0, false).now().downSince() > 0, "not running is unavail");
    }

    @Test
    void oneRequestTriesItThenAndAFailureBeginsAnew() {
        var peer = peer(3, 30);
        for (int i = 0; i < 3; i++) peer.failed(100, false);
        use(peer, 131);
        assertFalse(peer.isAvailable(131), "a second request at the same time");
        assertFalse(peer.isAvailable(161));
        peer.failed(131, false);
        assertFalse(peer.isAvailable(161));
        assertTrue(peer.isAvailable(162));
    }

    @Test
    void aSuccessAfterTheTimeoutClearsIt() {
        var peer = peer(2, 10);
        peer.failed(100, false);
        peer.failed(100, false);
        use(peer, 111);
        peer.succeeded();
        assertTrue(peer.isAvailable(111));
        assertFalse(peer.failed(112, false), "its failures were forgotten");
    }

    @Test
    void successesInBetweenDoNotClearFailures() {
        var peer = peer(3, 10);
        for (int i = 0; i < 3; i++) {
            use(peer, 100 + i);
            peer.succeeded();
            peer.failed(100 + i, false);
        }
        assertFalse(peer.isAvailable(103));
    }

    @Test
    void failuresFurtherApartThanTheTimeoutAreForgottenWithASuccess() {
        var peer = peer(2, 10);
        peer.failed(100, false);
        use(peer, 111);
        peer.succeeded();
        assertFalse(peer.failed(112, false));
        assertTrue(peer.isAvailable(112));
    }

    @Test
    void failuresFurtherApartCountTogetherWithoutASuccess() {
        var peer = peer(2, 10);
        peer.failed(100, false);
        use(peer, 200);
        assertTrue(peer.failed(200, false));
    }

    @Test
    void noLimitOfFailuresNeverTakesItOut() {
        var peer = peer(0, 10);
        for (int i = 0; i < 100; i++) assertFalse(peer.failed(100, false));
        assertTrue(peer.isAvailable(100));
        assertEquals(1, peer.effectiveWeight);
    }

    @Test
    void theOnlyPeerOfItsGroupIsNeverTakenOut() {
        var peer = peer(1, 10);
        assertFalse(peer.failed(100, true));
        assertTrue(peer.isAvailable(100));
        assertEquals("up", peer.state(100, true).state());
    }

    @Test
    void failuresLowerItsWeightUntilItIsChosenAgain() {
        var peer = Peers.peer("a:80", 10, 0, 4, 10, false);
        peer.failed(100, false);
        peer.failed(100, false);
        assertEquals(10 - 2 * (10 / 4), peer.effectiveWeight);
        for (int i = 0; i < 20; i++) peer.failed(100, false);
        assertEquals(0, peer.effectiveWeight);
        for (int i = 0; i < 30; i++) RoundRobin.advance(peer, 0);
        assertEquals(10, peer.effectiveWeight);
    }

    @Test
    void aFullOneIsNotAvailableUntilOneIsReleased() {
        var peer = Peers.peer("a:80", 1, 2, 1, 10, false);
        peer.active.set(2);
        assertFalse(peer.isAvailable(0));
        assertEquals("busy", peer.state(0, false).state());
        peer.active.set(1);
        assertTrue(peer.isAvailable(0));
    }

    @Test
    void oneThatIsDownOrWithoutAnAddressIsNeverAvailable() {
        assertFalse(Peers.peer("a:80", 1, 0, 1, 10, true).isAvailable(0));
        var peer = new Peer(Peers.line(1, false, false));
        peer.notResolved("host not found");
        assertFalse(peer.isAvailable(0));
        assertEquals("unresolved", peer.state(0, false).state());
        assertEquals("host not found", peer.state(0, false).lastFailure());
        peer.resolvedTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5));
        assertTrue(peer.isAvailable(0));
        peer.notResolved("gone again");
        assertTrue(peer.isAvailable(0), "the last good address stays in use");
    }

    @Test
    void itIsTheSamePeerWhileItsNameAndAddressAre() throws Exception {
        var peer = Peers.peer("a:80", 1, 0, 3, 30, false);
        var address = peer.address();
        assertTrue(peer.is("a:80", false, address));
        assertFalse(peer.is("b:80", false, address));
        assertFalse(peer.is("a:80", true, address));
        assertFalse(peer.is("a:80", false, new InetSocketAddress("127.0.0.9", 9)));
    }

    @Test
    void whatItsLineSaysChangesAndWhatIsKnownOfItStays() {
        var peer = peer(1, 10);
        peer.failed(100, false);
        assertFalse(peer.isAvailable(105));
        peer.declare(Peers.line(2, false, false));
        assertTrue(peer.isAvailable(105), "two failures may be now, one is known");
        peer.failed(105, false);
        assertFalse(peer.isAvailable(106));
    }

    @Test
    void oneThatIsDownNoMoreIsTriedAtOnce() {
        var peer = peer(1, 10);
        peer.failed(100, false);
        for (boolean down : new boolean[] {true, false}) {
            peer.declare(Peers.line(1, down, false));
        }
        assertTrue(peer.isAvailable(105));
    }

    @Test
    void itsSupervisorsWordClearsItsMark() {
        var peer = peer(1, 10);
        peer.failed(100, false);
        for (boolean away : new boolean[] {true, false}) {
            peer.declare(Peers.line(1, false, away));
            assertEquals(away ? "not running" : "up", peer.state(105, false).state());
            assertEquals(!away, peer.isAvailable(105));
        }
    }

    @Test
    void oneTrialASecondAndOnlyWhileItIsMarked() {
        var peer = peer(1, 10);
        assertFalse(peer.mayBeTried(100), "it is available");
        peer.failed(100, false);
        assertTrue(peer.mayBeTried(100));
        peer.chosenOnTrial(100);
        assertFalse(peer.mayBeTried(100));
        assertTrue(peer.mayBeTried(101));
    }

    @Test
    void aConnectionEndsATrialOfOneThatCouldNotBeReached() {
        for (boolean unreachable : new boolean[] {true, false}) {
            var peer = peer(1, 10);
            assertFalse(peer.connected(), "no trial");
            peer.unreachable = unreachable;
            peer.failed(100, false);
            peer.chosenOnTrial(102);
            assertEquals(unreachable, peer.connected());
            assertEquals(unreachable, peer.isAvailable(102));
            assertEquals(!unreachable, peer.succeeded());
            assertTrue(peer.isAvailable(102));
        }
    }

    @Test
    void whatFailedWasAtTheOldAddress() {
        var peer = peer(1, 10);
        peer.failed(100, false);
        assertFalse(peer.resolvedTo(peer.address()));
        assertFalse(peer.isAvailable(105));
        assertTrue(peer.resolvedTo(new InetSocketAddress("127.0.0.9", 9)));
        assertTrue(peer.isAvailable(105));
    }

    @Test
    void theStateTellsWhatHappened() {
        var peer = peer(1, 10);
        peer.noteFailure("connect() failed");
        peer.failed(100, false);
        var state = peer.state(105, false);
        assertEquals("unavail", state.state());
        assertEquals(1, state.failures());
        assertEquals("connect() failed", state.lastFailure());
        assertEquals("unproven", peer.state(111, false).state());
        assertTrue(peer.state(111, false).now().downSince() > 0, "nothing says that it is back");
        peer.chosen(111);
        peer.succeeded();
        assertEquals("up", peer.state(111, false).state());
        assertEquals(0, peer.state(111, false).now().downSince());
    }

    @Test
    void secondsAreWholeAndMonotonicBelowZeroToo() {
        assertEquals(1, Peer.seconds(1_999_999_999));
        assertEquals(-1, Peer.seconds(-1));
        assertEquals(-2, Peer.seconds(-1_000_000_001));
    }
}
