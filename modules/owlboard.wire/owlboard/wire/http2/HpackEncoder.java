package owlboard.wire.http2;

import owlboard.wire.http.Bytes;

/**
 * Writes header blocks without a dynamic table: names of the static table by their number, everything else as literals, in Huffman code
 * where that is shorter. So it has no state, and a block may be dropped.
 */
public final class HpackEncoder {
    /** What has been written and not been taken yet. */
    public final Bytes out = new Bytes(512);
    private static final int SET_COOKIE = 55;

    /** Says that the table has no room: due at the start of a block when the peer has spoken of its table (RFC 7541 §4.2). */
    static final byte NO_TABLE = 0x20;

    public HpackEncoder() {}

    /** {@code :status}. */
    public void status(int status) {
        int known = StaticTable.status(status);
        if (known > 0) {
            out.add(0x80 | known);
            return;
        }
        integer(0x00, 4, StaticTable.STATUS_200);
        integer(0x00, 7, 3);
        out.addPadded(status, 3);
    }

    /** One field; the name is written in lower case (RFC 9113 §8.2.1). */
    public void field(byte[] name, int nameAt, int nameLength, byte[] value, int valueAt, int valueLength) {
        int known = StaticTable.find(name, nameAt, nameLength);
        boolean secret = known == SET_COOKIE; // proxies must not put it into their tables either (RFC 7541 §7.1.3)
        integer(secret ? 0x10 : 0x00, 4, known);
        if (known == 0) {
            integer(0x00, 7, nameLength);
            for (int i = nameAt; i < nameAt + nameLength; i++) out.add(lower(name[i]));
        }
        string(value, valueAt, valueLength);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    private void string(byte[] from, int at, int length) {
        int coded = Huffman.encodedLength(from, at, length);
        if (coded >= length) {
            integer(0x00, 7, length);
            out.add(from, at, length);
        } else {
            integer(0x80, 7, coded);
            Huffman.encode(from, at, length, out);
        }
    }

    private void integer(int flags, int prefixBits, int value) {
        int max = (1 << prefixBits) - 1;
        if (value < max) {
            out.add(flags | value);
            return;
        }
        out.add(flags | max);
        for (value -= max; value >= 0x80; value >>>= 7) out.add(value & 0x7f | 0x80);
        out.add(value);
    }
}
