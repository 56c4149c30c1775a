package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.wire.http2.FrameClient;
import owlboard.wire.http2.FrameServer;

/** {@code proxy_pass} with {@code proxy_http_version 2}, and a server that the test plays. What is the same for gRPC, GrpcTest tells. */
@OwlboardOnly(row = "grpc-connections", value = "has it from 1.29.4 on")
class ProxyHttp2Test {
    private static final String A = "a:80";
    private static final String B = "b:80";

    private static Edge edge(String http) {
        return Edge.with("proxy_http_version 2; " + http);
    }

    /** The connection that is made to a peer as its {@code nth}. */
    private static FrameServer asked(Edge edge, String peer, int nth, long... settings) {
        return FrameServer.on(edge.peer(peer).accepts(nth), settings);
    }

    /** One location with one peer, which listens. */
    private static Edge passing(String directives) {
        var edge = edge("server { listen 80; location / { proxy_pass http://a:80; " + directives + " } }");
        edge.peer(A);
        return edge;
    }

    private static Wire gets(Edge edge, String... lines) {
        return sends(edge.client(), "GET / HTTP/1.1", lines);
    }

    private static Wire sends(Wire client, String first, String... lines) {
        return client.sendsRaw(first + "\r\nHost: shop\r\n" + String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList())
                + "\r\n");
    }

    private static void ok(FrameServer server, int id) {
        server.fields(id, 0, ":status", "200", "content-length", "2").data(id, END_STREAM, "ok");
    }

    private static void isOk(Wire client) {
        assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
        client.receivesBody("ok");
    }

    private static int status(Wire client) {
        return Integer.parseInt(client.head().getFirst().split(" ")[1]);
    }

    // What is asked.

    @Test void aRequestBecomesFields() {
        try (var edge = edge("""
                server { listen 80; location /in/ {
                    proxy_set_header X-Set $request_method; proxy_set_header Host $host; proxy_set_header Accept "";
                    proxy_set_header TE $http_te; proxy_set_header Keep-Alive 5; proxy_set_header X-Space " $http_none b ";
                    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
                    proxy_pass http://a:80/out/; } }"""); var client = edge.client()) {
            edge.peer(A);
            sends(client, "GET /in/x%20y?q=%2F HTTP/1.1", "Accept: a", "X-In: 1", "Cookie: a=b", "TE: gzip, trailers", "Keep-Alive: 1",
                    "Upgrade: websocket", "Connection: upgrade, te, x-hop", "X-Hop: 1", "Expect: 100-continue");
            var s = asked(edge, A, 1);
            assertEquals(List.of(":method: GET", ":scheme: http", ":path: /out/x%20y?q=%2F", ":authority: shop", "x-set: GET",
                    "te: trailers", "x-space: b", "x-in: 1", "cookie: a=b"), s.head(1));
            ok(s, 1);
            isOk(client);
        }
    }

    @Test void theHostOfTheUrlIsTheAuthority() {
        try (var edge = passing("proxy_method $arg_m;"); var client = edge.client()) {
            sends(client, "GET /?m=OPTIONS HTTP/1.1");
            var s = asked(edge, A, 1);
            assertEquals(List.of(":method: OPTIONS", ":scheme: http", ":path: /?m=OPTIONS", ":authority: a"), s.head(1));
            ok(s, 1);
            isOk(client);
        }
    }

    @Test void theNextRequestHasTheConnectionAgain() {
        try (var edge = passing(""); var client = edge.client()) {
            sends(client, "GET / HTTP/1.1");
            var s = asked(edge, A, 1);
            s.head(1);
            ok(s, 1);
            isOk(client);
            s.frame(WINDOW_UPDATE, 0, 0, ints(9)); // news that is none
            for (var answer : new String[] {"HEAD 200", "GET 204", "GET 304"}) {
                sends(client, answer.substring(0, answer.indexOf(' ')) + " / HTTP/1.1");
                int id = s.until(HEADERS).id();
                s.fields(id, END_STREAM, ":status", answer.substring(answer.length() - 3), "etag", "\"e\"", "content-length", "7");
                var head = client.head();
                assertTrue(head.getFirst().contains(answer.substring(answer.length() - 3)), head.getFirst());
                assertEquals(!answer.endsWith("204"), head.contains("Content-Length: 7"), "" + head);
            }
            sends(client, "GET / HTTP/1.1");
            s.head(9);
            s.fields(9, 0, ":status", "200").data(9, 0, "a").data(9, END_STREAM, "b");
            assertTrue(client.head().contains("Transfer-Encoding: chunked"));
            client.receivesChunked("ab");
            assertEquals(1, edge.peer(A).connections());
        }
    }

    @Test void bodiesAreSentFromMemoryFromFilesAndAsTheyCome() {
        try (var edge = edge("""
                server { listen 80; client_body_buffer_size 8k;
                    location / { proxy_pass http://a:80; }
                    location /live { proxy_request_buffering off; proxy_pass http://a:80; }
                    location /set { proxy_set_body "<$uri>"; proxy_pass http://a:80; }
                    location /none { proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_pass http://a:80; } }""");
                var client = edge.client()) {
            edge.peer(A);
            var big = "0123456789".repeat(30_000); // more than the window of a stream
            sends(client, "POST / HTTP/1.1", "Content-Length: " + big.length()).sendsRaw(big);
            var s = asked(edge, A, 1);
            assertTrue(s.head(1).contains("content-length: " + big.length()));
            var came = s.body(1, 65_535);
            assertEquals(65_535, came.length());
            s.frame(WINDOW_UPDATE, 0, 0, ints(1 << 24)).frame(WINDOW_UPDATE, 0, 1, ints(1 << 24));
            came += s.body(1, big.length() - came.length());
            assertTrue(big.equals(came));
            ok(s, 1);
            isOk(client);
            sends(client, "POST / HTTP/1.1", "Transfer-Encoding: chunked").sendsRaw("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertTrue(s.head(3).contains("content-length: 5"));
            assertEquals("abcde", s.body(3, 5));
            ok(s, 3);
            isOk(client);
            sends(client, "POST /live HTTP/1.1", "Transfer-Encoding: chunked").sendsRaw("3\r\nabc\r\n");
            assertFalse(("" + s.head(5)).contains("content-length"));
            assertEquals("abc", s.body(5, 3));
            client.sendsRaw("2\r\nde\r\n0\r\n\r\n");
            assertEquals("de", s.body(5, 2));
            ok(s, 5);
            isOk(client);
            sends(client, "POST /set HTTP/1.1", "Content-Length: 2").sendsRaw("no");
            assertTrue(s.head(7).contains("content-length: 6"));
            assertEquals("</set>", s.body(7, 6));
            ok(s, 7);
            isOk(client);
            sends(client, "POST /none HTTP/1.1", "Content-Length: 2").sendsRaw("no");
            var head = s.until(HEADERS);
            assertTrue(head.has(END_STREAM));
            ok(s, 9);
            isOk(client);
        }
    }

    // What is not answered.

    /** What was not processed may be sent again, whatever it is (RFC 9113 §8.7). */
    @Test void whatWasNotProcessedIsSentToAnother() {
        List<Consumer<FrameServer>> refusals = List.of(s -> s.frame(GOAWAY, 0, 0, ints(0, 0)), s -> s.frame(RST_STREAM, 0, 1, ints(7)));
        for (var refusal : refusals) {
            try (var edge = edge("upstream g { server a:80; server b:80 backup; } "
                    + "server { listen 80; location / { proxy_pass http://g; } }");
                    var client = edge.client()) {
                edge.peer(A);
                edge.peer(B);
                sends(client, "POST /x HTTP/1.1", "Content-Length: 4").sendsRaw("body");
                var a = asked(edge, A, 1);
                a.head(1);
                refusal.accept(a);
                var b = asked(edge, B, 1);
                assertTrue(b.head(1).contains(":path: /x"));
                assertEquals("body", b.body(1, 4));
                ok(b, 1);
                isOk(client);
            }
        }
    }

    @Test void whatFailsIsTriedElsewhereAsTheFileSays() {
        try (var edge = edge("""
                log_format u '$upstream_status $upstream_bytes_sent';
                upstream g { server a:80 max_fails=0; server b:80 backup; }
                server { listen 80; access_log /var/log/nginx/u.log u;
                    location / { proxy_next_upstream error timeout http_503; proxy_read_timeout 5s; proxy_pass http://g; } }""");
                var client = edge.client()) {
            edge.peer(A);
            edge.peer(B);
            sends(client, "GET / HTTP/1.1");
            var a = asked(edge, A, 1);
            a.head(1);
            var unwell = block(":status", "503");
            a.raw(join(header(unwell.length, HEADERS, END_HEADERS, 1), unwell, header(1, DATA, END_STREAM, 1), new byte[1]));
            var b = asked(edge, B, 1);
            b.head(1);
            ok(b, 1);
            isOk(client);
            sends(client, "GET / HTTP/1.1");
            a.head(3); // its connection was kept
            a.wire.resets();
            a = asked(edge, A, 2); // an idle connection that was dead is nobody's failure
            a.head(1);
            a.wire.resets();
            b.head(3);
            ok(b, 3);
            isOk(client);
            sends(client, "POST / HTTP/1.1", "Content-Length: 1").sendsRaw("x");
            a = asked(edge, A, 3);
            a.head(1);
            a.frame(RST_STREAM, 0, 1, ints(2)); // it may have acted on it
            assertEquals(502, status(client));
            edge.log("u.log").awaitsPart("503, 200 ");
            edge.errorLog().awaitsPart("upstream rejected request with error 2 while reading response header from upstream");
        }
    }

    @Test void aServerThatBreaksTheProtocolIs502AndTheLogSaysWhy() {
        record Breach(String why, Consumer<FrameServer> by) {}
        var breaches = List.of(
                new Breach("upstream sent status 101 where none can be", s -> s.fields(1, 0, ":status", "101")),
                new Breach("upstream sent no :status first", s -> s.fields(1, 0, "x-a", "b")),
                new Breach("upstream sent PUSH_PROMISE", s -> s.frame(PUSH_PROMISE, END_HEADERS, 1, ints(2))),
                new Breach("upstream sent too big header", s -> s.fields(1, 0, ":status", "200", "x-a", "~".repeat(9_000))),
                new Breach("upstream sent duplicate header line: \"Content-Length\"",
                        s -> s.fields(1, 0, ":status", "200", "content-length", "1", "content-length", "1")),
                new Breach("upstream sent invalid \"Content-Length\" header: \" 2\"",
                        s -> s.fields(1, 0, ":status", "200", "content-length", " 2").data(1, END_STREAM, "more")),
                new Breach("response body smaller than indicated content length",
                        s -> s.fields(1, END_STREAM, ":status", "200", "content-length", "1" + "0".repeat(18))),
                new Breach("upstream sent DATA for unknown stream 5", s -> s.data(5, 0, "x")));
        try (var edge = passing("proxy_buffer_size 2k;")) {
            try (var client = gets(edge)) {
                edge.peer(A).accepts(1).sends("HTTP/1.1 400 Bad Request", "");
                assertEquals(502, status(client));
                edge.errorLog().awaitsPart("upstream sent an answer of HTTP/1 while reading response header from upstream");
            }
            int nth = 1;
            for (var breach : breaches) {
                try (var client = gets(edge)) {
                    var s = asked(edge, A, ++nth);
                    s.head(1);
                    breach.by.accept(s);
                    assertEquals(502, status(client), breach.why);
                    s.wire.rest();
                    edge.errorLog().awaitsPart(breach.why);
                }
            }
        }
    }

    @Test void anAnswerThatBreaksOffIsSeenToBeBroken() {
        List<Consumer<FrameServer>> breaks = List.of(s -> s.frame(RST_STREAM, 0, 1, ints(2)), s -> s.wire.finishes(),
                s -> s.data(1, 0, "more"), s -> s.frame(DATA, END_STREAM, 1));
        try (var edge = passing("")) {
            int nth = 0;
            for (var end : breaks) {
                try (var client = gets(edge)) {
                    var s = asked(edge, A, ++nth);
                    s.head(1);
                    s.fields(1, 0, ":status", "200", "content-length", "5").data(1, 0, "four");
                    assertEquals(200, status(client));
                    client.receivesBody("four");
                    end.accept(s);
                    assertEquals("", client.rest());
                }
            }
        }
    }

    /** A server that closes while there is more for it to read resets the connection: what it said before is its answer (RFC 9113 §8.1). */
    @Test void anAnswerThatCameIsWholeWhateverBecomesOfTheConnection() {
        var answer = join(header(2, DATA, END_STREAM, 1), new byte[] {'o', 'k'});
        var head = block(":status", "200", "content-length", "2");
        answer = join(header(head.length, HEADERS, END_HEADERS, 1), head, answer);
        try (var edge = passing("")) {
            for (int nth = 1; nth <= 10; nth++) {
                try (var client = gets(edge)) {
                    var s = asked(edge, A, nth);
                    s.head(1);
                    s.until("the settings were heard", came -> came.type() == SETTINGS && came.has(ACK)); // nothing is on its way
                    s.raw(join(answer, nth == 1 ? header(0, DATA, 0, 1) : join(header(8, PING, 0, 0), new byte[8])));
                    s.wire.resets();
                    isOk(client);
                }
            }
        }
    }

    @Test void timesAreOver() {
        try (var edge = passing("proxy_read_timeout 1s; proxy_send_timeout 1s;")) {
            try (var client = gets(edge)) {
                asked(edge, A, 1).head(1);
                assertEquals(504, status(client));
            }
            try (var client = sends(edge.client(), "POST / HTTP/1.1", "Content-Length: 100000").sendsRaw("x".repeat(100_000))) {
                asked(edge, A, 2).body(1, 65_535); // and opens no window
                assertEquals(504, status(client));
                edge.errorLog().awaitsPart("upstream timed out (110: Connection timed out) while sending request to upstream");
            }
        }
    }

    /** What a server says of the connection is no answer: somebody else is asked as late as ever. */
    @Test void aServerThatSaysNoMoreThanItsSettingsIsLate() {
        try (var edge = edge("upstream g { server a:80; server b:80; } "
                + "server { listen 80; location / { owlboard_hedge on; proxy_read_timeout 1h; proxy_pass http://g; } }")) {
            edge.peer(A);
            edge.peer(B);
            try (var client = gets(edge)) {
                var a = asked(edge, A, 1);
                a.head(1);
                a.frame(PING, 0, 0, ints(1, 2));
                var b = asked(edge, B, 1);
                b.head(1);
                ok(b, 1);
                isOk(client);
                assertEquals(8, a.until(RST_STREAM).code());
            }
        }
    }

    @Test void aClientThatLeavesIsHeardOfWhileNothingIsAnswered() {
        try (var edge = passing("proxy_read_timeout 1h;")) {
            var client = gets(edge);
            var s = asked(edge, A, 1);
            s.head(1);
            s.frame(PING, 0, 0, ints(1, 2));
            s.until("the echo", came -> came.type() == PING && came.has(ACK));
            client.closes();
            assertEquals(8, s.until(RST_STREAM).code());
        }
    }

    // What is answered.

    @Test void interimAnswersComeBeforeTheAnswer() {
        try (var edge = passing("early_hints 1;"); var client = gets(edge)) {
            var s = asked(edge, A, 1);
            s.head(1);
            s.fields(1, 0, ":status", "100").fields(1, 0, ":status", "103", "link", "</a>", "content-length", "1");
            assertEquals(List.of("HTTP/1.1 103 Early Hints", "link: </a>"), client.head());
            s.fields(1, 0, ":status", "200").data(1, END_STREAM, "ok"); // the length was of no body
            assertEquals(200, status(client));
            client.receivesChunked("ok");
        }
    }

    @Test void trailersArePassedWhereThatIsAskedFor() throws Exception {
        try (var edge = edge("""
                server { listen 81; location / { proxy_pass http://a:80; }
                    location /on { proxy_pass_trailers on; proxy_pass http://a:80; } }
                server { listen 80 http2; location / { proxy_pass_trailers on; proxy_pass http://b:80; } }""")) {
            edge.peer(A);
            edge.peer(B);
            try (var client = sends(edge.client(81), "GET /on HTTP/1.1", "TE: trailers")) {
                var s = asked(edge, A, 1);
                s.head(1);
                s.fields(1, 0, ":status", "200").data(1, 0, "x").fields(1, END_STREAM, "x-t", "1");
                assertEquals(200, status(client));
                client.receivesBody("1\r\nx\r\n0\r\nx-t: 1\r\n\r\n");
                sends(client, "GET / HTTP/1.1", "TE: trailers");
                s.head(3);
                s.fields(3, 0, ":status", "200").data(3, 0, "x").fields(3, END_STREAM, "x-t", "1");
                assertEquals(200, status(client));
                client.receivesChunked("x");
                try (var c = FrameClient.open(edge.address())) {
                    c.get(1, "/");
                    var b = asked(edge, B, 1);
                    b.head(1);
                    b.fields(1, 0, ":status", "200", "content-length", "1").data(1, 0, "x").fields(1, END_STREAM, "x-t", "1");
                    var trailers = c.until("trailers", came -> came.type() == HEADERS && came.has(END_STREAM));
                    assertEquals(List.of("x-t: 1"), c.fields(trailers));
                }
            }
        }
    }

    @Test void answersAreStoredAndAskedForAgain() {
        try (var edge = edge("""
                proxy_cache_path /var/cache/nginx/z keys_zone=z:1m;
                server { listen 80; location / { proxy_cache z; proxy_cache_valid 1h; proxy_cache_revalidate on;
                    add_header X-Cache $upstream_cache_status; proxy_pass http://a:80; } }"""); var client = edge.client()) {
            edge.peer(A);
            sends(client, "HEAD /a HTTP/1.1", "If-None-Match: \"x\"");
            var s = asked(edge, A, 1);
            assertEquals(List.of(":method: GET", ":scheme: http", ":path: /a", ":authority: a"), s.head(1));
            s.fields(1, 0, ":status", "200", "etag", "\"e\"", "cache-control", "max-age=0").data(1, END_STREAM, "stored");
            assertTrue(client.head().contains("X-Cache: MISS"));
            sends(client, "GET /b HTTP/1.1");
            s.head(3);
            s.fields(3, 0, ":status", "200").data(3, END_STREAM, "stored");
            assertTrue(client.head().contains("X-Cache: MISS"));
            client.receivesChunked("stored");
            sends(client, "GET /b HTTP/1.1");
            var hit = client.head();
            assertEquals("HTTP/1.1 200 OK", hit.getFirst());
            assertTrue(hit.contains("X-Cache: HIT"), "" + hit);
            client.receivesBody("stored");
            sends(client, "GET /c HTTP/1.1");
            s.head(5);
            s.fields(5, 0, ":status", "200").data(5, 0, "half");
            assertEquals(200, status(client));
            s.frame(RST_STREAM, 0, 5, ints(2));
            client.rest();
            try (var next = sends(edge.client(), "GET /c HTTP/1.1")) { // what broke off is not stored
                s = asked(edge, A, 2);
                s.head(1);
                ok(s, 1);
                isOk(next);
            }
        }
    }

    @Test void errorsRedirectsAndFilesGoTheirWays() {
        try (var edge = edge("""
                server { listen 80;
                    location / { proxy_intercept_errors on; error_page 404 = /page; proxy_redirect http://b/ /; proxy_pass http://a:80; }
                    location /page { return 200 page; }
                    location /kept { proxy_store /var/tmp/kept; proxy_pass http://a:80; } }"""); var client = edge.client()) {
            edge.peer(A);
            sends(client, "GET / HTTP/1.1");
            var s = asked(edge, A, 1);
            s.head(1);
            s.fields(1, END_STREAM, ":status", "404");
            assertEquals(200, status(client));
            client.receivesBody("page");
            sends(client, "GET / HTTP/1.1");
            s.head(3);
            s.fields(3, END_STREAM, ":status", "200", "x-accel-redirect", "/page");
            assertEquals(200, status(client));
            client.receivesBody("page");
            sends(client, "GET / HTTP/1.1");
            s.head(5);
            s.fields(5, END_STREAM, ":status", "302", "location", "http://b/x");
            assertTrue(client.head().contains("Location: http://shop/x"));
            sends(client, "GET /kept HTTP/1.1");
            s.head(7);
            s.fields(7, 0, ":status", "200").data(7, END_STREAM, "kept");
            client.head();
            client.receivesChunked("kept");
            Wait.until("it is kept", () -> edge.file("/var/tmp/kept").toFile().length() == 4);
        }
    }

    /** A server is not held up by a client that reads nothing, and what has come is not lost. */
    @Test void aSlowClientHoldsNobodyUp() {
        try (var edge = passing("proxy_buffers 4 8k;"); var client = edge.narrowClient()) {
            sends(client, "GET / HTTP/1.1");
            var s = asked(edge, A, 1);
            s.head(1);
            s.fields(1, 0, ":status", "200", "content-length", "8000000");
            long open = 256 << 10;
            for (int sent = 0; sent < 500; sent++) {
                while (open < 16_000) {
                    var came = s.until("a window", frame -> frame.type() == WINDOW_UPDATE && frame.id() == 1);
                    open += came.number();
                }
                s.data(1, sent == 499 ? END_STREAM : 0, "%016d".formatted(sent).repeat(1000));
                open -= 16_000;
            }
            client.reading(true);
            assertEquals(200, status(client));
            for (int i = 0; i < 500; i++) assertTrue(client.bytes(16_000).endsWith("%016d".formatted(i)), "piece " + i);
        }
    }

    @Test void theLogTellsOfIt() {
        try (var edge = edge("""
                log_format u '$status $upstream_status $upstream_http_x_a $upstream_response_length $upstream_bytes_received';
                server { listen 80; access_log /var/log/nginx/u.log u; location / { proxy_pass http://a:80; } }""")) {
            edge.peer(A);
            try (var client = gets(edge)) {
                var s = asked(edge, A, 1);
                s.head(1);
                s.fields(1, 0, ":status", "200", "x-a", "b").data(1, END_STREAM, "four");
                assertEquals(200, status(client));
                client.receivesChunked("four");
                edge.log("u.log").awaitsPart("200 200 b 4 " + (9 + 9 + block(":status", "200", "x-a", "b").length + 9 + 4));
            }
        }
    }

    @Test void underTlsHttp2IsAgreedOn() {
        try (var edge = edge("server { listen 80; proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/ssl/certs/ca.crt; "
                + "proxy_ssl_name shop; proxy_ssl_server_name on; location / { set $to https://g; proxy_pass $to; } } "
                + "upstream g { server a:80; }")) {
            edge.tlsPeer(A, Identity.SHOP, false);
            try (var client = gets(edge)) {
                var s = asked(edge, A, 1);
                assertTrue(s.head(1).contains(":scheme: https"));
                assertEquals("h2", s.wire.applicationProtocol());
                ok(s, 1);
                isOk(client);
            }
        }
    }

    @Test void checksAreHttp2() {
        try (var edge = edge("""
                match fine { status 200; header x-a = b; body ~ "^fine$"; }
                upstream g { zone g 64k; server a:80; }
                server { listen 80; location / { proxy_set_header X-C 1; proxy_pass http://g;
                    health_check mandatory interval=1s uri=/well match=fine; } }""")) {
            edge.peer(A);
            var s = asked(edge, A, 1);
            assertEquals(List.of(":method: GET", ":scheme: http", ":path: /well", ":authority: g", "x-c: 1"), s.head(1));
            s.frame(PING, 0, 0, ints(1, 2));
            s.fields(1, 0, ":status", "200", "x-a", "b").data(1, 0, "fi").data(1, END_STREAM, "ne");
            s.wire.rest();
            asked(edge, A, 2).frame(RST_STREAM, 0, 1, ints(7));
            edge.errorLog().awaitsPart("upstream rejected request with error 7");
        }
    }
}
