package owlboard.wire.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.loop.Buffers;
import owlboard.wire.net.Wire;

/**
 * What waits to be sent. All that the streams write in one turn of the loop is gathered and leaves in one write, by a thread that ends when
 * nothing waits. Whoever finds no room waits, the thread that reads too: that bounds what a client can make us say.
 */
final class Sending {
    /** Room that bodies leave to control frames. */
    private static final int RESERVED = 2 << 10;

    private final Http2Connection connection;
    private final Wire wire;
    /** In filling mode; null while nothing waits. */
    private ByteBuffer out;
    private boolean flushing;
    /** The wire's deadline is that of a write. */
    private boolean timed;
    private boolean over;
    /** Threads that wait for room. */
    private final ArrayDeque<Thread> roomWaiters = new ArrayDeque<>();
    /** Streams that wait for room, or for a window. */
    private final ArrayDeque<Http2Stream> writers = new ArrayDeque<>();

    Sending(Http2Connection connection) {
        this.connection = connection;
        wire = connection.wire();
    }

    /** Nothing is sent any more; {@link #wake} is due. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Something is on its way to the client, in a time of its own: not what has been put here alone, and is still to be taken up. */
    boolean isFlushing() {
        return timed;
    }

    /** How much of a body finds room now. */
    int room(int payloadMax) {
        return out == null ? payloadMax : out.remaining() - RESERVED - Frame.HEADER;
    }

    /** Whether a short frame has not to wait. */
    boolean hasRoom() {
        return out == null || out.remaining() >= RESERVED;
    }

    /** A buffer with room for so much, for what is put into it at once; waits for it. */
    ByteBuffer reserve(int length) throws IOException {
        if (over) throw new EOFException("the connection is over");
        while (out != null && out.remaining() < length) {
            awaitRoom();
            if (over) throw new EOFException("the connection is over");
        }
        if (out == null) out = length <= Buffers.DIRECT ? wire.loop.buffers.takeDirect() : ByteBuffer.allocateDirect(length);
        if (!flushing) {
            flushing = true;
            wire.loop.start(this::flush);
        }
        return out;
    }

    /** Until what waits has left. */
    void awaitEnd() {
        while (flushing && !over) awaitRoom();
    }

    /** Until what waits begins to leave, or the writer ends. */
    private void awaitRoom() {
        var me = Thread.currentThread();
        roomWaiters.add(me);
        try {
            LockSupport.park(this);
        } finally {
            roomWaiters.remove(me);
            wire.loop.resumed(me);
        }
    }

    /** Runs behind everything that this turn of the loop has to do, and ends when nothing waits any more. */
    private void flush() {
        try {
            while (out != null && !over) {
                var going = out.flip();
                out = null;
                wake();
                wire.deadlineIn(connection.limits.timeouts().sendMillis());
                timed = true;
                try {
                    wire.write(going);
                } finally {
                    if (going.capacity() == Buffers.DIRECT) wire.loop.buffers.give(going);
                }
            }
        } catch (IOException broken) {
            connection.end();
        } finally {
            flushing = false;
            timed = false;
            if (!over) connection.deadline();
            wake();
        }
    }

    /** There is room, or a window was opened, or nothing is to be waited for any more. */
    void wake() {
        for (var thread : roomWaiters) LockSupport.unpark(thread);
        for (var stream : writers) if (stream.isWritable()) stream.wakeWriter();
    }

    void wantsToWrite(Http2Stream stream, boolean wants) {
        writers.remove(stream);
        if (wants) writers.add(stream);
    }
}
