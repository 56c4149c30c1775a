package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** Idle connections to peers: when they are kept, used again, given up (item 35; ngx_http_upstream_keepalive_module). */
class KeepaliveTest {
    private static Edge with(String upstream) {
        return Edge.with("upstream api { server a:80; " + upstream + """
                 }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Connection "";
                    location / { proxy_pass http://api; } location /unread { proxy_request_buffering off; proxy_pass http://api; } }
                """);
    }

    private static Wire ask(Wire client, String method) {
        return client.sends(method + " / HTTP/1.1", "Host: shop", method.equals("POST") ? "Content-Length: 0" : "X-None: 0", "");
    }

    private static void exchange(Wire client, Peer a, String method, String... answer) {
        ask(client, method);
        a.speaking().head();
        a.sends(answer);
    }

    private static void noContent(Wire client, Peer a, String method) {
        exchange(client, a, method, "HTTP/1.1 204 No Content", "");
        client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
    }

    @Test void aConnectionIsUsedAgainAfterEveryKindOfWholeAnswer() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            exchange(client, a, "GET", "HTTP/1.1 200 OK", "Content-Length: 4", "", "hi");
            client.receives("HTTP/1.1 200 OK", "Content-Length: 4", "Connection: keep-alive", "").receivesBody("hi\r\n");
            exchange(client, a, "GET", "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2", "hi", "0", "");
            client.receives("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Connection: keep-alive", "").receivesChunked("hi");
            exchange(client, a, "HEAD", "HTTP/1.1 200 OK", "Content-Length: 100", "");
            client.receives("HTTP/1.1 200 OK", "Content-Length: 100", "Connection: keep-alive", "");
            exchange(client, a, "GET", "HTTP/1.1 304 Not Modified", "");
            client.receives("HTTP/1.1 304 Not Modified", "Connection: keep-alive", "");
            exchange(client, a, "GET", "HTTP/1.1 500 Oops", "Content-Length: 0", "");
            long rests = System.nanoTime();
            client.receives("HTTP/1.1 500 Oops", "Content-Length: 0", "Connection: keep-alive", "");
            noContent(client, a, "POST");
            assertTrue(a.connections() == 1 || isLong(rests), a.connections() + " connections");
        }
    }

    @OwlboardOnly(row = "newer-words", value = "from 1.29.7")
    @Test void noneIsKeptWhereTheFileSaysSo() {
        try (var edge = with("keepalive 0;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            a.current().readsEof();
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void aConnectionThatThePeerWantsClosedIsNotUsedAgain() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            exchange(client, a, "GET", "HTTP/1.1 204 No Content", "Connection: close", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void anHttp10AnswerIsNotUsedAgain() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            exchange(client, a, "GET", "HTTP/1.0 200 OK", "Content-Length: 0", "");
            client.receives("HTTP/1.1 200 OK", "Content-Length: 0", "Connection: keep-alive", "");
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    /** RFC 9112 §6.1: HTTP/1.0 knows no chunks, so somebody on the way may have taken them for something else. */
    @OwlboardOnly(row = "broken-answers", value = "uses it again")
    @Test void nobodyBelievesTheChunksOfAnHttp10Peer() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            exchange(client, a, "GET", "HTTP/1.0 200 OK", "Connection: keep-alive", "Transfer-Encoding: chunked", "", "0", "");
            client.receives("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Connection: keep-alive", "");
            client.receivesBody("0\r\n\r\n");
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void aConnectionThatThePeerClosedWhileIdleIsNotUsed() {
        for (var method : new String[] {"GET", "POST"}) {
            try (var edge = with("keepalive 1;"); var client = edge.client()) {
                var a = edge.peer("a:80");
                noContent(client, a, "GET");
                a.current().finishes();
                a.current().readsEof();
                noContent(client, a, method);
                assertEquals(2, a.connections());
            }
        }
    }

    @Test void aConnectionThatThePeerResetWhileIdleIsNotUsed() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            a.resets();
            noContent(client, a, "POST");
            assertEquals(2, a.connections());
        }
    }

    @Test void aConnectionOnWhichThePeerSpeaksWhileIdleIsNotUsed() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            a.sends("HTTP/1.1 408 Request Timeout", "Content-Length: 0", "");
            a.current().isClosed();
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void aGetThatMeetsADyingIdleConnectionIsSentAgain() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            ask(client, "GET");
            a.speaking().head();
            a.closes();
            a.speaking().head();
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            assertEquals(2, a.connections());
        }
    }

    @OwlboardOnly(row = "idle-connection", value = "counts a failure of the peer and asks the next one")
    @Test void aDyingIdleConnectionIsNobodysFailure() {
        try (var edge = with("server b:80; keepalive 2;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            noContent(client, a, "GET");
            noContent(client, b, "GET");
            ask(client, "GET");
            a.speaking().head();
            a.closes();
            a.speaking().head();
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            noContent(client, b, "GET");
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
            assertEquals(1, b.connections());
        }
    }

    @Test void aPostThatReachedADyingIdleConnectionIsNotSentAgain() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            long rests = System.nanoTime();
            noContent(client, a, "GET");
            ask(client, "POST");
            a.speaking().head();
            a.closes();
            client.receives("HTTP/1.1 502 Bad Gateway", "Connection: keep-alive", "{page}");
            assertTrue(a.connections() == 1 || isLong(rests), a.connections() + " connections");
        }
    }

    /** Behind half a second an idle connection is not trusted with a POST. */
    private static boolean isLong(long since) {
        return System.nanoTime() - since > 400_000_000;
    }

    @Test void keepaliveRequestsEndsAConnection() {
        try (var edge = with("keepalive 1; keepalive_requests 2;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            for (int i = 0; i < 4; i++) noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void keepaliveTimeoutEndsAnIdleConnection() {
        try (var edge = with("keepalive 1; keepalive_timeout 300ms;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            noContent(client, a, "GET");
            a.current().readsEof();
            noContent(client, a, "GET");
            assertEquals(2, a.connections());
        }
    }

    @Test void noMoreThanTheNumberStayIdle() {
        try (var edge = with("keepalive 2;")) {
            var a = edge.peer("a:80");
            var clients = new ArrayList<Wire>();
            var held = new ArrayList<Wire>();
            for (int i = 0; i < 12; i++) {
                clients.add(ask(edge.client(), "GET"));
                var wire = a.speaking();
                wire.head();
                held.add(wire);
            }
            for (var wire : held) wire.sends("HTTP/1.1 204 No Content", "");
            for (var client : clients) client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            int loops = Runtime.getRuntime().availableProcessors();
            Wait.until("at most two idle connections per loop are left, not " + a.openConnections(),
                    () -> a.openConnections() <= 2 * loops);
            assertTrue(a.openConnections() >= 2);
        }
    }

    @Test void anIdleConnectionOfOnePeerIsNotUsedForAnother() {
        try (var edge = Edge.with("""
                upstream api { server a:80; server b:80; keepalive 4; }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Connection ""; location / { proxy_pass http://api; } }
                """); var client = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            for (int i = 0; i < 2; i++) {
                noContent(client, a, "GET");
                noContent(client, b, "GET");
            }
            assertEquals(1, a.connections());
            assertEquals(1, b.connections());
        }
    }

    @Test void aConnectionWhoseRequestWasNotReadWholeIsNotUsedAgain() {
        try (var edge = with("keepalive 1;"); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("POST /unread HTTP/1.1", "Host: shop", "Content-Length: 10", "").sendsRaw("hello");
            a.speaking().head();
            a.receivesBody("hello").sends("HTTP/1.1 403 Forbidden", "Content-Length: 0", "");
            client.head();
            a.current().isClosed();
            try (var next = edge.client()) {
                noContent(next, a, "GET");
            }
            assertEquals(2, a.connections());
        }
    }

    @Test void aClientThatGoesAwayEndsTheConnection() {
        try (var edge = with("keepalive 1;")) {
            var a = edge.peer("a:80");
            var client = ask(edge.client(), "GET");
            a.speaking().head();
            client.closes();
            a.current().isClosed();
        }
    }
}
