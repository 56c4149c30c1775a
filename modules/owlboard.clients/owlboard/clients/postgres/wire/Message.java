package owlboard.clients.postgres.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message that was read, and how far its fields have been taken: big-endian. */
public final class Message {
    public final char letter;
    private final byte[] body;
    private int at;

    public Message(char letter, byte[] body) {
        this.letter = letter;
        this.body = body;
    }

    public int left() {
        return body.length - at;
    }

    private void need(int count) throws ProtocolException {
        if (count < 0 || count > left()) {
            throw new ProtocolException("invalid message format: message " + (letter == 0 ? "of the start" : "'" + letter + "'")
                    + " ends early");
        }
    }

    public int u8() throws ProtocolException {
        need(1);
        return body[at++] & 0xff;
    }

    public int i16() throws ProtocolException {
        return (short) (u8() << 8 | u8());
    }

    /** A count: 0 to 65535. */
    public int u16() throws ProtocolException {
        return i16() & 0xffff;
    }

    public int i32() throws ProtocolException {
        return u16() << 16 | u16();
    }

    public byte[] bytes(int count) throws ProtocolException {
        need(count);
        at += count;
        return Arrays.copyOfRange(body, at - count, at);
    }

    /** With its length before it; null for NULL. */
    public byte[] sized() throws ProtocolException {
        int length = i32();
        return length == -1 ? null : bytes(length);
    }

    /** Up to a zero byte, which is taken too. */
    public String text() throws ProtocolException {
        int end = at;
        while (end < body.length && body[end] != 0) end++;
        if (end == body.length) {
            throw new ProtocolException("invalid string in message " + (letter == 0 ? "of the start" : "'" + letter + "'"));
        }
        var text = new String(body, at, end - at, StandardCharsets.UTF_8);
        at = end + 1;
        return text;
    }

    public byte[] rest() {
        var rest = Arrays.copyOfRange(body, at, body.length);
        at = body.length;
        return rest;
    }
}
