package owlboard.wire.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Buffers of one loop, lent and given back. Taken when there is something to read and given back before a wait for the next request,
 * so that idle connections hold none. A few are kept; the rest is left to the collector.
 */
public final class Buffers {
    /** Size of a lent array: a request head, or a response head with the start of its body. */
    public static final int ARRAY = 4 << 10;
    /** Size of a lent direct buffer: bodies in transit. */
    public static final int DIRECT = 64 << 10;
    private static final int KEPT_ARRAYS = 1024;
    private static final int KEPT_DIRECT = 128;

    private final ArrayDeque<byte[]> arrays = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> directs = new ArrayDeque<>();

    /** For one read or write without a pause in between: never kept over a park. */
    public final ByteBuffer scratch = ByteBuffer.allocateDirect(DIRECT);

    Buffers() {}

    public byte[] takeArray() {
        var array = arrays.pollLast();
        return array != null ? array : new byte[ARRAY];
    }

    public void give(byte[] array) {
        if (array.length == ARRAY && arrays.size() < KEPT_ARRAYS) arrays.addLast(array);
    }

    /** Cleared. */
    public ByteBuffer takeDirect() {
        var buffer = directs.pollLast();
        return buffer != null ? buffer.clear() : ByteBuffer.allocateDirect(DIRECT);
    }

    public void give(ByteBuffer buffer) {
        if (directs.size() < KEPT_DIRECT) directs.addLast(buffer);
    }
}
