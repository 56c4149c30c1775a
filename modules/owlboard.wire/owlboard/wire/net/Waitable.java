package owlboard.wire.net;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.loop.Loop;

/**
 * Something that a thread of its loop can wait for: a wire, one stream of a wire that carries several, or the news that its other end has
 * gone. It has one deadline; who waits past it gets {@link Expired}. From threads of its loop only.
 */
public interface Waitable {
    Loop loop();

    /** Whether a read would find bytes, or the end, without waiting. May say yes too often, never no wrongly. */
    boolean isReadable();

    /** After {@link #wantWrite}: whether more would be taken. */
    boolean isWritable();

    /** Waits end with {@link Expired} this many milliseconds from now; 0 means never. Counts anew with each call. */
    void deadlineIn(long millis);

    /** In {@link Loop#now()} units; 0 when there is none, or it has passed. */
    long deadline();

    /** This thread is woken when it becomes readable, fails, or is past its deadline. */
    void wantRead(Thread thread);

    /** This thread is woken when it becomes writable, fails, or is past its deadline. */
    void wantWrite(Thread thread);

    /** This thread is woken when it fails or is past its deadline, and stays asleep whatever comes. */
    default void wantDeadline(Thread thread) {
        wantRead(thread);
    }

    /** Nobody waits any more. */
    void wantNothing();

    /** @throws IOException {@link Expired} past the deadline, another one when it is closed */
    void check() throws IOException;

    /**
     * Parks until one of two of one loop has something: {@code a} readable if {@code readA}, {@code b} if {@code readB}, or one with
     * {@code writeX} can take more. Either deadline ends it.
     */
    static void awaitAny(Waitable a, boolean readA, boolean writeA, Waitable b, boolean readB, boolean writeB) throws IOException {
        var me = Thread.currentThread();
        if (readA) a.wantRead(me);
        if (readB) b.wantRead(me);
        if (writeA) a.wantWrite(me);
        if (writeB) b.wantWrite(me);
        if (!readA && !writeA && a != b && a.deadline() != 0) a.wantDeadline(me);
        if (!readB && !writeB && (a != b || !readA && !writeA) && b.deadline() != 0) b.wantDeadline(me);
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

    /**
     * Parks until one of these, of one loop, is readable; {@code second} and {@code third} may be null. Only the deadline of the first
     * counts.
     */
    static void awaitReadable(Waitable first, Waitable second, Waitable third) throws IOException {
        var me = Thread.currentThread();
        first.wantRead(me);
        if (second != null) second.wantRead(me);
        if (third != null) third.wantRead(me);
        try {
            while (!first.isReadable() && !(second != null && second.isReadable()) && !(third != null && third.isReadable())) {
                first.check();
                LockSupport.park(first);
            }
        } finally {
            first.wantNothing();
            if (second != null) second.wantNothing();
            if (third != null) third.wantNothing();
            first.loop().resumed(me);
        }
    }
}
