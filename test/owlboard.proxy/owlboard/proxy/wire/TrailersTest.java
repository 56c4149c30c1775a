package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;

/** {@code add_trailer} (ngx_http_headers_module, RFC 9110 §6.5), and what {@code add_header_inherit} makes of levels. */
class TrailersTest {
    private static final String CONF = """
            log_format trailer "$sent_trailer_x_own";
            server {
                listen 80; root /srv/site; default_type text/plain; access_log /var/log/nginx/trailer.log trailer;
                add_trailer X-Len "n$body_bytes_sent"; add_trailer X-Empty "$arg_x"; add_trailer X-Always a always;
                location /text { return 200 "text"; }
                location /empty { return 200 ""; }
                location /404 { return 404; }
                location /204 { return 204; }
                location /own { add_trailer X-Own "$arg_x"; return 200 "text"; }
                location /off { chunked_transfer_encoding off; return 200 "text"; }
                location /packed { gzip on; gzip_types *; return 200 "01234567890123456789"; }
                location /files/ { alias /srv/site/; }
                location /up { proxy_pass http://a:80; }
            }
            """;

    private static Edge edge() {
        return Edge.with(CONF, Edge.file("/srv/site/a.txt", "0123456789"));
    }

    private static String names(Answer answer) {
        return answer.trailers().stream().map(line -> line.substring(0, line.indexOf(':'))).toList().toString();
    }

    @Test void trailersFollowAChunkedBody() {
        try (var edge = edge()) {
            var answer = Answer.get(edge, "/text");
            assertEquals("text", answer.body());
            assertNull(answer.header("Content-Length"));
            assertEquals("[X-Len, X-Always]", names(answer));
            assertEquals("[X-Len, X-Empty, X-Always]", names(Answer.get(edge, "/text?x=1")));
            assertEquals("[X-Len, X-Always]", names(Answer.get(edge, "/empty")));
            assertEquals(List.of("X-Own: 5"), Answer.get(edge, "/own?x=5").trailers());
            assertEquals("[]", names(Answer.get(edge, "/own")));
            assertEquals("chunked", Answer.get(edge, "/own").header("Transfer-Encoding"));
        }
    }

    @Test void errorsHaveThoseThatAreForAlways() {
        try (var edge = edge()) {
            assertEquals(List.of("X-Always: a"), Answer.get(edge, "/404").trailers());
        }
    }

    @Test void thereAreNoneWithoutChunks() {
        try (var edge = edge()) {
            assertEquals("4", Answer.get(edge, "/off").header("Content-Length"));
            assertEquals("4", Answer.of(edge, "GET /text HTTP/1.0").header("Content-Length"));
            assertEquals("4", Answer.of(edge, "HEAD /text HTTP/1.1").header("Content-Length"));
            assertEquals("", Answer.get(edge, "/204").body());
        }
    }

    @Test void filesPartsAndPackedAnswersHaveThem() {
        try (var edge = edge()) {
            var file = Answer.get(edge, "/files/a.txt");
            assertEquals("0123456789", file.body());
            assertEquals("[X-Len, X-Always]", names(file));
            var part = Answer.get(edge, "/files/a.txt", "Range: bytes=1-2");
            assertEquals("12", part.body());
            assertEquals("[X-Len, X-Always]", names(part));
            var packed = Answer.get(edge, "/packed", "Accept-Encoding: gzip");
            assertEquals("01234567890123456789", packed.unpacked());
            assertEquals("[X-Len, X-Always]", names(packed));
            assertEquals(304, Answer.get(edge, "/files/a.txt", "If-None-Match: " + file.header("ETag")).status());
        }
    }

    @Test void proxiedAnswersHaveThem() {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /up HTTP/1.1", "Host: shop", "Connection: close", "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 4", "").sendsRaw("text");
            var answer = Answer.read(client);
            assertEquals("text", answer.body());
            assertEquals("[X-Len, X-Always]", names(answer));
        }
    }

    @OwlboardOnly(row = "newer-words", value = "from 1.27.2")
    @Test void thoseOfAnUpstreamArePassedOnWhereThatIsSaid() {
        try (var edge = Edge.with("""
                log_format upstream "$uri|$upstream_trailer_x_sum|$upstream_trailer_none|$sent_trailer_x_sum";
                server {
                    listen 80; access_log /var/log/nginx/trailer.log upstream;
                    location / { proxy_pass http://a:80; proxy_pass_trailers on; proxy_set_header TE trailers; proxy_hide_header X-Secret;
                            proxy_set_header Connection te;
                            add_trailer X-Own own; }
                    location /dropped { proxy_pass http://a:80; }
                }
                """)) {
            assertEquals(List.of("X-Sum: 7", "X-Last: 1", "X-Own: own"), answered(edge, "/"));
            assertEquals(List.of(), answered(edge, "/dropped"));
            assertEquals(List.of("X-Own: own"), answered(edge, "/odd"));
            // each on a connection of its own, whose lines come in no order
            assertEquals(List.of("/dropped|7|-|-", "/odd|-|-|-", "/|7|-|7"), edge.log("trailer.log").awaits(3).stream().sorted().toList());
        }
    }

    private static List<String> answered(Edge edge, String path) {
        var a = edge.peer("a:80");
        var client = edge.client().sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", "");
        var asked = a.speaking().head();
        assertEquals(!path.equals("/dropped"), asked.contains("TE: trailers"));
        assertEquals(!path.equals("/dropped"), asked.contains("Connection: TE"), asked.toString());
        a.sends("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "4", "text", "0", "X-Sum: 7", "X-Secret: 8", "Content-Length: 9",
                path.equals("/odd") ? "no line" : "X-Last: 1", "");
        var answer = Answer.read(client);
        assertEquals("text", answer.body());
        return answer.trailers();
    }

    @Test void overHttp2TheyEndTheStream() throws Exception {
        try (var edge = Edge.with("""
                server { listen 80 http2; add_trailer X-T "a$arg_x"; location /text { return 200 "text"; }
                        location /empty { add_trailer X-None "$arg_x"; return 200 "text"; } }
                """)) {
            var frames = frames(edge, "/text");
            assertTrue(frames.contains("x-t: a") && frames.indexOf("x-t: a") > frames.indexOf("recv DATA frame"), frames);
            assertTrue(frames(edge, "/empty").contains("END_STREAM"));
        }
    }

    /** What nghttp says of the frames that it saw. */
    private static String frames(Edge edge, String path) throws Exception {
        var process = new ProcessBuilder("nghttp", "-v", "-n", "-t", "" + Patience.SECONDS, "http://127.0.0.1:" + edge.address().getPort()
                + path).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @OwlboardOnly(row = "trailer-framing", value = "sends them")
    @Test void whatFramesAMessageIsNoTrailer() {
        try (var edge = Edge.with("""
                server { listen 80; add_trailer Content-Length 5; add_trailer Transfer-Encoding chunked; add_trailer X-T a;
                        location / { return 200 "x"; } }
                """)) {
            assertEquals(List.of("X-T: a"), Answer.get(edge, "/").trailers());
        }
    }

    @OwlboardOnly(row = "header-inherit", value = "1.22 does not know it")
    @Test void levelsInheritAsTheySay() {
        try (var edge = Edge.with("""
                add_header X-A http; add_trailer X-T http;
                server {
                    listen 80; add_header X-B server; add_header_inherit merge; add_trailer_inherit merge;
                    location /merged { add_header X-C location; add_trailer X-U location; return 200 "x"; }
                    location /below { return 200 "x"; }
                    location /off { add_header_inherit off; add_trailer_inherit off; return 200 "x"; }
                    location /off/own { add_header_inherit off; add_header X-C location; return 200 "x"; }
                    location /on { add_header_inherit on; add_header X-C location; return 200 "x"; }
                    location /outer { add_header X-C outer; location /outer/inner { add_header X-D inner; return 200 "x"; } }
                }
                """)) {
            assertEquals("[X-C: location, X-B: server, X-A: http]", added(edge, "/merged"));
            assertEquals(List.of("X-U: location", "X-T: http"), Answer.get(edge, "/merged").trailers());
            assertEquals("[X-B: server, X-A: http]", added(edge, "/below"));
            assertEquals("[]", added(edge, "/off"));
            assertEquals("1", Answer.get(edge, "/off").header("Content-Length"));
            assertEquals("[X-C: location]", added(edge, "/off/own"));
            assertEquals("[X-C: location]", added(edge, "/on"));
            assertEquals("[X-D: inner, X-C: outer, X-B: server, X-A: http]", added(edge, "/outer/inner"));
        }
    }

    private static String added(Edge edge, String path) {
        return Answer.get(edge, path).head().stream().filter(line -> line.startsWith("X-")).toList().toString();
    }
}
