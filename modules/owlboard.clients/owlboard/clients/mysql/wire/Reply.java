package owlboard.clients.mysql.wire;

import java.nio.charset.StandardCharsets;
/** The short answers: Protocol::OK_Packet, ERR_Packet, EOF_Packet. */
public sealed interface Reply {
    /** {@code info}: for people. */
    record Ok(long affected, long insertId, int status, int warnings, String info) implements Reply {}

    record Err(int code, String state, String message) implements Reply {}

    record Eof(int warnings, int status) implements Reply {}

    /** More results follow. */
    int MORE_RESULTS = 8;
    int IN_TRANSACTION = 1;
    int AUTOCOMMIT = 2;

    default PacketWriter encode() {
        return switch (this) {
            case Ok(var affected, var insertId, var status, var warnings, var info) -> new PacketWriter().u8(0).lengthEncoded(affected)
                    .lengthEncoded(insertId).u16(status).u16(warnings)
                    .bytes(info.isEmpty() ? new byte[0] : new PacketWriter().lengthEncodedText(info).toBytes());
            case Err(var code, var state, var message) -> new PacketWriter().u8(0xff).u16(code).text("#" + state).text(message);
            case Eof(var warnings, var status) -> new PacketWriter().u8(0xfe).u16(warnings).u16(status);
        };
    }

    /** Null when the payload is something else: the head of a result, a row. */
    static Reply decode(byte[] payload) throws ProtocolException {
        var in = new PacketReader(payload);
        switch (in.peek()) {
            case 0 -> {
                in.skip(1);
                return new Ok(in.lengthEncoded(), in.lengthEncoded(), in.u16(), in.u16(), in.left() == 0 ? "" : in.lengthEncodedText());
            }
            case 0xff -> {
                return error(in);
            }
            case 0xfe -> {
                if (payload.length >= 9) return null;
                in.skip(1);
                return payload.length < 5 ? new Eof(0, 0) : new Eof(in.u16(), in.u16());
            }
            default -> {
                return null;
            }
        }
    }

    private static Err error(PacketReader in) throws ProtocolException {
        in.skip(1);
        int code = in.u16();
        if (in.peek() != '#') return new Err(code, "HY000", in.restText());
        in.skip(1);
        return new Err(code, new String(in.bytes(5), StandardCharsets.US_ASCII), in.restText());
    }
}
