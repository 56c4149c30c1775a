package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wire;

/** Peers that want more than to answer. */
@OwlboardOnly(row = "broken-answers", value = "takes some of these answers")
class HostileUpstreamTest {
    private static final String CONF =
            "upstream api { server a:80; keepalive 4; } access_log /var/log/nginx/access.log combined; server { listen 80; location / { "
            + "proxy_pass http://api; %s } location /quick { return 200 quick; } }";

    private static Edge edge(String directives) {
        return Edge.with(CONF.formatted(directives));
    }

    private static Wire asks(Edge edge, Wire client, Peer a) {
        client.sends("GET / HTTP/1.1", "Host: shop", "");
        a.speaking().head();
        return client;
    }

    /** Until the edge has had enough of it. */
    private static Thread floods(Peer a, String text) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) a.sendsRaw(text);
            } catch (AssertionError closed) {
                return;
            }
        });
    }

    private static void isServed(Edge edge) {
        assertEquals("quick", edge.get("/quick").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A: b\rSet-Cookie: evil=1", "X-A: b\0c", "X-A : b", " X-A: b", "X-A\r\n: b", "Location: /a\rX-Evil: 1",
            "Set-Cookie: a\r\n\tfolded", "X\u0001: b"})
    void aBrokenLineIsNotPassedOn(String line) {
        try (var edge = edge(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + line + "\r\n\r\n");
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 502 "));
        }
    }

    @Test void aReasonCannotHideALine() {
        try (var edge = edge(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw("HTTP/1.1 200 OK\rSet-Cookie: evil=1\r\nContent-Length: 0\r\n\r\n");
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 502 "));
        }
    }

    @Test void aHeadWithoutAnEndIsCutOff() throws InterruptedException {
        for (var flood : new String[] {"X-A: b\r\n".repeat(100), "x".repeat(1000)}) {
            try (var edge = edge(""); var client = edge.client()) {
                var a = edge.peer("a:80");
                asks(edge, client, a);
                a.sendsRaw("HTTP/1.1 200 OK\r\nX: ");
                var flooding = floods(a, flood);
                assertTrue(client.head().getFirst().startsWith("HTTP/1.1 502 "));
                flooding.join();
                edge.errorLog().awaitsPart("upstream sent too big header while reading response header from upstream");
                isServed(edge);
            }
        }
    }

    @Test void interimAnswersWithoutAnEndAreCutOff() throws InterruptedException {
        try (var edge = edge("proxy_read_timeout 60s;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            var flooding = floods(a, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(20));
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 502 "));
            flooding.join();
            edge.errorLog().awaitsPart("upstream sent too many interim responses while reading response header from upstream");
            isServed(edge);
        }
    }

    @Test void someInterimAnswersAreSkipped() {
        try (var edge = edge(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw(
                    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\nHTTP/1.1 200 "
                    + "OK\r\nContent-Length: 2\r\n\r\nok");
            assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
            assertEquals("ok", client.bytes(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;x=", "0\r\nX: ", "0000000", "1\r\na"})
    void chunksWithoutAnEndBreakTheAnswerOff(String start) throws InterruptedException {
        try (var edge = edge("proxy_buffering off;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + start);
            var flooding = floods(a, "0".repeat(5000));
            if (!client.head().getFirst().startsWith("HTTP/1.1 502 ")) { // it was seen before anything was passed on
                var rest = client.rest();
                assertFalse(rest.endsWith("0\r\n\r\n"), "it looks complete: " + rest);
            }
            flooding.join();
            edge.errorLog().awaitsPart("upstream sent invalid chunked response while reading upstream");
            isServed(edge);
        }
    }

    @Test void moreThanWasAnnouncedIsNotPassedOn() {
        try (var edge = edge(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            client.head();
            assertEquals("ok", client.bytes(2));
            client.sends("GET /quick HTTP/1.1", "Host: shop", "Connection: close", "");
            client.head();
            assertEquals("quick", client.rest());
        }
    }

    @Test void anUpgradeThatNobodyAskedForIsRefused() {
        try (var edge = edge(""); var client = edge.client()) {
            var a = edge.peer("a:80");
            asks(edge, client, a);
            a.sendsRaw("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 502 "));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 426})
    void whatIsSentBehindAnUpgradeWaitsForItsAnswer(int status) {
        try (var edge = edge("proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            client
                    .sendsRaw(
                    "GET /ws HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nGET /admin HTTP/1.1\r\nHost: "
                    + "shop\r\nConnection: close\r\n\r\n");
            assertTrue(a.speaking().head().getFirst().startsWith("GET /ws "));
            a.current().staysSilent(Duration.ofMillis(50));
            a.sendsRaw("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 " + status));
            assertTrue(a.speaking().head().getFirst().startsWith("GET /admin "), "it was taken for a request of its own");
            a.sendsRaw("HTTP/1.1 204 No Content\r\n\r\n");
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 204"));
        }
    }
}
