package owlboard.wire.http2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes frames (RFC 9113 §6), as large as the client and its windows allow. What a frame says stands in one method. */
final class FrameWriter {
    /** Bytes of bodies that are worth an update, of which there are two: whoever takes a body in less makes us work for nothing. */
    private static final int PER_SMALL_UPDATE = 8;

    private final Http2Limits limits;
    private final ClientSettings settings;
    private final Calm calm;
    private final Sending sending;
    /** How much of all bodies the client takes. */
    private long window = Frame.WINDOW_STANDARD;
    /** Bytes of bodies that were sent, and for which no small update has come yet. */
    private int owedBytes;

    FrameWriter(Http2Limits limits, ClientSettings settings, Calm calm, Sending sending) {
        this.limits = limits;
        this.settings = settings;
        this.calm = calm;
        this.sending = sending;
    }

    /** Begins a frame, whose payload has to be put into what is returned. Waits for room. */
    private ByteBuffer header(int length, int type, int flags, int id) throws IOException {
        return sending.reserve(Frame.HEADER + length)
                .put((byte) (length >>> 16)).putShort((short) length).put((byte) type).put((byte) flags).putInt(id);
    }

    // Of the connection.

    /** What we ask of the client. */
    void settings() throws IOException {
        var out = header(5 * 6, Frame.SETTINGS, 0, 0);
        setting(out, Frame.MAX_CONCURRENT_STREAMS, limits.streams());
        setting(out, Frame.INITIAL_WINDOW_SIZE, limits.windowBytes());
        setting(out, Frame.MAX_HEADER_LIST_SIZE, limits.head().headMax());
        setting(out, Frame.ENABLE_CONNECT_PROTOCOL, 1);
        setting(out, Frame.NO_RFC7540_PRIORITIES, 1);
    }

    private static void setting(ByteBuffer out, int name, int value) {
        out.putShort((short) name).putInt(value);
    }

    void settingsAck() throws IOException {
        header(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    void pingAck(long data) throws IOException {
        header(8, Frame.PING, Frame.ACK, 0).putLong(data);
    }

    void goAway(int lastStream, int code) throws IOException {
        header(8, Frame.GOAWAY, 0, 0).putInt(lastStream).putInt(code);
    }

    void reset(int id, int code) throws IOException {
        header(4, Frame.RST_STREAM, 0, id).putInt(code);
    }

    /** From whoever reads a body, whose connection may have ended: then the client needs no window. */
    void windowUpdate(int id, int more) {
        try {
            header(4, Frame.WINDOW_UPDATE, 0, id).putInt(more);
        } catch (IOException over) {
            return; // the thread that reads frames sees it, too
        }
    }

    // Of an answer.

    /** Waits for room for a header block of this length, or an empty frame: what is written next, in the same turn, waits no more. */
    void awaitRoom(int length) throws IOException {
        sending.reserve((2 + length / Frame.PAYLOAD_MAX) * Frame.HEADER + 1 + length);
    }

    /** A header block behind {@link #awaitRoom}, in as many frames as it takes; nothing may come between them. */
    void headers(int id, byte[] fieldBlock, int length, boolean end) throws IOException {
        int payloadMax = settings.payloadMax(); // which may have changed while it waited
        int prefix = settings.takeTableChange() ? 1 : 0;
        int at = 0;
        int type = Frame.HEADERS;
        do {
            int part = Math.min(payloadMax - prefix, length - at);
            boolean last = at + part == length;
            int flags = (last ? Frame.END_HEADERS : 0) | (end && type == Frame.HEADERS ? Frame.END_STREAM : 0);
            var out = header(prefix + part, type, flags, id);
            if (prefix > 0) out.put(HpackEncoder.NO_TABLE);
            prefix = 0;
            out.put(fieldBlock, at, part);
            at += part;
            type = Frame.CONTINUATION;
        } while (at < length);
    }

    /** {@code length} is at most {@link #sendable}, and within the stream's own window. */
    void data(int id, ByteBuffer from, int length, boolean end) throws IOException {
        var out = header(length, Frame.DATA, end ? Frame.END_STREAM : 0, id);
        if (length == 0) return;
        int limit = from.limit();
        out.put(from.limit(from.position() + length));
        from.limit(limit);
        window -= length;
        owedBytes = Math.min(Frame.WINDOW_STANDARD, owedBytes + length);
        if (length >= Frame.SMALL || !from.hasRemaining()) calm.useful(2);
    }

    /** How many bytes of bodies can be sent now. */
    long sendable() {
        return sending.isOver() ? 0 : Math.min(sending.room(settings.payloadMax()), window);
    }

    /** An update by little has come: whether it is one of those that a client sends which reads what it gets. */
    boolean takesSmallUpdate() {
        if (owedBytes < PER_SMALL_UPDATE) return false;
        owedBytes -= PER_SMALL_UPDATE;
        return true;
    }

    /** RFC 9113 §6.9.1. */
    void widen(int more) throws Http2Error {
        window += more;
        if (window > Frame.WINDOW_MAX) {
            throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client opened the window beyond 2^31-1");
        }
        sending.wake();
    }
}
