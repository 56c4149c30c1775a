package owlboard.store.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the making, big-endian. */
final class MessageWriter {
    private final char letter;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);

    /** {@code letter} 0: the first message of a client, which has none. */
    MessageWriter(char letter) {
        this.letter = letter;
    }

    void writeTo(OutputStream out) throws IOException {
        if (letter != 0) out.write(letter);
        int length = body.size() + 4;
        out.write(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        body.writeTo(out);
    }

    MessageWriter u8(int value) {
        body.write(value);
        return this;
    }

    MessageWriter i16(int value) {
        return u8(value >> 8).u8(value);
    }

    MessageWriter i32(int value) {
        return i16(value >> 16).i16(value);
    }

    MessageWriter bytes(byte[] value) {
        body.writeBytes(value);
        return this;
    }

    /** With its length before it; null is NULL. */
    MessageWriter sized(byte[] value) {
        return value == null ? i32(-1) : i32(value.length).bytes(value);
    }

    /** With a zero byte behind it. */
    MessageWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0);
    }
}
