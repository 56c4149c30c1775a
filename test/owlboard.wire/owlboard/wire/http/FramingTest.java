package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FramingTest {
    /** A head as a reader leaves it. {@code lines}: {@code name: value}, the value as it stands behind the first colon and spaces. */
    private static Head head(int version, int status, String... lines) {
        var text = (String.join("\n", lines) + "\n\n").getBytes(ISO_8859_1);
        var head = new Head();
        head.reset(text, 0);
        head.version = version;
        head.status = status;
        try {
            HeadReader.lines(head, 0, 8192, false, false, 1000);
        } catch (IOException bad) {
            throw new AssertionError(bad);
        }
        return head;
    }

    private static Framing request(String... lines) throws BadMessage {
        return Framing.ofRequest(head(11, 0, lines));
    }

    private static int refused(int version, String... lines) {
        return assertThrows(BadMessage.class, () -> Framing.ofRequest(head(version, 0, lines)), String.join(" | ", lines)).status();
    }

    private static Framing response(int status, boolean toHead, String... lines) throws BadMessage {
        return Framing.ofResponse(head(11, status, lines), toHead);
    }

    /** How one line of a request's matrix is read: a length, or a status that refuses it; 0 for no body, -1 for chunked. */
    private record Entry(String line, long alone) {}

    private static final List<Entry> LENGTHS = List.of(new Entry("Content-Length: 5", 5), new Entry("CONTENT-LENGTH: 0", 0),
            new Entry("content-length: 007", 7),
            new Entry("Content-Length: +5", 400), new Entry("Content-Length: -5", 400), new Entry("Content-Length: 5,5", 400),
            new Entry("Content-Length: 5, 5", 400), new Entry("Content-Length: 5 5", 400),
            new Entry("Content-Length:", 400), new Entry("Content-Length: 0x5", 400), new Entry("Content-Length: 5.0", 400),
            new Entry("Content-Length: \t5", 400), new Entry("Content-Length: 5\t", 400),
            new Entry("Content-Length: 9223372036854775808", 400), new Entry("Content-Length: 18446744073709551621", 400),
            new Entry("Content-Length: 99999999999999999999999", 400),
            new Entry("Content-Length: \u00b2", 400), new Entry("Content-Length: 5;", 400), new Entry("Content-Length: '5'", 400));
    private static final List<Entry> CODINGS = List.of(new Entry("Transfer-Encoding: chunked", -1),
            new Entry("transfer-encoding: CHUNKED", -1), new Entry("Transfer-Encoding: xchunked", 501),
            new Entry("Transfer-Encoding: chunkedx", 501),
            new Entry("Transfer-Encoding: chunked, identity", 501), new Entry("Transfer-Encoding: identity", 501),
            new Entry("Transfer-Encoding: gzip, chunked", 501), new Entry("Transfer-Encoding: chunked, chunked", 501),
            new Entry("Transfer-Encoding: \tchunked", 501), new Entry("Transfer-Encoding: chunked\t", 501),
            new Entry("Transfer-Encoding: chunked;q=1", 501), new Entry("Transfer-Encoding: \"chunked\"", 501),
            new Entry("Transfer-Encoding:", 501), new Entry("Transfer-Encoding: ,chunked", 501),
            new Entry("Transfer-Encoding: chunked\u000b", 501), new Entry("Transfer-Encoding: c hunked", 501));

    @Test
    void eachLineAloneIsReadOrRefused() throws BadMessage {
        for (var entries : List.of(LENGTHS, CODINGS)) {
            for (var entry : entries) {
                if (entry.alone == 400 || entry.alone == 501) {
                    assertEquals(entry.alone, refused(11, entry.line), entry.line);
                } else {
                    var framing = request(entry.line);
                    assertEquals(entry.alone == -1 ? Framing.CHUNKED : Framing.ofLength(entry.alone), framing, entry.line);
                }
            }
        }
    }

    @Test
    void noTwoFramingLinesPass() {
        var all = new ArrayList<Entry>(LENGTHS);
        all.addAll(CODINGS);
        for (var first : all) {
            for (var second : all) {
                int status = refused(11, first.line, "X: y", second.line);
                assertEquals(400, status, first.line + " | " + second.line);
            }
        }
    }

    @Test
    void http10HasNoCoding() throws BadMessage {
        for (var entry : CODINGS) assertEquals(400, refused(10, entry.line), entry.line);
        assertEquals(Framing.ofLength(5), Framing.ofRequest(head(10, 0, "Content-Length: 5")));
    }

    @Test
    void aRequestWithoutEitherHasNoBody() throws BadMessage {
        assertEquals(Framing.NONE, request("Host: a"));
        assertEquals(Framing.NONE, request("Content-Lengthx: 5", "XTransfer-Encoding: chunked", "Content_Length: 7"));
    }

    @Test
    void theLargestLengthIsTwoToThe63rdLessOne() throws BadMessage {
        assertEquals(Long.MAX_VALUE, request("Content-Length: 9223372036854775807").length());
    }

    @Test
    void aResponseEndsWithItsConnectionUnlessItSaysOtherwise() throws BadMessage {
        assertEquals(Framing.UNTIL_CLOSE, response(200, false, "Server: a"));
        assertEquals(Framing.UNTIL_CLOSE, response(200, false, "Transfer-Encoding: identity"));
        assertEquals(Framing.CHUNKED, response(200, false, "Transfer-Encoding: Chunked"));
        assertEquals(Framing.ofLength(7), response(200, false, "Content-Length: 7"));
        assertEquals(Framing.NONE, response(200, false, "Content-Length: 0"));
    }

    @ParameterizedTest
    @CsvSource({"100,false", "103,false", "204,false", "304,false", "200,true", "404,true", "101,false"})
    void someResponsesHaveNoBodyWhateverTheySay(int status, boolean toHead) throws BadMessage {
        assertEquals(Framing.NONE, response(status, toHead, "Content-Length: 7"));
        assertEquals(Framing.NONE, response(status, toHead, "Transfer-Encoding: chunked"));
        assertEquals(Framing.NONE, response(status, toHead, "A: b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5|Content-Length: 5", "Content-Length: 5|Content-Length: 6",
            "Content-Length: 5|Transfer-Encoding: chunked", "Transfer-Encoding: chunked|Transfer-Encoding: chunked", "Content-Length: x",
        "Content-Length: -1", "Content-Length: 5,5", "Transfer-Encoding: gzip", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity", "Content-Length: 99999999999999999999", "Content-Length:"})
    void aDoubtfulResponseIs502EvenWithoutABody(String lines) {
        for (boolean toHead : new boolean[] {false, true}) {
            for (int status : new int[] {200, 204, 304, 103}) {
                assertEquals(502, assertThrows(BadMessage.class, () -> response(status, toHead, lines.split("\\|")), lines).status());
            }
        }
    }
}
