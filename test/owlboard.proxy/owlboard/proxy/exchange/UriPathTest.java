package owlboard.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.proxy.http.Exchanges;
import owlboard.wire.http.Bytes;

final class UriPathTest {
    private static String uri(String target, boolean mergeSlashes) throws Exception {
        return Exchanges.of("GET " + target + " HTTP/1.1\r\n\r\n", exchange -> {
            UriPath.set(exchange, mergeSlashes);
            return exchange.uri;
        });
    }

    private static String args(String target) throws Exception {
        return Exchanges.of("GET " + target + " HTTP/1.1\r\n\r\n", exchange -> {
            UriPath.set(exchange, true);
            return exchange.uri + "|" + exchange.args;
        });
    }

    private static void refused(String target, boolean mergeSlashes) {
        assertEquals(400, assertThrows(Failure.class, () -> uri(target, mergeSlashes), target).status);
    }

    @ParameterizedTest
    @CsvSource({"/, /", "/a/b, /a/b", "/a/./b, /a/b", "/a/../b, /b", "/a/.., /", "/a/../, /", "/a/., /a/", "/., /", "/./, /",
            "/a/b/../.., /", "/a/b/c/../../d, /a/d", "/a/../b/../c, /c",
        "/a/..., /a/...", "/a/.b, /a/.b", "/a/..b, /a/..b", "/a/b., /a/b.", "/a/b.., /a/b..", "/a./b, /a./b", "/a../b, /a../b", "/.a, /.a",
        "/..a/b, /..a/b",
        "//, /", "//a, /a", "/a//b///c, /a/b/c", "/a//, /a/", "/a//../b, /b", "/a/.//b, /a/b", "/a/..//b, /b"})
    void dotsAndSlashesGo(String target, String expected) throws Exception {
        assertEquals(expected, uri(target, true));
    }

    @ParameterizedTest
    @CsvSource({"/%41%7a, /Az", "/%2541, /%41", "/a%20b, /a b", "/%3f, /?", "/%3F%23, /?#", "/a%2fb, /a/b", "/a%2Fb, /a/b",
            "/a/%2e%2e/b, /b", "/a/.%2e/b, /b", "/a/%2E./b, /b", "/a/%2e/b, /a/b", "/a/..%2fb, /b", "/a/%2e%2e%2fb, /b", "/a/b%2f.., /a/",
        "/a%2f%2fb, /a/b", "/%2fa, /a", "/%252e%252e/a, /%2e%2e/a", "/a%5cb, /a\\b", "/a%2e, /a.", "/%7e, /~", "/a+b%2b, /a+b+"})
    void escapesAreReadOnce(String target, String expected) throws Exception {
        assertEquals(expected, uri(target, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../", "/../a", "/a/../..", "/a/../../b", "/%2e%2e", "/%2e%2e/a", "/.%2e/", "/..%2f", "/%2f..%2f..",
            "/./..", "//..", "/a//../..", "/%", "/%4", "/a%", "/%4g", "/%g4", "/%%41", "/%-1", "/%00", "/a%00b", "/a/%00/../b", "/%u0041",
            "/..?a"})
    void aboveTheRootBadEscapesAndNulAreRefused(String target) {
        refused(target, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\\..\\b", "/a/..;/b", "/a;x/b", "/\u00e4", "/a/..\\", "/a~'()*!$&,;=:@", "/{a}|^`\"<>"})
    void whatIsNoDotSegmentStays(String target) throws Exception {
        assertEquals(target, uri(target, true));
    }

    @Test
    void bytesThatAreNoUtf8Stay() throws Exception {
        assertEquals("/\u00c0\u00ae\u00c0\u00ae/", uri("/%c0%ae%c0%ae/", true));
        assertEquals("/\u00ff\u0080", uri("/%ff\u0080", true));
    }

    @ParameterizedTest
    @CsvSource({"//a//b, //a//b", "//, //", "//a/../b, //b", "/a//../b, /a/b", "//.., /", "/a%2f%2fb, /a//b", "/a/./b//, /a/b//"})
    void slashesStayWhereTheyAreNotMerged(String target, String expected) throws Exception {
        assertEquals(expected, uri(target, false));
    }

    @Test
    void withoutMergingTheRootHoldsToo() {
        for (var target : new String[] {"/..", "//../..", "//a/../../..", "/%2e%2e"}) refused(target, false);
    }

    @ParameterizedTest
    @CsvSource({"/a?b, /a|b", "/a?, /a|", "/a?b?c, /a|b?c", "/a?b#c, /a|b", "/a#b, /a|", "/a#b?c, /a|", "/?a=%00%, /|a=%00%",
            "/a?/../b, /a|/../b", "/a/../b?c, /b|c", "http://shop, /|", "http://shop?x, /|x", "http://shop/a/../b?x, /b|x"})
    void argumentsStayAsTheyAre(String target, String expected) throws Exception {
        assertEquals(expected, args(target));
    }

    @Test
    void anEncodedPathIsKnownAsOne() throws Exception {
        for (var target : new String[] {"/a%20b", "/a/../b", "/a"}) {
            boolean encoded = Exchanges.of("GET " + target + " HTTP/1.1\r\n\r\n", exchange -> {
                UriPath.set(exchange, true);
                assertTrue(exchange.uriUntouched);
                return exchange.uriWasEncoded;
            });
            assertEquals(target.contains("%"), encoded);
        }
    }

    @Test
    void aPathIsEscapedAsNginxDoes() {
        for (int c = 0; c < 256; c++) {
            boolean escaped = c <= 0x20 || c >= 0x7f || "\"#%<>?\\^`{|}".indexOf(c) >= 0;
            var out = new Bytes(4);
            UriPath.addEscaped(out, String.valueOf((char) c));
            assertEquals(escaped ? String.format("%%%02X", c) : String.valueOf((char) c), out.toString());
        }
    }

    @Test
    void whatWasDecodedAndEscapedDecodesToTheSame() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var path = new StringBuilder("/");
            for (int i = random.nextInt(20); i > 0; i--) path.append((char) (1 + random.nextInt(255)));
            var wanted = new Bytes(16);
            UriPath.addEscaped(wanted, path.toString());
            String decoded;
            try {
                decoded = uri(wanted.toString(), false);
            } catch (Failure aboveTheRoot) {
                continue;
            }
            var again = new Bytes(16);
            UriPath.addEscaped(again, decoded);
            assertEquals(decoded, uri(again.toString(), false), "seed " + seed);
            assertFalse((decoded + "/").contains("/../"), "seed " + seed + ": " + decoded);
            assertTrue(decoded.startsWith("/"));
        }
    }

    @Test
    void safelyAddedBytesCannotEndARequestLine() {
        var out = new Bytes(4);
        UriPath.addSafely(out, "/a b\r\n\0\u007f%41", 0);
        assertEquals("/a%20b%0D%0A%00%7F%41", out.toString());
    }
}
