package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Fastcgi;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wire;

/** {@code fastcgi_pass} with a responder that the test plays: what it is asked, and what becomes of its answers. */
class FastcgiTest {
    private static final String PARAMS = """
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_param SCRIPT_NAME $fastcgi_script_name;
            fastcgi_param PATH_INFO $fastcgi_path_info; fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method; fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param HTTPS $https if_not_empty;
            """;

    private static Edge php(String directives) {
        var edge = Edge.with("server { listen 80; root /srv/site; " + PARAMS + directives + " }");
        edge.peer("php:9000"); // it listens
        return edge;
    }

    private static Wire get(Edge edge, String target, String... headers) {
        var lines = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: shop"));
        lines.addAll(List.of(headers));
        lines.add("");
        return edge.client().sends(lines.toArray(String[]::new));
    }

    @Test void aScriptIsAskedWithItsParameters() {
        try (var edge = php("fastcgi_split_path_info ^(.+?\\.php)(/.*)$; location ~ \\.php { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = get(edge, "/a.php/more?x=1", "X-Own: 1", "Accept: a", "Cookie: c=1");
            var wire = php.speaking();
            var request = Fastcgi.request(wire);
            assertEquals("/a.php", request.param("SCRIPT_NAME"));
            assertTrue(request.param("SCRIPT_FILENAME").endsWith("/srv/site/a.php"));
            assertEquals("/more", request.param("PATH_INFO"));
            assertEquals("x=1", request.param("QUERY_STRING"));
            assertEquals("GET", request.param("REQUEST_METHOD"));
            assertEquals("", request.param("CONTENT_LENGTH"));
            assertNull(request.param("HTTPS"));
            assertEquals("1", request.param("HTTP_X_OWN"));
            assertEquals("c=1", request.param("HTTP_COOKIE"));
            assertEquals("shop", request.param("HTTP_HOST"));
            assertEquals("", request.stdin());
            assertFalse(request.keepsConnection());
            wire.sendsRaw(Fastcgi.out("Content-Type: text/html\r\nX-Powered-By: PHP\r\n\r\nhello") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/html", "Transfer-Encoding: chunked",
                    "Connection: keep-alive", "X-Powered-By: PHP", "");
            client.receivesChunked("hello");
        }
    }

    @OwlboardOnly(row = "otel", value = "another program has the module")
    @Test void aScriptIsToldItsTrace() {
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (var own : List.of("", "fastcgi_param HTTP_TRACEPARENT own;")) {
            try (var edge = php("otel_trace on; otel_trace_context inject; location / { " + PARAMS + own + " fastcgi_pass php:9000; }")) {
                get(edge, "/a", "traceparent: 00-" + trace + "-00f067aa0ba902b7-01", "tracestate: a=b");
                var told = Fastcgi.request(edge.peer("php:9000").speaking());
                var parent = told.param("HTTP_TRACEPARENT");
                var wanted = own.isEmpty() ? "00-(?!" + trace + ")[0-9a-f]{32}-[0-9a-f]{16}-01" : "own";
                assertTrue(parent.matches(wanted), parent);
                assertEquals(own.isEmpty() ? null : "a=b", told.param("HTTP_TRACESTATE"), "it is about another trace");
            }
        }
    }

    @Test void aBodyIsItsStandardInput() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nContent-Type: text/x\r\n\r\nwords");
            var wire = php.speaking();
            var request = Fastcgi.request(wire);
            assertEquals("5", request.param("CONTENT_LENGTH"));
            assertEquals("text/x", request.param("CONTENT_TYPE"));
            assertEquals("words", request.stdin());
            wire.sendsRaw(Fastcgi.out("Status: 201 Made\r\nContent-Length: 2\r\n\r\nok") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 201 Made", "Server: {any}", "Date: {any}", "Content-Length: 2", "Connection: keep-alive", "");
            client.receivesBody("ok");
        }
    }

    @Test void itsStatusLineIsPassedWhereThatIsAskedFor() {
        try (var edge = php("location / { fastcgi_pass php:9000; }"
                + " location /told { fastcgi_pass_header Status; fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var answer = Fastcgi.out("Status: 404 Nope\r\nContent-type: a/b\r\n\r\n") + Fastcgi.end();
            for (var path : List.of("/", "/told")) {
                var client = edge.client().sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", "");
                answer(php, answer);
                var head = client.head();
                assertEquals("HTTP/1.1 404 Nope", head.getFirst());
                assertTrue(head.contains("Content-Type: a/b"), head.toString());
                assertEquals(path.equals("/told"), head.contains("Status: 404 Nope"), head.toString());
            }
        }
    }

    @Test void aLongBodyGoesInManyRecords() {
        var body = "0123456789abcdef".repeat(20_000);
        try (var edge = php("client_max_body_size 1m; location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            var wire = php.speaking();
            assertEquals(body, Fastcgi.request(wire).stdin());
            wire.sendsRaw(Fastcgi.out("Status: 204 No Content\r\n\r\n") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 204 No Content", "Server: {any}", "Date: {any}", "Connection: keep-alive", "");
        }
    }

    private static final String OUT = Fastcgi.out("Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
    private static final String OK = OUT + Fastcgi.end();

    private static void answersOk(Wire client) {
        client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/plain", "Content-Length: 2",
                "Connection: keep-alive", "");
        client.receivesBody("ok");
    }

    private static Fastcgi.Request answer(Peer php, String records) {
        var wire = php.speaking();
        var request = Fastcgi.request(wire);
        wire.sendsRaw(records);
        if (!request.keepsConnection()) wire.finishes();
        return request;
    }

    private static int status(Wire client) {
        return Integer.parseInt(client.head().getFirst().split(" ")[1]);
    }

    @Test void recordsMayBeSplitAnywhere() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = get(edge, "/");
            var wire = php.speaking();
            Fastcgi.request(wire);
            var records = Fastcgi.out("Content-Ty") + Fastcgi.header(6, 3, 9) + "pe:" + "\0".repeat(9)
                    + Fastcgi.out(" text/plain\nContent-Length")
                    + Fastcgi.out(": 11\n") + Fastcgi.out("\nhello ") + Fastcgi.header(6, 5, 0) + "world" + Fastcgi.end();
            for (int i = 0; i < records.length(); i++) wire.sendsRaw(records.substring(i, i + 1));
            wire.finishes();
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/plain", "Content-Length: 11",
                    "Connection: keep-alive", "");
            client.receivesBody("hello world");
        }
    }

    @Test void standardErrorIsLogged() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.err("PHP message: oops\n") + OK);
            answersOk(client);
            edge.errorLog().awaitsPart("FastCGI sent in stderr: \"PHP message: oops\" while reading response header from upstream, "
                    + "client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", upstream: \"fastcgi://{php:9000}\", host: \"shop\"");
        }
    }

    @Test @OwlboardOnly(row = "stderr-lines", value = "writes the line break, behind which a line may be forged")
    void aLineBreakInStandardErrorBeginsNoLine() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.err("oops\n2026/01/01 00:00:00 [emerg] forged\n") + OK);
            answersOk(client);
            edge.errorLog().awaitsPart("FastCGI sent in stderr: \"oops\\x0A2026/01/01 00:00:00 [emerg] forged\" while");
        }
    }

    @Test void caughtWordsInStandardErrorAskAnotherOne() {
        try (var edge = Edge.with("upstream both { server php:9000 fail_timeout=1h; server php:9001; } server { listen 80; location / { "
                + "fastcgi_catch_stderr Fatal; fastcgi_next_upstream invalid_header; fastcgi_pass both; } }")) {
            var first = edge.peer("php:9000");
            var second = edge.peer("php:9001");
            var client = get(edge, "/");
            answer(first, Fastcgi.err("PHP Fatal error") + OK);
            answer(second, OK);
            answersOk(client);
            edge.errorLog().awaitsPart("FastCGI sent in stderr: \"PHP Fatal error\" while reading response header from upstream");
            client = get(edge, "/");
            answer(second, OUT + Fastcgi.err("PHP Fatal error, late") + Fastcgi.end());
            answersOk(client);
            edge.errorLog().awaitsPart("FastCGI sent in stderr: \"PHP Fatal error, late\" while reading upstream");
        }
    }

    @Test void aLocationWithoutAStatusIsARedirect() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.out("Location: http://other/\r\nContent-Length: 0\r\n\r\n") + Fastcgi.end());
            client.receives("HTTP/1.1 302 Moved Temporarily", "Server: {any}", "Date: {any}", "Content-Length: 0",
                    "Connection: keep-alive", "Location: http://other/", "");
        }
    }

    @Test void aPageOfOursAnswersForAStatus() {
        try (var edge = php("error_page 404 /404.txt; location / { fastcgi_intercept_errors on; fastcgi_pass php:9000; }"
                + " location = /404.txt { return 200 \"ours\"; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.out("Status: 404 Not Found\r\n\r\ntheirs") + Fastcgi.end());
            assertEquals(404, status(client));
            client.receivesBody("ours");
        }
    }

    @Test void aHeadThatIsNoHeadIs502() {
        for (var head : List.of("Status: 4x4 Odd\r\n\r\n", "no colon\r\n\r\n", "A: b\0c\r\n\r\n", "X: " + "y".repeat(5000) + "\r\n\r\n")) {
            try (var edge = php("location / { fastcgi_pass php:9000; }")) {
                var client = get(edge, "/");
                answer(edge.peer("php:9000"), Fastcgi.out(head + "body") + Fastcgi.end());
                assertEquals(502, status(client), head);
            }
        }
    }

    @Test void aRecordThatNoAnswerHasIs502() {
        var bad = Map.of("upstream sent unsupported FastCGI protocol version: 2", "\2\6\0\1\0\0\0\0",
                "upstream sent invalid FastCGI record type: 11", Fastcgi.record(11, "12345678"),
                "upstream sent unexpected FastCGI request id high byte: 1", "\1\6\1\1\0\0\0\0",
                "upstream sent unexpected FastCGI request id low byte: 2", "\1\6\0\2\0\0\0\0",
                "upstream sent unexpected FastCGI record: 3", Fastcgi.record(3, "\0".repeat(8)),
                "upstream prematurely closed FastCGI stdout", Fastcgi.record(6, ""));
        for (var one : bad.entrySet()) {
            try (var edge = php("location / { fastcgi_pass php:9000; }")) {
                var client = get(edge, "/");
                answer(edge.peer("php:9000"), one.getValue());
                assertEquals(502, status(client), one.getKey());
                edge.errorLog().awaitsPart(one.getKey() + " while reading response header from upstream");
            }
        }
    }

    @Test void aDeadResponderIs502AndTheNextIsAsked() {
        try (var edge = Edge.with("upstream both { server php:9000; server php:9001; } server { listen 80; location / { "
                + "fastcgi_pass both; } }")) {
            var first = edge.peer("php:9000");
            var second = edge.peer("php:9001");
            var client = get(edge, "/");
            answer(first, "");
            answer(second, OK);
            answersOk(client);
            edge.errorLog().awaitsPart("upstream prematurely closed connection while reading response header from upstream");
        }
    }

    @Test void aConnectionIsKeptWhereItIsAskedFor() {
        try (var edge = Edge.with("upstream one { server php:9000; keepalive 2; } server { listen 80; location / { "
                + "fastcgi_keep_conn on; fastcgi_pass one; } }")) {
            var php = edge.peer("php:9000");
            var client = edge.client();
            for (int i = 0; i < 3; i++) {
                client.sends("GET / HTTP/1.1", "Host: shop", "");
                assertTrue(answer(php, OK).keepsConnection());
                answersOk(client);
            }
            assertEquals(1, php.connections());
        }
    }

    @Test void aBodyInChunksHasALength() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = edge.client().sends("POST / HTTP/1.1", "Host: shop", "Transfer-Encoding: chunked", "",
                    "3", "abc", "2", "de", "0", "");
            var request = answer(edge.peer("php:9000"), OK);
            assertEquals("abcde", request.stdin());
            assertEquals("5", request.param("CONTENT_LENGTH"));
            answersOk(client);
        }
    }

    @Test void aBodyGoesOnAsItComesWithoutBuffering() {
        try (var edge = php("location / { fastcgi_request_buffering off; fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = edge.client().sends("POST / HTTP/1.1", "Host: shop", "Content-Length: 6", "").sendsRaw("abc");
            var wire = php.speaking();
            assertEquals("abc", Fastcgi.begun(wire).stdin());
            client.sendsRaw("def");
            assertEquals("def", Fastcgi.rest(wire));
            wire.sendsRaw(OK).finishes();
            answersOk(client);
        }
    }

    @Test void linesOfTheClientAreParameters() {
        try (var edge = php("fastcgi_param HTTP_X_SET ours; fastcgi_param EMPTY \"\"; fastcgi_pass_request_body off;"
                + " location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/", "X-Set: theirs", "x-lower: 1", "X_Under: 1", "Content-Length: 2").sendsRaw("hi");
            var request = answer(edge.peer("php:9000"), OK);
            assertEquals("ours", request.param("HTTP_X_SET"));
            assertEquals("1", request.param("HTTP_X_LOWER"));
            assertNull(request.param("HTTP_X_UNDER"));
            assertEquals("", request.param("EMPTY"));
            assertEquals("", request.stdin());
            assertEquals("2", request.param("HTTP_CONTENT_LENGTH"));
            answersOk(client);
        }
    }

    @Test void aBodyOfAnotherLengthThanToldIsCutOrBroken() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = get(edge, "/");
            answer(php, Fastcgi.out("Content-Length: 2\r\n\r\nokay") + Fastcgi.end());
            assertEquals(200, status(client));
            client.receivesBody("ok");
            client = get(edge, "/");
            answer(php, Fastcgi.out("Content-Length: 9\r\n\r\nokay") + Fastcgi.end());
            assertEquals(200, status(client));
            client.receivesBody("okay").isClosed();
        }
    }

    @Test void anAnswerIsStored() {
        try (var edge = Edge.with("fastcgi_cache_path /var/cache/nginx/f keys_zone=f:1m; server { listen 80; location / { fastcgi_cache f;"
                + " fastcgi_cache_key $request_method$request_uri; fastcgi_cache_valid 200 1m;"
                + " add_header X-Cache $upstream_cache_status; fastcgi_pass php:9000; } }")) {
            var php = edge.peer("php:9000");
            for (var expected : List.of("MISS", "HIT")) {
                var client = get(edge, "/a", "If-None-Match: \"x\"", "Range: bytes=0-0");
                if (expected.equals("MISS")) {
                    var request = answer(php, OK);
                    assertNull(request.param("HTTP_RANGE"));
                }
                var head = client.head();
                assertTrue(head.contains("X-Cache: " + expected), head::toString);
            }
            assertEquals(1, php.connections());
        }
    }

    /** A warning tells so at the start, as on nginx. */
    @Test void withoutAKeyAllRequestsShareAnEntry() {
        try (var edge = Edge.with("fastcgi_cache_path /var/cache/nginx/f keys_zone=f:1m; server { listen 80; location / { fastcgi_cache f;"
                + " fastcgi_cache_valid 200 1m; add_header X-Cache $upstream_cache_status; fastcgi_pass php:9000; } }")) {
            var php = edge.peer("php:9000");
            var client = get(edge, "/a");
            answer(php, OK);
            assertTrue(client.head().contains("X-Cache: MISS"));
            assertTrue(get(edge, "/b").head().contains("X-Cache: HIT"));
        }
    }

    @Test void anAddressMayBeAVariable() {
        try (var edge = php("set $to php:9000; location / { fastcgi_pass $to; } location /odd { fastcgi_pass $arg_to; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), OK);
            answersOk(client);
            assertEquals(500, status(get(edge, "/odd?to=nobody")));
            edge.errorLog().awaitsPart("no port in upstream \"nobody\"");
        }
    }

    @Test @OwlboardOnly(row = "fastcgi-http-proxy", value = "passes a Proxy header on as HTTP_PROXY")
    void nobodyChoosesAProxyForAScript() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/", "Proxy: evil:1", "X-Two: a", "X-Two: b", "Cookie: a=1", "Cookie: b=2");
            var request = answer(edge.peer("php:9000"), OK);
            assertNull(request.param("HTTP_PROXY"));
            assertEquals("a, b", request.param("HTTP_X_TWO"));
            assertEquals("a=1; b=2", request.param("HTTP_COOKIE"));
            answersOk(client);
        }
    }

    @Test @OwlboardOnly(row = "fastcgi-broken-off", value = "takes the end of the connection for that of the answer")
    void anAnswerWithoutAnEndIsBroken() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.out("A: b\r\n\r\nhalf of"));
            assertEquals(200, status(client));
            assertFalse(client.rest().endsWith("0\r\n\r\n"));
            edge.errorLog().awaitsPart("upstream prematurely closed connection while reading upstream");
        }
    }

    @Test @OwlboardOnly(row = "fastcgi-broken-off", value = "sends the head, and closes")
    void anAnswerThatEndsBeforeItsFirstByteIs502() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            answer(edge.peer("php:9000"), Fastcgi.out("Content-Length: 3\r\n\r\n") + Fastcgi.end());
            assertEquals(502, status(client));
        }
    }

    @Test @OwlboardOnly(row = "fastcgi-broken-off", value = "logs standard error for as long as it comes")
    void endlessWordsInStandardErrorAre502() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var client = get(edge, "/");
            var wire = edge.peer("php:9000").speaking();
            Fastcgi.request(wire);
            var words = Fastcgi.err("word ".repeat(12_000));
            for (int i = 0; i < 18; i++) wire.sendsRaw(words);
            assertEquals(502, status(client));
            edge.errorLog().awaitsPart("bytes in stderr while reading response header from upstream");
        }
    }
}
