package owlboard.clients.mysql.wire;

/**
 * What a column of a result is (Protocol::ColumnDefinition41).
 *
 * @param length   characters times bytes of each, at most
 * @param type     one of {@link FieldType}
 * @param decimals digits behind the point
 */
public record ColumnPacket(String schema, String table, String name, String originalName, int charset, long length, int type, int flags,
        int decimals) {
    public static final int NOT_NULL = 1;
    public static final int PRIMARY_KEY = 2;
    public static final int UNIQUE_KEY = 4;
    public static final int BLOB = 16;
    public static final int UNSIGNED = 32;
    public static final int BINARY = 128;
    public static final int AUTO_INCREMENT = 512;
    /** The charset number of bytes. */
    public static final int BINARY_CHARSET = 63;
    /** utf8mb4_general_ci: every client knows it. */
    public static final int UTF8 = 45;

    public PacketWriter encode() {
        return new PacketWriter().lengthEncodedText("def").lengthEncodedText(schema).lengthEncodedText(table).lengthEncodedText(table)
                .lengthEncodedText(name).lengthEncodedText(originalName)
                .u8(12).u16(charset).u32(length).u8(type).u16(flags).u8(decimals).u16(0);
    }

    public static ColumnPacket decode(byte[] payload) throws ProtocolException {
        var in = new PacketReader(payload);
        in.lengthEncodedText();
        var schema = in.lengthEncodedText();
        var table = in.lengthEncodedText();
        in.lengthEncodedText();
        var name = in.lengthEncodedText();
        var originalName = in.lengthEncodedText();
        in.lengthEncoded();
        return new ColumnPacket(schema, table, name, originalName, in.u16(), in.number(4), in.u8(), in.u16(), in.u8());
    }

    public boolean isUnsigned() {
        return (flags & UNSIGNED) != 0;
    }
}
