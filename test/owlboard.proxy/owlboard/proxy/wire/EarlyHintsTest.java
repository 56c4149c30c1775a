package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** A peer's 103 on its way to the client ({@code early_hints}; RFC 8297). */
@OwlboardOnly(row = "interim-answers", value = "passes 1xx on as the answer")
class EarlyHintsTest {
    private static Edge edge(String listen) {
        var edge = Edge.with("server { listen 80 " + listen + "; location / { early_hints $http_sec_fetch_mode $arg_hints;"
                + " proxy_hide_header X-Inner; proxy_pass http://a:80; } location /no { proxy_pass http://a:80; } }");
        edge.peer("a:80");
        return edge;
    }

    private static Wire hints(Edge edge) {
        return edge.peer("a:80").speaking().sends("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload", "X-Inner: 1",
                "Connection: close", "");
    }

    private static void answer(Wire peer) {
        peer.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("ok");
    }

    @Test void hintsGoToTheClientAtOnce() {
        try (var edge = edge(""); var client = edge.client()) {
            for (int i = 0; i < 2; i++) {
                client.sends("GET / HTTP/1.1", "Host: shop", "Sec-Fetch-Mode: navigate", "");
                var peer = hints(edge);
                assertEquals(List.of("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload"), client.head());
                peer.head();
                peer.sends("HTTP/1.1 204 No Content", "");
                client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            }
        }
    }

    @Test void noHintsWhereNobodyWantsThem() {
        try (var edge = edge(""); var client = edge.client()) {
            for (var path : new String[] {"/", "/?hints=0", "/no?hints=1"}) {
                client.sends("GET " + path + " HTTP/1.1", "Host: shop", "");
                var peer = hints(edge);
                peer.head();
                peer.sends("HTTP/1.1 204 No Content", "");
                client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            }
        }
    }

    @Test void anOldClientKnowsNoHints() {
        try (var edge = edge(""); var client = edge.client()) {
            client.sends("GET /?hints=1 HTTP/1.0", "Host: shop", "");
            var peer = hints(edge);
            peer.head();
            peer.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: close", "").isClosed();
        }
    }

    @Test void hintsGoOverHttp2() throws Exception {
        try (var edge = edge("http2")) {
            var curl = new ProcessBuilder("curl", "-si", "--http2-prior-knowledge", "-m", Long.toString(Wait.LIMIT.toSeconds()),
                    "http://127.0.0.1:" + edge.address().getPort() + "/?hints=1").redirectErrorStream(true).start();
            answer(hints(edge));
            var text = new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(curl.waitFor(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, curl.exitValue(), text);
            assertTrue(text.startsWith("HTTP/2 103 \r\nlink: </a.css>; rel=preload\r\n\r\nHTTP/2 200 \r\n"), text);
            assertTrue(text.endsWith("\r\n\r\nok"), text);
        }
    }
}
