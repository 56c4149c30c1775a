package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes in both directions until either side closes. One virtual thread; buffers are held only while bytes wait in them. */
public final class Tunnel {
    /** So many buffers one direction moves at a time: who sends without a pause must not keep the loop. */
    private static final int MOVES_MAX = 16;

    /** One direction. {@code waiting} has bytes that the receiver did not take yet; null when there are none. */
    private static final class Direction {
        final Duplex from;
        final Duplex to;
        final Owner owner;
        final Pace pace;
        ByteBuffer waiting;
        boolean ended;
        boolean passed;

        Direction(Duplex from, Duplex to, Owner owner) {
            this.from = from;
            this.to = to;
            this.owner = owner;
            pace = owner.pace(from);
        }

        /** Moves what can be moved now; true when something moved. */
        boolean move() throws IOException {
            boolean moved = false;
            for (int moves = 0; ; moves++) {
                if (!flush()) return moved;
                if (ended || !from.isReadable() || isPaused()) return moved;
                if (moves == MOVES_MAX) {
                    Thread.yield();
                    return true;
                }
                if (!read()) return moved;
                moved = true;
            }
        }

        private boolean read() throws IOException {
            var buffer = from.loop().buffers.takeDirect();
            if (pace != null) buffer.limit((int) Math.min(buffer.capacity(), pace.room(from.loop().now())));
            int count;
            try {
                count = from.readNow(buffer);
            } catch (IOException broken) {
                from.loop().buffers.give(buffer);
                if (!owner.endsWith(from, broken)) throw broken;
                end();
                return false;
            }
            if (count <= 0) {
                if (count < 0) end();
                from.loop().buffers.give(buffer);
                return false;
            }
            owner.came(from);
            if (pace != null) pace.took(count, from.loop().now());
            waiting = buffer.flip();
            return true;
        }

        private void end() {
            ended = true;
            owner.ends(from);
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

        /** It is not read for so many milliseconds. */
        long pauseMillis() {
            return pace == null || ended || isStuck() ? 0 : pace.pauseMillis(from.loop().now());
        }

        boolean isPaused() {
            return pauseMillis() > 0;
        }

        boolean wantsRead() {
            return !isStuck() && !ended && !isPaused();
        }

        /** What it had to bring is there. */
        boolean isOver() {
            return ended && !isStuck();
        }

        void passEnd() throws IOException {
            if (passed || !isOver()) return;
            passed = true;
            owner.passEnd(to);
        }

        void giveBack() {
            if (waiting != null) from.loop().buffers.give(waiting);
            waiting = null;
        }
    }

    private Tunnel() {}

    /** Who begins a tunnel, and what it wants to say in it. Called from its thread. */
    public interface Owner {
        /** Of a tunnel that is only to be moved. */
        Owner NOBODY = new Owner() {};

        /** Bytes came of this end. */
        default void came(Duplex from) {}

        /** An end cannot be read any more: true where that is taken for the end of what it sends. */
        default boolean endsWith(Duplex from, IOException broken) {
            return false;
        }

        /** Nothing more comes of this end. */
        default void ends(Duplex from) {}

        /** Whether an end is passed on and the other direction goes on; else the first end ends both. */
        default boolean isHalfClosing() {
            return false;
        }

        /** Where {@link #isHalfClosing}: nothing more comes to this end. */
        default void passEnd(Duplex to) throws IOException {}

        /** Null: this end is read as fast as it goes. */
        default Pace pace(Duplex from) {
            return null;
        }
    }

    /** How fast one end is read: so many bytes a second of the time since it was made. */
    public static final class Pace {
        private final long rate;
        private final long startNanos;
        private long count;
        private long pausedUntil;

        public Pace(long rate, long nowNanos) {
            this.rate = rate;
            startNanos = pausedUntil = nowNanos;
        }

        /** In bytes; one second may be ahead. */
        private long room(long now) {
            return Math.max(1, rate * ((now - startNanos) / 1_000_000_000 + 1) - count);
        }

        private void took(int bytes, long now) {
            count += bytes;
            long ahead = count - rate * ((now - startNanos) / 1_000_000_000 + 1);
            long millis = Math.max(bytes * 1000L, (ahead + 1) * 1000) / rate;
            pausedUntil = now + millis * 1_000_000;
        }

        private long pauseMillis(long now) {
            return Math.max(0, Math.ceilDiv(pausedUntil - now, 1_000_000));
        }
    }

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
        run(one, other, Owner.NOBODY);
    }

    /** The same as its owner wants it. */
    public static void run(End one, End other, Owner owner) throws IOException {
        var down = new Direction(other.wire, one.wire, owner);
        var up = new Direction(one.wire, other.wire, owner);
        try {
            down.waiting = other.ahead;
            up.waiting = one.ahead;
            while (true) {
                boolean moved = down.move() | up.move();
                if (owner.isHalfClosing()) {
                    down.passEnd();
                    up.passEnd();
                    if (down.isOver() && up.isOver()) return;
                } else if (down.isOver() || up.isOver()) {
                    return;
                }
                if (moved) continue;
                one.deadline(down.isStuck());
                other.deadline(up.isStuck());
                await(down, up);
            }
        } finally {
            down.giveBack();
            up.giveBack();
        }
    }

    /** While one is paused nobody is late, and its pause is the deadline. */
    private static void await(Direction down, Direction up) throws IOException {
        long pause = Math.max(down.pauseMillis(), up.pauseMillis());
        if (down.isPaused() && up.isPaused()) pause = Math.min(down.pauseMillis(), up.pauseMillis());
        if (pause > 0) {
            down.from.deadlineIn(pause);
            up.from.deadlineIn(0);
        }
        try {
            Waitable.awaitAny(up.from, up.wantsRead(), down.isStuck(), down.from, down.wantsRead(), up.isStuck());
        } catch (Expired late) {
            if (pause == 0) throw late;
        }
    }
}
