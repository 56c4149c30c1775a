package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Dial;

/** Connections that rest, until a request takes them or their time is over. */
class IdlePoolTest {
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private static final long SHORT_NANOS = 20_000_000;

    private final IdlePool pool = new IdlePool(Keepalive.STANDARD);
    private final Peer peer = Peers.weighted(1)[0];

    private UpstreamConnection resting(ServerSocket listener) throws Exception {
        var wire = Dial.connect(Loop.current(), listener.getLocalSocketAddress(), null, 0);
        var connection = new UpstreamConnection(wire, peer, pool, peer.address(), "plain");
        connection.beginRequest();
        connection.rest();
        return connection;
    }

    @Test void theEndOfItsTimeClosesOneThatRests() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OnLoop.run(() -> {
                var connection = resting(listener);
                connection.wire.tick(Loop.current().now() + HOUR_NANOS);
                OnLoop.until("its end", () -> !connection.wire.isOpen());
            });
        }
    }

    /** Two requests of a loop, while another loop tells of the same peer: each has a connection of its own. */
    @Test void nobodyWaitsWhileItLooksForOne() throws Exception {
        peer.idleLife.served(HOUR_NANOS);
        try (var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            OnLoop.run(() -> {
                resting(listener);
                resting(listener);
            });
            CompletableFuture<UpstreamConnection> careful;
            UpstreamConnection other;
            synchronized (peer.idleLife) {
                careful = OnLoop.start(() -> pool.take(peer, "plain", true));
                other = OnLoop.call(() -> pool.take(peer, "plain", false));
            }
            var first = OnLoop.result(careful);
            assertNotNull(first);
            assertNotNull(other);
            assertNotSame(first, other);
            OnLoop.run(() -> {
                first.close();
                other.close();
            });
        }
    }

    /** The end of its time and a request that takes it, in the same turn of the loop. */
    @Test void theEndOfItsTimeLeavesOneOpenThatWasTaken() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OnLoop.run(() -> {
                var connection = resting(listener);
                connection.wire.tick(Loop.current().now() + HOUR_NANOS);
                assertSame(connection, pool.take(peer, "plain", false));
                var behind = new boolean[1];
                Loop.current().start(() -> behind[0] = true);
                OnLoop.until("what was to run before", () -> behind[0]);
                assertTrue(connection.wire.isOpen());
                connection.close();
                assertFalse(connection.wire.isOpen());
            });
        }
    }

    /** A peer with few workers may have none for a new connection but that of the idle one. */
    @Test void aNewOneTakesThePlaceOfOneThatMayBeClosing() throws Exception {
        peer.idleLife.closed(SHORT_NANOS, System.nanoTime());
        peer.idleLife.closed(SHORT_NANOS, System.nanoTime());
        try (var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            OnLoop.run(() -> {
                var connection = resting(listener);
                OnLoop.until("a doubt", connection::mayBeClosing);
                assertNull(pool.take(peer, "plain", true));
                assertFalse(connection.wire.isOpen());
                assertEquals(0, pool.count());
            });
        }
    }

    @Test void noneIsKeptWhileANewOneWaitsAndForAWhileWhereThatHelped() throws Exception {
        try (var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            OnLoop.run(() -> {
                peer.relief.begin();
                assertFalse(resting(listener).wire.isOpen());
                peer.relief.isPrompt();
                assertTrue(resting(listener).wire.isOpen(), "others have a worker at once");
                pool.closeAll(peer);
                peer.relief.begin();
                assertFalse(resting(listener).wire.isOpen());
                peer.relief.end(false, System.nanoTime(), false);
                peer.relief.end(false, System.nanoTime(), false);
                var kept = resting(listener);
                assertTrue(kept.wire.isOpen());
                pool.closeAll(peer);
                assertFalse(kept.wire.isOpen());
                peer.relief.begin();
                peer.relief.end(true, System.nanoTime(), true);
                assertTrue(resting(listener).wire.isOpen());
                peer.relief.begin();
                peer.relief.end(true, System.nanoTime() + HOUR_NANOS, false);
                assertFalse(resting(listener).wire.isOpen());
            });
        }
    }
}
