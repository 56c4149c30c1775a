package owlboard.services.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on their way to one peer. Anybody adds and never waits; one thread writes. Beyond {@link #FRAMES_MAX} frames or
 * {@link #BYTES_MAX} bytes the peer reads too slowly: what waits is dropped and a close frame with 1013 takes its place.
 */
final class Outbox {
    static final int FRAMES_MAX = 1024;
    static final int BYTES_MAX = 2 * WebSocket.MESSAGE_MAX;

    private enum State { OPEN, CLOSING, CLOSED }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private int bytes;
    private State state = State.OPEN;

    /** Whether the frame will be written; false when the socket is closing. */
    boolean add(byte[] frame) {
        lock.lock();
        try {
            if (state != State.OPEN) return false;
            if (frames.size() == FRAMES_MAX || bytes + frame.length > BYTES_MAX) {
                clear();
                put(Frame.close(CloseCode.TRY_AGAIN_LATER, "reads too slowly"));
                state = State.CLOSING;
                return false;
            }
            put(frame);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits and this frame, then nothing more. Only the first close frame counts (RFC 6455 §5.5.1). */
    void close(byte[] closeFrame) {
        lock.lock();
        try {
            if (state != State.OPEN) return;
            put(closeFrame);
            state = State.CLOSING;
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is written, not even what waits. */
    void drop() {
        lock.lock();
        try {
            clear();
            state = State.CLOSED;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void put(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
        changed.signal();
    }

    private void clear() {
        frames.clear();
        bytes = 0;
    }

    /** Writes until the socket is closed or the peer is gone. */
    void writeTo(OutputStream out) {
        try {
            for (byte[] frame = take(); frame != null; frame = take()) {
                out.write(frame);
                if (isDrained()) out.flush();
            }
        } catch (IOException gone) {
            drop();  // the reading side sees the same end and tells the handler
        }
    }

    private byte[] take() {
        lock.lock();
        try {
            while (frames.isEmpty() && state == State.OPEN) changed.awaitUninterruptibly();
            byte[] frame = frames.poll();
            if (frame != null) bytes -= frame.length;
            return frame;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDrained() {
        lock.lock();
        try {
            return frames.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
