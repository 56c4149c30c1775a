package owlboard.standins.mysql;

import java.io.IOException;
import java.security.SecureRandom;
import owlboard.clients.mysql.wire.Capability;
import owlboard.clients.mysql.wire.ColumnPacket;
import owlboard.clients.mysql.wire.Greeting;
import owlboard.clients.mysql.wire.Login;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.Proof;
import owlboard.clients.mysql.wire.Reply;

/** The server's side of a log-in. */
final class LogIn {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Bytes of a log-in packet. */
    private static final int PAYLOAD_MAX = 64 << 10;

    private final MySqlServer server;
    private final PacketStream packets;
    private final int connection;
    private final String host;

    LogIn(MySqlServer server, PacketStream packets, int connection, String host) {
        this.server = server;
        this.packets = packets;
        this.connection = connection;
        this.host = host;
    }

    /** Who logged in; null when it was refused, which the client has been told. */
    Login run() throws IOException {
        var nonce = nonce();
        packets.write(new Greeting(MySqlServer.VERSION, connection, nonce, Capability.SERVER, ColumnPacket.UTF8, Reply.AUTOCOMMIT,
                Proof.NATIVE).encode());
        packets.flush();
        var login = Login.decode(packets.read(PAYLOAD_MAX));
        if (isRight(login, nonce)) return login;
        packets.write(Errors.err(1045, "28000", "Access denied for user '" + login.user() + "'@'" + host + "' (using password: "
                + (login.proof().length == 0 ? "NO" : "YES") + ")").encode());
        packets.flush();
        return null;
    }

    /** Printable, so without a zero. */
    private static byte[] nonce() {
        var nonce = new byte[20];
        for (int i = 0; i < nonce.length; i++) nonce[i] = (byte) (33 + RANDOM.nextInt(94));
        return nonce;
    }

    private boolean isRight(Login login, byte[] nonce) throws IOException {
        var password = server.password(login.user());
        var plugin = login.plugin();
        var proof = login.proof();
        if (!plugin.equals(Proof.NATIVE)) {  // the client could not use the greeting's nonce for a plugin that the greeting did not name
            if (!plugin.equals(Proof.SHA2)) plugin = Proof.NATIVE;
            packets.write(new PacketWriter().u8(0xfe).zeroText(plugin).bytes(nonce).u8(0));
            packets.flush();
            proof = packets.read(PAYLOAD_MAX);
        }
        if (plugin.equals(Proof.SHA2) && proof.length > 0) {
            if (password == null || !Proof.isRight(plugin, password, nonce, proof)) return false;
            packets.write(new PacketWriter().u8(1).u8(3));
            return true;
        }
        return password != null && Proof.isRight(plugin, password, nonce, proof);
    }
}
