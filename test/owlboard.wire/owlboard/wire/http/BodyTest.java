package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.wire.Cuts;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class BodyTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\n\r\n";

    private static String readAll(Body body, int room) throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocateDirect(room);
        while (body.read(buffer.clear()) >= 0) text.append(ISO_8859_1.decode(buffer.flip()));
        assertTrue(body.ended());
        assertEquals(text.length(), body.delivered());
        return text.toString();
    }

    private static String rest(Input input, int count) throws IOException {
        while (input.available() < count) assertTrue(input.fill(1 << 20));
        return new String(input.array(), input.from(), input.available(), ISO_8859_1);
    }

    private static String chunked(String body) throws Exception {
        return OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds(body.getBytes(ISO_8859_1));
                return readAll(new Body(new Input(pair.near), Framing.CHUNKED), 100);
            }
        });
    }

    private static int refused(String body) {
        return assertThrows(BadMessage.class, () -> chunked(body), body).status();
    }

    private static String payload(int size, Random random) {
        var text = new StringBuilder();
        for (int i = 0; i < size; i++) text.append((char) random.nextInt(256));
        return text.toString();
    }

    private static String inChunks(String payload, Random random) {
        var out = new StringBuilder();
        for (int at = 0; at < payload.length(); ) {
            int size = Math.min(payload.length() - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 6000));
            out.append("0".repeat(random.nextInt(3))).append(random.nextBoolean() ? Integer.toHexString(size) : Integer.toHexString(size)
                    .toUpperCase(Locale.ROOT));
            if (random.nextInt(4) == 0) out.append(" ;a=\"b;\u00e4\" ; c");
            out.append("\r\n").append(payload, at, at += size).append("\r\n");
        }
        out.append("0".repeat(1 + random.nextInt(3))).append("\r\n");
        if (random.nextInt(3) == 0) out.append("Expires: never\r\nContent-Length: 7\r\n");
        return out.append("\r\n").toString();
    }

    @Test
    void comesOutAsItWentInHowEverItIsCut() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            var payload = payload(random.nextInt(round % 3 == 0 ? 20_000 : 200), random);
            boolean counted = round % 2 == 0;
            var sent = (counted ? payload : inChunks(payload, random)) + NEXT;
            var parts = Cuts.random(sent.getBytes(ISO_8859_1), payload.length() > 1000 ? 3000 : 7, random);
            int room = 1 + random.nextInt(5000);
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feeds(parts);
                    var input = new Input(pair.near);
                    assertEquals(payload, readAll(new Body(input, counted ? Framing.ofLength(payload.length()) : Framing.CHUNKED), room),
                            "seed " + seed);
                    assertEquals(NEXT, rest(input, NEXT.length()), "seed " + seed);
                }
            });
        }
    }

    @Test
    void chunksBehindAHeadThatStaysValid() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int headSize : new int[] {30, 4000, 4096, 5000, 8192}) {
            var payload = payload(9000, random);
            var name = "h".repeat(headSize - "POST / HTTP/1.1\r\n: 1\r\n\r\n".length());
            var sent = "POST / HTTP/1.1\r\n" + name + ": 1\r\n\r\n" + inChunks(payload, random) + NEXT;
            var parts = Cuts.random(sent.getBytes(ISO_8859_1), 2500, random);
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feeds(parts);
                    var input = new Input(pair.near);
                    var head = new Head();
                    assertTrue(RequestHead.read(input, head, new RequestHead.Limits(20_000, 20_000, false, false, 9)));
                    assertEquals(payload, readAll(new Body(input, Framing.CHUNKED), 700), "seed " + seed);
                    assertEquals(name, head.name(0), "seed " + seed);
                    assertEquals(NEXT, rest(input, NEXT.length()), "seed " + seed);
                }
            });
        }
    }

    @Test
    void smallChunksAreReadInEveryCut() throws Exception {
        var text = "1;x\r\na\r\n0002 \r\nbc\r\n0\r\nT: 1\r\n\r\n";
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                for (var way : Cuts.all(text)) {
                    pair.feeds(way);
                    assertEquals("abc", readAll(new Body(input, Framing.CHUNKED), 2));
                    assertEquals(0, input.available());
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "g\r\n", "-1\r\na\r\n", "+1\r\na\r\n", " 1\r\na\r\n", "1 x\r\na\r\n", "0x1\r\na\r\n", "1,\r\na\r\n",
            ";a\r\n", "1\ra\r\n", "1\na\r\n", "1\r\nab\r\n", "1\r\na\n0\r\n\r\n", "1\r\na0\r\n\r\n",
        "1\r\na\r0\r\n\r\n", "1;a\nb\r\na\r\n", "10000000000000000\r\n", "ffffffffffffffff\r\n", "8000000000000000\r\n", "1\r\na\r\n\r\n",
        "\u00b2\r\n", "1\u0000\r\na\r\n", "1;a\u0000b\r\na\r\n"})
    void aBrokenChunkIsRefused(String body) {
        assertEquals(400, refused(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\r\n\n", "0\n\r\n", "0\r\nA: 1\n\r\n", "0\r\nA: 1\r\n\n", "0\r\nA: 1\rB: 2\r\n\r\n", "0\r\n\r\r\n",
            "0\r\nA: \u0000b\r\n\r\n"})
    void aBareLineEndInATrailerIsRefused(String body) {
        assertEquals(400, refused(body));
    }

    @Test
    void aSizeJustBelowTheLimitIsOnlyTooEarlyAtItsEnd() {
        assertThrows(EOFException.class, () -> chunked("7fffffffffffffff\r\nabc"));
        assertThrows(EOFException.class, () -> chunked("0000000000000000000001\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1\r", "1\r\n", "1\r\na", "1\r\na\r", "1\r\na\r\n", "1\r\na\r\n0", "0\r\n", "0\r\n\r",
            "0\r\nA: b\r\n"})
    void anEarlyEndIsNoEnd(String body) {
        assertThrows(EOFException.class, () -> chunked(body), body);
    }

    @Test
    void aLengthThatIsNotReachedIsNoEnd() {
        assertThrows(EOFException.class, () -> OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds("abc".getBytes(ISO_8859_1));
                readAll(new Body(new Input(pair.near), Framing.ofLength(4)), 10);
            }
        }));
    }

    @Test
    void untilCloseEndsWithTheConnection() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds("abc".getBytes(ISO_8859_1), "def".getBytes(ISO_8859_1));
                var body = new Body(new Input(pair.near), Framing.UNTIL_CLOSE);
                assertEquals(-1, body.left());
                assertEquals("abcdef", readAll(body, 2));
                assertEquals(0, body.left());
            }
        });
    }

    @Test
    void noBodyEndsBeforeItBegins() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var body = new Body(new Input(pair.near), Framing.NONE);
                assertTrue(body.ended());
                assertTrue(body.isReadable());
                assertEquals(-1, body.readNow(ByteBuffer.allocate(1)));
                assertEquals(-1, body.read(ByteBuffer.allocate(1)));
            }
        });
    }

    @Test
    void endlessExtensionsAndTrailersAreCutOff() throws Exception {
        for (var endless : new String[] {"1;" + "x".repeat(200_000), "1\r\na\r\n0\r\n" + "A: b\r\n".repeat(30_000), "0".repeat(200_000)}) {
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feeds(Cuts.random(endless.getBytes(ISO_8859_1), 1000, new Random(1)));
                    assertEquals(400, assertThrows(BadMessage.class, () -> readAll(new Body(new Input(pair.near), Framing.CHUNKED), 10))
                            .status());
                    assertTrue(pair.near.received() < 40_000, "it read " + pair.near.received() + " bytes");
                }
            });
        }
    }

    @Test
    void aLimitCountsAllChunks() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n");
                var input = new Input(pair.near);
                var body = new Body(input, Framing.CHUNKED);
                body.limit(6);
                assertEquals("abcdef", readAll(body, 10));
                var larger = new Body(input, Framing.CHUNKED);
                larger.limit(6);
                assertEquals(413, assertThrows(BadMessage.class, () -> readAll(larger, 10)).status());
            }
        });
    }

    @Test
    void aHugeChunkDoesNotSlipUnderTheLimit() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("1\r\na\r\n7fffffffffffffff\r\nabc");
                var body = new Body(new Input(pair.near), Framing.CHUNKED);
                body.limit(1000);
                assertEquals(413, assertThrows(BadMessage.class, () -> readAll(body, 10)).status());
            }
        });
    }

    @Test
    void aPartOfAChunkHeaderIsNothingToRead() throws Exception {
        var text = "2;x\r\nok\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n";
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var body = new Body(new Input(pair.near), Framing.CHUNKED);
                var into = ByteBuffer.allocateDirect(10);
                for (var part : Cuts.singles(text.getBytes(ISO_8859_1))) {
                    pair.far.write(part, 0, 1);
                    pair.near.awaitReadable();
                    assertTrue(body.isReadable());
                    body.readNow(into);
                    assertEquals(body.ended(), body.isReadable());
                }
                assertTrue(body.ended());
                assertEquals("ok!", ISO_8859_1.decode(into.flip()).toString());
            }
        });
    }

    @Test
    void aLastByteIsReadableThoughAsMuchWasTooLittleBefore() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var body = new Body(new Input(pair.near), Framing.CHUNKED);
                var one = ByteBuffer.allocateDirect(1);
                pair.sends("2");
                pair.near.awaitReadable();
                assertEquals(0, body.readNow(one));
                assertFalse(body.isReadable());
                pair.sends("\r\nok");
                pair.near.awaitReadable();
                assertEquals(1, body.readNow(one));
                assertTrue(body.isReadable());
                assertEquals(1, body.readNow(one.clear()));
            }
        });
    }

    @Test
    void readNowDoesNotWait() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var body = new Body(new Input(pair.near), Framing.CHUNKED);
                var into = ByteBuffer.allocateDirect(10);
                assertEquals(0, body.readNow(into));
                assertFalse(body.isReadable());
                pair.sends("2\r\na");
                OnLoop.until("readable", body::isReadable);
                assertEquals(0, Math.max(0, body.readNow(into)) - into.position());
                pair.sends("b\r\n0\r\n\r\n");
                while (!body.ended()) if (body.readNow(into) == 0) pair.near.awaitReadable();
                assertEquals("ab", ISO_8859_1.decode(into.flip()).toString());
                assertEquals(-1, body.readNow(into.clear()));
            }
        });
    }
}
