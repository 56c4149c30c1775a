package owlboard.proxy.forward;

import java.nio.ByteBuffer;
import owlboard.wire.http.Chunks;
import owlboard.wire.http2.RequestFrames;

/** How the body of a request is framed on its way to a peer. */
enum BodyFrames {
    PLAIN(0, 0, new byte[0]),
    /** RFC 9112 §7.1. */
    CHUNKED(Chunks.ROOM, 2, Chunks.END),
    /** FastCGI's records of standard input, of which an empty one is the last. */
    STDIN(FastcgiRecords.HEADER, FastcgiRecords.PADDING_MAX, FastcgiRecords.STDIN_END),
    /** RFC 9113 §6.1. */
    DATA(RequestFrames.HEADER, 0, RequestFrames.END);

    /** Bytes to leave in front of a part of a body. */
    final int room;
    /** Bytes that must be free behind it. */
    final int tail;
    private final byte[] end;

    BodyFrames(int room, int behind, byte[] end) {
        this.room = room;
        this.end = end;
        tail = behind + end.length;
    }

    /**
     * Frames the part of a body that ends at the position, up to what ends at {@code start}: {@link #room} further on it begins. {@code
     * last}: nothing follows it.
     */
    void frame(ByteBuffer part, int start, boolean last) {
        if (this == PLAIN) return;
        boolean none = part.position() == start + room;
        if (none) part.position(start);
        else if (this == DATA) RequestFrames.data(part, start, last);
        else if (this == CHUNKED) Chunks.frameBehind(part, start, start + room);
        else FastcgiRecords.frameStdin(part, start);
        if (last && (none || this != DATA)) part.put(end);
    }
}
