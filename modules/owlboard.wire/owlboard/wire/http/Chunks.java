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
     * Makes a chunk of the bytes from {@code from} to {@code to}, of which there is one at least, in place: {@link #ROOM} bytes in front of
     * them and two behind are written to. Returns where the chunk begins; it ends two behind {@code to}, and so far the limit reaches.
     */
    public static int enclose(ByteBuffer buffer, int from, int to) {
        if (buffer.limit() < to + 2) buffer.limit(to + 2);
        buffer.put(to, (byte) '\r').put(to + 1, (byte) '\n');
        int size = to - from;
        int at = from;
        buffer.put(--at, (byte) '\n');
        buffer.put(--at, (byte) '\r');
        do {
            buffer.put(--at, HEX[size & 15]);
            size >>>= 4;
        } while (size > 0);
        return at;
    }

    /** The same for bytes that end at the position, behind other ones that end at {@code keep}: the chunk is moved up to them. */
    public static void frameBehind(ByteBuffer buffer, int keep, int from) {
        int start = enclose(buffer, from, buffer.position());
        int end = buffer.position() + 2;
        buffer.limit(buffer.capacity()).position(end);
        if (start > keep) {
            var chunk = buffer.duplicate().position(start).limit(end);
            buffer.position(keep).put(chunk.slice());
        }
    }
}
