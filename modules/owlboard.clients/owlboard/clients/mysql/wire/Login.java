package owlboard.clients.mysql.wire;

import java.nio.charset.StandardCharsets;
/**
 * What a client answers to the greeting (Protocol::HandshakeResponse41).
 *
 * @param proof    made by {@code plugin} from the greeting's nonce
 * @param database empty: none
 */
public record Login(int capabilities, int charset, String user, byte[] proof, String database, String plugin) {
    public PacketWriter encode() {
        var out = new PacketWriter().u32(capabilities).u32(PacketStream.PAYLOAD_MAX).u8(charset).bytes(new byte[23]).zeroText(user)
                .lengthEncodedBytes(proof);
        if ((capabilities & Capability.CONNECT_WITH_DB) != 0) out.zeroText(database);
        return out.zeroText(plugin);
    }

    public static Login decode(byte[] payload) throws ProtocolException {
        var in = new PacketReader(payload);
        int capabilities = in.u32();
        if ((capabilities & Capability.PROTOCOL_41) == 0) {
            throw new ProtocolException(1251,
                    "Client does not support authentication protocol requested by server; consider upgrading MySQL client");
        }
        if ((capabilities & Capability.SSL) != 0) {
            throw new ProtocolException(1835, "the client wants TLS, which this stand-in does not offer");
        }
        in.skip(4);
        int charset = in.u8();
        in.skip(23);
        var user = in.zeroText();
        var proof = proof(in, capabilities);
        var database = (capabilities & Capability.CONNECT_WITH_DB) != 0 ? in.zeroText() : "";
        var plugin = (capabilities & Capability.PLUGIN_AUTH) != 0 ? in.zeroText() : Proof.NATIVE;
        return new Login(capabilities, charset, user, proof, database, plugin);
    }

    private static byte[] proof(PacketReader in, int capabilities) throws ProtocolException {
        if ((capabilities & Capability.PLUGIN_AUTH_LENENC) != 0) return in.bytes(Math.max(0, in.lengthEncoded()));
        if ((capabilities & Capability.SECURE_CONNECTION) != 0) return in.bytes(in.u8());
        return in.zeroText().getBytes(StandardCharsets.ISO_8859_1);
    }
}
