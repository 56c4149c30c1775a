package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes in both directions: a wire, or one stream of a wire that carries several. */
public interface Duplex extends Waitable {
    /** What is there now: the count, 0 for nothing yet, -1 at the end. Never waits, except for a TLS handshake task. */
    int readNow(ByteBuffer into) throws IOException;

    /** Writes what the other end takes now and returns how many bytes of {@code from} that was. */
    int writeNow(ByteBuffer from) throws IOException;

    /**
     * Sends bytes of a file without their passing through memory here (sendfile(2)): how many the other end took now; -1: it cannot. The
     * file is read off the loop.
     */
    default long sendNow(FileChannel file, long position, long count) throws IOException {
        return -1;
    }

    /** The same of bytes that are in the system's memory: from the loop itself. */
    default long sendLoadedNow(FileChannel file, long position, long count) throws IOException {
        return sendNow(file, position, count);
    }

    /** Whether bytes that were accepted by {@link #writeNow} have still to leave. */
    boolean hasUnsent();

    /** Tries to send what {@link #hasUnsent} tells of. */
    void flushNow() throws IOException;

    /** Bytes that were accepted, in the clear. */
    long sent();

    // What the other end makes this process keep. A stream among several leaves the counting to its connection.

    /**
     * Waits until {@code bytes} more may be kept of the message that is being read; {@code first}: of a message that has none yet. The
     * deadline holds.
     */
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
}
