package owlboard.clients.amqp.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/** Frames (section 2.3.5): type, channel, size, payload, and the octet 0xCE, out of a stream. One thread. */
public final class FrameReader {
    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;
    public static final int END = 0xCE;
    /** The smallest frame-max that either end may ask for. */
    public static final int MIN = 4096;
    /** The frame-max in bytes, and the channel-max, that both our ends offer. */
    public static final int MAX = 131_072;
    public static final int CHANNEL_MAX = 2_047;
    /** Bytes of a frame around its payload. */
    public static final int AROUND = 8;

    public record Frame(int type, int channel, byte[] payload) {}

    private final DataInputStream in;
    private int frameMax = MIN;

    public FrameReader(DataInputStream in) {
        this.in = in;
    }

    public void frameMax(int bytes) {
        frameMax = bytes;
    }

    /** Waits for a frame; {@link EOFException} when the peer has gone between two frames or within one. */
    public Frame next() throws IOException {
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
