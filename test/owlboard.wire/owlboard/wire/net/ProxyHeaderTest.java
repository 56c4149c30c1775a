package owlboard.wire.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.wire.Cuts;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class ProxyHeaderTest {
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final ProxyHeader UNKNOWN = new ProxyHeader("", "", "", "", "");

    /** What is read of {@code header}, byte by byte when {@code slow}; the bytes behind it must stay in the socket. */
    private static ProxyHeader read(String header, boolean slow) throws Exception {
        return OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                var bytes = (header + "GET").getBytes(ISO_8859_1);
                pair.feeds(slow ? Cuts.singles(bytes) : new byte[][] {bytes});
                var read = ProxyHeader.read(pair.near);
                var rest = ByteBuffer.allocateDirect(10);
                while (rest.position() < 3) pair.near.read(rest);
                assertEquals("GET", ISO_8859_1.decode(rest.flip()).toString());
                return read;
            }
        });
    }

    private static void reads(ProxyHeader expected, String header) throws Exception {
        assertEquals(expected, read(header, false));
        assertEquals(expected, read(header, true));
    }

    private static String version2(int command, int family, String addresses) {
        return SIGNATURE + (char) (0x20 | command) + (char) family + (char) (addresses.length() >> 8) + (char) (addresses.length() & 255)
                + addresses;
    }

    @Test
    void version1TellsBothEnds() throws Exception {
        reads(new ProxyHeader("192.0.2.1", "56324", "192.0.2.2", "443", ""), "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n");
        reads(new ProxyHeader("2001:db8::1", "1", "::1", "2", ""), "PROXY TCP6 2001:db8::1 ::1 1 2\r\n");
        reads(new ProxyHeader("192.0.2.1", "", "192.0.2.2", "443", ""), "PROXY TCP4 192.0.2.1 192.0.2.2 0 0443\r\n");
    }

    @Test
    void version1MayNotKnow() throws Exception {
        reads(UNKNOWN, "PROXY UNKNOWN\r\n");
        reads(UNKNOWN, "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n");
    }

    @Test
    void version2TellsBothEnds() throws Exception {
        reads(new ProxyHeader("1.2.3.4", "258", "5.6.7.255", "65535", ""), version2(1, 0x11, "\1\2\3\4\5\6\7\u00ff\1\2\u00ff\u00ff"));
        var six = "\u0020\1" + "\0".repeat(13) + "\1" + "\0".repeat(15) + "\2" + "\0\1\0\2";
        reads(new ProxyHeader("2001::1", "1", "::2", "2", ""), version2(1, 0x21, six));
    }

    @Test
    void whatFollowsTheAddressesOfVersion2IsKept() throws Exception {
        var more = "\3\0\4abcd" + "x".repeat(3000);
        reads(new ProxyHeader("1.2.3.4", "1", "5.6.7.8", "2", more),
                version2(1, 0x11, "\1\2\3\4\5\6\7\10\0\1\0\2" + more));
    }

    private static String tlv(int type, String value) {
        return "" + (char) type + (char) (value.length() >> 8) + (char) (value.length() & 255) + value;
    }

    @Test
    void typesOfVersion2AreFoundByTheirNames() {
        var ssl = "\7\0\0\1\2" + tlv(0x21, "TLSv1.3") + tlv(0x22, "ana") + tlv(0x25, "RSA2048");
        var header = new ProxyHeader("", "", "", "", tlv(1, "h2") + tlv(5, "") + tlv(0x20, ssl) + tlv(0xE0, "own") + "\2\0\377cut off");
        assertEquals("h2", ProxyTlvs.find(header, "alpn"));
        assertEquals("h2", ProxyTlvs.find(header, "0x01"));
        assertEquals("", ProxyTlvs.find(header, "unique_id"));
        assertEquals("own", ProxyTlvs.find(header, "0xe0"));
        assertEquals(null, ProxyTlvs.find(header, "authority"));
        assertEquals("258", ProxyTlvs.find(header, "ssl_verify"));
        assertEquals("TLSv1.3", ProxyTlvs.find(header, "ssl_version"));
        assertEquals("ana", ProxyTlvs.find(header, "ssl_0x22"));
        assertEquals("RSA2048", ProxyTlvs.find(header, "ssl_key_alg"));
        assertEquals(null, ProxyTlvs.find(header, "ssl_cipher"));
        assertEquals(null, ProxyTlvs.find(new ProxyHeader("", "", "", "", tlv(0x20, "\7\0\0")), "ssl_cn"));
        assertEquals(List.of(true, true, true, false, false, false), Stream.of("netns", "ssl_sig_alg", "0xFF", "0xgg", "ssl_alpn", "frob")
                .map(ProxyTlvs::isKnown).toList());
    }

    @Test
    void version2MayNotKnow() throws Exception {
        reads(UNKNOWN, version2(0, 0x11, "\1\2\3\4\5\6\7\10\0\1\0\2"));
        reads(UNKNOWN, version2(0, 0, ""));
        reads(UNKNOWN, version2(1, 0x31, "u".repeat(216)));
        reads(UNKNOWN, version2(2, 0x11, "\1\2\3\4\5\6\7\10\0\1\0\2"));
        reads(UNKNOWN, version2(1, 0x12, "\1\2\3\4\5\6\7\10\0\1\0\2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "PROXY     \r\n", "PROXY\tTCP4 1.2.3.4 5.6.7.8 1 2\r\n",
            "PROXY TCP5 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
            "proxy TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY                                                                                                                           "
        + "          \r\n", "PROXY UNKNOWN\nGET / HTTP/1.1\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
        "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\2\1\2", "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\0", "\r\n\r\n\0\r\nQUIT\n\u00a1\u0011\0\0",
        "PROXY TCP4 1.2.3.4 evil 1 2\r\n", "PROXY TCP4 1.2.3.4\u001b[m 5.6.7.8 1 2\r\n", "PROXY TCP4 example.com 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 x 2\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n", "PROXY TCP4 ::1 ::1 1 2\r\n"})
    void whatIsNoHeaderIsAnError(String text) {
        assertThrows(IOException.class, () -> read(text + "x".repeat(200), false), text);
    }

    @Test
    void anEarlyEndIsAnError() throws Exception {
        for (var part : new String[] {"", "PROXY", "PROXY TCP4 1.2.3.4 5", SIGNATURE, SIGNATURE + "\u0021\u0011\0\14\1\2"}) {
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(part.getBytes(ISO_8859_1));
                    assertThrows(EOFException.class, () -> ProxyHeader.read(pair.near));
                }
            });
        }
    }

    @Test
    void noiseIsAnErrorToo() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var noise = new byte[random.nextInt(1, 300)];
            random.nextBytes(noise);
            if (random.nextBoolean()) System.arraycopy(SIGNATURE.getBytes(ISO_8859_1), 0, noise, 0, Math.min(12, noise.length));
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(noise);
                    ProxyHeader.read(pair.near);
                } catch (IOException refused) {
                    return;
                } catch (RuntimeException fault) {
                    throw new AssertionError("seed " + seed, fault);
                }
            });
        }
    }
}
