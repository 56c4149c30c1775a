package owlboard.wire.http2;

import java.util.Arrays;
import owlboard.wire.http.Bytes;
import owlboard.wire.http2.StaticTable.Field;

/**
 * Decodes the header blocks of one connection, in their order (RFC 7541). A block must be decoded even when nobody wants it: it changes the
 * table.
 */
final class HpackDecoder {
    /** What we let the peer's encoder use: SETTINGS_HEADER_TABLE_SIZE as it stands before any setting. */
    static final int TABLE_BYTES = 4096;
    /** Table size updates at the start of a block: RFC 7541 §4.2 needs two at most. */
    private static final int UPDATES_MAX = 2;

    private final DynamicTable table = new DynamicTable(TABLE_BYTES);
    private final Bytes name = new Bytes(64);
    private final Bytes value = new Bytes(256);
    private byte[] block;
    private int at;
    private int end;

    /**
     * Decodes a whole block into {@code fields}.
     *
     * @throws Http2Error COMPRESSION_ERROR when it is none; the connection cannot go on
     */
    void decode(byte[] from, int start, int length, FieldBlock fields) throws Http2Error {
        block = from;
        at = start;
        end = start + length;
        boolean any = false;
        int updates = 0;
        while (at < end) {
            int b = block[at];
            if (b < 0) {
                indexed(integer(7), fields);
            } else if ((b & 0x40) != 0) {
                literal(integer(6), true, fields);
            } else if ((b & 0x20) != 0) {
                if (any || ++updates > UPDATES_MAX) throw broken("a table size update in the wrong place");
                int size = integer(5);
                if (size > TABLE_BYTES) throw broken("a table of " + size + " bytes");
                table.limit(size);
                continue;
            } else {
                literal(integer(4), false, fields);
            }
            any = true;
        }
    }

    private void indexed(int position, FieldBlock fields) throws Http2Error {
        var field = entry(position);
        fields.add(field.name(), field.name().length, field.value(), field.value().length);
    }

    private Field entry(int position) throws Http2Error {
        if (position >= 1 && position <= StaticTable.COUNT) return StaticTable.get(position);
        int dynamic = position - StaticTable.COUNT - 1;
        if (position < 1 || dynamic >= table.count()) {
            throw broken("position " + position + " of a table with " + (StaticTable.COUNT + table.count()));
        }
        return table.get(dynamic);
    }

    private void literal(int position, boolean remembered, FieldBlock fields) throws Http2Error {
        int most = Math.max(fields.most(), TABLE_BYTES);
        byte[] nameBytes;
        int nameLength;
        if (position > 0) {
            nameBytes = entry(position).name();
            nameLength = nameBytes.length;
        } else {
            nameLength = string(name, most);
            nameBytes = name.array();
        }
        int valueLength = string(value, most);
        if (nameLength > most || valueLength > most) {
            fields.tooLarge();
            if (remembered) table.clear(); // it is larger than the table (RFC 7541 §4.4)
            return;
        }
        fields.add(nameBytes, nameLength, value.array(), valueLength);
        if (remembered) table.add(new Field(Arrays.copyOf(nameBytes, nameLength), Arrays.copyOf(value.array(), valueLength)));
    }

    /** RFC 7541 §5.2: the length of the decoded string, of which {@code into} has at most {@code most} bytes. */
    private int string(Bytes into, int most) throws Http2Error {
        into.clear();
        if (at == end) throw broken("a block that ends in a field");
        boolean coded = block[at] < 0;
        int length = integer(7);
        if (length > end - at) throw broken("a string that is longer than its block");
        int from = at;
        at += length;
        if (coded) return Huffman.decode(block, from, length, into, most);
        into.add(block, from, Math.min(length, most));
        return length;
    }

    /** RFC 7541 §5.1. What is over 2^28 is an attack. */
    private int integer(int prefixBits) throws Http2Error {
        int max = (1 << prefixBits) - 1;
        int value = block[at++] & max;
        if (value < max) return value;
        for (int shift = 0; shift <= 21; shift += 7) {
            if (at == end) throw broken("a block that ends in an integer");
            int b = block[at++];
            value += (b & 0x7f) << shift;
            if (b >= 0) return value;
        }
        throw broken("an integer of more than 28 bits");
    }

    private static Http2Error broken(String what) {
        return Http2Error.connection(Http2Error.COMPRESSION_ERROR, "client sent a header block with " + what);
    }
}
