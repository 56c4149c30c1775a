package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.loop.Loop;

/**
 * Bytes in both directions that a thread of its loop can wait for: a wire, or one stream of a wire that carries several. It has one deadline; who waits past it gets
 * {@link Expired}. From threads of its loop only.
 */
public interface Duplex {
    Loop loop();

    /** Whether a read would find bytes, or the end, without waiting. May say yes too often, never no wrongly. */
    boolean isReadable();

    /** After {@link #wantWrite}: whether more would be taken. */
    boolean isWritable();

    /** What is there now: the count, 0 for nothing yet, -1 at the end. Never waits, except for a TLS handshake task. */
    int readNow(ByteBuffer into) throws IOException;

    /** Writes what the other end takes now and returns how many bytes of {@code from} that was. */
    int writeNow(ByteBuffer from) throws IOException;

    /** Whether bytes that were accepted by {@link #writeNow} have still to leave. */
    boolean hasUnsent();

    /** Tries to send what {@link #hasUnsent} tells of. */
    void flushNow() throws IOException;

    /** Bytes that were accepted, in the clear. */
    long sent();

    /** Waits end with {@link Expired} this many milliseconds from now; 0 means never. Counts anew with each call. */
    void deadlineIn(long millis);

    /** In {@link Loop#now()} units; 0 when there is none, or it has passed. */
    long deadline();

    /** This thread is woken when it becomes readable, fails, or is past its deadline. */
    void wantRead(Thread thread);

    /** This thread is woken when it becomes writable, fails, or is past its deadline. */
    void wantWrite(Thread thread);

    /** Nobody waits any more. */
    void wantNothing();

    /** @throws IOException {@link Expired} past the deadline, another one when it is closed */
    void check() throws IOException;

    // What the other end makes this process keep. A stream among several leaves the counting to its connection.

    /** Waits until {@code bytes} more may be kept of the message that is being read; {@code first}: of a message that has none yet. The deadline holds. */
    default void awaitRoom(int bytes, boolean first) throws IOException {}

    /** {@code bytes} more are kept from now on, until {@link #keepLess} or the end of the connection. */
    default void keep(int bytes) {}

    default void keepLess(int bytes) {}

    /** A message is read from here on: what is kept is unfinished. */
    default void begins() {}

    /** Part of a message is there, and the rest must be waited for: from now on it may be cut, so that waits fail with {@link Expired}. */
    default void isSlow() {}

    /** The message is there, or is of no interest any more. */
    default void finishes() {}

    /**
     * Parks until one of two ends of one loop has something: {@code a} readable if {@code readA}, {@code b} if {@code readB}, or one with {@code writeX} can take more.
     * Either deadline ends it.
     */
    static void awaitAny(Duplex a, boolean readA, boolean writeA, Duplex b, boolean readB, boolean writeB) throws IOException {
        var me = Thread.currentThread();
        if (readA) a.wantRead(me);
        if (readB) b.wantRead(me);
        if (writeA) a.wantWrite(me);
        if (writeB) b.wantWrite(me);
        try {
            while (!(readA && a.isReadable()) && !(readB && b.isReadable()) && !(writeA && a.isWritable()) && !(writeB && b.isWritable())) {
                a.check();
                b.check();
                LockSupport.park(a);
            }
        } finally {
            a.wantNothing();
            b.wantNothing();
            a.loop().resumed(me);
        }
    }
}
