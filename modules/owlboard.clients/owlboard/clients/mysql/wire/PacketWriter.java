package owlboard.clients.mysql.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A payload in the making, little-endian. */
public final class PacketWriter {
    private static final class Buffer extends ByteArrayOutputStream {
        void writeTo(OutputStream out, int from, int count) throws IOException {
            out.write(buf, from, count);
        }
    }

    private final Buffer bytes = new Buffer();

    public int size() {
        return bytes.size();
    }

    public void writeTo(OutputStream out, int from, int count) throws IOException {
        bytes.writeTo(out, from, count);
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    public PacketWriter number(long value, int size) {
        for (int i = 0; i < size; i++) bytes.write((int) (value >> 8 * i));
        return this;
    }

    public PacketWriter u8(int value) {
        bytes.write(value);
        return this;
    }

    public PacketWriter u16(int value) {
        return number(value, 2);
    }

    public PacketWriter u32(long value) {
        return number(value, 4);
    }

    public PacketWriter lengthEncoded(long value) {
        if (value >= 0 && value < 0xfb) return u8((int) value);
        if (value >= 0 && value < 1 << 16) return u8(0xfc).number(value, 2);
        if (value >= 0 && value < 1 << 24) return u8(0xfd).number(value, 3);
        return u8(0xfe).number(value, 8);
    }

    public PacketWriter bytes(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    public PacketWriter lengthEncodedBytes(byte[] value) {
        return lengthEncoded(value.length).bytes(value);
    }

    public PacketWriter lengthEncodedText(String text) {
        return lengthEncodedBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public PacketWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public PacketWriter zeroText(String text) {
        return text(text).u8(0);
    }
}
