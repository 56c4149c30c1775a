package owlboard.wire.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.net.Wire;

/**
 * What the other end sends, as frames (RFC 9113 §4.1): the buffer, and the frame in it that is being handled. One thread reads; the others
 * of the loop ask {@link #isBegun}.
 */
final class FrameReader {
    /** A read that does not wait: the count, -1 at the end. */
    @FunctionalInterface
    interface Source {
        int readNow(ByteBuffer into) throws IOException;
    }

    private static final byte[] HTTP_1 = {'H', 'T', 'T', 'P', '/', '1', '.'};

    private final Wire wire;
    private final Source source;
    /** What was read, in filling mode; its first {@link #handled} bytes are done with. Null while nothing of a frame has come. */
    private ByteBuffer in;
    private int handled;
    /** Where what was read ends, while a frame is handled. */
    private int end;
    private int type;
    private int flags;
    private int stream;
    private int length;

    FrameReader(Wire wire, byte[] first) {
        this(wire, wire::readNow);
        in = wire.loop.buffers.takeDirect();
        in.put(first);
    }

    /** Nothing has come yet. */
    FrameReader(Wire wire, Source source) {
        this.wire = wire;
        this.source = source;
    }

    /** Reads what every client sends first. */
    void preface() throws IOException {
        var preface = Http2Connection.PREFACE;
        while (true) {
            int have = Math.min(in.position(), preface.length);
            for (int i = 0; i < have; i++) {
                if (in.get(i) != preface[i]) throw Http2Error.protocol("an invalid preface");
            }
            if (have == preface.length) break;
            if (wire.read(in) < 0) throw new EOFException("client closed before its preface");
        }
        handled = preface.length;
    }

    // The frame that is being handled.

    /** Goes to the next frame; false when it is not whole yet. It stands until {@link #done}. */
    boolean next() throws Http2Error {
        if (in == null) return false;
        int at = handled;
        end = in.position();
        if (end - at < Frame.HEADER) return false;
        length = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
        if (length > Frame.PAYLOAD_MAX) throw Http2Error.size("a frame", length);
        if (end - at < Frame.HEADER + length) return false;
        type = in.get(at + 3) & 0xff;
        flags = in.get(at + 4);
        stream = in.getInt(at + 5) & 0x7fff_ffff;
        handled = at + Frame.HEADER + length;
        in.limit(handled).position(at + Frame.HEADER);
        return true;
    }

    /** What has come is no frame, but begins as an answer of HTTP/1 does. */
    boolean isHttp1() {
        if (in == null || in.position() - handled < HTTP_1.length) return false;
        for (int i = 0; i < HTTP_1.length; i++) if (in.get(handled + i) != HTTP_1[i]) return false;
        return true;
    }

    /** The frame was handled, whatever was left of its payload. */
    void done() {
        in.limit(in.capacity()).position(end);
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** 0 for the connection. */
    int stream() {
        return stream;
    }

    /** Of the payload with its padding, which is what counts for the windows. */
    int length() {
        return length;
    }

    /** What is left of the payload. */
    ByteBuffer payload() {
        return in;
    }

    /** RFC 9113 §6.1, §6.2: the length of the padding is taken off the end of the frame, of which {@code least} bytes have to stay. */
    void unpad(int least) throws Http2Error {
        if (!has(Frame.PADDED)) return;
        if (!in.hasRemaining()) throw Http2Error.size("a padded frame", 0);
        int padding = in.get() & 0xff;
        if (padding > in.remaining() - least) throw Http2Error.protocol("more padding than frame");
        in.limit(in.limit() - padding);
    }

    // Reading more.

    /** Makes room behind the beginning of a frame that is not whole yet; gives the buffer away when there is none. */
    void settle() {
        if (in == null) return; // nothing has come since
        if (handled > 0) {
            in.flip().position(handled);
            in.compact();
            handled = 0;
        }
        if (in.position() == 0) close();
    }

    /** There is more than was handled, or something is being handled. */
    boolean isBegun() {
        return in != null;
    }

    /** Reads what has come since {@link #settle}; false at the end. */
    boolean read() throws IOException {
        boolean begun = in != null;
        if (!begun) in = wire.loop.buffers.takeDirect();
        int count = source.readNow(in);
        if (count < 0 && begun) throw new EOFException("client closed in the middle of a frame");
        return count >= 0;
    }

    /** Drops what comes, until the end or the wire's deadline. */
    void drop() throws IOException {
        if (in == null) in = wire.loop.buffers.takeDirect();
        while (wire.read(in.clear()) >= 0) Thread.yield();
    }

    void close() {
        if (in == null) return;
        wire.loop.buffers.give(in);
        in = null;
    }
}
