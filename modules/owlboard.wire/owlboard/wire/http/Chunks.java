package owlboard.wire.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the chunked coding (RFC 9112 §7.1) around bytes that lie in a buffer already. */
public final class Chunks {
    /** Space to leave in front of the bytes of a chunk: up to six digits and CRLF. Two bytes must be free behind them. */
    public static final int ROOM = 8;
    /** The last chunk, without trailers. */
    public static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Chunks() {}

    /**
     * The buffer was filled from {@code from} (at least {@link #ROOM}) to its position, which is more than that: what is returned holds the
     * whole chunk, ready to be written.
     */
    public static ByteBuffer frame(ByteBuffer buffer, int from) {
        int start = header(buffer, from, buffer.position() - from);
        buffer.limit(buffer.capacity());
        buffer.put((byte) '\r').put((byte) '\n');
        return buffer.flip().position(start);
    }

    /** Like {@link #frame}, behind other bytes that end at {@code keep}: the chunk is moved up to them. */
    public static void frameBehind(ByteBuffer buffer, int keep, int from) {
        int end = buffer.position();
        int start = header(buffer, from, end - from);
        buffer.limit(buffer.capacity());
        buffer.put((byte) '\r').put((byte) '\n');
        end = buffer.position();
        if (start > keep) {
            var chunk = buffer.duplicate().position(start).limit(end);
            buffer.position(keep).put(chunk.slice());
        }
    }

    /** Writes the size and its CRLF so that they end at {@code from}; returns where they begin. */
    public static int header(ByteBuffer buffer, int from, int size) {
        int at = from;
        buffer.put(--at, (byte) '\n');
        buffer.put(--at, (byte) '\r');
        do {
            buffer.put(--at, HEX[size & 15]);
            size >>>= 4;
        } while (size > 0);
        return at;
    }
}
