package owlboard.wire.http2;

import java.nio.ByteBuffer;
import owlboard.wire.http.Bytes;

/** A request as frames (RFC 9113 §6.1, §6.2) without the number of their stream, which {@link Http2Wire} gives them. */
public final class RequestFrames {
    public static final int HEADER = Frame.HEADER;
    /** No DATA, and the end of the request. */
    public static final byte[] END = {0, 0, 0, Frame.DATA, Frame.END_STREAM, 0, 0, 0, 0};
    /** One byte is left for what {@link Outbox} may put in front. */
    private static final int FRAGMENT_MAX = Frame.PAYLOAD_MAX - 1;

    private RequestFrames() {}

    /** A header block, in as many frames as it takes. {@code end}: no body follows. */
    public static void head(Bytes out, Bytes block, boolean end) {
        int type = Frame.HEADERS;
        for (int at = 0; at < block.length() || type == Frame.HEADERS; type = Frame.CONTINUATION) {
            int part = Math.min(FRAGMENT_MAX, block.length() - at);
            int flags = at + part == block.length() ? Frame.END_HEADERS : 0;
            if (end && type == Frame.HEADERS) flags |= Frame.END_STREAM;
            out.add(part >> 16).add(part >> 8).add(part).add(type).add(flags).add(0).add(0).add(0).add(0).add(block.array(), at, part);
            at += part;
        }
    }

    /** Makes DATA of the bytes that end at the position; the frame's header is laid from {@code start} on. {@code last}: so is the end. */
    public static void data(ByteBuffer part, int start, boolean last) {
        int length = part.position() - start - HEADER;
        part.put(start, (byte) (length >> 16)).putShort(start + 1, (short) length).put(start + 3, (byte) Frame.DATA)
                .put(start + 4, (byte) (last ? Frame.END_STREAM : 0)).putInt(start + 5, 0);
    }
}
