package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http2.FrameClient;

/** What a stream asks for becomes one request of HTTP/1 at the other end, the same one, or none. */
@OwlboardOnly(row = "http2-breaches", value = "answers some of these with 400, and drops others")
class HostileHttp2Test {
    private static final String EVIL = "GET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String[] OUTER = {":method", "POST", ":scheme", "http", ":path", "/outer", ":authority", "shop"};
    private static final List<String> BODIES = List.of("", "hello", EVIL, "0\r\n\r\n" + EVIL, "5\r\nhello\r\n0\r\n\r\n" + EVIL,
            "\r\n\r\n" + EVIL);
    /** Further fields of the request, in names and values. */
    private static final List<String[]> FIELDS = List.of(new String[] {}, fields("content-length", "0"), fields("content-length", "5"),
            fields("content-length", "38"), fields("content-length", "5", "content-length", "5"),
            fields("content-length", "5", "content-length", "0"), fields("content-length", "5, 5"), fields("content-length", "+5"),
            fields("content-length", "0x5"), fields("content-length", "5\r\ntransfer-encoding: chunked"),
            fields("content-length", "99999999999999999999"), fields("content_length", "0"), fields("content-length\0", "0"),
            fields("transfer-encoding", "chunked"), fields("transfer-encoding", "identity"), fields("transfer_encoding", "chunked"),
            fields("transfer-encoding ", "chunked"), fields("Transfer-Encoding", "chunked"), fields("\u000btransfer-encoding", "chunked"),
            fields("x: y\r\ntransfer-encoding", "chunked"), fields("x\r\n\r\nGET /smuggled HTTP/1.1\r\nHost", "shop"),
            fields("x", "y\r\ntransfer-encoding: chunked"), fields("x", "y\ntransfer-encoding: chunked"), fields("x", "y\r\n\r\n" + EVIL),
            fields("x:transfer-encoding", "chunked"), fields("te", "chunked"), fields("te", "trailers"),
            fields("trailer", "content-length"),
            fields("connection", "content-length"), fields("connection", "close, x-forwarded-for"), fields("keep-alive", "timeout=1"),
            fields("upgrade", "websocket"), fields("upgrade", "h2c", "http2-settings", "AAMAAABkAAQAAP__"),
            fields("proxy-connection", "keep-alive"), fields("expect", "100-continue"), fields("host", "evil"), fields("host", "shop"),
            fields("host", "shop", "host", "shop"), fields("cookie", "a=1\r\nx: y"), fields("", "x"), fields(":path", "/smuggled"),
            fields(":x", "y"), fields("range", "bytes=0-0"), fields("http2-settings", "x"));
    /** Whole heads. */
    private static final List<String[]> HEADS = List.of(head("POST /smuggled HTTP/1.1\r\nHost: evil\r\n\r\nPOST", "http", "/outer", "shop"),
            head("POST\t/smuggled", "http", "/outer", "shop"), head("POST", "http", "/outer HTTP/1.1\r\nX: y\r\n\r\n" + EVIL, "shop"),
            head("POST", "http", "/outer HTTP/1.1", "shop"), head("POST", "http", "/outer\nx", "shop"),
            head("POST", "http", "smuggled", "shop"),
            head("POST", "http", "http://evil/smuggled", "shop"), head("POST", "http", "/outer#/smuggled", "shop"),
            head("POST", "http", "*", "shop"), head("POST", "http", "/outer", "shop\r\nx: y"), 
            head("POST", "http", "/outer", "shop/smuggled"),
            head("POST", "http", "/outer", "me@shop"), head("POST", "http", "/outer", ""),
            head("POST", "http://evil/smuggled?", "/outer", "shop"),
            head("CONNECT", "http", "/outer", "shop"), head("PRI", "http", "*", "shop"), head("pos t", "http", "/outer", "shop"));

    /** Answers of the edge itself. */
    private static final String LOCAL = """
            limit_req_zone $server_name zone=r:1m rate=1r/m;
            upstream api { server a:80; }
            server { listen 80 http2; client_max_body_size 100; error_page 410 /gone.html;
                location /return { return 200 ok; }
                location /redirect { return 301 /x; }
                location /denied { deny all; }
                location /missing { root /srv; }
                location /page { return 410; }
                location = /gone.html { return 200 gone; }
                location /limited { limit_req zone=r; root /srv; }
                location /down { proxy_pass http://api; }
                location /evil { return 200 evil; }
            }
            """;

    private static String[] fields(String... fields) {
        return fields;
    }

    private static String[] head(String method, String scheme, String path, String authority) {
        return fields(":method", method, ":scheme", scheme, ":path", path, ":authority", authority);
    }

    private static List<String[]> requests() {
        var requests = new ArrayList<String[]>();
        for (var fields : FIELDS) requests.add(Stream.concat(Arrays.stream(OUTER), Arrays.stream(fields)).toArray(String[]::new));
        requests.addAll(HEADS);
        return requests;
    }

    /** Balancer, gateway, backend: never two requests of one, never another target, never another body. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void nothingThatHttp1WouldReadOtherwiseIsForwarded(String buffering) throws Exception {
        int passed = 0;
        try (var tiers = Tiers.with(buffering, "", "")) {
            for (var request : requests()) {
                for (var body : BODIES) {
                    tiers.forget();
                    var what = Arrays.toString(request) + " " + body;
                    int status;
                    try (var c = FrameClient.open(tiers.edge.address())) {
                        boolean ends = body.isEmpty();
                        c.headers(1, ends ? END_STREAM | END_HEADERS : END_HEADERS, block(request));
                        if (!ends) c.data(1, END_STREAM, body);
                        status = c.answer(1).status();
                        c.goesOn();
                    }
                    var seen = tiers.seen();
                    assertEquals(status == 200 ? 1 : 0, seen.size(), what + ": " + status + ", " + seen);
                    if (seen.isEmpty()) continue;
                    passed++;
                    assertEquals("POST /outer HTTP/1.1", seen.getFirst().head().getFirst(), what);
                    assertEquals(body, seen.getFirst().body(), what);
                    assertEquals("Host: shop", seen.getFirst().line("host"), what);
                    assertTrue(seen.getFirst().head().stream().noneMatch(line -> line.startsWith("x: y") || line.contains("_")), what);
                }
            }
        }
        assertTrue(passed > 50, passed + " passed");
    }

    @Test void trailersAreNotTakenForHeaders() throws Exception {
        try (var tiers = Tiers.with("on", "", ""); var c = FrameClient.open(tiers.edge.address())) {
            int id = 1;
            for (var name : List.of("content-length", "host", "x-real-ip", "authorization", "cookie")) {
                c.post(id, "/outer").data(id, 0, "hello").headers(id, END_STREAM | END_HEADERS, block(name, "1"));
                assertEquals(200, c.answer(id).status());
                id += 2;
            }
            for (var seen : tiers.seen()) {
                assertEquals("hello", seen.body());
                assertEquals("Host: shop", seen.line("host"));
                assertEquals("", seen.line("x-real-ip") + seen.line("authorization") + seen.line("cookie"));
            }
        }
    }

    @Test void hostIsTheAuthority() throws Exception {
        try (var tiers = Tiers.with("on", "", ""); var c = FrameClient.open(tiers.edge.address())) {
            assertEquals(200, c.get(1, "/a", "host", "SHOP:80").answer(1).status());
            assertEquals("Host: shop", tiers.seen().getFirst().line("host"));
        }
    }

    @Test void crumbsAreOneCookieBehindUs() throws Exception {
        try (var tiers = Tiers.with("on", "", ""); var c = FrameClient.open(tiers.edge.address())) {
            c.get(1, "/a", "cookie", "a=1", "x", "y", "cookie", "b=2; c=3", "cookie", "d=4").answer(1);
            assertEquals("cookie: a=1; b=2; c=3; d=4", tiers.seen().getFirst().line("cookie"));
            c.get(3, "/a", "cookie", "", "cookie", "a=1", "cookie", "").answer(3);
            assertEquals("cookie: a=1", tiers.seen().getLast().line("cookie"));
        }
    }

    @Test void aNameWithAnUnderscoreIsNotForwarded() throws Exception {
        try (var tiers = Tiers.with("on", "proxy_set_header X-Real-IP $remote_addr;", "");
                var c = FrameClient.open(tiers.edge.address())) {
            c.get(1, "/a", "x_real_ip", "6.6.6.6", "x-real-ip", "6.6.6.6", "x.real.ip", "6.6.6.6").answer(1);
            var head = tiers.seen().getFirst();
            assertEquals("X-Real-IP: 127.0.0.1", head.line("x-real-ip"));
            assertFalse(head.toString().contains("6.6.6.6"), head.toString());
            tiers.edge.errorLog().awaitsPart("client sent invalid header line: \"x.real.ip: 6.6.6.6\"");
        }
    }

    /** The answers of the edge itself, given before the body of their request is there. */
    @Test void aBodyThatNobodyReadsIsNobodysRequest() throws Exception {
        try (var edge = Edge.with(LOCAL); var c = FrameClient.open(edge.address())) {
            int id = 1;
            for (var path : List.of("/return", "/redirect", "/denied", "/missing", "/page", "/limited", "/limited", "/down")) {
                for (boolean announced : new boolean[] {false, true}) {
                    var more = announced ? fields("content-length", "" + EVIL.length()) : fields();
                    c.post(id, path, more).data(id, 0, EVIL.substring(0, 9)).data(id, END_STREAM, EVIL.substring(9));
                    assertTrue(c.answer(id).status() >= 200, path);
                    c.get(id + 2, "/return");
                    assertEquals("ok", c.answer(id + 2).text());
                    id += 4;
                }
            }
            c.post(id, "/return", "content-length", "101");
            assertEquals(413, c.answer(id).status());
            assertFalse(edge.accessLog().lines().stream().anyMatch(line -> line.contains("/evil") || line.contains("smuggled")));
        }
    }

    /** A line of the log is one line, and a field of an answer one field, whatever a request brings. */
    @Test void whatARequestSaysBreaksNoLine() throws Exception {
        try (var edge = Edge.with("access_log /var/log/nginx/access.log combined; server { listen 80 http2; add_header X-Path $uri always; "
                + "location / { return 200 x; } location /to { return 302 http://other$uri; } location ~ ^/match/(?<rest>(?s:.*))$ { "
                + "add_header X-Rest $rest; return 200 x; } }"); var c = FrameClient.open(edge.address())) {
            int id = 1;
            for (var path : List.of("/a%0d%0ax-evil:%201", "/to%0d%0ax-evil:%201", "/match/a%0d%0ax-evil:%201", "/match/%00", "/a%0a")) {
                var answer = c.get(id, path, "user-agent", "\u001b[2J\"\\\u0007").answer(id);
                for (var field : answer.fields()) assertTrue(field.matches("[ -~]+") && !field.startsWith("x-evil"), field);
                id += 2;
            }
            for (var line : edge.accessLog().awaits(5)) {
                assertTrue(line.endsWith("\"\\x1B[2J\\x22\\x5C\\x07\"") && line.matches("[ -~]+"), line);
            }
        }
    }
}
