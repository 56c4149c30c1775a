package owlboard.standins.mysql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.MySqlClient;
import owlboard.clients.mysql.wire.Capability;
import owlboard.clients.mysql.wire.Command;
import owlboard.clients.mysql.wire.Greeting;
import owlboard.clients.mysql.wire.Login;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.Proof;
import owlboard.clients.mysql.wire.Reply;
import owlboard.clients.sql.SqlException;
import owlboard.harness.Patience;
import owlboard.standins.sql.Bounds;

/** Our client with our server. */
class MySqlServerTest extends AnyMySql {
    static final Map<String, String> USERS = Map.of("root", "root", "user", "password", "open", "");

    @TempDir
    Path folder;
    private MySqlServer server;

    @BeforeEach
    void start() throws Exception {
        server = start(60_000);
    }

    /** {@code idleMillis}: of a connection in a transaction. */
    private MySqlServer start(int idleMillis) throws Exception {
        return MySqlServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, USERS, List.of("user_db"),
                new Bounds(Duration.ofMillis(300), idleMillis, 256 << 20, 40 << 20, 64 << 20));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Override
    int port() {
        return server.port();
    }

    @Test
    void namesWhatItDoesNotSupport() throws Exception {
        try (var client = client()) {
            for (var sql : new String[] {"SELECT 1 UNION SELECT 2", "CREATE VIEW v AS SELECT 1", "CALL p()"}) {
                var failure = assertThrows(SqlException.class, () -> client.query(sql), sql);
                assertEquals(1235, failure.code());
                assertTrue(failure.getMessage().contains(sql), failure.getMessage());
            }
            client.ping();
        }
    }

    @Test
    void keepsItsDataOverARestart() throws Exception {
        try (var client = client()) {
            client.query("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v TEXT)");
            client.query("INSERT INTO t (v) VALUES (?)", "kept");
            client.query("BEGIN");
            client.query("INSERT INTO t (v) VALUES ('lost')");
            server.close();
            var failure = assertThrows(SqlException.class, client::ping);
            assertTrue(failure.connectionLost());
            assertFalse(client.isOpen());
        }
        start();
        try (var client = client()) {
            assertEquals("kept", client.query("SELECT v FROM t").first().text("v"));
            assertEquals(1, client.query("SELECT v FROM t").rows().size());
        }
    }

    @Test
    void aStatementIsKilledByItsConnectionsNumber() throws Exception {
        try (var one = client(); var two = client(); var other = client()) {
            one.query("CREATE TABLE t (id INT PRIMARY KEY)");
            long number = two.query("SELECT CONNECTION_ID() AS id").first().number("id");
            other.query("KILL " + number);
            assertTrue(assertThrows(SqlException.class, two::ping).connectionLost());
            one.ping();
        }
    }

    @Test
    void aWriterThatWaitsTooLongIsTold() throws Exception {
        try (var one = client(); var two = client()) {
            one.query("CREATE TABLE t (id INT PRIMARY KEY)");
            one.query("BEGIN");
            one.query("INSERT INTO t VALUES (1)");
            var failure = assertThrows(SqlException.class, () -> two.query("INSERT INTO t VALUES (2)"));
            assertEquals(1205, failure.code());
            assertTrue(failure.isRetryable());
            one.query("ROLLBACK");
            assertEquals(1, two.query("INSERT INTO t VALUES (2)").affected());
        }
    }

    @Test
    void aSilentWriterDoesNotKeepTheOthersFromWritingForEver() throws Exception {
        server.close();
        server = start(1_000);
        try (var one = client(); var two = client()) {
            one.query("CREATE TABLE t (id INT PRIMARY KEY)");
            one.query("BEGIN");
            one.query("INSERT INTO t VALUES (1)");
            for (int tries = 0; ; tries++) {
                try {
                    two.query("INSERT INTO t VALUES (1)");
                    break;
                } catch (SqlException waited) {
                    assertTrue(waited.code() == 1205 && tries < 50, waited.getMessage());
                }
            }
            var cut = assertThrows(SqlException.class, one::ping);
            assertTrue(cut.code() == 4031 || cut.connectionLost(), cut.getMessage());
        }
    }

    @Test
    void keepsBytesThatStandInAText() throws Exception {
        var bytes = new byte[256];
        for (int i = 0; i < 256; i++) bytes[i] = (byte) i;
        try (var socket = new Socket("127.0.0.1", server.port()); var client = client()) {
            client.query("CREATE TABLE t (v BLOB, w VARCHAR(300))");
            var packets = new PacketStream(socket.getInputStream(), socket.getOutputStream());
            var greeting = Greeting.decode(packets.read(1 << 16));
            packets.write(new Login(Capability.SERVER & ~Capability.CONNECT_ATTRS, 45, "user",
                    Proof.of(Proof.NATIVE, "password", greeting.nonce()), "user_db", Proof.NATIVE).encode());
            packets.flush();
            assertEquals(0, packets.read(1 << 16)[0]);
            var escaped = new PacketWriter();
            for (byte b : bytes) {
                escaped.bytes(switch (b) {
                    case 0 -> new byte[] {'\\', '0'};
                    case '\'', '\\' -> new byte[] {'\\', b};
                    default -> new byte[] {b};
                });
            }
            for (var statement : List.of("INSERT INTO t (v) VALUES (_binary'", "INSERT INTO t (v) VALUES ('",
                    "INSERT INTO t (w) VALUES ('")) {
                packets.restart();
                packets.write(new PacketWriter().u8(Command.QUERY).text(statement).bytes(escaped.toBytes()).text("')"));
                packets.flush();
                var answer = Reply.decode(packets.read(1 << 16));
                if (statement.contains("(w)")) assertEquals(1366, ((Reply.Err) answer).code());
                else assertTrue(answer instanceof Reply.Ok, String.valueOf(answer));
            }
            for (var row : client.query("SELECT v FROM t").rows()) assertArrayEquals(bytes, (byte[]) row.value("v"));
        }
    }

    @Test
    void hearsAboutAPacketThatIsTooLarge() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var in = new DataInputStream(socket.getInputStream());
            in.readNBytes(in.readUnsignedByte() + 3);
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 0x0f, 1});
            var packet = in.readAllBytes();
            var error = (Reply.Err) Reply.decode(Arrays.copyOfRange(packet, 4, packet.length));
            assertEquals(1153, error.code());
        }
    }

    @Test
    void survivesNoise() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the noise: " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            try (var socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(Patience.MILLIS);
                var in = new DataInputStream(socket.getInputStream());
                in.readNBytes(4);
                var noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                if (i % 2 == 0) noise = framed(noise);
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                in.readAllBytes();
            }
        }
        try (var client = MySqlClient.connect(StoreUrl.parse("mysql://open@127.0.0.1:" + port()), TIMEOUT, TIMEOUT)) {
            client.ping();
        }
    }

    private static byte[] framed(byte[] payload) {
        var packet = new byte[payload.length + 4];
        packet[0] = (byte) payload.length;
        packet[3] = 1;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        return packet;
    }
}
