package owlboard.clients.mysql.wire;

import java.util.Arrays;

/**
 * What a server says first (Protocol::HandshakeV10).
 *
 * @param nonce  20 random bytes without a zero
 * @param plugin the way to prove a password that the server would like best
 */
public record Greeting(String version, int connection, byte[] nonce, int capabilities, int charset, int status, String plugin) {
    /** The version of the protocol, which is the first byte. */
    public static final int PROTOCOL = 10;

    public PacketWriter encode() {
        return new PacketWriter().u8(PROTOCOL).zeroText(version).u32(connection).bytes(Arrays.copyOf(nonce, 8)).u8(0).u16(capabilities)
                .u8(charset).u16(status).u16(capabilities >>> 16)
                .u8(nonce.length + 1).bytes(new byte[10]).bytes(Arrays.copyOfRange(nonce, 8, nonce.length)).u8(0).zeroText(plugin);
    }

    public static Greeting decode(byte[] payload) throws ProtocolException {
        var in = new PacketReader(payload);
        int protocol = in.u8();
        if (protocol != PROTOCOL) {
            throw new ProtocolException("the server speaks protocol " + protocol + ", not " + PROTOCOL + ": it is no MySQL server");
        }
        var version = in.zeroText();
        int connection = in.u32();
        var first = in.bytes(8);
        in.skip(1);
        int low = in.u16();
        int charset = in.u8();
        int status = in.u16();
        int capabilities = low | in.u16() << 16;
        int nonceLength = in.u8();
        in.skip(10);
        var second = in.bytes(Math.clamp(nonceLength - 8L, 13, Math.max(13, in.left())));
        var nonce = Arrays.copyOf(first, 20);
        System.arraycopy(second, 0, nonce, 8, 12);
        return new Greeting(version, connection, nonce, capabilities, charset, status,
                (capabilities & Capability.PLUGIN_AUTH) == 0 ? Proof.NATIVE : in.zeroText());
    }
}
