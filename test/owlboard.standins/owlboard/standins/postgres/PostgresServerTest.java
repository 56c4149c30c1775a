package owlboard.standins.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Oid;
import owlboard.clients.postgres.wire.Start;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.sql.SqlException;
import owlboard.harness.Patience;
import owlboard.standins.sql.Bounds;

/** Our client with our server. */
class PostgresServerTest extends AnyPostgres {
    @TempDir
    Path folder;
    private PostgresServer server;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, Map.of("admin", "admin"),
                "canvas_db", new Bounds(Duration.ofSeconds(10), 8_000, 256 << 20, 40 << 20, 64 << 20));
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
            for (var sql : new String[] {"SELECT 1 UNION SELECT 2", "CREATE VIEW v AS SELECT 1", "COPY t FROM STDIN", "LISTEN x"}) {
                var failure = assertThrows(SqlException.class, () -> client.query(sql), sql);
                assertEquals("0A000", failure.state());
                assertTrue(failure.getMessage().contains(sql), failure.getMessage());
            }
            client.ping();
        }
    }

    @Test
    void keepsItsDataOverARestart() throws Exception {
        try (var client = client()) {
            client.query("CREATE TABLE t (id SERIAL PRIMARY KEY, v TEXT)");
            client.query("INSERT INTO t (v) VALUES ($1)", "kept");
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

    /** A raw client after its log-in, for what ours never sends. */
    private MessageStream raw(Socket socket) throws Exception {
        var messages = new MessageStream(socket.getInputStream(), socket.getOutputStream());
        messages.write(new MessageWriter('\0').i32(Start.TLS));
        messages.flush();
        assertEquals('N', socket.getInputStream().read());
        messages.write(new MessageWriter('\0').i32(Start.VERSION).text("user").text("admin").text("database").text("canvas_db").u8(0));
        messages.flush();
        var scram = new ScramClient("", "admin");
        while (true) {
            var message = messages.read(1 << 16);
            if (message.letter == 'Z') return messages;
            if (message.letter != 'R') continue;
            switch (message.i32()) {
                case 10 -> messages.write(new MessageWriter('p').text("SCRAM-SHA-256").sized(scram.first().getBytes()));
                case 11 -> messages.write(new MessageWriter('p').bytes(scram.last(new String(message.rest())).getBytes()));
                default -> { }
            }
            messages.flush();
        }
    }

    /** Letters of the answers up to ReadyForQuery, with its state. */
    private static String letters(MessageStream messages) throws Exception {
        messages.flush();
        var letters = new StringBuilder();
        while (true) {
            var message = messages.read(1 << 16);
            letters.append(message.letter);
            if (message.letter == 'Z') return letters.append((char) message.u8()).toString();
        }
    }

    @Test
    void portalsAreSuspendedAndBinaryValuesTaken() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var messages = raw(socket);
            messages.write(new MessageWriter('Q')
                    .text("CREATE TABLE t (id BIGINT PRIMARY KEY, v NUMERIC); INSERT INTO t VALUES (1, 10000.0001), (2, -0.5), (3, 0)"));
            assertEquals("CCZI", letters(messages));
            messages.write(new MessageWriter('P').text("s").text("SELECT id, v FROM t WHERE id >= $1 ORDER BY id").i16(0));
            messages.write(new MessageWriter('D').u8('S').text("s"));
            messages.write(new MessageWriter('B').text("p").text("s").i16(1).i16(1).i16(1).i32(8).i32(0).i32(1).i16(1).i16(1));
            messages.write(new MessageWriter('E').text("p").i32(2));
            messages.write(new MessageWriter('E').text("p").i32(2));
            messages.write(new MessageWriter('S'));
            assertEquals("1tT2DDsDCZI", letters(messages));
        }
    }

    @Test
    void anErrorSkipsToSyncAndTakesBackWhatCameBefore() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var messages = raw(socket);
            messages.write(new MessageWriter('Q').text("CREATE TABLE t (id INT PRIMARY KEY)"));
            assertEquals("CZI", letters(messages));
            for (var sql : new String[] {"INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"}) {
                messages.write(new MessageWriter('P').text("").text(sql).i16(0));
                messages.write(new MessageWriter('B').text("").text("").i16(0).i16(0).i16(0));
                messages.write(new MessageWriter('E').text("").i32(0));
            }
            messages.write(new MessageWriter('S'));
            assertEquals("12C12EZI", letters(messages));
            messages.write(new MessageWriter('Q').text("SELECT * FROM t"));
            assertEquals("TCZI", letters(messages));
            messages.write(new MessageWriter('Q').text("BEGIN; SELECT nope"));
            assertEquals("CEZE", letters(messages));
            messages.write(new MessageWriter('Q').text("ROLLBACK"));
            assertEquals("CZI", letters(messages));
            messages.write(new MessageWriter('Q').text(" ; -- nothing"));
            assertEquals("IZI", letters(messages));
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
                var noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                if (i % 2 == 0 && noise.length > 8) {
                    System.arraycopy(new byte[] {0, 0, 0, (byte) Math.min(120, noise.length), 0, 3, 0, 0}, 0, noise, 0, 8);
                }
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        }
        try (var client = client()) {
            client.ping();
        }
    }

    @Test
    void numbersSurviveTheirBinaryForm() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            var number = new BigDecimal(new BigInteger(1 + random.nextInt(120), random), random.nextInt(20))
                    .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate());
            assertEquals(number, BinaryValue.read(BinaryValue.write(number, Oid.NUMERIC), Oid.NUMERIC));
        }
    }
}
