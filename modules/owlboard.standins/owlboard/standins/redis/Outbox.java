package owlboard.standins.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes on their way to a connection that listens to channels. Anybody adds and never waits; one thread writes. When too much waits, the
 * connection is cut.
 */
final class Outbox {
    /** Bytes that may wait for one connection. */
    static final int BYTES_MAX = (int) Math.min(8 << 20, Runtime.getRuntime().maxMemory() / 32);
    private static final int AROUND = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final Runnable cut;
    private long bytes;
    private boolean ended;

    Outbox(Runnable cut) {
        this.cut = cut;
    }

    void add(byte[] message) {
        lock.lock();
        try {
            if (ended) return;
            waiting.add(message);
            bytes += message.length + AROUND;
            changed.signal();
            // one message may be long by itself
            if (bytes <= BYTES_MAX || waiting.size() == 1) return;
            ended = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
        cut.run();
    }

    /** What waits is still written. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void writeTo(OutputStream out) {
        try {
            for (byte[] message = take(); message != null; message = take()) out.write(message);
        } catch (IOException gone) {
            end();
            cut.run(); // the reading side ends the session
        }
    }

    private byte[] take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) changed.awaitUninterruptibly();
            byte[] message = waiting.poll();
            if (message != null) bytes -= message.length + AROUND;
            return message;
        } finally {
            lock.unlock();
        }
    }
}
