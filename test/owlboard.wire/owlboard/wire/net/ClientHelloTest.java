package owlboard.wire.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

final class ClientHelloTest {
    private static ByteBuffer real(String name) throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        if (name != null) parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return out.flip();
    }

    /** A ClientHello with these extensions, each with its type and length. */
    private static ByteBuffer made(byte[]... extensions) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(new byte[2 + 32]); // version, random
        body.writeBytes(new byte[] {3, 1, 2, 3, 0, 2, 0x13, 1, 1, 0}); // session, suites, compression
        int length = Arrays.stream(extensions).mapToInt(extension -> extension.length).sum();
        body.write(length >> 8);
        body.write(length);
        for (var extension : extensions) body.writeBytes(extension);
        var record = ByteBuffer.allocate(9 + body.size());
        record.put(new byte[] {22, 3, 1}).putShort((short) (4 + body.size())).put((byte) 1).put((byte) 0).putShort((short) body.size())
                .put(body.toByteArray());
        return record.flip();
    }

    private static byte[] extension(int type, byte[] content) {
        return ByteBuffer.allocate(4 + content.length).putShort((short) type).putShort((short) content.length).put(content).array();
    }

    private static byte[] serverName(int type, String name) {
        return extension(0, ByteBuffer.allocate(5 + name.length()).putShort((short) (3 + name.length())).put((byte) type)
                .putShort((short) name.length()).put(name.getBytes(ISO_8859_1)).array());
    }

    @Test
    void tellsWhatIsOffered() throws Exception {
        var groups = extension(10, new byte[] {0, 4, 0, 0x1d, 0, 0x17});
        var offer = ClientHello.offer(made(serverName(0, "a"), groups));
        assertArrayEquals(new short[] {0x1301}, offer.suites());
        assertArrayEquals(new short[] {0x1d, 0x17}, offer.groups());
        assertTrue(ClientHello.offer(real("a")).suites().length > 3);
        var record = made(groups);
        for (int length = 5; length < record.limit(); length++) ClientHello.offer(record.duplicate().limit(length));
    }

    @Test
    void findsTheNameThatTheJdkWrites() throws Exception {
        assertEquals("Shop.Example", ClientHello.serverName(real("Shop.Example")));
        assertEquals("shop.example", ClientHello.greeting(real("Shop.Example")).serverName());
        assertNull(ClientHello.serverName(real(null)));
    }

    @Test
    void findsANameBehindOtherExtensions() {
        assertEquals("User_Service",
                ClientHello.serverName(made(extension(43, new byte[3]), serverName(0, "User_Service"), extension(9, new byte[0]))));
        assertEquals("", ClientHello.serverName(made(serverName(0, ""))));
    }

    @Test
    void tellsWhetherTheLatestVersionIsOffered() throws Exception {
        assertTrue(ClientHello.greeting(real("a")).thirteen());
        assertTrue(ClientHello.greeting(made(serverName(0, "a"), extension(43, new byte[] {4, 3, 3, 3, 4}))).thirteen());
        assertFalse(ClientHello.greeting(made(serverName(0, "a"), extension(43, new byte[] {4, 3, 3, 3, 2}))).thirteen());
        assertFalse(ClientHello.greeting(made(serverName(0, "a"))).thirteen());
        assertFalse(ClientHello.greeting(withoutExtensions()).thirteen());
        var whole = made(extension(43, new byte[] {2, 3, 4}));
        assertTrue(ClientHello.greeting(whole.limit(whole.limit() - 1)).thirteen(), "the rest may come in another record");
    }

    @Test
    void otherKindsOfNamesAreNone() {
        assertNull(ClientHello.serverName(made(serverName(1, "shop"))));
        assertNull(ClientHello.serverName(made(extension(1, new byte[5]))));
        assertNull(ClientHello.serverName(made()));
    }

    @Test
    void lengthsThatLieAreNoName() {
        assertNull(ClientHello.serverName(made(extension(0, new byte[] {0, 9, 0, 0, 90, 'a'}))));
        assertNull(ClientHello.serverName(made(extension(0, new byte[] {0}))));
        assertNull(ClientHello.serverName(made(new byte[] {0, 5, 127, 127})));
    }

    /** The same message in records of so many bytes. */
    private static ByteBuffer spread(ByteBuffer hello, int size) {
        var out = ByteBuffer.allocate(hello.limit() * 6 + 64);
        for (int at = 5; at < hello.limit(); at += size) {
            var piece = hello.duplicate().position(at).limit(Math.min(at + size, hello.limit()));
            out.put(new byte[] {22, 3, 1}).putShort((short) piece.remaining()).put(piece);
        }
        return out;
    }

    @Test
    void aMessageInSeveralRecordsIsPutTogether() throws Exception {
        var whole = real("shop.example");
        for (int size : List.of(1, 3, 4, 100, whole.limit() - 6)) {
            var records = spread(whole, size);
            var message = ClientHello.message(records);
            assertEquals("shop.example", ClientHello.greeting(message).serverName());
            assertEquals(whole.position(5), message.position(5), "records of " + size);
            whole.position(0);
            for (int end = 0; end < records.position(); end++) assertNull(ClientHello.message(records.duplicate().position(end)));
        }
    }

    @Test
    void aMessageThatCannotBePutTogetherIsGivenAsFarAsItGoes() throws Exception {
        var whole = real("shop.example");
        var alone = ByteBuffer.allocate(4096).put(whole.duplicate()).put((byte) 23);
        assertEquals(whole, ClientHello.message(alone));
        var first = whole.duplicate().limit(50);
        var cut = ByteBuffer.allocate(4096).put(first.duplicate()).putShort(3, (short) 45);
        assertNull(ClientHello.message(cut));
        assertEquals(50, ClientHello.message(cut.duplicate().put(new byte[] {23, 3, 3, 0, 1})).limit());
        assertEquals(50, ClientHello.message(cut.duplicate().put(new byte[] {22, 3, 3, 127, 127})).limit());
        var tight = ByteBuffer.allocate(52).put(first.duplicate()).putShort(3, (short) 45);
        assertEquals(50, ClientHello.message(tight).limit());
        var other = ByteBuffer.wrap(new byte[] {22, 3, 1, 0, 1, 2}).position(6);
        assertEquals(6, ClientHello.message(other).limit(), "no ClientHello");
        assertNull(ClientHello.message(ByteBuffer.allocate(64).put(new byte[] {22, 3, 1, 0, 0})), "an empty record");
    }

    @Test
    void theRecordTellsItsLength() {
        var hello = made(serverName(0, "shop"));
        assertEquals(hello.limit(), ClientHello.firstRecordLength(hello));
        assertTrue(ClientHello.looksLikeTls(hello.get(0)));
        for (byte other : "GETPOST\r\n\0".getBytes(ISO_8859_1)) assertTrue(!ClientHello.looksLikeTls(other));
    }

    @Test
    void everyTruncationIsANameOrNone() throws Exception {
        var whole = real("shop.example");
        for (int end = 5; end <= whole.limit(); end++) {
            var name = ClientHello.serverName(whole.duplicate().limit(end));
            assertTrue(name == null || name.equals("shop.example"), "cut at " + end + ": " + name);
        }
    }

    @Test
    void lengthsThatFitAreNotBroken() throws Exception {
        for (var whole : new ByteBuffer[] {real("shop.example"), real(null), made(), made(extension(43, new byte[3])),
                withoutExtensions()}) {
            assertFalse(ClientHello.isBroken(whole));
        }
        var goesOn = real(null);
        assertFalse(ClientHello.isBroken(goesOn.limit(goesOn.limit() - 1)), "the rest may come in another record");
    }

    private static ByteBuffer withoutExtensions() {
        return shortened(made(), 2);
    }

    /** Without its last bytes, which the lengths of record and message know. */
    private static ByteBuffer shortened(ByteBuffer hello, int count) {
        var bytes = new byte[hello.limit() - count];
        hello.get(0, bytes);
        return ByteBuffer.wrap(bytes).putShort(3, (short) (bytes.length - 5)).putShort(7, (short) (bytes.length - 9));
    }

    @Test
    void everyTruncatedMessageIsBroken() throws Exception {
        for (var whole : new ByteBuffer[] {real("shop.example"), made(extension(43, new byte[3]))}) {
            int extensions = 9 + 2 + 32;
            extensions += 1 + whole.get(extensions);
            extensions += 2 + whole.getShort(extensions);
            extensions += 1 + whole.get(extensions);
            for (int end = whole.limit() - 1; end > 9; end--) {
                var cut = shortened(whole, whole.limit() - end);
                assertEquals(end != extensions, ClientHello.isBroken(cut), "cut at " + end);
            }
        }
    }

    @Test
    void lengthsThatLieAreBroken() {
        assertTrue(ClientHello.isBroken(made(new byte[] {0, 5, 127, 127})), "an extension is longer than the list");
        assertTrue(ClientHello.isBroken(made(new byte[] {0, 5, 0})), "an extension without its length");
        assertTrue(ClientHello.isBroken(made().putShort(9 + 34 + 4, (short) 1)), "an odd length of suites");
        assertTrue(ClientHello.isBroken(made().put(9 + 34, (byte) 200)), "a session that is too long");
        var more = made(extension(43, new byte[3]));
        int list = more.limit() - 9;
        assertTrue(ClientHello.isBroken(more.putShort(list, (short) 6)), "bytes behind the extensions");
        assertTrue(ClientHello.isBroken(more.putShort(list, (short) 8)), "too few of them");
    }

    @Test
    void noiseNeverThrows() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var whole = real("shop.example");
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[whole.limit()];
            whole.get(0, bytes);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
            }
            try {
                ClientHello.serverName(ByteBuffer.wrap(bytes));
                ClientHello.isBroken(ByteBuffer.wrap(bytes));
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
    }
}
