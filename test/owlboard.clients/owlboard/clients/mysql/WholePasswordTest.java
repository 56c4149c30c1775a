package owlboard.clients.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.wire.Capability;
import owlboard.clients.mysql.wire.ColumnPacket;
import owlboard.clients.mysql.wire.Greeting;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.Proof;
import owlboard.clients.mysql.wire.Reply;
import owlboard.clients.sql.SqlException;
import owlboard.harness.Patience;

/** A MySQL 8 that has just started: its cache of caching_sha2_password is empty, so that it wants the whole password under its RSA key. */
class WholePasswordTest {
    private static final byte[] NONCE = "01234567890123456789".getBytes(StandardCharsets.US_ASCII);

    private String given;

    @Test void theWholePasswordGoesUnderTheServersKey() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var serving = Thread.ofVirtual().start(() -> serve(server, new Reply.Ok(0, 0, Reply.AUTOCOMMIT, 0, "")));
            try (var client = connect(server)) {
                client.ping();
            }
            serving.join(Patience.TIME);
        }
        assertEquals("größe,=", given);
    }

    @Test void aRefusalIsTheServers() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, new Reply.Err(1045, "28000", "Access denied")));
            assertEquals(1045, assertThrows(SqlException.class, () -> connect(server)).code());
        }
    }

    private static MySqlClient connect(ServerSocket server) throws SqlException {
        var url = StoreUrl.parse("mysql://user:größe,=@127.0.0.1:" + server.getLocalPort());
        return MySqlClient.connect(url, Patience.TIME, Patience.TIME);
    }

    private void serve(ServerSocket server, Reply verdict) {
        try (var socket = server.accept()) {
            var packets = new PacketStream(socket.getInputStream(), socket.getOutputStream());
            send(packets, new Greeting("8.0.36", 1, NONCE, Capability.SERVER, ColumnPacket.UTF8, Reply.AUTOCOMMIT, Proof.SHA2).encode());
            packets.read(1 << 16);
            send(packets, new PacketWriter().u8(1).u8(4));
            assertEquals(2, packets.read(1 << 16)[0]);
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var key = generator.generateKeyPair();
            send(packets, new PacketWriter().u8(1).text(pem(key)));
            given = decrypted(packets.read(1 << 16), key);
            send(packets, verdict.encode());
            while (true) {
                packets.restart();
                packets.read(1 << 16);
                send(packets, verdict.encode());
            }
        } catch (IOException gone) {
            // the client has said good-bye
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void send(PacketStream packets, PacketWriter payload) throws IOException {
        packets.write(payload);
        packets.flush();
    }

    private static String pem(KeyPair key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String decrypted(byte[] message, KeyPair key) throws Exception {
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.DECRYPT_MODE, key.getPrivate(),
                new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
        var plain = cipher.doFinal(message);
        for (int i = 0; i < plain.length; i++) plain[i] ^= NONCE[i % NONCE.length];
        return new String(plain, 0, plain.length - 1, StandardCharsets.UTF_8); // without the zero byte at its end
    }
}
