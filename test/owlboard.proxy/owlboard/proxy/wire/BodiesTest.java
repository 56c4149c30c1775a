package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** Large bodies, slow readers, odd cuts: every byte arrives once and in order (items 17, 25, 26). */
class BodiesTest {
    private static final int BODY_BYTES = 3_000_000;
    private static final String BODY = random(BODY_BYTES);

    private static String random(int size) {
        var bytes = new byte[size];
        new Random(20).nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static Edge with(String directives) {
        return Edge
                .with("upstream api { server a:80; } server { listen 80; client_max_body_size 0; %s location / { proxy_pass http://api; } }"
                .formatted(directives));
    }

    private static void same(String expected, String actual) {
        assertEquals(expected.length(), actual.length());
        assertTrue(expected.equals(actual), "the bytes differ");
    }

    private static void upload(String directives) {
        try (var edge = with(directives); var client = edge.client()) {
            var a = edge.peer("a:80");
            var sending = Thread.ofPlatform().start(() -> client.sends("POST / HTTP/1.1", "Host: shop", "Content-Length: " + BODY_BYTES, "")
                    .sendsRaw(BODY));
            a.receives("POST / HTTP/1.1", "Host: api", "Content-Length: " + BODY_BYTES, "");
            same(BODY, a.current().bytes(BODY_BYTES));
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            assertTrue(!sending.isAlive() || sendingEnds(sending));
        }
    }

    private static boolean sendingEnds(Thread sending) {
        Wait.until("everything is sent", () -> !sending.isAlive());
        return true;
    }

    @Test void aLargeBodyGoesUpWhole() {
        upload("");
    }

    @Test void aLargeBodyGoesUpThroughAFile() {
        upload("client_body_buffer_size 1k;");
    }

    @Test void aLargeBodyGoesUpUnbuffered() {
        upload("proxy_request_buffering off;");
    }

    @Test void aLargeChunkedBodyGoesUpWithItsLength() {
        try (var edge = with(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            var sending = Thread.ofPlatform().start(() -> {
                client.sends("POST / HTTP/1.1", "Host: shop", "Transfer-Encoding: chunked", "");
                for (int from = 0; from < BODY_BYTES; from += 70_000) {
                    var chunk = BODY.substring(from, Math.min(BODY_BYTES, from + 70_000));
                    client.sends(Integer.toHexString(chunk.length()), chunk);
                }
                client.sends("0", "");
            });
            a.receives("POST / HTTP/1.1", "Host: api", "Content-Length: " + BODY_BYTES, "");
            same(BODY, a.current().bytes(BODY_BYTES));
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            sendingEnds(sending);
        }
    }

    @Test void aBodyInAFileGoesToTheNextPeer() {
        try (var edge = Edge.with("""
                upstream api { server a:80; server b:80; }
                server { listen 80; client_max_body_size 0; client_body_buffer_size 1k; location / { proxy_pass http://api; } }
                """); var client = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            client.sends("PUT / HTTP/1.1", "Host: shop", "Content-Length: 200000", "").sendsRaw(BODY.substring(0, 200_000));
            a.receives("PUT / HTTP/1.1", "Host: api", "Content-Length: 200000", "");
            same(BODY.substring(0, 200_000), a.current().bytes(200_000));
            a.closes();
            b.receives("PUT / HTTP/1.1", "Host: api", "Content-Length: 200000", "");
            same(BODY.substring(0, 200_000), b.current().bytes(200_000));
            b.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
        }
    }

    private static void download(String directives, boolean chunked) {
        try (var edge = with(directives); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.receives("GET / HTTP/1.1", "Host: api", "");
            if (chunked) {
                a.sends("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "");
                for (int from = 0; from < BODY_BYTES; from += 50_001) {
                    var chunk = BODY.substring(from, Math.min(BODY_BYTES, from + 50_001));
                    a.sends(Integer.toHexString(chunk.length()), chunk);
                }
                a.sends("0", "");
                client.receives("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Connection: keep-alive", "").receivesChunked(BODY);
            } else {
                a.sends("HTTP/1.1 200 OK", "Content-Length: " + BODY_BYTES, "").sendsRaw(BODY);
                client.receives("HTTP/1.1 200 OK", "Content-Length: " + BODY_BYTES, "Connection: keep-alive", "");
                same(BODY, client.bytes(BODY_BYTES));
            }
        }
    }

    @Test void aLargeBodyComesDownWhole() {
        download("", false);
    }

    @Test void aLargeBodyComesDownUnbuffered() {
        download("proxy_buffering off;", false);
    }

    @Test void aLargeChunkedBodyComesDown() {
        download("", true);
    }

    @Test void aLargeChunkedBodyComesDownUnbuffered() {
        download("proxy_buffering off;", true);
    }

    @Test void aSlowClientDoesNotHoldThePeer() {
        try (var edge = with(""); var client = edge.narrowClient()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.receives("GET / HTTP/1.1", "Host: api", "");
            var sending = Thread.ofPlatform().start(() -> a.sends("HTTP/1.1 200 OK", "Content-Length: " + 3L * BODY_BYTES, "")
                    .sendsRaw(BODY).sendsRaw(BODY).sendsRaw(BODY));
            sendingEnds(sending);
            edge.errorLog().awaitsPart("an upstream response is buffered to a temporary file ");
            client.reading(true).receives("HTTP/1.1 200 OK", "Content-Length: " + 3L * BODY_BYTES, "Connection: keep-alive", "");
            for (int i = 0; i < 3; i++) same(BODY, client.bytes(BODY_BYTES));
        }
    }

    @Test void unbufferedASlowClientHoldsThePeerAndLosesNothing() {
        try (var edge = with("proxy_buffering off;"); var client = edge.narrowClient()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.receives("GET / HTTP/1.1", "Host: api", "");
            var big = BODY + BODY + BODY + BODY + BODY;
            var sending = Thread.ofPlatform().start(() -> a.sends("HTTP/1.1 200 OK", "Content-Length: " + big.length(), "").sendsRaw(big));
            Wait.pause(Duration.ofMillis(300));
            assertTrue(sending.isAlive(), "the peer could send " + big.length() + " bytes to a client that reads none");
            client.reading(true).receives("HTTP/1.1 200 OK", "Content-Length: " + big.length(), "Connection: keep-alive", "");
            same(big, client.bytes(big.length()));
            sendingEnds(sending);
        }
    }

    @Test void bytesOneByOneMakeTheSameRequestAndAnswer() {
        try (var edge = with("proxy_buffering off;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            oneByOne(client, "POST /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n00\r\nT: 1\r\n\r\n");
            a.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 5", "").receivesBody("hello");
            oneByOne(a.current(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nT: 1\r\n\r\n");
            client.receives("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Connection: keep-alive", "").receivesChunked("hi");
        }
    }

    private static void oneByOne(Wire wire, String text) {
        for (char c : text.toCharArray()) wire.sendsRaw("" + c);
    }

    @Test void randomChunksDecodeToTheirBody() {
        var random = new Random();
        long seed = random.nextLong();
        random.setSeed(seed);
        try (var edge = with(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            for (int round = 0; round < 5; round++) {
                var body = random(random.nextInt(1, 60_000));
                client.sends("POST / HTTP/1.1", "Host: shop", "Transfer-Encoding: chunked", "");
                for (int from = 0; from < body.length(); ) {
                    int length = Math.min(body.length() - from, random.nextInt(1, 9_000));
                    client.sends(HexFormat.of().withUpperCase().toHexDigits(length), body.substring(from, from + length));
                    from += length;
                }
                client.sends("0", "");
                a.receives("POST / HTTP/1.1", "Host: api", "Content-Length: " + body.length(), "").receivesBody(body);
                a.sends("HTTP/1.1 200 OK", "Content-Length: " + body.length(), "").sendsRaw(body);
                client.receives("HTTP/1.1 200 OK", "Content-Length: " + body.length(), "Connection: keep-alive", "").receivesBody(body);
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
