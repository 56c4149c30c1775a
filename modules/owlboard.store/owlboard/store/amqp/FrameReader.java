package owlboard.store.amqp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/** Frames (section 2.3.5): type, channel, size, payload, and the octet 0xCE, out of a stream. One thread. */
final class FrameReader {
    static final int METHOD = 1;
    static final int HEADER = 2;
    static final int BODY = 3;
    static final int HEARTBEAT = 8;
    static final int END = 0xCE;
    /** The smallest frame-max that either end may ask for. */
    static final int MIN = 4096;
    /** Bytes of a frame around its payload. */
    static final int AROUND = 8;

    record Frame(int type, int channel, byte[] payload) {}

    private final DataInputStream in;
    private int frameMax = MIN;

    FrameReader(DataInputStream in) {
        this.in = in;
    }

    void frameMax(int bytes) {
        frameMax = bytes;
    }

    /** Waits for a frame; {@link EOFException} when the peer has gone between two frames or within one. */
    Frame next() throws IOException {
        int type = in.readUnsignedByte();
        int channel = in.readUnsignedShort();
        int size = in.readInt();
        if (type != METHOD && type != HEADER && type != BODY && type != HEARTBEAT) {
            throw Reply.FRAME_ERROR.because("there is no frame type " + type);
        }
        if (size < 0 || size > frameMax - AROUND) {
            throw Reply.FRAME_ERROR.because("a frame of " + Integer.toUnsignedLong(size) + " bytes; at most " + (frameMax - AROUND)
                    + " were agreed");
        }
        var payload = new byte[size];
        in.readFully(payload);
        int end = in.readUnsignedByte();
        if (end != END) throw Reply.FRAME_ERROR.because("a frame ends with " + end + " instead of " + END);
        return new Frame(type, channel, payload);
    }
}
