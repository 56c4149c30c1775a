package owlboard.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;
import owlboard.wire.http.RequestHead;
import owlboard.wire.loop.Buffers;
import owlboard.wire.net.Expired;

/** Windows are opened by what was read, however long the client takes to hear of it. */
final class ReceivingTest {
    private static final int BODY_BYTES = 1 << 16;
    private static final int WINDOW_UPDATE_BYTES = Frame.HEADER + 4;

    private static final Http2Server NOBODY = new Http2Server() {
        @Override
        public void serve(Http2Stream stream) {
            throw new AssertionError("nothing is asked for");
        }

        @Override
        public void malformed(Http2Stream stream) {
            throw new AssertionError("nothing is asked for");
        }

        @Override
        public boolean isDraining() {
            return false;
        }

        @Override
        public void breach(Http2Error error) {
            throw new AssertionError(error);
        }
    };

    private static Http2Connection on(Pair pair) {
        var timeouts = new Http2Limits.Timeouts(OnLoop.SECONDS * 1000L, OnLoop.SECONDS * 1000L, OnLoop.SECONDS * 1000L);
        var head = new RequestHead.Limits(8192, 32_768, false, false, 100);
        return new Http2Connection(pair.near, new byte[0], new Http2Limits(128, BODY_BYTES, head, 1000, timeouts), NOBODY);
    }

    /** Both run while nothing more can be said to the client, one after the other; returns by how much a window was opened then. */
    private static long widened(Pair pair, Http2Connection connection, int id, OnLoop.Body one, OnLoop.Body two) throws Exception {
        var first = starts(one);
        var second = starts(two);
        int filled = fill(connection); // before the two, which have only been started, begin
        first.get();
        second.get();
        OnLoop.until("all has left", () -> !connection.sending.isFlushing());
        return updates(pair, filled, id);
    }

    private static CompletableFuture<Void> starts(OnLoop.Body body) {
        return OnLoop.start(() -> {
            body.run();
            return null;
        });
    }

    private static int fill(Http2Connection connection) throws Exception {
        var out = connection.sending.reserve(Buffers.DIRECT);
        int count = out.remaining();
        out.put(new byte[count]);
        return count;
    }

    private static long updates(Pair pair, int filled, int id) throws Exception {
        pair.near.shutdownOutput();
        var all = ByteBuffer.wrap(pair.rest().getBytes(ISO_8859_1)).position(filled);
        long more = 0;
        while (all.hasRemaining()) {
            assertEquals(0, all.remaining() % WINDOW_UPDATE_BYTES);
            all.position(all.position() + 5);
            int stream = all.getInt();
            int by = all.getInt();
            if (stream == id) more += by;
        }
        return more;
    }

    @Test
    void aConnectionsWindowIsOpenedOnce() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var connection = on(pair);
                assertEquals(1 << 30, widened(pair, connection, 0, () -> connection.receiving.taken(1 << 30),
                        () -> connection.receiving.taken(1000)));
            }
        });
    }

    /** RFC 9113 §6.9.1. */
    @Test
    void noMoreComesThanTheConnectionsWindow() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var receiving = on(pair).receiving;
                receiving.came(65_535);
                var breach = assertThrows(Http2Error.class, () -> receiving.came(1));
                assertEquals(Http2Error.FLOW_CONTROL_ERROR, breach.code);
                receiving.open();
                receiving.came(2 * 129 * BODY_BYTES - 1);
                receiving.came(1);
                assertThrows(Http2Error.class, () -> receiving.came(1));
            }
        });
    }

    @Test
    void aStreamsWindowIsOpenedOnce() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var connection = on(pair);
                var stream = new Http2Stream(1, connection, BODY_BYTES, BODY_BYTES);
                stream.received(ByteBuffer.allocate(BODY_BYTES), BODY_BYTES, BODY_BYTES);
                assertEquals(BODY_BYTES, widened(pair, connection, 1,
                        () -> assertEquals(BODY_BYTES, stream.readNow(ByteBuffer.allocate(BODY_BYTES))),
                        () -> stream.received(ByteBuffer.allocate(0), 0, 0)));
            }
        });
    }

    /** What others on its connection do goes on: it is as if its time were over. */
    @Test
    void aStreamThatIsCutEndsAlone() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var connection = on(pair);
                var cut = new Http2Stream(1, connection, BODY_BYTES, BODY_BYTES);
                var other = new Http2Stream(3, connection, BODY_BYTES, BODY_BYTES);
                for (var stream : new Http2Stream[] {cut, other}) stream.received(ByteBuffer.allocate(10), 10, 10);
                assertFalse(cut.cut(), "nobody waits for it");
                assertEquals(10, cut.readNow(ByteBuffer.allocate(10)));
                var reading = starts(() -> {
                    cut.awaitReadable();
                    assertThrows(Expired.class, () -> cut.readNow(ByteBuffer.allocate(10)));
                });
                OnLoop.until("it waits, and is cut", cut::cut);
                reading.get();
                assertEquals(10, other.readNow(ByteBuffer.allocate(10)));
            }
        });
    }
}
