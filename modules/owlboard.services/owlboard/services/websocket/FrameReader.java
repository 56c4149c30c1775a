package owlboard.services.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Frames from the peer's bytes, each checked before its payload is read (RFC 6455 §5). */
final class FrameReader {
    private final InputStream in;

    FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next frame.
     *
     * @param room bytes that a data frame may still have; more is a 1009
     * @return null at the end of the stream
     */
    Frame next(int room) throws IOException, Violation {
        int first = in.read();
        if (first < 0) return null;
        int second = octet();
        int opcode = first & 0x0F;
        boolean last = (first & 0x80) != 0;
        if ((first & 0x70) != 0) throw new Violation(CloseCode.PROTOCOL_ERROR, "reserved bits are set");
        if (opcode > Frame.BINARY && opcode < Frame.CLOSE || opcode > Frame.PONG) {
            throw new Violation(CloseCode.PROTOCOL_ERROR, "unknown opcode " + opcode);
        }
        if ((second & 0x80) == 0) throw new Violation(CloseCode.PROTOCOL_ERROR, "a client's frames must be masked");
        long length = length(second & 0x7F);
        if (Frame.isControl(opcode)) {
            if (!last) throw new Violation(CloseCode.PROTOCOL_ERROR, "a control frame in fragments");
            if (length > Frame.CONTROL_MAX) throw new Violation(CloseCode.PROTOCOL_ERROR, "a control frame of " + length + " bytes");
        } else if (length > room) {
            throw new Violation(CloseCode.TOO_BIG, "a message may have " + WebSocket.MESSAGE_MAX + " bytes");
        }
        byte[] mask = exactly(4);
        byte[] payload = exactly((int) length);
        for (int i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
        return new Frame(last, opcode, payload);
    }

    /** §5.2: the shortest form of the length must be used. */
    private long length(int small) throws IOException, Violation {
        if (small < 126) return small;
        long length = 0;
        for (byte octet : exactly(small == 126 ? 2 : 8)) length = length << 8 | octet & 0xFF;
        if (length < 0 || length < (small == 126 ? 126 : 1 << 16)) {
            throw new Violation(CloseCode.PROTOCOL_ERROR, "a length that is not in its shortest form");
        }
        return length;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) throw new EOFException("the stream ended inside a frame");
        return octet;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);  // grows as bytes arrive: an announced length alone takes no memory
        if (bytes.length < count) throw new EOFException("the stream ended inside a frame");
        return bytes;
    }
}
