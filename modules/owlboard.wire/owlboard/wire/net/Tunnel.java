package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes in both directions until either side closes. One virtual thread; buffers are held only while bytes wait in them. */
public final class Tunnel {
    /** One direction. {@code waiting} has bytes that the receiver did not take yet; null when there are none. */
    private static final class Direction {
        final Duplex from;
        final Duplex to;
        ByteBuffer waiting;
        boolean ended;

        Direction(Duplex from, Duplex to) {
            this.from = from;
            this.to = to;
        }

        /** Moves what can be moved now; true when something moved. */
        boolean move() throws IOException {
            boolean moved = false;
            while (true) {
                if (!flush()) return moved;
                if (ended || !from.isReadable()) return moved;
                var buffer = from.loop().buffers.takeDirect();
                int count;
                try {
                    count = from.readNow(buffer);
                } catch (IOException broken) {
                    from.loop().buffers.give(buffer);
                    throw broken;
                }
                if (count <= 0) {
                    ended = count < 0;
                    from.loop().buffers.give(buffer);
                    return moved;
                }
                moved = true;
                waiting = buffer.flip();
            }
        }

        /** True when nothing waits any more. */
        private boolean flush() throws IOException {
            if (to.hasUnsent()) to.flushNow();
            if (waiting != null) {
                to.writeNow(waiting);
                if (waiting.hasRemaining()) return false;
                from.loop().buffers.give(waiting);
                waiting = null;
            }
            return !to.hasUnsent();
        }

        boolean isStuck() {
            return waiting != null || to.hasUnsent();
        }

        void giveBack() {
            if (waiting != null) from.loop().buffers.give(waiting);
            waiting = null;
        }
    }

    private Tunnel() {}

    /**
     * One end.
     *
     * @param ahead          what was read of it before; null for nothing
     * @param stuckMillis    how long it may take nothing of what waits for it; 0: for ever
     * @param silentMillis   how long it may send nothing; 0: for ever
     */
    public record End(Duplex wire, ByteBuffer ahead, long stuckMillis, long silentMillis) {
        void deadline(boolean stuck) {
            wire.deadlineIn(stuck ? stuckMillis : silentMillis);
        }
    }

    /** Until either end has closed and what it sent was delivered. {@link Expired}: one of the times has passed. */
    public static void run(End one, End other) throws IOException {
        var down = new Direction(other.wire, one.wire);
        var up = new Direction(one.wire, other.wire);
        try {
            down.waiting = other.ahead;
            up.waiting = one.ahead;
            while (true) {
                boolean moved = down.move() | up.move();
                if (down.ended && !down.isStuck() || up.ended && !up.isStuck()) return;
                if (moved) continue;
                one.deadline(down.isStuck());
                other.deadline(up.isStuck());
                Waitable.awaitAny(one.wire, !up.isStuck() && !up.ended, down.isStuck(), other.wire, !down.isStuck() && !down.ended,
                        up.isStuck());
            }
        } finally {
            down.giveBack();
            up.giveBack();
        }
    }
}
