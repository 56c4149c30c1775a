package owlboard.wire.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Certificates;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class TlsWireTest {
    private static SSLContext context;

    @BeforeAll
    static void warmUp() {
        TlsWire.prepare();
        context = Certificates.context(Certificates.Identity.SHOP);
        TlsWire.warmUp(context, context);
    }

    private static SSLEngine engine(boolean client, String protocol) {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        if (protocol != null) engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    /** Both ends of one connection after their handshake. */
    private record Ends(TlsWire server, TlsWire client, SSLEngine clientEngine) implements AutoCloseable {
        static Ends over(Pair pair, String protocol) throws Exception {
            return over(pair, engine(false, protocol), protocol);
        }

        static Ends over(Pair pair, SSLEngine servers, String protocol) throws Exception {
            var engine = engine(true, protocol);
            var client = OnLoop.start(() -> TlsWire.connect(pair.far, engine));
            var server = TlsWire.accept(pair.near, _ -> servers);
            return new Ends(server, client.get(), engine);
        }

        @Override
        public void close() {
            server.close();
            client.close();
        }
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void carries(Wire from, Wire to, int size, int room) throws Exception {
        var bytes = noise(size);
        var writer = OnLoop.start(() -> {
            from.write(ByteBuffer.wrap(bytes));
            return null;
        });
        var got = ByteBuffer.allocate(size);
        var buffer = ByteBuffer.allocateDirect(room);
        while (got.hasRemaining()) {
            assertTrue(to.read(buffer.clear()) > 0);
            got.put(buffer.flip());
        }
        writer.get();
        assertEquals(ByteBuffer.wrap(bytes), got.flip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bytesOfAnySizePassBothWays(String protocol) throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, protocol)) {
                assertEquals(protocol, ends.server.session().getProtocol());
                for (int size : new int[] {1, 2, 100, 16_383, 16_384, 16_385, 65_536, 300_000}) {
                    for (int room : new int[] {1 << 16, 1000, Math.max(7, size / 1000)}) {
                        carries(ends.client, ends.server, size, room);
                        carries(ends.server, ends.client, size, room);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everythingMayComeByteByByte(String protocol) throws Exception {
        OnLoop.run(() -> {
            try (var near = Pair.open(); var far = Pair.open()) {
                trickles(near.far, far.near);
                trickles(far.near, near.far);
                var client = OnLoop.start(() -> TlsWire.connect(far.far, engine(true, protocol)));
                try (var server = TlsWire.accept(near.near, _ -> engine(false, protocol)); var other = client.get()) {
                    carries(server, other, 300, 100);
                    carries(other, server, 300, 100);
                }
            }
        });
    }

    private static void trickles(Wire from, Wire to) {
        OnLoop.start(() -> {
            var one = new byte[1];
            while (from.read(one, 0, 1) > 0) {
                to.write(one, 0, 1);
                Thread.yield();
            }
            return null;
        });
    }

    private static CompletableFuture<Void> writing(Wire wire, String text) {
        var bytes = text.getBytes(ISO_8859_1);
        return OnLoop.start(() -> {
            wire.write(bytes, 0, bytes.length);
            return null;
        });
    }

    private static String reads(Wire wire, int length) throws IOException {
        var bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int count = wire.read(bytes, at, length - at);
            if (count < 0) throw new EOFException("after " + at + " bytes");
            at += count;
        }
        return new String(bytes, ISO_8859_1);
    }

    /** While the engine of one waits, another one of the loop writes as well. */
    @Test
    void twoConnectionsWriteTheirOwn() throws Exception {
        OnLoop.run(() -> {
            var engine = new HeldEngine(engine(false, null));
            try (var pair = Pair.open(); var other = Pair.open();
                    var ends = Ends.over(pair, engine, null); var others = Ends.over(other, null)) {
                var latch = engine.before = new CountDownLatch(1);
                var one = writing(ends.server, "of the first");
                var two = writing(others.server, "of another one");
                two.get();
                latch.countDown();
                one.get();
                assertEquals("of another one", reads(others.client, 14));
                assertEquals("of the first", reads(ends.client, 12));
            }
        });
    }

    /** While the engine waits behind a record of one thread, another one writes on the same connection. */
    @Test
    void recordsLeaveInTheirOrder() throws Exception {
        OnLoop.run(() -> {
            var engine = new HeldEngine(engine(false, null));
            try (var pair = Pair.open(); var ends = Ends.over(pair, engine, null)) {
                var latch = engine.behind = new CountDownLatch(1);
                var one = writing(ends.server, "first ");
                var two = writing(ends.server, "second");
                for (int i = 0; i < 5; i++) Thread.yield(); // both have come to where they wait
                latch.countDown();
                one.get();
                two.get();
                assertEquals("first second", reads(ends.client, 12));
            }
        });
    }

    @Test
    void arraysAreReadAndWrittenToo() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, null)) {
                var bytes = noise(200_000);
                var writer = OnLoop.start(() -> {
                    ends.client.write(bytes, 0, bytes.length);
                    return null;
                });
                var got = new byte[bytes.length];
                for (int at = 0; at < got.length; ) at += ends.server.read(got, at, Math.min(5000, got.length - at));
                writer.get();
                assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(got));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCloseIsAnEndBehindWhatWasSent(String protocol) throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, protocol)) {
                ends.server.write("bye".getBytes(ISO_8859_1), 0, 3);
                ends.server.close();
                var buffer = ByteBuffer.allocateDirect(100);
                assertEquals(3, ends.client.read(buffer));
                assertEquals(-1, ends.client.read(buffer));
                assertEquals(-1, ends.client.readNow(buffer));
            }
        });
    }

    @Test
    void aConnectionThatEndsWithoutANotifyEndsToo() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, null)) {
                ends.server.channel.shutdownOutput();
                assertEquals(-1, ends.client.read(ByteBuffer.allocateDirect(100)));
            }
        });
    }

    @Test
    void anEndWithoutCloseNotifyIsTold() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, null)) {
                ends.server.channel.shutdownOutput();
                assertEquals(-1, ends.client.read(ByteBuffer.allocateDirect(100)));
                assertTrue(ends.client.wasCut());
            }
            try (var pair = Pair.open(); var ends = Ends.over(pair, null)) {
                ends.server.shutdownOutput();
                assertEquals(-1, ends.client.read(ByteBuffer.allocateDirect(100)));
                assertFalse(ends.client.wasCut());
            }
        });
    }

    @Test
    void oneDirectionMayEndFirst() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, "TLSv1.3")) {
                ends.client.shutdownOutput();
                var buffer = ByteBuffer.allocateDirect(100);
                assertEquals(-1, ends.server.read(buffer));
                ends.server.write("answer".getBytes(ISO_8859_1), 0, 6);
                assertEquals(6, ends.client.read(buffer));
            }
        });
    }

    @Test
    void aClientCannotNegotiateAgain() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, "TLSv1.2")) {
                ends.clientEngine.beginHandshake();
                ends.client.writeNow(ByteBuffer.allocate(0));
                assertThrows(SSLException.class, () -> ends.server.read(ByteBuffer.allocateDirect(100)));
            }
        });
    }

    @Test
    void aKeyUpdateIsAnsweredWithoutTouchingWhatWasRead() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.narrow(); var other = Pair.open(); var ends = Ends.over(pair.turned(), "TLSv1.3")) {
                while (!ends.server.hasUnsent()) ends.server.writeNow(ByteBuffer.allocate(1 << 16)); // no room for an answer
                ends.client.writeNow(ByteBuffer.wrap("hello".getBytes(ISO_8859_1)));
                ends.clientEngine.beginHandshake(); // in TLS 1.3: new keys, for both directions
                ends.client.writeNow(ByteBuffer.allocate(0));
                var got = new byte[64];
                var read = OnLoop.start(() -> new String(got, 0, ends.server.read(got, 0, got.length), ISO_8859_1));
                for (int i = 0; i < 20 && !read.isDone(); i++) {
                    other.sends("SECRET");
                    assertTrue(other.near.read(new byte[64], 0, 64) > 0);
                }
                var drain = OnLoop.start(() -> {
                    var buffer = ByteBuffer.allocateDirect(1 << 16);
                    while (!read.isDone()) ends.client.read(buffer.clear());
                    return null;
                });
                assertEquals("hello", read.get());
                ends.client.close();
                OnLoop.until("the reader's end", drain::isDone);
            }
        });
    }

    /** RFC 8446 §5.1: a message may be spread over records. */
    @Test
    void theNameIsKnownThoughTheMessageIsInSeveralRecords() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var engine = engine(true, null);
                var parameters = engine.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName("shop.example")));
                parameters.setMaximumPacketSize(100);
                engine.setSSLParameters(parameters);
                var client = OnLoop.start(() -> TlsWire.connect(pair.far, engine));
                var asked = new AtomicReference<String>();
                try (var server = TlsWire.accept(pair.near, told -> {
                    asked.set(told.serverName());
                    return engine(false, null);
                })) {
                    assertEquals("shop.example", asked.get());
                    assertTrue(server.offeredSuites().length > 3);
                    client.get().close();
                }
            }
        });
    }

    @Test
    void theNameIsKnownBeforeTheHandshake() throws Exception {
        OnLoop.run(() -> {
            for (var name : new String[] {"shop.example", null}) {
                try (var pair = Pair.open()) {
                    var engine = engine(true, null);
                    var parameters = engine.getSSLParameters();
                    if (name != null) parameters.setServerNames(List.of(new SNIHostName(name)));
                    engine.setSSLParameters(parameters);
                    var client = OnLoop.start(() -> TlsWire.connect(pair.far, engine));
                    var asked = new AtomicReference<String>();
                    try (var server = TlsWire.accept(pair.near, told -> {
                        asked.set(told.serverName());
                        return engine(false, null);
                    })) {
                        assertEquals(name, asked.get());
                        assertEquals("", server.applicationProtocol());
                        client.get().close();
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\r\n", "\u0000", "\u0080\u0080\u0001"})
    void whatIsNotTlsIsHandedBack(String text) throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends(text);
                var other = assertThrows(NotTls.class, () -> TlsWire.accept(pair.near, _ -> engine(false, null)));
                assertEquals(text, new String(other.firstBytes(), ISO_8859_1));
                assertTrue(pair.near.isOpen());
            }
        });
    }

    @Test
    void aRecordThatCannotBeOneIsRefused() throws Exception {
        for (var text : new String[] {"\u0016\u0003\u0001\u00ff\u00ff" + "x".repeat(70_000), "\u0016\u0003\u0001\0\u0004xxxx",
                "\u0016\u0003\u0001\0\0" + "\u0016\u0003\u0001\0\0".repeat(100), "\u0016HTTP/1.1"}) {
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(text.getBytes(ISO_8859_1));
                    assertThrows(IOException.class, () -> TlsWire.accept(pair.near, _ -> engine(false, null)));
                }
            });
        }
    }

    @Test
    void anEndInsideTheHandshakeIsTold() throws Exception {
        OnLoop.run(() -> {
            for (var text : new String[] {"", "\u0016\u0003\u0001"}) {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(text.getBytes(ISO_8859_1));
                    assertThrows(EOFException.class, () -> TlsWire.accept(pair.near, _ -> engine(false, null)));
                }
            }
            try (var pair = Pair.open()) {
                pair.near.shutdownOutput();
                assertThrows(EOFException.class, () -> TlsWire.connect(pair.far, engine(true, null)));
            }
        });
    }

    @Test
    void aHandshakeHasADeadline() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.deadlineIn(1);
                assertThrows(Expired.class, () -> TlsWire.accept(pair.near, _ -> engine(false, null)));
            }
            try (var pair = Pair.open()) {
                pair.far.deadlineIn(1);
                assertThrows(Expired.class, () -> TlsWire.connect(pair.far, engine(true, null)));
            }
        });
    }

    @Test
    void bytesBeforeTheHandshakeAreNoAnswer() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1), 0, 19);
                assertThrows(SSLException.class, () -> TlsWire.connect(pair.far, engine(true, null)));
            }
        });
    }

    @Test
    void anEngineThatIsNotThereLeavesThePlainWire() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var client = OnLoop.start(() -> TlsWire.connect(pair.far, engine(true, null)));
                assertThrows(IllegalStateException.class, () -> TlsWire.accept(pair.near, _ -> {
                    throw new IllegalStateException("no server");
                }));
                assertTrue(pair.near.isOpen());
                pair.near.close();
                OnLoop.until("the client's end", client::isDone);
                assertTrue(client.exceptionNow() instanceof IOException);
            }
        });
    }

    @Test
    void noCommonProtocolIsAnAlertForBoth() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var client = OnLoop.start(() -> TlsWire.connect(pair.far, engine(true, "TLSv1.2")));
                assertThrows(SSLException.class, () -> TlsWire.accept(pair.near, _ -> engine(false, "TLSv1.3")));
                OnLoop.until("the client's end", client::isDone);
                assertTrue(client.exceptionNow() instanceof SSLException, client.toString());
            }
        });
    }

    /** The alert in the clear that ends {@code bytes}: fatal, and its number. */
    private static int alert(String bytes) {
        assertTrue(bytes.length() >= 7, "no alert: " + bytes.length() + " bytes");
        var record = bytes.substring(bytes.length() - 7);
        assertEquals("\u0015\u0003", record.substring(0, 2));
        assertEquals(2, record.charAt(5), "not fatal");
        return record.charAt(6);
    }

    private static int alertTo(byte[] hello, SSLEngine engine) throws Exception {
        var told = new int[1];
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.far.write(hello, 0, hello.length);
                assertThrows(SSLException.class, () -> TlsWire.accept(pair.near, _ -> engine));
                pair.near.close();
                told[0] = alert(pair.rest());
            }
        });
        return told[0];
    }

    private static byte[] hello() throws SSLException {
        var client = engine(true, null);
        var out = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), out);
        var bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void aHelloWhoseLengthsLieGetsADecodeError() throws Exception {
        var broken = hello();
        broken[9 + 34 + 1 + broken[9 + 34] + 1]++; // the list of suites is a byte longer than it says
        assertEquals(50, alertTo(broken, engine(false, null)));
    }

    @Test
    void aRecordThatIsTooLongGetsAnOverflowAtOnce() throws Exception {
        assertEquals(22, alertTo(new byte[] {22, 3, 1, 0x7f, 0, 1}, engine(false, null)));
    }

    @Test
    void aNameThatNobodyAnswersForGetsItsAlert() throws Exception {
        assertEquals(112, alertTo(hello(), null));
    }

    @Test
    void aHelloOfAnOldVersionGetsAProtocolVersion() throws Exception {
        var server = engine(false, null);
        server.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        var hello = Arrays.copyOf(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1}, 50);
        System.arraycopy(new byte[] {0, 0, 2, 0, 47, 1, 0}, 0, hello, 43, 7);
        assertEquals(70, alertTo(hello, server));
    }

    /** What a change in any byte of a hello is answered with: a handshake that goes on, or an alert; never a bare close. */
    @Test
    void noHelloIsRefusedWithoutAWord() throws Exception {
        var whole = hello();
        for (int at = 9; at < whole.length; at += 3) {
            var changed = whole.clone();
            changed[at] ^= (byte) 0x55;
            int position = at;
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.far.write(changed, 0, changed.length);
                    pair.far.shutdownOutput();
                    var end = assertThrows(IOException.class, () -> TlsWire.accept(pair.near, _ -> engine(false, null)));
                    pair.near.close();
                    if (!(end instanceof SSLException)) return;
                    var told = pair.rest();
                    boolean encrypted = told.startsWith("\u0016"); // behind a ServerHello
                    assertTrue(encrypted ? told.length() > 7 : alert(told) > 0, "byte " + position);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRecordThatWasChangedGetsItsAlert(String protocol) throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, protocol)) {
                var record = ByteBuffer.allocate(1 << 15);
                ends.clientEngine.wrap(ByteBuffer.wrap("hello".getBytes(ISO_8859_1)), record);
                record.put(record.position() - 1, (byte) ~record.get(record.position() - 1));
                pair.far.write(record.flip());
                assertThrows(SSLException.class, () -> ends.server.read(ByteBuffer.allocateDirect(100)));
                ends.server.close();
                var told = assertThrows(SSLException.class, () -> ends.client.read(ByteBuffer.allocateDirect(100)));
                assertTrue(told.getMessage().contains("bad_record_mac"), told.toString());
            }
        });
    }

    @Test
    void aPlainRecordAmongEncryptedOnesGetsItsAlert() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var ends = Ends.over(pair, "TLSv1.3")) {
                pair.sends("\u0017\u0003\u0003\0\u0002hi");
                assertThrows(SSLException.class, () -> ends.server.read(ByteBuffer.allocateDirect(100)));
                ends.server.close();
                assertThrows(SSLException.class, () -> ends.client.read(ByteBuffer.allocateDirect(100)));
            }
        });
    }

    @Test
    void manyConnectionsShakeHandsAtOnce() throws Exception {
        OnLoop.run(() -> {
            var pairs = new ArrayList<Pair>();
            var running = new ArrayList<CompletableFuture<Ends>>();
            for (int i = 0; i < 20; i++) {
                var pair = Pair.open();
                pairs.add(pair);
                running.add(OnLoop.start(() -> Ends.over(pair, null)));
            }
            for (var ends : running) {
                try (var both = ends.get()) {
                    carries(both.client, both.server, 20_000, 3000);
                }
            }
            pairs.forEach(Pair::close);
        });
    }
}
