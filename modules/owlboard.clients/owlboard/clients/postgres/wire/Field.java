package owlboard.clients.postgres.wire;

/**
 * A column of a result (RowDescription).
 *
 * @param type   object number of the type: {@link Oid}
 * @param bytes  of a value, -1 when they vary
 * @param detail the type's own: length of varchar plus 4, ...; -1 for none
 * @param binary the format in which its values come
 */
public record Field(String name, int type, int bytes, int detail, boolean binary) {
    public void encode(MessageWriter out) {
        out.text(name).i32(0).i16(0).i32(type).i16(bytes).i32(detail).i16(binary ? 1 : 0);
    }

    public static Field decode(Message in) throws ProtocolException {
        var name = in.text();
        in.bytes(6);
        return new Field(name, in.i32(), in.i16(), in.i32(), in.i16() == 1);
    }
}
