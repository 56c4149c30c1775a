package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** {@code gzip} (ngx_http_gzip_module, RFC 1952): which answers are packed, what their heads say, and that nothing is lost. */
class GzipTest {
    private static final String TAKES = "Accept-Encoding: gzip";
    private static final String CONF = """
            log_format ratio "$uri $gzip_ratio";
            gzip on;
            server {
                listen 80; root /srv/site; default_type text/html; access_log /var/log/nginx/ratio.log ratio;
                location /long { return 200 "0123456789012345678901234567890123456789"; }
                location /edge/20 { return 200 "01234567890123456789"; }
                location /edge/19 { return 200 "0123456789012345678"; }
                location /min/ { gzip_min_length 30; return 200 "01234567890123456789"; }
                location /css { default_type text/css; return 200 "01234567890123456789"; }
                location /types/ { gzip_types Text/CSS application/json; types { text/css css; text/html html; text/plain txt; }
                        default_type ""; }
                location /all/ { gzip_types *; types { text/css css; image/png png; } default_type ""; }
                location /off { gzip off; return 200 "01234567890123456789"; }
                location /if { gzip off; if ($arg_pack) { gzip on; } return 200 "01234567890123456789"; }
                location /ifs/ { gzip off; if ($arg_pack) { gzip on; } alias /srv/site/; }
                location /10 { gzip_http_version 1.0; return 200 "01234567890123456789"; }
                location /vary { gzip_vary on; return 200 "01234567890123456789"; add_header X-A b; }
                location /vary/css { gzip_vary on; default_type text/css; return 200 "01234567890123456789"; }
                location /parts/ { gzip_vary on; alias /srv/site/; }
                location /agents { gzip_disable "robot[0-9]" msie6; return 200 "01234567890123456789"; }
                location /403 { return 403; }
                location /404 { return 404; }
                location /500 { return 500; }
                location /201 { return 201 "01234567890123456789"; }
                location /up { proxy_pass http://a:80; }
                location /up/types { gzip_types text/plain; proxy_pass http://a:80; }
                location /up/unbuffered { proxy_buffering off; proxy_pass http://a:80; }
                location /best { gzip_comp_level 9; gzip_types text/plain; gzip_buffers 16 8k; alias /srv/site/; }
            }
            """;

    private static Edge edge() {
        return Edge.with(CONF, Edge.file("/srv/site/a.html", "<p>hello</p>".repeat(20)), Edge.file("/srv/site/types/a.css",
                "a{}".repeat(20)), Edge.file("/srv/site/types/a.html", "a{}".repeat(20)),
                Edge.file("/srv/site/types/a.txt", "a{}".repeat(20)), Edge.file("/srv/site/types/a", "a{}".repeat(20)),
                        Edge.file("/srv/site/all/a.png", "a{}".repeat(20)), Edge.file("/srv/site/all/a", "a{}".repeat(20)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/long | packed", "/edge/20 | packed", "/edge/19 | plain", "/min/ | plain", "/css | plain", "/off | plain", "/if | plain",
                "/if?pack=1 | packed", "/ifs/a.html | plain", "/ifs/a.html?pack=1 | packed",
        "/types/a.css | packed", "/types/a.html | packed", "/types/a.txt | plain", "/types/a | plain", "/all/a.png | packed",
                "/all/a | packed",
        "/403 | packed", "/404 | packed", "/500 | plain", "/201 | plain", "/a.html | packed"})
    void packsByWhatIsConfigured(String path, String how) {
        try (var edge = edge()) {
            var plain = Answer.get(edge, path);
            var answer = Answer.get(edge, path, TAKES);
            assertEquals(plain.status(), answer.status());
            assertEquals(how, answer.isPacked() ? "packed" : "plain");
            assertEquals(plain.body(), answer.isPacked() ? answer.unpacked() : answer.body());
            if (answer.isPacked()) assertNull(answer.header("Content-Length"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gzip | packed", "deflate, gzip | packed", "deflate,gzip;q=1.0 | packed", "GZIP | packed", "gzip;q=0 | plain",
                "gzip;q=0.000 | plain", "gzip;q=0.001 | packed", "gzip ; q=0.5 | packed",
        "gzip;q=0, deflate | plain", "gzip;q=2 | plain", "gzip;q=1.5 | plain", "gzip;q=1.000 | packed", "gzip;q=0.0001 | plain",
                "gzip; | packed", "gzip;x=1 | plain", "xgzip | plain", "xgzip, gzip | packed", "gzipx | plain", "gzipx, gzip | plain",
                "identity | plain", "* | plain",
        "br;q=1, gzip;Q=1 | packed", "gzip, | packed", "gzip x | plain", "gzip;q=1 x | packed", "gz | plain"})
    void packsForWhoTakesIt(String accepts, String how) {
        try (var edge = edge()) {
            assertEquals(how, Answer.get(edge, "/long", "Accept-Encoding: " + accepts).isPacked() ? "packed" : "plain");
        }
    }

    @Test void theFirstLineOfAcceptEncodingCounts() {
        try (var edge = edge()) {
            assertTrue(!Answer.get(edge, "/long", "Accept-Encoding: br", TAKES).isPacked());
            assertTrue(Answer.get(edge, "/long", TAKES, "Accept-Encoding: br").isPacked());
        }
    }

    @Test void http10IsPackedOnlyWhereItMayBe() {
        try (var edge = edge()) {
            assertTrue(!Answer.of(edge, "GET /long HTTP/1.0", TAKES).isPacked());
            var answer = Answer.of(edge, "GET /10 HTTP/1.0", TAKES, "Connection: keep-alive");
            assertTrue(answer.isPacked());
            assertEquals("close", answer.header("Connection"));
            assertNull(answer.header("Transfer-Encoding"));
            assertEquals("01234567890123456789", answer.unpacked());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1) | plain",
                "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1) | packed",
                "Mozilla/4.0 (compatible; MSIE 5.5; Windows 98) | plain",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0) | packed", "Mozilla/4.0 (compatible; MSIE 6.0; X) Opera 9 | packed",
                "a Robot7 | plain", "robots | packed"})
    void someAgentsAreSpared(String agent, String how) {
        try (var edge = edge()) {
            assertEquals(how, Answer.get(edge, "/agents", TAKES, "User-Agent: " + agent).isPacked() ? "packed" : "plain");
        }
    }

    @Test void theHeadOfAPackedFile() {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET /a.html HTTP/1.1", "Host: shop", TAKES, "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Last-Modified: {any}", "Transfer-Encoding: chunked",
                    "Connection: keep-alive", "ETag: W/\"{any}\"", "Content-Encoding: gzip", "");
        }
    }

    @Test void varyIsToldToAllWhereItIsWanted() {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET /vary HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 20", "Connection: keep-alive",
                    "Vary: Accept-Encoding", "X-A: b", "").bytes(20);
            client.sends("GET /vary HTTP/1.1", "Host: shop", TAKES, "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked", "Connection: keep-alive",
                    "Vary: Accept-Encoding", "X-A: b", "Content-Encoding: gzip", "");
            assertNull(Answer.get(edge, "/vary/css", TAKES).header("Vary"));
            assertNull(Answer.get(edge, "/long", TAKES).header("Vary"));
        }
    }

    @Test void partsVaryToo() {
        try (var edge = edge()) {
            var part = Answer.get(edge, "/parts/a.html", "Range: bytes=0-2");
            assertEquals("206 Accept-Encoding", part.status() + " " + part.header("Vary"));
            var none = Answer.get(edge, "/parts/a.html", "Range: bytes=9999-");
            assertEquals("416 Accept-Encoding", none.status() + " " + none.header("Vary"));
            assertNull(Answer.get(edge, "/a.html", "Range: bytes=0-2").header("Vary"));
        }
    }

    @Test void headSaysWhatGetWouldAndUnmodifiedFilesArePlain() {
        try (var edge = edge()) {
            var head = Answer.of(edge, "HEAD /a.html HTTP/1.1", TAKES);
            assertNull(head.header("Content-Length"));
            assertNull(head.header("Transfer-Encoding"));
            assertEquals("gzip", head.header("Content-Encoding"));
            var tag = Answer.get(edge, "/a.html", TAKES).header("ETag");
            var same = Answer.get(edge, "/a.html", TAKES, "If-None-Match: " + tag);
            assertEquals(304, same.status());
            assertEquals(tag.substring(2), same.header("ETag"));
            assertNull(same.header("Content-Encoding"));
        }
    }

    @Test void thereAreNoPartsOfWhatIsPacked() {
        try (var edge = edge()) {
            var packed = Answer.get(edge, "/a.html", TAKES, "Range: bytes=0-9");
            assertEquals(200, packed.status());
            assertEquals("<p>hello</p>".repeat(20), packed.unpacked());
            assertNull(packed.header("Accept-Ranges"));
            assertEquals(200, Answer.get(edge, "/a.html", TAKES, "Range: bytes=9999-").status());
            assertEquals("<p>hello</", Answer.get(edge, "/a.html", "Range: bytes=0-9").body());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Content-Type: text/html | packed", "Content-Type: text/html; charset=utf-8 | packed",
                "Content-Type: TEXT/HTML;charset=x | packed", "Content-Type: text/html; a=b | plain",
                "Content-Type: text/html;a=b;charset=x | plain",
        "X-None: 1 | plain", "Content-Type: text/plain | plain"})
    void typesOfProxiedAnswers(String line, String how) {
        assertEquals(how, proxied("/up", line, "X-Other: 1").isPacked() ? "packed" : "plain");
    }

    @Test void encodedAnswersPassAsTheyAre() {
        assertEquals("br", proxied("/up", "Content-Type: text/html", "Content-Encoding: br").header("Content-Encoding"));
        assertEquals("identity", proxied("/up", "Content-Type: text/html", "Content-Encoding: identity").header("Content-Encoding"));
    }

    @OwlboardOnly(row = "gzip-coded", value = "packs it again")
    @Test void whatAddHeaderCallsEncodedIsNotPackedAgain() {
        try (var edge = Edge.with("server { listen 80; gzip on; gzip_types *; add_header Content-Encoding br;"
                + " location / { return 200 '01234567890123456789'; } }")) {
            var answer = Answer.get(edge, "/", TAKES);
            assertEquals("br", answer.header("Content-Encoding"));
            assertEquals("01234567890123456789", answer.body());
        }
    }

    @Test void tagsBecomeWeakAndRangesGo() {
        assertEquals("W/\"a\"", proxied("/up", "Content-Type: text/html", "ETag: \"a\"").header("ETag"));
        assertEquals("W/\"a\"", proxied("/up", "Content-Type: text/html", "ETag: W/\"a\"").header("ETag"));
        assertNull(proxied("/up", "Content-Type: text/html", "ETag: a").header("ETag"));
        assertNull(proxied("/up", "Content-Type: text/html", "Accept-Ranges: bytes").header("Accept-Ranges"));
    }

    private static Answer proxied(String path, String... lines) {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", TAKES, "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 40").sends(lines).sends("").sendsRaw("0123456789".repeat(4));
            var answer = Answer.read(client);
            assertEquals("0123456789".repeat(4), answer.isPacked() ? answer.unpacked() : answer.body());
            return answer;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "off | X-A: b | plain", "any | X-A: b | packed", "expired | Expires: Thu, 01 Jan 1970 00:00:01 GMT | packed",
                "expired | Expires: Thu, 31 Dec 2037 23:55:55 GMT | plain", "no-cache | Expires: Thu, 01 Jan 1970 00:00:01 GMT | plain",
        "expired | X-A: b | packed", "no-cache | Cache-Control: no-cache | packed",
                "no-cache | Cache-Control: max-age=1, no-cache | packed", "no-cache | Cache-Control: no-store | plain",
                "no-store | Cache-Control: no-store | packed",
        "private | Cache-Control: private | packed", "private | Cache-Control: public | plain",
                "no_last_modified | Last-Modified: Thu, 01 Jan 1970 00:00:01 GMT | plain", "no_last_modified | X-A: b | packed",
        "no_etag | ETag: \"a\" | plain", "no_etag | X-A: b | packed", "auth | X-A: b | packed", "auth | Cache-Control: public | packed",
                "expired no-cache | Cache-Control: no-cache | packed", "off any | X-A: b | plain"})
    void throughAnotherProxy(String words, String line, String how) {
        try (var edge = Edge.with("server { listen 80; location / { gzip on; gzip_proxied " + words
                + "; proxy_pass http://a:80; } }"); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "Connection: close", TAKES, "Via: 1.1 far", "Authorization: Basic YTpi", "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 40", "Content-Type: text/html", line, "").sendsRaw("0123456789".repeat(4));
            assertEquals(how, Answer.read(client).isPacked() ? "packed" : "plain");
        }
    }

    /** What cannot be packed well is larger than a buffer on its way. */
    @Test void largeAnswersComeWhole() {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.length() < 400_000) text.append(random.nextInt() % 3 == 0
                ? "all the same words again " : Long.toString(random.nextLong(), 36)).append((char) ('a' + random.nextInt(26)));
        try (var edge = edge()) {
            edge.writes("/srv/site/big.txt", text.toString());
            for (var path : new String[] {"/best/big.txt", "/best/big.txt"}) {
                var answer = Answer.get(edge, path, TAKES);
                assertTrue(answer.isPacked());
                assertTrue(answer.body().length() < text.length() * 3 / 4);
                assertEquals(text.toString(), answer.unpacked());
            }
        }
    }

    @Test void anUnbufferedAnswerIsFlushedAsItComes() {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /up/unbuffered HTTP/1.1", "Host: shop", TAKES, "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked", "", "5", "first");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked", "Connection: keep-alive",
                    "Content-Encoding: gzip", "");
            Wait.until("the first part of the body", () -> client.unread() > 20);
            a.sends("6", "second", "0", "");
            var body = new StringBuilder();
            for (int size; (size = chunk(client, body)) > 0; ) assertTrue(size < 100);
            assertEquals("firstsecond", Answer.unpacked(body.toString()));
        }
    }

    private static int chunk(Wire client, StringBuilder body) {
        var line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) line.append(client.bytes(1));
        int size = Integer.parseInt(line.toString().strip(), 16);
        body.append(client.bytes(size));
        client.bytes(2);
        return size;
    }

    @Test void theRatioIsLogged() {
        try (var edge = edge()) {
            Answer.get(edge, "/a.html", TAKES);
            Answer.get(edge, "/a.html");
            var lines = edge.log("ratio.log").awaits(2);
            assertTrue(lines.getFirst().matches("/a.html [2-9]\\.[0-9][0-9]"), lines.getFirst());
            assertEquals("/a.html -", lines.getLast());
        }
    }

    @Test void aClientThatLeavesInTheMiddleHurtsNobody() {
        try (var edge = edge()) {
            edge.writes("/srv/site/big.txt", "all the same words again ".repeat(40_000));
            for (int i = 0; i < 5; i++) {
                try (var client = edge.narrowClient()) {
                    client.sends("GET /best/big.txt HTTP/1.1", "Host: shop", TAKES, "");
                    client.resets();
                }
            }
            assertEquals("<p>hello</p>".repeat(20), Answer.get(edge, "/a.html", TAKES).unpacked());
        }
    }
}
