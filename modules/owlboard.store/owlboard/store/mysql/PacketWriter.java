package owlboard.store.mysql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A payload in the making, little-endian. */
final class PacketWriter {
    private static final class Buffer extends ByteArrayOutputStream {
        void writeTo(OutputStream out, int from, int count) throws IOException {
            out.write(buf, from, count);
        }
    }

    private final Buffer bytes = new Buffer();

    int size() {
        return bytes.size();
    }

    void writeTo(OutputStream out, int from, int count) throws IOException {
        bytes.writeTo(out, from, count);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    PacketWriter number(long value, int size) {
        for (int i = 0; i < size; i++) bytes.write((int) (value >> 8 * i));
        return this;
    }

    PacketWriter u8(int value) {
        bytes.write(value);
        return this;
    }

    PacketWriter u16(int value) {
        return number(value, 2);
    }

    PacketWriter u32(long value) {
        return number(value, 4);
    }

    PacketWriter lengthEncoded(long value) {
        if (value >= 0 && value < 0xfb) return u8((int) value);
        if (value >= 0 && value < 1 << 16) return u8(0xfc).number(value, 2);
        if (value >= 0 && value < 1 << 24) return u8(0xfd).number(value, 3);
        return u8(0xfe).number(value, 8);
    }

    PacketWriter bytes(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    PacketWriter lengthEncodedBytes(byte[] value) {
        return lengthEncoded(value.length).bytes(value);
    }

    PacketWriter lengthEncodedText(String text) {
        return lengthEncodedBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    PacketWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    PacketWriter zeroText(String text) {
        return text(text).u8(0);
    }
}
