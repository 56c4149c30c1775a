package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.wire.Cuts;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class ResponseHeadTest {
    private static final int MAX = 4096;

    private static String read(String text) throws Exception {
        return OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds(text.getBytes(ISO_8859_1));
                var head = new Head();
                return ResponseHead.read(new Input(pair.near), head, MAX) ? seen(head) : null;
            }
        });
    }

    private static String seen(Head head) {
        var text = new StringBuilder().append(head.version).append(' ').append(head.status).append(" \"")
                .append(head.latin1(head.reasonAt, head.reasonLength)).append('"');
        for (int i = 0; i < head.count(); i++) text.append(' ').append(head.name(i)).append('=').append(head.value(i));
        return text.toString();
    }

    private static void refused(String text) {
        assertEquals(502, assertThrows(BadMessage.class, () -> read(text), text).status());
    }

    @Test
    void isTheSameHowEverItIsCut() throws Exception {
        var text = "HTTP/1.1 200 All right\r\nServer: x y\r\nEmpty:\r\nunder_score: 1\r\n\r\n";
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                var head = new Head();
                for (var way : Cuts.all(text)) {
                    pair.feeds(way);
                    assertTrue(ResponseHead.read(input, head, MAX));
                    assertEquals("11 200 \"All right\" Server=x y Empty= under_score=1", seen(head));
                    assertEquals(0, input.available());
                }
            }
        });
    }

    @Test
    void reasonsAndVersionsVary() throws Exception {
        assertEquals("10 404 \"\"", read("HTTP/1.0 404\r\n\r\n"));
        assertEquals("11 404 \"\"", read("HTTP/1.1 404 \n\n"));
        assertEquals("11 999 \" \u00e4\"", read("HTTP/1.7 999  \u00e4\r\n\r\n"));
    }

    /** RFC 9110 §5.6.3; over HTTP/2 such a value would be malformed (RFC 9113 §8.2.1). */
    @Test
    void whitespaceAroundAValueIsNoPartOfIt() throws Exception {
        assertEquals("11 200 \"OK\" A=b\tc Transfer-Encoding=chunked None= B=d",
                read("HTTP/1.1 200 OK\r\nA: \tb\tc\t \r\nTransfer-Encoding:\tchunked\r\nNone: \t\r\nB:\td\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1 200x", "HTTP/1.1 099 x", "HTTP/1.1 -20 x",
            "HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "http/1.1 200 OK", "HTTP/1.1\t200 OK", "HTTP/1.10 200 OK",
        "HTTP/1.1  200 OK", "ICY 200 OK ....", "HTTP/1.1 2a0 OK", "HTTP/1.1 200 a\rb", "HTTP/1.1 200 OK\r\n folded: 1",
        "HTTP/1.1 200 OK\r\na : 1", "HTTP/1.1 200 OK\r\na: b\rc", "HTTP/1.1 200 OK\r\na: b\u0000", "HTTP/1.1 200 OK\r\nno colon",
        "HTTP/1.1 200 OK\r\n: x",
        "HTTP/1.1 200 a\u0000b"})
    void aBrokenHeadIsRefused(String text) {
        assertThrows(BadMessage.class, () -> read(text + "\r\n\r\n"), text);
    }

    @Test
    void whatIsNotHttpIsRefusedWithoutWaitingForMore() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("SSH-2.0-x\r\n");
                assertThrows(BadMessage.class, () -> ResponseHead.read(new Input(pair.near), new Head(), MAX));
            }
        });
    }

    @Test
    void aFloodIsCutOff() throws Exception {
        for (var flood : new String[] {"HTTP/1.1 200 " + "x".repeat(100_000), "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(20_000),
                "HTTP/1.1 200 OK\r\nA: " + "b".repeat(100_000)}) {
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feeds(flood.getBytes(ISO_8859_1));
                    var bad = assertThrows(BadMessage.class, () -> ResponseHead.read(new Input(pair.near), new Head(), MAX));
                    assertEquals("upstream sent too big header", bad.getMessage());
                    assertTrue(pair.near.received() <= 3 * MAX, "it read " + pair.near.received() + " bytes");
                }
            });
        }
    }

    @Test
    void aHeadOfExactlyTheLimitPasses() throws Exception {
        var start = "HTTP/1.1 200 OK\r\nA: ";
        var fits = start + "b".repeat(MAX - start.length() - 4) + "\r\n\r\n";
        assertEquals(MAX, fits.length());
        assertTrue(read(fits).startsWith("11 200"));
        refused(start + "b".repeat(MAX - start.length() - 3) + "\r\n\r\n");
    }

    @Test
    void anEndBeforeTheFirstByteIsNoAnswerAndOneInsideAnError() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.far.close();
                assertFalse(ResponseHead.read(new Input(pair.near), new Head(), MAX));
            }
        });
        assertThrows(EOFException.class, () -> read("HTTP/1.1 200 OK\r\nA: b\r\n"));
    }
}
