package owlboard.clients.postgres.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the making, big-endian. */
public final class MessageWriter {
    private final char letter;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);

    /** {@code letter} 0: the first message of a client, which has none. */
    public MessageWriter(char letter) {
        this.letter = letter;
    }

    public void writeTo(OutputStream out) throws IOException {
        if (letter != 0) out.write(letter);
        int length = body.size() + 4;
        out.write(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        body.writeTo(out);
    }

    public MessageWriter u8(int value) {
        body.write(value);
        return this;
    }

    public MessageWriter i16(int value) {
        return u8(value >> 8).u8(value);
    }

    public MessageWriter i32(int value) {
        return i16(value >> 16).i16(value);
    }

    public MessageWriter bytes(byte[] value) {
        body.writeBytes(value);
        return this;
    }

    /** With its length before it; null is NULL. */
    public MessageWriter sized(byte[] value) {
        return value == null ? i32(-1) : i32(value.length).bytes(value);
    }

    /** With a zero byte behind it. */
    public MessageWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0);
    }
}
