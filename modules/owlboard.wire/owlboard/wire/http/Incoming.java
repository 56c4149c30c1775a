package owlboard.wire.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of a message as it comes, whatever carries it. One that ends before it should fails with {@link java.io.EOFException}; a broken
 * one with {@link BadMessage}.
 */
public interface Incoming {
    /** A body that is seen to become longer than this many bytes is 413; 0 for no limit. */
    void limit(long bytes);

    /** Whether all of it was handed out. */
    boolean ended();

    /** Bytes handed out so far. */
    long delivered();

    /** The same with what frames them on the wire, where that is told apart from what else goes there. */
    long received();

    /** Whether a read would not wait: bytes, the end, or what has not been looked at yet. */
    boolean isReadable();

    /** Hands out what there is, waiting for at least one byte; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Hands out what there is without waiting: 0 for nothing yet, -1 at the end. */
    int readNow(ByteBuffer into) throws IOException;
}
