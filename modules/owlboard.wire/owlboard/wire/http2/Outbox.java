package owlboard.wire.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.loop.Buffers;
import owlboard.wire.loop.Loop;

/**
 * Frames on their way to a server: those of a request, numbered and cut as the windows allow, and those of the connection between them.
 * What it holds is bounded: a body that finds no room stays with whoever sends it, and a server that makes us say more is broken.
 */
final class Outbox {
    /** Room that bodies leave to the frames of the connection. */
    private static final int RESERVED = 2 << 10;

    /** Sends what the peer takes now; true when all has left. */
    @FunctionalInterface
    interface Way {
        boolean send(ByteBuffer from) throws IOException;
    }

    private final Loop loop;
    private final Way way;
    /** In filling mode; null while nothing waits. */
    private ByteBuffer out;
    private boolean unsent;

    private int payloadMax = Frame.PAYLOAD_MAX;
    private long initialWindow = Frame.WINDOW_STANDARD;
    private long window = Frame.WINDOW_STANDARD;
    private boolean tableChanged;

    // The request.

    private int stream;
    private long streamWindow;
    private boolean ended;
    private final byte[] header = new byte[Frame.HEADER];
    private int headerBytes;
    private int left;

    Outbox(Loop loop, Way way) {
        this.loop = loop;
        this.way = way;
    }

    void begin(int id) {
        stream = id;
        streamWindow = initialWindow;
        ended = false;
        headerBytes = left = 0;
    }

    /** All of the request was taken. */
    boolean isEnded() {
        return ended;
    }

    /** Nothing of it goes on before a window is opened. */
    boolean isBlocked() {
        return headerBytes == Frame.HEADER && left > 0 && header[3] == Frame.DATA && Math.min(window, streamWindow) <= 0;
    }

    /** Takes what it can of the request's frames: how many bytes that was. */
    int take(ByteBuffer from) {
        int before = from.position();
        while (from.hasRemaining() && step(from)) continue;
        return from.position() - before;
    }

    private boolean step(ByteBuffer from) {
        if (headerBytes < Frame.HEADER) {
            int count = Math.min(Frame.HEADER - headerBytes, from.remaining());
            from.get(header, headerBytes, count);
            headerBytes += count;
            if (headerBytes < Frame.HEADER) return false;
            beginFrame();
        }
        if (left == 0) {
            headerBytes = 0;
            return true;
        }
        if (header[3] == Frame.DATA) return data(from);
        int count = Math.min(left, from.remaining());
        move(from, room(count), count);
        return true;
    }

    private void beginFrame() {
        left = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        boolean ends = (header[4] & Frame.END_STREAM) != 0;
        if (header[3] == Frame.DATA) {
            if (left == 0 && ends && !ended) header(room(Frame.HEADER), 0, Frame.DATA, Frame.END_STREAM, stream);
        } else {
            boolean says = tableChanged && header[3] == Frame.HEADERS;
            header(room(Frame.HEADER + 1), left + (says ? 1 : 0), header[3], header[4], stream);
            if (says) out.put(HpackEncoder.NO_TABLE);
            tableChanged &= !says;
        }
        ended |= ends && (left == 0 || header[3] != Frame.DATA);
    }

    private boolean data(ByteBuffer from) {
        int space = (out == null ? Buffers.DIRECT : out.remaining()) - RESERVED - Frame.HEADER;
        long allowed = Math.min(Math.min(window, streamWindow), Math.min(payloadMax, space));
        int count = (int) Math.min(allowed, Math.min(left, from.remaining()));
        if (count <= 0) return false;
        boolean last = count == left && (header[4] & Frame.END_STREAM) != 0;
        header(room(Frame.HEADER + count), count, Frame.DATA, last ? Frame.END_STREAM : 0, stream);
        ended |= last;
        move(from, out, count);
        window -= count;
        streamWindow -= count;
        return true;
    }

    private void move(ByteBuffer from, ByteBuffer to, int count) {
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
        left -= count;
    }

    // Of the connection.

    void preface(int windowBytes) {
        room(Http2Connection.PREFACE.length).put(Http2Connection.PREFACE);
        header(room(Frame.HEADER + 2 * 6), 2 * 6, Frame.SETTINGS, 0, 0)
                .putShort((short) Frame.ENABLE_PUSH).putInt(0).putShort((short) Frame.INITIAL_WINDOW_SIZE).putInt(windowBytes);
        header(room(Frame.HEADER + 4), 4, Frame.WINDOW_UPDATE, 0, 0).putInt(Frame.WINDOW_MAX - Frame.WINDOW_STANDARD);
    }

    void settingsAck() throws Http2Error {
        control(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    void pingAck(long data) throws Http2Error {
        control(8, Frame.PING, Frame.ACK, 0).putLong(data);
    }

    void reset(int id, int code) throws Http2Error {
        control(4, Frame.RST_STREAM, 0, id).putInt(code);
    }

    void goAway(int code) throws Http2Error {
        control(8, Frame.GOAWAY, 0, 0).putInt(0).putInt(code);
    }

    /** False: not now. */
    boolean windowUpdate(int id, int more) {
        if (isFull(4)) return false;
        header(room(Frame.HEADER + 4), 4, Frame.WINDOW_UPDATE, 0, id).putInt(more);
        return true;
    }

    private boolean isFull(int length) {
        return out != null && out.remaining() < Frame.HEADER + length;
    }

    private ByteBuffer control(int length, int type, int flags, int id) throws Http2Error {
        if (isFull(length)) throw Http2Error.connection(Http2Error.ENHANCE_YOUR_CALM, "client wants answers that it does not read");
        return header(room(Frame.HEADER + length), length, type, flags, id);
    }

    private static ByteBuffer header(ByteBuffer to, int length, int type, int flags, int id) {
        return to.put((byte) (length >>> 16)).putShort((short) length).put((byte) type).put((byte) flags).putInt(id);
    }

    /** Heads are larger than a buffer at times; they are in memory anyway. */
    private ByteBuffer room(int count) {
        if (out == null) out = count <= Buffers.DIRECT ? loop.buffers.takeDirect() : ByteBuffer.allocateDirect(count);
        if (out.remaining() >= count) return out;
        var larger = ByteBuffer.allocateDirect(2 * (out.position() + count)).put(out.flip());
        giveBack();
        return out = larger;
    }

    private void giveBack() {
        if (out != null && out.capacity() == Buffers.DIRECT) loop.buffers.give(out);
        out = null;
    }

    // What the server allows (RFC 9113 §6.5, §6.9).

    void set(int name, long value) throws Http2Error {
        switch (name) {
            case Frame.HEADER_TABLE_SIZE -> tableChanged = true;
            case Frame.INITIAL_WINDOW_SIZE -> {
                if (value > Frame.WINDOW_MAX) throw tooWide();
                streamWindow += value - initialWindow;
                initialWindow = value;
                if (streamWindow > Frame.WINDOW_MAX) throw tooWide();
            }
            case Frame.MAX_FRAME_SIZE -> {
                if (value < Frame.PAYLOAD_MAX || value > Frame.PAYLOAD_LIMIT) throw Http2Error.protocol("MAX_FRAME_SIZE of " + value);
                payloadMax = (int) value;
            }
            default -> {} // RFC 9113 §6.5.2: unknown ones are ignored
        }
    }

    /** Of a stream, or of the connection with 0. */
    void widen(int id, int more) throws Http2Error {
        if (id == 0) window += more;
        else if (id == stream) streamWindow += more;
        if (Math.max(window, streamWindow) > Frame.WINDOW_MAX) throw tooWide();
    }

    private static Http2Error tooWide() {
        return Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client opened a window beyond 2^31-1");
    }

    // Sending.

    boolean hasUnsent() {
        return unsent;
    }

    void flush() throws IOException {
        if (out == null && !unsent) return;
        var going = out == null ? ByteBuffer.allocate(0) : out.flip();
        boolean broken = true;
        try {
            unsent = !way.send(going);
            broken = false;
        } finally {
            if (broken || !going.hasRemaining()) giveBack();
            else out.compact();
        }
    }

    void close() {
        giveBack();
        unsent = false;
    }
}
