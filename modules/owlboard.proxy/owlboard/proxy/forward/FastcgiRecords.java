package owlboard.proxy.forward;

import java.nio.ByteBuffer;
import owlboard.wire.http.Bytes;

/** Writes FastCGI's records of a request, which is always the first and only one of its connection (FastCGI 1.0, §3.3). */
final class FastcgiRecords {
    static final int HEADER = 8;
    static final int PADDING_MAX = 7;
    /** Standard input has ended. */
    static final byte[] STDIN_END = {1, 5, 0, 1, 0, 0, 0, 0};
    private static final int BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5;
    private static final int RESPONDER = 1, KEEP_CONN = 1;
    private static final int CONTENT_MAX = 0xfff8;

    private FastcgiRecords() {}

    /** {@code keeps}: the responder leaves the connection open. */
    static void begin(Bytes out, boolean keeps) {
        header(out, BEGIN_REQUEST, 8);
        out.add(0).add(RESPONDER).add(keeps ? KEEP_CONN : 0);
        pad(out, 5);
    }

    /** The stream of parameters, and its end. */
    static void params(Bytes out, Bytes stream) {
        for (int at = 0; at < stream.length(); at += CONTENT_MAX) {
            int count = Math.min(CONTENT_MAX, stream.length() - at);
            header(out, PARAMS, count);
            out.add(stream.array(), at, count);
            pad(out, padding(count));
        }
        header(out, PARAMS, 0);
    }

    private static void header(Bytes out, int type, int content) {
        out.add(1).add(type).add(0).add(1).add(content >> 8).add(content).add(padding(content)).add(0);
    }

    private static int padding(int content) {
        return -content & PADDING_MAX;
    }

    private static void pad(Bytes out, int count) {
        for (int i = 0; i < count; i++) out.add(0);
    }

    /** One name with its value (§3.4). */
    static void param(Bytes stream, Bytes name, Bytes value) {
        length(stream, name.length());
        length(stream, value.length());
        stream.add(name).add(value);
    }

    private static void length(Bytes stream, int length) {
        if (length > 127) stream.add(length >> 24 | 0x80).add(length >> 16).add(length >> 8);
        stream.add(length);
    }

    /** Makes a record of the bytes that end at the position; its header is laid from {@code start} on. */
    static void frameStdin(ByteBuffer part, int start) {
        int content = part.position() - start - HEADER;
        int padding = padding(content);
        part.put(start, (byte) 1).put(start + 1, (byte) STDIN).put(start + 2, (byte) 0).put(start + 3, (byte) 1)
                .put(start + 4, (byte) (content >> 8)).put(start + 5, (byte) content)
                .put(start + 6, (byte) padding).put(start + 7, (byte) 0);
        for (int i = 0; i < padding; i++) part.put((byte) 0);
    }
}
