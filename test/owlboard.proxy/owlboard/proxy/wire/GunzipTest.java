package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wire;

/** {@code gunzip} and {@code gzip_static}: who takes gzip gets it, who does not gets the same bytes unpacked, or the plain file. */
class GunzipTest {
    private static final String TAKES = "Accept-Encoding: gzip";
    private static final String CONF = """
            server {
                listen 80; root /srv/site; default_type text/plain;
                location /up { gunzip on; proxy_pass http://a:80; }
                location /up/both { gunzip on; gzip on; gzip_vary on; gzip_types *; proxy_pass http://a:80; }
                location /on/ { gzip_static on; alias /srv/site/; }
                location /vary/ { gzip_static on; gzip_vary on; alias /srv/site/; }
                location /always/ { gzip_static always; alias /srv/site/; }
                location /unpacks/ { gzip_static always; gunzip on; alias /srv/site/; }
            }
            """;
    private static final String PLAIN = "the plain file, which is as long as this line";

    private static Edge edge() {
        var edge = Edge.with(CONF, Edge.file("/srv/site/a.txt", PLAIN), Edge.file("/srv/site/only.txt", PLAIN),
                Edge.file("/srv/site/dir.txt", PLAIN), Edge.file("/srv/site/dir.txt.gz/x", "x"));
        edge.writes("/srv/site/a.txt.gz", Answer.packed("packed " + PLAIN));
        edge.writes("/srv/site/packed.txt.gz", Answer.packed("packed alone"));
        return edge;
    }

    private static Answer relayed(String path, String body, String accepts, String... lines) {
        try (var edge = edge(); var client = edge.client()) {
            return relayed(edge, client, path, body, accepts, lines);
        }
    }

    private static Answer relayed(Edge edge, Wire client, String path, String body, String accepts, String... lines) {
        var a = edge.peer("a:80");
        client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", accepts, "");
        a.speaking().head();
        a.sends("HTTP/1.1 200 OK", "Content-Length: " + body.length(), "ETag: \"a\"", "Accept-Ranges: bytes", "Content-Encoding: gzip")
                .sends(lines).sends("").sendsRaw(body);
        return Answer.read(client);
    }

    @Test void whoTakesNoGzipGetsItUnpacked() {
        var answer = relayed("/up", Answer.packedText(PLAIN), "X-A: b", "X-B: c");
        assertEquals(PLAIN, answer.body());
        assertNull(answer.header("Content-Encoding"));
        assertNull(answer.header("Content-Length"));
        assertNull(answer.header("Accept-Ranges"));
        assertEquals("W/\"a\"", answer.header("ETag"));
    }

    @Test void whoTakesGzipGetsItAsItCame() {
        var answer = relayed("/up/both", Answer.packedText(PLAIN), TAKES, "X-B: c");
        assertEquals(PLAIN, answer.unpacked());
        assertEquals("\"a\"", answer.header("ETag"));
        assertEquals("Accept-Encoding", answer.header("Vary"));
        var other = relayed("/up/both", Answer.packedText(PLAIN), "Accept-Encoding: br", "X-B: c");
        assertEquals(PLAIN, other.body());
        assertEquals(1, other.head().stream().filter("Vary: Accept-Encoding"::equals).count());
    }

    @OwlboardOnly(row = "gunzip-part", value = "tries to unpack it")
    @Test void aPartIsPassedAsItCame() {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /up HTTP/1.1", "Host: shop", "Connection: close", "");
            a.speaking().head();
            a.sends("HTTP/1.1 206 Partial Content", "Content-Length: 4", "Content-Range: bytes 10-13/99", "Content-Encoding: gzip",
                    "").sendsRaw("part");
            var answer = Answer.read(client);
            assertEquals("part", answer.body());
            assertEquals("gzip", answer.header("Content-Encoding"));
        }
    }

    @Test void severalMembersAreOneBody() {
        assertEquals("onetwo", relayed("/up", Answer.packedText("one") + Answer.packedText("") + Answer.packedText("two"), "X-A: b",
                "X-B: c").body());
    }

    @Test void namesAndCommentsOfAHeaderAreSkipped() {
        var packed = Answer.packedText(PLAIN);
        var head = packed.substring(0, 3) + "\u001c" + packed.substring(4, 10) + "\u0003\0abc" + "name\0" + "comment\0";
        assertEquals(PLAIN, relayed("/up", head + packed.substring(10), "X-A: b", "X-B: c").body());
    }

    @Test void aMegabyteOfZerosIsUnpackedInPieces() {
        assertEquals(1 << 20, relayed("/up", Answer.packedText("\0".repeat(1 << 20)), "X-A: b", "X-B: c").body().length());
    }

    /** Bad bytes, a bad checksum, an end that is missing: the client sees a body that breaks off, never one that seems whole. */
    @ParameterizedTest
    @CsvSource({"bytes", "checksum", "end", "garbage"})
    void whatIsNoGzipBreaksOff(String how) {
        var packed = Answer.packedText(PLAIN.repeat(3000));
        var bad = switch (how) {
            case "bytes" -> packed.substring(0, 20) + "\u00ff".repeat(50) + packed.substring(70);
            case "checksum" -> packed.substring(0, packed.length() - 8) + "\0\0\0\0" + packed.substring(packed.length() - 4);
            case "end" -> packed.substring(0, packed.length() - 20);
            default -> packed + "garbage";
        };
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /up HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: " + bad.length(), "Content-Encoding: gzip", "").sendsRaw(bad);
            var all = client.rest();
            assertTrue(!all.startsWith("HTTP/1.1 200") || !all.endsWith("\r\n0\r\n\r\n"), all.substring(0, Math.min(300, all.length())));
            edge.errorLog().awaitsPart("inflate()");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/on/a.txt | packed", "/on/only.txt | plain", "/on/dir.txt | plain", "/on/packed.txt | packed", "/vary/a.txt | packed",
                "/always/a.txt | packed", "/always/only.txt | plain", "/unpacks/a.txt | packed"})
    void filesBesideForWhoTakesThem(String path, String how) {
        try (var edge = edge()) {
            var answer = Answer.get(edge, path, TAKES);
            assertEquals(200, answer.status());
            assertEquals(how, answer.isPacked() ? "packed" : "plain");
            assertEquals("text/plain", answer.header("Content-Type"));
            assertEquals("" + answer.body().length(), answer.header("Content-Length"));
            assertTrue(!answer.isPacked() || answer.unpacked().startsWith("packed"));
        }
    }

    @OwlboardOnly(row = "newer-words", value = "sends none (before 1.23.4)")
    @Test void partsOfAFileBeside() {
        try (var edge = edge()) {
            var whole = Answer.get(edge, "/on/a.txt", TAKES);
            assertEquals("bytes", whole.header("Accept-Ranges"));
            var part = Answer.get(edge, "/on/a.txt", TAKES, "Range: bytes=2-4");
            assertEquals("206 gzip bytes 2-4/" + whole.body().length(),
                    part.status() + " " + part.header("Content-Encoding") + " " + part.header("Content-Range"));
            assertEquals(whole.body().substring(2, 5), part.body());
            assertEquals(416, Answer.get(edge, "/on/a.txt", TAKES, "Range: bytes=999-").status());
            var unpacked = Answer.get(edge, "/unpacks/a.txt", "Range: bytes=2-4");
            assertEquals("200 packed " + PLAIN, unpacked.status() + " " + unpacked.body());
            assertNull(unpacked.header("Accept-Ranges"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/on/a.txt | 200 plain", "/on/packed.txt | 404", "/vary/a.txt | 200 plain",
            "/always/a.txt | 200 packed", "/always/packed.txt | 200 packed", "/unpacks/a.txt | 200 unpacked"})
    void filesBesideForWhoDoesNot(String path, String how) {
        try (var edge = edge()) {
            var answer = Answer.get(edge, path);
            if (answer.status() == 404) {
                assertEquals(how, "404");
                return;
            }
            var kind = answer.body().startsWith("packed") ? "unpacked" : "plain";
            if (answer.isPacked()) kind = "packed";
            assertEquals(how, answer.status() + " " + kind);
        }
    }

    @Test void aFileBesideHasATagOfItsOwn() {
        try (var edge = edge()) {
            var plain = Answer.get(edge, "/on/a.txt");
            var packed = Answer.get(edge, "/on/a.txt", TAKES);
            assertTrue(!plain.header("ETag").equals(packed.header("ETag")));
            var same = Answer.get(edge, "/on/a.txt", TAKES, "If-None-Match: " + packed.header("ETag"));
            assertEquals(304, same.status());
            assertNull(same.header("Content-Encoding"));
            assertEquals(200, Answer.get(edge, "/on/a.txt", TAKES, "If-None-Match: " + plain.header("ETag")).status());
            var head = Answer.of(edge, "HEAD /on/a.txt HTTP/1.1", TAKES);
            assertEquals(packed.header("Content-Length"), head.header("Content-Length"));
            assertEquals(405, Answer.of(edge, "POST /on/a.txt HTTP/1.1", TAKES, "Content-Length: 0").status());
        }
    }

    @Test void varyIsToldWhereAFileLiesBeside() {
        try (var edge = edge()) {
            assertEquals("Accept-Encoding", Answer.get(edge, "/vary/a.txt", TAKES).header("Vary"));
            assertEquals("Accept-Encoding", Answer.get(edge, "/vary/a.txt").header("Vary"));
            assertNull(Answer.get(edge, "/vary/only.txt", TAKES).header("Vary"));
            assertNull(Answer.get(edge, "/on/a.txt", TAKES).header("Vary"));
            assertNull(Answer.get(edge, "/always/a.txt", TAKES).header("Vary"));
        }
    }
}
