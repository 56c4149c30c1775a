package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.wire.Cuts;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;
import owlboard.wire.http.RequestHead.Limits;

final class RequestHeadTest {
    private static final Limits USUAL = new Limits(8192, 33_792, false, false, 1000);
    private static final Limits TIGHT = new Limits(64, 256, false, false, 5);

    /** What a test can compare after the connection is gone. */
    private record Seen(String method, String target, int version, String authority, List<String> lines) {
        static Seen of(Head head) {
            var lines = new ArrayList<String>();
            for (int i = 0; i < head.count(); i++) lines.add(head.name(i) + "=" + head.value(i));
            return new Seen(head.latin1(head.methodAt, head.methodLength), head.latin1(head.targetAt, head.targetLength), head.version,
                    head.latin1(head.authorityAt, head.authorityLength), lines);
        }
    }

    private static Seen read(String text, Limits limits) throws Exception {
        return OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds(text.getBytes(ISO_8859_1));
                var head = new Head();
                return RequestHead.read(new Input(pair.near), head, limits) ? Seen.of(head) : null;
            }
        });
    }

    private static Seen read(String text) throws Exception {
        return read(text, USUAL);
    }

    private static int refused(String text, Limits limits) {
        return assertThrows(BadMessage.class, () -> read(text, limits), text).status();
    }

    private static int refused(String text) {
        return refused(text, USUAL);
    }

    private static String get(String lines) {
        return "GET / HTTP/1.1\r\n" + lines + "\r\n";
    }

    @Test
    void isTheSameHowEverItIsCut() throws Exception {
        var text = "\r\nPOST /a%20b?x=1 HTTP/1.1\r\nHost: shop\r\nX-Long:   a  b  \r\nContent-Length: 0\r\n\r\n";
        var expected = new Seen("POST", "/a%20b?x=1", 11, "", List.of("Host=shop", "X-Long=a  b", "Content-Length=0"));
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                var head = new Head();
                for (var way : Cuts.all(text)) {
                    pair.feeds(way);
                    assertTrue(RequestHead.read(input, head, USUAL));
                    assertEquals(expected, Seen.of(head));
                    assertEquals(0, input.available());
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\n folded\r\n\r\n", "GET /\u0001 HTTP/1.1\r\n\r\n", "get / HTTP/1.1\r\n\r\n"})
    void isRefusedHowEverItIsCut(String text) throws Exception {
        OnLoop.run(() -> {
            for (var way : Cuts.all(text)) {
                try (var pair = Pair.open()) {
                    pair.feeds(way);
                    assertEquals(400, assertThrows(BadMessage.class, () -> RequestHead.read(new Input(pair.near), new Head(), USUAL))
                            .status());
                }
            }
        });
    }

    @Test
    void pipelinedHeadsAreReadInTheirOrder() throws Exception {
        var text = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\nHost: b\n\n\r\n\nGET /3 HTTP/1.0\r\n\r\n";
        OnLoop.run(() -> {
            for (var way : Cuts.all(text)) {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(way);
                    var input = new Input(pair.near);
                    var head = new Head();
                    var seen = new ArrayList<String>();
                    while (RequestHead.read(input, head, USUAL)) {
                        seen.add(head.latin1(head.targetAt, head.targetLength) + " " + head.version + " " + head.value(Name.HOST, "none"));
                    }
                    assertEquals(List.of("/1 11 a", "/2 11 b", "/3 10 none"), seen);
                }
            }
        });
    }

    @Test
    void slicesStayValidWhileTheInputFills() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var text = get("Host: shop\r\nCookie: " + "c".repeat(3000) + "\r\n");
                pair.sends(text);
                var input = new Input(pair.near);
                var head = new Head();
                assertTrue(RequestHead.read(input, head, USUAL));
                var array = head.array;
                pair.far.loop.start(() -> {
                    try {
                        pair.sends("n".repeat(20_000));
                    } catch (IOException closed) {
                        pair.far.close();
                    }
                });
                while (input.available() < 15_000) assertTrue(input.fill(16_384));
                assertEquals(array, head.array);
                assertEquals("shop", head.value(Name.HOST, null));
                assertEquals("c".repeat(3000), head.value(Name.COOKIE, null));
                for (int i = input.from(); i < input.to(); i++) assertEquals('n', input.array()[i]);
            }
        });
    }

    @Test
    void anEndBeforeTheFirstByteIsNoRequest() throws Exception {
        assertEquals(null, read(""));
        assertEquals(null, read("\r\n"));
    }

    @Test
    void anEndInsideIsAnError() {
        for (var part : List.of("G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n")) {
            assertThrows(EOFException.class, () -> read(part), part);
        }
    }

    @Test
    void theFirstLineIsKeptForTheLogWhenTheClientGoesAway() throws Exception {
        var line = OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                pair.feedsAndEnds("GET /half HTT".getBytes(ISO_8859_1));
                var head = new Head();
                assertThrows(EOFException.class, () -> RequestHead.read(new Input(pair.near), head, USUAL));
                return head.latin1(head.lineAt, head.lineLength);
            }
        });
        assertEquals("GET /half HTT", line);
    }

    @Test
    void aLongLineIsRefusedBeforeItsEnd() {
        assertEquals(414, refused("GET /" + "a".repeat(64), TIGHT));
        assertEquals(414, refused("GET /" + "a".repeat(64) + " HTTP/1.1\r\n\r\n", TIGHT));
        assertEquals(494, refused(get("A: " + "a".repeat(64) + "\r\n"), TIGHT));
        assertEquals(494, refused(get("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\n"), TIGHT));
        assertEquals(494, refused(get(("A: " + "a".repeat(55) + "\r\n").repeat(5)), TIGHT));
        assertEquals(494, refused("GET / HTTP/1.1\r\n" + "A: 1\r\n".repeat(100), TIGHT));
    }

    @Test
    void aLineOfExactlyTheLimitPasses() throws Exception {
        var target = "/" + "a".repeat(64 - "GET / HTTP/1.1".length());
        assertEquals(target, read("GET " + target + " HTTP/1.1\r\n\r\n", TIGHT).target());
        assertEquals(414, refused("GET " + target + "a HTTP/1.1\r\n\r\n", TIGHT));
    }

    @Test
    void limitsHoldByteByByteToo() throws Exception {
        OnLoop.run(() -> {
            for (var text : List.of("GET /" + "a".repeat(200), "GET / HTTP/1.1\r\nA: " + "a".repeat(400))) {
                try (var pair = Pair.open()) {
                    pair.feeds(Cuts.singles(text.getBytes(ISO_8859_1)));
                    var bad = assertThrows(BadMessage.class, () -> RequestHead.read(new Input(pair.near), new Head(), TIGHT));
                    assertEquals(text.contains("\r\n") ? 494 : 414, bad.status());
                    assertTrue(pair.near.received() <= 300, "it read " + pair.near.received() + " bytes");
                }
            }
        });
    }

    @Test
    void aRepeatedNameIsFoundInItsOrder() throws Exception {
        assertEquals(List.of("A=1", "a=2", "A="), read(get("A: 1\r\na: 2\r\nA:\r\n")).lines());
    }

    @Test
    void spacesAroundAValueGoTabsStay() throws Exception {
        assertEquals(List.of("A=b", "C=\td\t", "E="), read(get("A:  b  \r\nC: \td\t\r\nE:    \r\n")).lines());
    }

    @Test
    void oddNamesAreDroppedOrKept() throws Exception {
        var text = get("a_b: 1\r\nc.d: 2\r\ne: 3\r\n");
        assertEquals(List.of("e=3"), read(text).lines());
        assertEquals(List.of("a_b=1", "e=3"), read(text, new Limits(8192, 33_792, true, false, 1000)).lines());
        assertEquals(List.of("a_b=1", "c.d=2", "e=3"), read(text, new Limits(8192, 33_792, false, true, 1000)).lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {" a: b", "\ta: b", "a : b", "a\t: b", "a b: c", "a\u0000b: c", "a\u007fb: c", "\u001fa: b", "a", ": b", "",
            "a: b\u0000c", "a: b\rc", "\r: b"})
    void aBrokenHeaderLineIsRefused(String line) {
        if (line.isEmpty()) return; // the end of the head
        assertEquals(400, refused(get("Host: x\r\n" + line + "\r\n")), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "GET /", " GET / HTTP/1.1", "G\tT / HTTP/1.1", "GET\t/ HTTP/1.1", "GET  HTTP/1.1", "GET a HTTP/1.1",
            "GET * HTTP/1.1", "GET http:/a HTTP/1.1", "GET http:///a HTTP/1.1", "GET /a b HTTP/1.1",
        "GET / HTTP/1.1 x", "GET / HTTP/", "GET / HTTP/1", "GET / HTTP/1.", "GET / HTTP/1.x", "GET / HTTP/a.1", "GET / HTTP/01.1",
        "GET / http/1.1", "GET / HTTP/1.100", "GET / HTTPS/1.1",
        "GET /\u0000 HTTP/1.1", "GET /\u007f HTTP/1.1", "GET /\ta HTTP/1.1", "\u0016\u0003\u0001\u0002\u0000", "GeT / HTTP/1.1",
        "POST /\r", "\u00c4 / HTTP/1.1", "GET / HTTP/1.1\r"})
    void aBrokenFirstLineIsRefused(String line) {
        if (line.equals("GET /")) return; // HTTP/0.9
        assertEquals(400, refused(line + "\r\nHost: x\r\n\r\n"), line);
    }

    @Test
    void laterVersionsAreRefused() {
        assertEquals(505, refused("GET / HTTP/2.0\r\n\r\n"));
        assertEquals(505, refused("PRI * HTTP/2.0\r\n\r\n".replace("*", "/")));
        assertEquals(505, refused("GET / HTTP/99.0\r\n\r\n"));
        assertEquals(505, refused("GET / HTTP/100.1\r\n\r\n"));
        assertEquals(505, refused("GET / HTTP/2\r\n\r\n"));
        assertEquals(505, refused("GET / HTTP/3 \r\n\r\n"));
    }

    @Test
    void olderAndFurtherMinorVersionsAreRead() throws Exception {
        assertEquals(10, read("GET / HTTP/1.0\r\n\r\n").version());
        assertEquals(11, read("GET / HTTP/1.9\r\n\r\n").version());
        assertEquals(11, read("GET  /  HTTP/1.1  \r\n\r\n").version());
        assertEquals(9, read("GET /old\r\n").version());
        assertEquals(9, read("GET /old\n").version());
        assertEquals(400, refused("POST /old\r\n\r\n"));
    }

    @Test
    void anHttp09RequestInPiecesIsARequest() throws Exception {
        OnLoop.run(() -> {
            for (var way : Cuts.all("GET /old\r\n")) {
                try (var pair = Pair.open()) {
                    pair.feeds(way);
                    var head = new Head();
                    assertTrue(RequestHead.read(new Input(pair.near), head, USUAL));
                    assertEquals(9, head.version);
                    assertEquals("/old", head.latin1(head.targetAt, head.targetLength));
                }
            }
        });
    }

    @Test
    void anAbsoluteTargetHasAnAuthority() throws Exception {
        var seen = read("GET HTTP://Shop:81/a?b HTTP/1.1\r\n\r\n");
        assertEquals("Shop:81", seen.authority());
        assertEquals("/a?b", seen.target());
        assertEquals("", read("GET http://shop HTTP/1.1\r\n\r\n").target());
        assertEquals("?q", read("GET http://shop?q HTTP/1.1\r\n\r\n").target());
    }

    @Test
    void anAuthorityTargetIsForConnectOnly() throws Exception {
        assertEquals("shop:443", read("CONNECT shop:443 HTTP/1.1\r\n\r\n").target());
        assertEquals(400, refused("GET shop:443 HTTP/1.1\r\n\r\n"));
    }

    @Test
    void onlyEmptyLinesAreSkippedInFront() throws Exception {
        assertEquals("/", read("\r\n\n\r\nGET / HTTP/1.1\r\n\r\n").target());
        assertEquals(400, refused("\u0000GET / HTTP/1.1\r\n\r\n"));
        assertEquals(400, refused("\u001b[mGET / HTTP/1.1\r\n\r\n"));
        assertEquals(400, refused("\rGET / HTTP/1.1\r\n\r\n"));
    }

    @Test
    void manyLinesAreRead() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) lines.append("h").append(i).append(": ").append(i).append("\r\n");
        var seen = read(get(lines.toString()));
        assertEquals(1000, seen.lines().size());
        assertEquals("h999=999", seen.lines().getLast());
        assertEquals(494, refused(get(lines + "one: more\r\n")));
    }

    @Test
    void aHeadThatIsReusedForgetsTheOneBefore() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("GET http://a/ HTTP/1.1\r\nUpgrade: x\r\nbad_name: 1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
                var input = new Input(pair.near);
                var head = new Head();
                assertTrue(RequestHead.read(input, head, USUAL));
                assertTrue(head.has(Name.UPGRADE));
                assertTrue(head.droppedLength > 0);
                assertTrue(RequestHead.read(input, head, USUAL));
                assertFalse(head.has(Name.UPGRADE));
                assertEquals(-1, head.find(Name.UPGRADE));
                assertEquals(0, head.authorityLength + head.droppedLength + head.count());
                assertArrayEquals("GET".getBytes(ISO_8859_1), head.latin1(head.methodAt, head.methodLength).getBytes(ISO_8859_1));
            }
        });
    }

    @Test
    void theBeginningOfAHeadTakesLittleUntilTheRestComes() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var head = new Head();
                var reading = OnLoop.start(() -> RequestHead.read(new Input(pair.near), head, USUAL));
                pair.sends("GET /slow HTTP/1.1\r\nHost: a\r\nX-Slow: ");
                OnLoop.until("little is kept of what came", () -> pair.near.received() > 0 && pair.near.kept() < 1024);
                for (int i = 0; i < 3; i++) {
                    long before = pair.near.received();
                    pair.sends("a".repeat(1000));
                    OnLoop.until("it goes on", () -> pair.near.received() == before + 1000);
                }
                pair.sends("\r\nX-Last: b\r\n\r\n");
                assertTrue(reading.get());
                assertEquals(new Seen("GET", "/slow", 11, "", List.of("Host=a", "X-Slow=" + "a".repeat(3000), "X-Last=b")), Seen.of(head));
            }
        });
    }

    @Test
    void listsAreSearchedOverAllLines() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends(get("Connection: keep-alive ,\tX-A\r\nConnection: CLOSE\r\n"));
                var head = new Head();
                assertTrue(RequestHead.read(new Input(pair.near), head, USUAL));
                for (var token : List.of("keep-alive", "x-a", "close")) {
                    assertTrue(head.lists(Name.CONNECTION, token.getBytes(ISO_8859_1)), token);
                }
                for (var token : List.of("keep", "x", "clos", "")) {
                    assertFalse(head.lists(Name.CONNECTION, token.getBytes(ISO_8859_1)), token);
                }
            }
        });
    }

    /** What was sent is all that comes, and the connection stays open: a reader that waits for more of it fails the test. */
    private static int refusedAtOnce(String text) throws Exception {
        return OnLoop.call(() -> {
            try (var pair = Pair.open()) {
                pair.feeds(text.getBytes(ISO_8859_1));
                pair.near.deadlineIn(OnLoop.SECONDS * 1000L);
                return assertThrows(BadMessage.class, () -> RequestHead.read(new Input(pair.near), new Head(), USUAL), text).status();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\rx", "GET / HTTP/1.1\r\n\rHost: a\r\n",
            "\r\r\n", "\r\n\rG", "GET / HTTP/1.1\r\nA\r\n",
        "GET / HTTP/1.1\r\nA B: c\r\n", "GET / HTTP/1.1\r\nA: b\rc\r\n", "GET / HTTP/1.x\r\n", "GET http://a#b/t HTTP/1.1\r\n",
        "GET http://#b/t HTTP/1.1\r\n"})
    void aHeadThatIsBadAlreadyIsNotWaitedFor(String text) throws Exception {
        assertEquals(400, refusedAtOnce(text));
    }

    @Test
    void aRefusedHeadHasTheLinesBeforeTheBadOne() throws Exception {
        for (var rest : List.of("A B: c\r\n\r\n", "A B: c\r\n", "X: " + "y".repeat(9000))) {
            assertEquals(List.of("Host=shop", "B=c"), OnLoop.call(() -> {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(("GET / HTTP/1.1\r\nHost: shop\r\nB: c\r\n" + rest).getBytes(ISO_8859_1));
                    var head = new Head();
                    assertThrows(IOException.class, () -> RequestHead.read(new Input(pair.near), head, USUAL));
                    return Seen.of(head).lines;
                }
            }), rest);
        }
    }
}
