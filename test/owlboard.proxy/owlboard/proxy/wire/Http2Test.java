package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;
import static owlboard.wire.http2.Http2Error.CANCEL;
import static owlboard.wire.http2.Http2Error.NO_ERROR;
import static owlboard.wire.http2.Http2Error.PROTOCOL_ERROR;
import static owlboard.wire.http2.Http2Error.REFUSED_STREAM;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wait;
import owlboard.edge.WithoutNginx;
import owlboard.harness.Patience;
import owlboard.wire.http2.FrameClient;

/** What works over HTTP/1 works over HTTP/2. */
class Http2Test {
    private static Edge edge(String lines, Edge.FileText... files) {
        return Edge.with("server { listen 80 http2; " + lines + " }", files);
    }

    private static FrameClient open(Edge edge, long... settings) throws Exception {
        return FrameClient.open(edge.address(), settings);
    }

    /** A TLS client that offers these protocols by ALPN. */
    static SSLSocket tls(Edge edge, String name, String... protocols) throws Exception {
        var tls = unshaken(edge, name, protocols);
        tls.startHandshake();
        return tls;
    }

    private static SSLSocket unshaken(Edge edge, String name, String... protocols) throws Exception {
        var plain = new Socket();
        plain.connect(edge.address());
        var tls = (SSLSocket) Certificates.context(null).getSocketFactory().createSocket(plain, name, 443, true);
        var parameters = tls.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(Patience.MILLIS);
        return tls;
    }

    // Requests.

    @Test void variablesTellTheProtocol() throws Exception {
        try (var edge =
                edge(
                "location / { return 200 "
                + "\"$http2|$server_protocol|$scheme|$host|$http_host|$request_method|$request_uri|$args|$http_cookie|$request\"; "
                + "}"); var c = open(edge)) {
            var answer = c.get(1, "/a%20b?c=d", "cookie", "a=1", "cookie", "b=2").answer(1);
            assertEquals("h2c|HTTP/2.0|http|shop|shop|GET|/a%20b?c=d|c=d|a=1; b=2|GET /a%20b?c=d HTTP/2.0", answer.text());
        }
    }

    @Test void theAccessLogSaysHttp2() throws Exception {
        try (var edge = edge("location / { return 200 hello; }"); var c = open(edge)) {
            c.get(1, "/x", "user-agent", "frames", "referer", "http://a/").answer(1);
            var line = edge.accessLog().awaits(1).getFirst();
            assertTrue(line.endsWith("\"GET /x HTTP/2.0\" 200 5 \"http://a/\" \"frames\""), line);
        }
    }

    @Test void whatGoesUpstreamIsHttp1() throws Exception {
        try (var edge = edge("location / { proxy_set_header X-Proto $server_protocol; proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/x", "x-one", "1", "te", "trailers", "cookie", "a=1", "cookie", "b=2");
            var head = a.speaking().head();
            assertEquals("GET /x HTTP/1.1", head.getFirst());
            assertTrue(head.contains("X-Proto: HTTP/2.0") && head.contains("x-one: 1") && head.contains("cookie: a=1; b=2"),
                    head.toString());
            assertTrue(head.stream().filter(line -> line.regionMatches(true, 0, "host:", 0, 5)).count() == 1, head.toString());
            a.sends("HTTP/1.1 200 OK", "Content-Length: 2", "Connection: keep-alive", "Keep-Alive: timeout=5", "X-Two: 2", "")
                    .sendsRaw("hi");
            var answer = c.answer(1);
            assertEquals("hi", answer.text());
            assertEquals("2", answer.field("x-two"));
            assertEquals("2", answer.field("content-length"));
            assertNull(answer.field("connection"));
            assertNull(answer.field("keep-alive"));
        }
    }

    @Test void bodiesAreBuffered() throws Exception {
        try (var edge = edge("client_body_buffer_size 8k; location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            var body = "z".repeat(300_000);
            c.post(1, "/", "content-length", "" + body.length());
            send(c, 1, body);
            assertTrue(a.speaking().head().stream().anyMatch(line -> line.equalsIgnoreCase("content-length: 300000")));
            a.receivesBody(body).sends("HTTP/1.1 204 No Content", "");
            assertEquals(204, c.answer(1).status());
        }
    }

    @Test @OwlboardOnly(row = "http2-manners", value = "does not serve a request with trailers")
    void aBodyOfUnknownLengthIsBufferedToo() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.post(1, "/").data(1, 0, "te").data(1, 0, "st").headers(1, END_STREAM | END_HEADERS, block("x-trailer", "dropped"));
            var head = a.speaking().head();
            assertTrue(head.stream().anyMatch(line -> line.equalsIgnoreCase("content-length: 4")), head.toString());
            a.receivesBody("test").sends("HTTP/1.1 204 No Content", "");
            assertEquals(204, c.answer(1).status());
        }
    }

    /** As nginx has it: a body that is empty is one, and an upstream may want its length. */
    @Test void aBodyThatTurnsOutEmptyHasALength() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.post(1, "/").data(1, END_STREAM, "");
            assertTrue(a.speaking().head().stream().anyMatch(line -> line.equalsIgnoreCase("content-length: 0")));
            a.sends("HTTP/1.1 204 No Content", "");
            assertEquals(204, c.answer(1).status());
            c.get(3, "/");
            assertTrue(a.speaking().head().stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length")));
            a.sends("HTTP/1.1 204 No Content", "");
            assertEquals(204, c.answer(3).status());
        }
    }

    /** In pieces, as the windows allow. */
    private static void send(FrameClient c, int id, String body) throws Exception {
        int window = 65_535;
        for (int at = 0; at < body.length(); ) {
            int part = Math.min(Math.min(16_384, body.length() - at), window);
            if (part == 0) {
                window += c.until("WINDOW_UPDATE", came -> came.type() == WINDOW_UPDATE && came.id() == id).number();
                continue;
            }
            c.data(id, at + part == body.length() ? END_STREAM : 0, body.substring(at, at + part));
            at += part;
            window -= part;
        }
    }

    /** As gRPC does: both directions at once, each as long as it likes. */
    @Test void bothDirectionsAtOnce() throws Exception {
        try (var edge = edge("proxy_request_buffering off; proxy_buffering off; location / { proxy_pass http://a:80; }");
                var c = open(edge)) {
            var a = edge.peer("a:80");
            c.post(1, "/");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "");
            assertEquals(":status: 200", c.fields(c.until("HEADERS", came -> came.type() == HEADERS)).getFirst());
            for (int i = 0; i < 20; i++) {
                c.data(1, 0, "ping" + i % 10);
                a.receives("5", "ping" + i % 10);
                a.sendsRaw("5\r\npong" + i % 10 + "\r\n");
                assertEquals("pong" + i % 10, new String(c.until("DATA", came -> came.type() == DATA).payload(), ISO_8859_1));
            }
            c.data(1, END_STREAM, "");
            a.receivesBody("0\r\n\r\n");
            a.sendsRaw("0\r\n\r\n");
            c.until("the end", came -> came.id() == 1 && came.has(END_STREAM));
        }
    }

    @Test @OwlboardOnly(row = "http2-manners", value = "does not answer Expect")
    void aBodyIsAskedForOnce() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            edge.peer("a:80").serves(200);
            c.post(1, "/", "expect", "100-continue", "content-length", "4");
            assertEquals(List.of(":status: 100"), c.fields(c.until("HEADERS", came -> came.type() == HEADERS)));
            assertEquals("a:80", c.data(1, END_STREAM, "test").answer(1).text());
        }
    }

    @Test void aBodyThatIsTooLargeIsRefused() throws Exception {
        try (var edge = edge("client_max_body_size 1k; location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            edge.peer("a:80").serves(200);
            assertEquals(413, c.post(1, "/", "content-length", "2000").answer(1).status());
            assertEquals(413, c.post(3, "/").data(3, END_STREAM, "z".repeat(2000)).answer(3).status());
            assertEquals(200, c.get(5, "/").answer(5).status());
        }
    }

    @Test void limitsErrorPagesAndReturns() throws Exception {
        try (var edge =
                Edge.with(
                "limit_req_zone $server_name zone=all:1m rate=1r/m; server { listen 80 http2; error_page 404 /gone; location /gone { "
                + "return 200 instead; } "
                + "location /limited { limit_req zone=all; return 200 x; proxy_pass http://a:80; } location /none { return 404; } "
                + "location /moved { return 301 /there; } location /secret { deny all; } location /cut { return 444; } }");
                var c = open(edge)) {
            assertEquals("instead", c.get(1, "/none").answer(1).text());
            var moved = c.get(3, "/moved").answer(3);
            assertEquals(301, moved.status());
            assertTrue(moved.field("location").endsWith("/there"), moved.fields().toString());
            assertEquals(403, c.get(5, "/secret").answer(5).status());
            assertTrue(c.get(7, "/cut").answer(7).reset() >= 0);
            assertEquals("instead", c.get(9, "/none").answer(9).text());
        }
    }

    @Test void filesRangesAndHead() throws Exception {
        var text = "0123456789".repeat(20_000);
        var files = "include /etc/nginx/mime.types; root /srv/www;";
        try (var edge = edge(files, Edge.file("/srv/www/file.txt", text)); var c = open(edge)) {
            var whole = c.get(1, "/file.txt").answer(1);
            assertEquals(text, whole.text());
            assertEquals("text/plain", whole.field("content-type"));
            var part = c.get(3, "/file.txt", "range", "bytes=5-9").answer(3);
            assertEquals(206, part.status());
            assertEquals("56789", part.text());
            var head = c.headers(5, END_STREAM | END_HEADERS, request("HEAD", "/file.txt")).answer(5);
            assertEquals("200000", head.field("content-length"));
            assertEquals(0, head.body().length);
            assertEquals(304, c.get(7, "/file.txt", "if-none-match", whole.field("etag")).answer(7).status());
            assertEquals(404, c.get(9, "/none").answer(9).status());
        }
    }

    @Test @OwlboardOnly(row = "http2-manners", value = "ends the connection")
    void aHeadIsAsLargeAsItMayBe() throws Exception {
        try (var edge = edge("client_header_buffer_size 1k; large_client_header_buffers 2 4k; location / { return 200 hello; }");
                var c = open(edge)) {
            assertEquals(200, c.get(1, "/", "x", "y".repeat(4000)).answer(1).status());
            assertEquals(400, c.get(3, "/", "x", "y".repeat(5000)).answer(3).status());
            assertEquals(400, c.get(5, "/", "a", "y".repeat(4000), "b", "y".repeat(4000), "c", "y".repeat(4000)).answer(5).status());
            assertEquals(200, c.get(7, "/").answer(7).status());
        }
    }

    /** A client that takes nothing holds its own answer up, and neither the peer nor the other streams. */
    @Test void aSlowClientIsBufferedFor() throws Exception {
        try (var edge = edge("proxy_buffers 8 64k; location / { return 200 hello; } location /large { proxy_pass http://a:80; }");
                var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/large");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 3000000", "").sendsRaw("z".repeat(3_000_000)); // returns when all of it was taken
            c.window(0, 10_000_000);
            assertEquals("hello", new String(c.get(3, "/").until("DATA", came -> came.id() == 3 && came.type() == DATA).payload(),
                    ISO_8859_1));
            c.window(1, 10_000_000);
            int came = 0;
            while (came < 3_000_000 - 65_535) came += c.until("DATA", frame -> frame.type() == DATA).payload().length;
        }
    }

    @Test void frameSizesAreAsConfigured() throws Exception {
        var files = "http2_chunk_size 1k; root /srv/www;";
        try (var edge = edge(files, Edge.file("/srv/www/file", "z".repeat(10_000))); var c = open(edge)) {
            c.get(1, "/file");
            int came = 0;
            while (came < 10_000) {
                int size = c.until("DATA", frame -> frame.type() == DATA).payload().length;
                assertTrue(size <= 1024, size + " bytes");
                came += size;
            }
        }
    }

    @Test void aBodyIsReadAheadAsConfigured() throws Exception {
        try (var edge = edge("http2_body_preread_size 70000; location / { return 200 x; }"); var c = open(edge)) {
            assertEquals(70_000, c.settings[INITIAL_WINDOW_SIZE]);
        }
    }

    /** However little is read ahead: who serves a request asks for its body. */
    @Test void aBodyComesAlthoughNoneIsReadAhead() throws Exception {
        try (var edge = edge("http2_body_preread_size 0; location / { proxy_pass http://a:80; }"
                + "location /held { proxy_request_buffering off; proxy_pass http://a:80; }"); var c = open(edge)) {
            assertEquals(0, c.settings[INITIAL_WINDOW_SIZE]);
            edge.peer("a:80").serves(200);
            int id = 1;
            for (var path : List.of("/", "/held")) {
                c.post(id, path, "content-length", "100000");
                int window = 0;
                for (int left = 100_000; left > 0; ) {
                    int stream = id;
                    while (window == 0) window = c.until("a window", came -> came.type() == WINDOW_UPDATE && came.id() == stream).number();
                    int length = Math.min(Math.min(window, 1 << 14), left);
                    left -= length;
                    window -= length;
                    c.frame(DATA, left == 0 ? END_STREAM : 0, id, new byte[length]);
                }
                assertEquals(200, c.answer(id).status());
                id += 2;
            }
        }
    }

    // Ends.

    @Test void aClientThatResetsEndsTheWorkForIt() throws Exception {
        try (var edge =
                edge("location / { proxy_pass http://a:80; } location /unread { proxy_request_buffering off; proxy_pass http://a:80; }");
                var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/");
            a.speaking().head();
            c.reset(1, CANCEL);
            a.current().isClosed();
            c.post(3, "/unread").data(3, 0, "x");
            a.speaking().head();
            c.reset(3, CANCEL);
            Wait.until("the connection to the peer is closed", () -> a.openConnections() == 0);
            assertTrue(edge.accessLog().awaits(2).getFirst().contains("HTTP/2.0\" 499 0"), edge.accessLog().lines().toString());
            c.goesOn();
        }
    }

    @Test void anAnswerThatBreaksOffIsReset() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 100", "").sendsRaw("half").closes();
            var answer = c.answer(1);
            assertEquals("half", answer.text());
            assertTrue(answer.reset() > 0, "reset with " + answer.reset());
            c.goesOn();
        }
    }

    @Test void anIdleConnectionIsToldToGo() throws Exception {
        try (var edge = edge("keepalive_timeout 1s; location / { return 200 hello; }"); var c = open(edge)) {
            c.get(1, "/").answer(1);
            assertEquals(1, c.goesAway(NO_ERROR).lastStream());
        }
    }

    /** What costs a client nothing would keep its connection for ever. */
    @Test void noFrameButARequestPutsOffTheEndOfAnIdleConnection() throws Exception {
        try (var edge = edge("keepalive_timeout 1s; client_header_timeout 1s; location / { return 200 hello; }"); var idle = open(edge);
                var fresh = open(edge)) {
            idle.get(1, "/").answer(1);
            for (var c : List.of(idle, fresh)) {
                Wait.until("the end of a connection on which only PINGs come", () -> {
                    Wait.pause(Duration.ofMillis(100));
                    try {
                        c.goesOn();
                        return false;
                    } catch (AssertionError | IOException over) {
                        return true;
                    }
                });
                c.goesAway(NO_ERROR);
            }
        }
    }

    /** Nothing can come between its frames, so others may only end. */
    @Test @OwlboardOnly(row = "http2-manners", value = "resets the stream, too")
    void aHeadThatIsNotWholeInTimeLetsOthersFinish() throws Exception {
        try (var edge = edge("client_header_timeout 1s; location / { proxy_pass http://a:80; }"); var c = open(edge);
                var alone = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/");
            a.speaking().head();
            c.headers(3, END_STREAM, block(":method", "GET"));
            alone.headers(1, END_STREAM, block(":method", "GET"));
            c.until("GOAWAY", came -> came.type() == GOAWAY && came.code() == NO_ERROR);
            a.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("hi");
            assertEquals("hi", c.answer(1).text());
            c.ends();
            alone.goesAway(NO_ERROR);
        }
    }

    @Test void smallWindowsThatAreOpenedAsTheyAreReadAreNoAttack() throws Exception {
        var big = "z".repeat(400_000);
        try (var edge = edge("location / { root /srv; }", Edge.file("/srv/big", big))) {
            for (int bytes : new int[] {300, 100, 40}) {
                try (var c = open(edge, INITIAL_WINDOW_SIZE, bytes)) {
                    assertEquals(big, c.get(1, "/big").answer(1).text());
                }
            }
        }
    }

    @Test void framesAreAsShortAsTheLocationSays() throws Exception {
        try (var edge = edge("http2_chunk_size 4k; location / { root /srv; } location /small/ { http2_chunk_size 512; alias /srv/; }",
                Edge.file("/srv/big", "z".repeat(20_000))); var c = open(edge)) {
            c.get(1, "/small/big").get(3, "/big");
            assertEquals(512, longestOf(c, 20_000, 1));
        }
        try (var edge = edge("http2_chunk_size 4k; location / { root /srv; }", Edge.file("/srv/big", "z".repeat(20_000)));
                var c = open(edge)) {
            c.get(1, "/big");
            assertEquals(4096, longestOf(c, 20_000, 1));
        }
    }

    private static int longestOf(FrameClient c, int bytes, int id) throws IOException {
        int longest = 0;
        for (int left = bytes; left > 0;) {
            int length = c.until("DATA", came -> came.type() == DATA && came.id() == id).payload().length;
            longest = Math.max(longest, length);
            left -= length;
        }
        return longest;
    }

    @Test void eachStreamHasItsNumberThoughTheyAreServedTogether() throws Exception {
        try (var edge = edge("location / { add_header number $connection_requests; proxy_pass http://a:80; }"); var c = open(edge)) {
            edge.peer("a:80").serves(200);
            c.get(1, "/").get(3, "/").get(5, "/");
            for (int i = 0; i < 3; i++) {
                var head = c.until("an answer", came -> came.type() == HEADERS);
                var lines = c.fields(head);
                assertTrue(lines.contains("number: " + (head.id() + 1) / 2), head + " " + lines);
            }
        }
    }

    @Test void aRequestThatIsResetAtOnceHasItsLine() throws Exception {
        try (var edge = edge("location / { return 200 hello; }"); var c = open(edge)) {
            c.gathers().get(1, "/gone").reset(1, CANCEL).sendsGathered().goesOn();
            var line = edge.accessLog().awaits(1).getFirst();
            assertTrue(line.contains("GET /gone HTTP/2.0\" 499 0 "), line);
        }
    }

    @Test void aRequestWhoseBodyStopsComingHasItsLine() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.post(1, "/canceled").data(1, 0, "abc").goesOn().reset(1, CANCEL);
            awaitsLine(edge, "POST /canceled HTTP/2.0\" 499 0 ", "client canceled stream 1 while");
            c.get(3, "/refused");
            a.speaking().head();
            c.reset(3, REFUSED_STREAM);
            awaitsLine(edge, "GET /refused HTTP/2.0\" 499 0 ", "client refused stream 3 while");
            c.post(5, "/left").data(5, 0, "abc").goesOn().close();
            awaitsLine(edge, "POST /left HTTP/2.0\" 499 0 ", "client prematurely closed stream");
        }
    }

    /** It is reset, where nginx answers. */
    @Test @OwlboardOnly(row = "http2-breaches", value = "answers with a page")
    void aBodyThatIsNotAsLongAsItWasSaidIsABadRequest() throws Exception {
        try (var edge = edge("location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            edge.peer("a:80");
            c.post(1, "/short", "content-length", "6").data(1, 0, "a").goesOn().data(1, END_STREAM, "bc").isReset(1, PROTOCOL_ERROR);
            awaitsLine(edge, "POST /short HTTP/2.0\" 400 0 ", "client prematurely closed stream: only 3 out of 6 bytes of request body");
            c.gathers().post(3, "/long", "content-length", "2").data(3, 0, "abc").sendsGathered().isReset(3, PROTOCOL_ERROR);
            edge.accessLog().awaitsPart("POST /long HTTP/2.0\" 400 0 ");
        }
    }

    /** The lines of all that is wrong are in the error log of the whole. */
    @Test @OwlboardOnly(row = "http2-breaches", value = "answers with a page")
    void malformedRequestsHaveTheirLines() throws Exception {
        try (var edge = edge("location / { return 200 hello; }"); var c = open(edge)) {
            c.get(1, "no-path").isReset(1, PROTOCOL_ERROR);
            edge.accessLog().awaitsPart("\"-\" 400 0 ");
            c.headers(3, END_STREAM | END_HEADERS, request("POST", "/none", "content-length", "6")).isReset(3, PROTOCOL_ERROR);
            edge.accessLog().awaitsPart("\"POST /none HTTP/2.0\" 400 0 ");
        }
    }

    private static void awaitsLine(Edge edge, String access, String error) {
        edge.accessLog().awaitsPart(access);
        edge.errorLog().awaitsPart(error);
    }

    @Test void aLengthThatNobodySaidIsToldWhereAllWasKept() throws Exception {
        try (var edge = Edge.with("""
                log_format told '$uri [$content_length]'; access_log /var/log/nginx/access.log told;
                server {
                    listen 80 http2;
                    location / { return 200 "[$content_length]"; }
                    location /kept { proxy_pass http://a:80; }
                    location /passed { proxy_request_buffering off; proxy_http_version 1.1; proxy_pass http://a:80; }
                }"""); var c = open(edge)) {
            edge.peer("a:80").serves(200);
            assertEquals("[]", c.gathers().post(1, "/").data(1, END_STREAM, "abc").sendsGathered().answer(1).text());
            edge.accessLog().awaitsPart("/ [-]");
            c.gathers().post(3, "/kept").data(3, END_STREAM, "abc").sendsGathered().answer(3);
            edge.accessLog().awaitsPart("/kept [3]");
            c.gathers().post(5, "/passed").data(5, END_STREAM, "abc").sendsGathered().answer(5);
            edge.accessLog().awaitsPart("/passed [-]");
        }
    }

    @Test @OwlboardOnly(row = "http2-manners", value = "sends them")
    void linesThatWouldBeMalformedAreNotSent() throws Exception {
        try (var edge = edge("""
                add_header X-Good " v "; add_header "X B" 1; add_header ":status" 999; add_header X-Line "a\\nb: c";
                location / { return 200 hello; }"""); var c = open(edge)) {
            var lines = c.get(1, "/").answer(1).fields();
            assertEquals(List.of("x-good: v"), lines.stream().filter(line -> line.startsWith("x")).toList());
            assertEquals(1, lines.stream().filter(line -> line.startsWith(":")).count());
            for (var name : List.of("X B", ":status", "X-Line")) {
                edge.errorLog().awaitsPart("added header line \"" + name + "\" is malformed in HTTP/2, and is not sent");
            }
        }
    }

    @Test void theServerThatIsAskedSaysWhichNamesOfLinesAreKept() throws Exception {
        try (var edge = Edge.with("""
                server { listen 80 http2; return 200 "$http_a_b$http_c"; }
                server { listen 80; server_name lax; underscores_in_headers on; return 200 "$http_a_b$http_c"; }"""); var c = open(edge)) {
            assertEquals("2", c.get(1, "/", "a_b", "1", "c", "2").answer(1).text());
            c.headers(3, END_STREAM | END_HEADERS, block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "lax",
                    "a_b", "1", "c", "2", "d(e", "3"));
            assertEquals("12", c.answer(3).text());
        }
    }

    @Test void trailersAreNoBytesOfTheBody() throws Exception {
        try (var edge = edge("add_trailer done yes always; location / { return 200 hello; }"); var c = open(edge)) {
            c.get(1, "/").answer(1);
            var line = edge.accessLog().awaits(1).getFirst();
            assertTrue(line.contains("HTTP/2.0\" 200 5 "), line);
        }
    }

    @Test void withoutKeepaliveAConnectionGoesWithItsFirstRequest() throws Exception {
        try (var edge = edge("keepalive_timeout 0; location / { return 200 hello; }"); var c = open(edge)) {
            assertEquals("hello", c.get(1, "/").answer(1).text());
            c.goesAway(NO_ERROR);
        }
    }

    @Test void soManyRequestsAndNoMore() throws Exception {
        try (var edge = edge("keepalive_requests 3; location / { return 200 hello; }"); var c = open(edge)) {
            for (int id = 1; id <= 5; id += 2) assertEquals("hello", c.get(id, "/").answer(id).text());
            assertEquals(5, c.goesAway(NO_ERROR).lastStream());
        }
    }

    @Test @OwlboardOnly(row = "http2-manners", value = "does not say so while a request is under way")
    void soLongAndNoLonger() throws Exception {
        try (var edge = edge("keepalive_time 1s; location / { proxy_pass http://a:80; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/");
            a.speaking().head();
            Wait.pause(Duration.ofMillis(1100));
            c.frame(PING, 0, 0, new byte[8]).until("GOAWAY", came -> came.type() == GOAWAY);
            a.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("hi");
            assertEquals("hi", c.answer(1).text());
            c.ends();
        }
    }

    /** What had been sent before the client could know is neither served nor a breach. */
    @Test @WithoutNginx("reloads in its master process, which this harness does not start")
    void aReloadThatDropsTheAddressLetsStreamsFinish() throws Exception {
        try (var edge = Edge.with("server { listen 80 http2; location / { proxy_pass http://a:80; } } server { listen 81; return 204; }");
                var c = open(edge)) {
            var a = edge.peer("a:80");
            c.get(1, "/");
            a.speaking().head();
            edge.reload("server { listen 81; return 204; } server { listen 82; location / { proxy_pass http://a:80; } }");
            assertEquals(1, c.until("GOAWAY", came -> came.type() == GOAWAY).lastStream());
            c.post(3, "/").data(3, 0, "x").window(3, 5).data(3, END_STREAM, "y").reset(3, CANCEL).goesOn();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("hi");
            assertEquals("hi", c.answer(1).text());
            c.ends();
        }
    }

    // Names.

    private static final String CERTIFICATE = "ssl_certificate /etc/ssl/certs/%1$s.crt; ssl_certificate_key /etc/ssl/private/%1$s.key; ";

    @Test void tlsAgreesOnTheProtocol() throws Exception {
        try (var edge = Edge.with("server { listen 443 ssl http2; server_name shop; " + CERTIFICATE.formatted("shop")
                + "location / { return 200 $http2-$server_protocol-$scheme-$server_name; } } "
                + "server { listen 443 ssl http2; server_name admin; " + CERTIFICATE.formatted("admin")
                + "location / { return 200 $http2-$server_name; } }")) {
            try (var tls = tls(edge, "shop", "h2", "http/1.1")) {
                assertEquals("h2", tls.getApplicationProtocol());
                var c = FrameClient.on(tls).greets();
                assertEquals("h2-HTTP/2.0-https-shop", c.get(1, "/").answer(1).text());
                assertEquals("h2-admin", c.headers(3, END_STREAM | END_HEADERS,
                        block(":method", "GET", ":scheme", "https", ":path", "/", ":authority", "admin")).answer(3).text());
            }
            try (var tls = tls(edge, "admin", "http/1.1")) {
                assertEquals("http/1.1", tls.getApplicationProtocol());
                tls.getOutputStream().write("GET / HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
                assertTrue(new String(tls.getInputStream().readAllBytes(), ISO_8859_1).endsWith("\r\n\r\n-admin"));
            }
            try (var tls = tls(edge, "admin")) {
                assertEquals("", tls.getApplicationProtocol());
                tls.getOutputStream().write("GET / HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
                assertTrue(new String(tls.getInputStream().readAllBytes(), ISO_8859_1).startsWith("HTTP/1.1 200 "));
            }
        }
    }

    /** RFC 9113 §3.2, §9.2.1, §9.2.2. */
    @Test void tlsIsAsHttp2WantsIt() throws Exception {
        try (var edge = Edge.with("server { listen 443 ssl http2; server_name old; ssl_protocols TLSv1.2; " + CERTIFICATE.formatted("old")
                + "location / { return 200 hello; } }", Certificates.rsa("old"))) {
            try (var tls = tls(edge, "old", "h2c", "http/1.1")) {
                assertEquals("http/1.1", tls.getApplicationProtocol());
            }
            try (var tls = unshaken(edge, "old", "h2")) {
                tls.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
                var parameters = tls.getSSLParameters();
                parameters.setNamedGroups(new String[] {"secp256r1"});
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                var c = FrameClient.on(tls).greets();
                assertEquals(200, c.get(1, "/").answer(1).status());
                var end = assertThrows(IOException.class, () -> {
                    tls.startHandshake(); // again
                    if (tls.getInputStream().read() < 0) throw new EOFException();
                });
                assertFalse(end instanceof SocketTimeoutException, "a renegotiation ends the connection");
            }
        }
    }

    /** RFC 9113 §9.2.2: who offers nothing better for TLS 1.2 is served by HTTP/1.1, or told that there is no protocol in common. */
    @Test @OwlboardOnly(row = "http2-breaches", value = "agrees on HTTP/2 with any suite")
    void prohibitedSuitesAreNotForHttp2() throws Exception {
        try (var edge = Edge.with("server { listen 443 ssl http2; server_name old; ssl_protocols TLSv1.2; ssl_ciphers ALL; "
                + CERTIFICATE.formatted("old") + "location / { return 200 hello; } }", Certificates.rsa("old"))) {
            for (var suite : List.of("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384")) {
                try (var tls = unshaken(edge, "old", "h2", "http/1.1")) {
                    tls.setEnabledCipherSuites(new String[] {suite});
                    tls.startHandshake();
                    assertEquals(suite, tls.getSession().getCipherSuite());
                    assertEquals("http/1.1", tls.getApplicationProtocol());
                }
                try (var tls = unshaken(edge, "old", "h2")) {
                    tls.setEnabledCipherSuites(new String[] {suite});
                    assertThrows(IOException.class, tls::startHandshake);
                }
            }
            for (var suite : List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")) {
                try (var tls = unshaken(edge, "old", "h2", "http/1.1")) {
                    tls.setEnabledCipherSuites(new String[] {suite});
                    tls.startHandshake();
                    assertEquals("h2", tls.getApplicationProtocol());
                }
            }
        }
    }

    /** RFC 9113 §9.2: nothing older than TLS 1.2. */
    @Test void oldVersionsOfTlsAreRefused() throws Exception {
        try (var edge = Edge.with("server { listen 443 ssl http2; server_name shop; " + CERTIFICATE.formatted("shop")
                + "location / { return 200 hello; } }"); var client = edge.client()) {
            client.sendsRaw("\u0016\u0003\u0001\u0000\u0031\u0001\u0000\u0000\u002d\u0003\u0002" + "r".repeat(32)
                    + "\u0000\u0000\u0004\u00c0\u0013\u00c0\u0009\u0001\u0000\u0000\u0000");
            var end = client.rest();
            assertTrue(end.isEmpty() || end.charAt(0) == 0x15, "an alert, or nothing at all");
        }
    }

    @Test @OwlboardOnly(row = "http2-directive", value = "has no directive http2 before 1.25.1")
    void http2IsAServersOwnAffair() throws Exception {
        try (var edge = Edge.with("server { listen 443 ssl; http2 on; server_name shop; " + CERTIFICATE.formatted("shop")
                + "location / { return 200 x; } } "
                + "server { listen 443 ssl; server_name admin; " + CERTIFICATE.formatted("admin") + "location / { return 200 x; } }")) {
            try (var tls = tls(edge, "shop", "h2", "http/1.1")) {
                assertEquals("h2", tls.getApplicationProtocol());
            }
            try (var tls = tls(edge, "admin", "h2", "http/1.1")) {
                assertEquals("http/1.1", tls.getApplicationProtocol());
            }
        }
    }

    @Test void bothProtocolsOnOneAddressInTheClear() throws Exception {
        try (var edge = Edge.with("server { listen 80 http2; location / { return 200 $server_protocol; } }")) {
            try (var c = open(edge)) {
                assertEquals("HTTP/2.0", c.get(1, "/").answer(1).text());
            }
        }
    }

    // WebSocket (RFC 8441).

    private static FrameClient asksForSocket(FrameClient c, int id) {
        return c.headers(id, END_HEADERS, block(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/ws?a=b",
                ":authority", "shop", "sec-websocket-version", "13", "origin", "http://shop", "sec-websocket-key", "my own"));
    }

    private static final String SOCKETS =
            "location / { proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header "
            + "Connection \"upgrade\"; proxy_pass http://a:80; }";

    private static void switches(FrameClient c, Peer a, int id) throws Exception {
        asksForSocket(c, id);
        var head = a.speaking().head();
        assertEquals("GET /ws?a=b HTTP/1.1", head.getFirst());
        assertTrue(head.contains("Upgrade: websocket") && head.contains("Connection: upgrade")
                && head.contains("sec-websocket-version: 13"), head.toString());
        var keys = head.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key: ")).toList();
        assertTrue(keys.size() == 1 && keys.getFirst().matches(".*: [A-Za-z0-9+/]{22}=="), head.toString());
        assertTrue(head.stream().noneMatch(line -> line.matches("(?i)(content-length|transfer-encoding|:protocol).*")), head.toString());
        a.sends("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=", "Sec-WebSocket-Protocol: chat", "");
        var fields = c.fields(c.until("HEADERS", came -> came.type() == HEADERS && came.id() == id));
        assertEquals(":status: 200", fields.getFirst());
        assertTrue(fields.contains("sec-websocket-protocol: chat"), fields.toString());
        assertTrue(fields.stream().noneMatch(line -> line.matches("(upgrade|connection|sec-websocket-accept): .*")), fields.toString());
    }

    /** RFC 8441 §5: any 2xx would be the tunnel, and what comes behind it its first bytes. */
    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void anOrdinaryAnswerIsNoTunnel() throws Exception {
        try (var edge = edge(SOCKETS + " location /here { return 200 here; }"); var c = open(edge)) {
            var a = edge.peer("a:80");
            for (var answer : List.of("200 OK", "204 No Content", "403 Forbidden")) {
                int id = 1 + 2 * List.of("200 OK", "204 No Content", "403 Forbidden").indexOf(answer);
                asksForSocket(c, id);
                a.speaking().head();
                a.sends("HTTP/1.1 " + answer, answer.startsWith("204") ? "X-A: b" : "Content-Length: 0", "");
                var fields = c.fields(c.until("HEADERS", came -> came.type() == HEADERS && came.id() == id));
                assertEquals(":status: " + (answer.startsWith("2") ? "501" : "403"), fields.getFirst());
            }
            c.headers(7, END_HEADERS, block(":method", "CONNECT", ":protocol", "other", ":scheme", "http", ":path", "/here",
                    ":authority", "shop"));
            assertEquals(":status: 501", c.fields(c.until("HEADERS", came -> came.type() == HEADERS && came.id() == 7)).getFirst());
            // one that nobody knows: the peer, which would not answer, hears nothing
            c.headers(9, END_HEADERS, block(":method", "CONNECT", ":protocol", "connect-udp", ":scheme", "http", ":path", "/udp",
                    ":authority", "shop"));
            assertEquals(501, c.answer(9).status());
            c.goesOn();
            Wait.until("all are logged", () -> edge.accessLog().lines().size() == 5);
            assertTrue(edge.accessLog().lines().getLast().contains(" 501 "), edge.accessLog().lines().getLast());
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void aWebSocketThatItsClientEnds() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            var a = edge.peer("a:80");
            switches(c, a, 1);
            c.data(1, 0, "hello");
            a.receivesBody("hello").sendsRaw("welcome");
            assertEquals("welcome", new String(c.until("DATA", came -> came.type() == DATA).payload(), ISO_8859_1));
            c.data(1, END_STREAM, "bye");
            a.receivesBody("bye");
            a.current().isClosed();
            c.goesOn();
            Wait.until("the tunnel is logged", () -> edge.accessLog().lines().size() == 1);
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void aWebSocketThatItsPeerEnds() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            var a = edge.peer("a:80");
            switches(c, a, 1);
            a.sendsRaw("last words").closes();
            assertEquals("last words", new String(c.until("DATA", came -> came.type() == DATA && came.payload().length > 0).payload(),
                    ISO_8859_1));
            c.until("the end of the stream", came -> came.id() == 1 && (came.has(END_STREAM) || came.type() == RST_STREAM));
            c.goesOn();
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void aWebSocketThatItsClientResets() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            var a = edge.peer("a:80");
            switches(c, a, 1);
            c.reset(1, CANCEL);
            a.current().isClosed();
            switches(c, a, 3);
            c.close();
            Wait.until("the tunnel ends with its connection", () -> a.openConnections() == 0);
            edge.errorLog().awaitsPart("connection closed while proxying upgraded connection");
            assertFalse(edge.errorLog().lines().stream().anyMatch(line -> line.contains("[error]")), edge.errorLog().lines().toString());
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void nothingButDataGoesThroughATunnel() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            var a = edge.peer("a:80");
            switches(c, a, 1);
            c.headers(1, END_STREAM | END_HEADERS, block("x", "y")).isReset(1, PROTOCOL_ERROR);
            a.current().isClosed();
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void manyBytesBothWaysThroughATunnel() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            var a = edge.peer("a:80");
            switches(c, a, 1);
            for (int i = 0; i < 100; i++) {
                c.data(1, 0, "z".repeat(10_000));
                a.receivesBody("z".repeat(10_000)).sendsRaw("y".repeat(10_000));
                for (int came = 0; came < 10_000; ) came += c.until("DATA", frame -> frame.type() == DATA).payload().length;
                c.window(0, 10_000).window(1, 10_000);
            }
        }
    }

    @Test @OwlboardOnly(row = "http2-websocket", value = "knows no extended CONNECT")
    void aPeerThatRefusesTheSocketAnswers() throws Exception {
        try (var edge = edge(SOCKETS); var c = open(edge)) {
            edge.peer("a:80").serves(403);
            assertEquals(403, asksForSocket(c, 1).answer(1).status());
            c.goesOn();
        }
    }
}
