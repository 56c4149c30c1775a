package owlboard.clients.mysql.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of a payload, little-endian. */
public final class PacketReader {
    private final byte[] bytes;
    private int at;

    public PacketReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int left() {
        return bytes.length - at;
    }

    /** The next byte, which stays; -1 at the end. */
    public int peek() {
        return at < bytes.length ? bytes[at] & 0xff : -1;
    }

    private void need(long count) throws ProtocolException {
        if (count < 0 || count > left()) throw new ProtocolException("Malformed communication packet: it ends early");
    }

    public void skip(int count) throws ProtocolException {
        need(count);
        at += count;
    }

    public long number(int size) throws ProtocolException {
        need(size);
        long value = 0;
        for (int i = 0; i < size; i++) value |= (bytes[at++] & 0xffL) << 8 * i;
        return value;
    }

    public int u8() throws ProtocolException {
        return (int) number(1);
    }

    public int u16() throws ProtocolException {
        return (int) number(2);
    }

    public int u32() throws ProtocolException {
        return (int) number(4);
    }

    /** Length-encoded; -1 for the NULL of a text row. */
    public long lengthEncoded() throws ProtocolException {
        int first = u8();
        return switch (first) {
            case 0xfb -> -1;
            case 0xfc -> number(2);
            case 0xfd -> number(3);
            case 0xfe -> number(8);
            case 0xff -> throw new ProtocolException("Malformed communication packet: a length begins with 255");
            default -> first;
        };
    }

    public byte[] bytes(long count) throws ProtocolException {
        need(count);
        at += (int) count;
        return Arrays.copyOfRange(bytes, at - (int) count, at);
    }

    /** With its length before it; null for NULL. */
    public byte[] lengthEncodedBytes() throws ProtocolException {
        long length = lengthEncoded();
        return length == -1 ? null : bytes(length);
    }

    public String lengthEncodedText() throws ProtocolException {
        var text = lengthEncodedBytes();
        return text == null ? "" : new String(text, StandardCharsets.UTF_8);
    }

    /** Up to a zero byte, which is taken too, or to the end. */
    public String zeroText() {
        int end = at;
        while (end < bytes.length && bytes[end] != 0) end++;
        var text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = Math.min(bytes.length, end + 1);
        return text;
    }

    public byte[] rest() {
        var rest = Arrays.copyOfRange(bytes, at, bytes.length);
        at = bytes.length;
        return rest;
    }

    public String restText() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
