package owlboard.services.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One frame of the peer, unmasked (RFC 6455 §5.2); the static methods encode the server's frames, which are never masked. */
record Frame(boolean last, int opcode, byte[] payload) {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int CONTROL_MAX = 125;

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }

    static byte[] text(String message) {
        return encode(TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** The reason is cut so that the frame stays within a control frame's 125 bytes. */
    static byte[] close(int code, String reason) {
        if (code == CloseCode.NONE) return encode(CLOSE, new byte[0]);
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, CONTROL_MAX - 2);
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) length--;  // not inside a character
        return encode(CLOSE, ByteBuffer.allocate(2 + length).putShort((short) code).put(text, 0, length).array());
    }

    static byte[] encode(int opcode, byte[] payload) {
        var frame = ByteBuffer.allocate(10 + payload.length).put((byte) (0x80 | opcode));
        if (payload.length < 126) frame.put((byte) payload.length);
        else if (payload.length < 1 << 16) frame.put((byte) 126).putShort((short) payload.length);
        else frame.put((byte) 127).putLong(payload.length);
        frame.put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }
}
