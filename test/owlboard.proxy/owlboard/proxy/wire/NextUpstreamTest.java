package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wire;

/** Whether another peer gets the request, and what the log says of it (items 34 and 37). */
class NextUpstreamTest {
    private static Edge two(String directives) {
        return Edge.with("""
                log_format tries '$request $status $upstream_addr $upstream_status';
                access_log /var/log/nginx/access.log tries;
                upstream api { server a:80 max_fails=0; server b:80 max_fails=0; }
                server { listen 80; %s location / { proxy_pass http://api; } }
                """.formatted(directives));
    }

    private static Wire post(Edge edge, String body) {
        return edge.client().sends("POST /x HTTP/1.1", "Host: shop", "Content-Length: " + body.length(), "").sendsRaw(body);
    }

    @Test void aPeerThatRefusesIsPassedOver() {
        try (var edge = two("")) {
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/x").body());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 200 {a:80}, {b:80} 502, 200");
        }
    }

    @Test void aPeerThatClosesWithoutAnAnswerIsPassedOver() {
        try (var edge = two("")) {
            var a = edge.peer("a:80");
            edge.peer("b:80").serves(200);
            var client = edge.client().sends("GET /x HTTP/1.1", "Host: shop", "");
            a.receives("GET /x HTTP/1.1", "Host: api", "");
            a.closes();
            client.receives("HTTP/1.1 200 Status", "Content-Type: text/plain", "Content-Length: 4", "Connection: keep-alive", "")
                    .receivesBody("b:80");
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 200 {a:80}, {b:80} 502, 200");
        }
    }

    @Test void aPeerThatIsSilentIsPassedOver() {
        try (var edge = two("proxy_read_timeout 2s;")) {
            edge.peer("a:80");
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/x").body());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 200 {a:80}, {b:80} 504, 200");
        }
    }

    @Test void aPeerThatDropsConnectionsIsPassedOver() {
        try (var edge = two("proxy_connect_timeout 300ms;")) {
            edge.hole("a:80");
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/x").body());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 200 {a:80}, {b:80} 504, 200");
            edge.errorLog().awaitsPart("upstream timed out (110: Connection timed out) while connecting to upstream");
        }
    }

    @Test void aPeerWhoseHeadIsNoHttpIsPassedOverWhenItIsNamed() {
        try (var edge = two("proxy_next_upstream invalid_header;")) {
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", " folded: x");
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/x").body());
        }
    }

    @Test void aStatusThatIsNamedIsPassedOver() {
        try (var edge = two("proxy_next_upstream http_503;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            assertEquals("b:80", edge.get("/x").body());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 200 {a:80}, {b:80} 503, 200");
        }
    }

    @Test void aStatusThatIsNotNamedIsPassedOn() {
        try (var edge = two("proxy_next_upstream error timeout http_502;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            assertEquals(503, edge.get("/x").status());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 503 {a:80} 503");
        }
    }

    @Test void statuses403And404And429CanBeNamed() {
        for (int status : new int[] {403, 404, 429}) {
            try (var edge = two("proxy_next_upstream http_" + status + ";")) {
                edge.peer("a:80").serves(status);
                edge.peer("b:80").serves(200);
                assertEquals("b:80", edge.get("/x").body());
            }
        }
    }

    @Test void theLastAnswerIsPassedOnAsItIs() {
        try (var edge = two("proxy_next_upstream http_503 http_502;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(502);
            var answer = edge.get("/x");
            assertEquals(502, answer.status());
            assertEquals("b:80", answer.body());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 502 {a:80}, {b:80} 503, 502");
        }
    }

    @Test void whenAllRefuseTheClientGets502() {
        try (var edge = two("")) {
            assertEquals(502, edge.get("/x").status());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 502 {a:80}, {b:80} 502, 502");
        }
    }

    @Test void whenTheLastOneTimesOutTheClientGets504() {
        try (var edge = two("proxy_read_timeout 300ms;")) {
            edge.peer("b:80");
            assertEquals(504, edge.get("/x").status());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 504 {a:80}, {b:80} 502, 504");
        }
    }

    @Test void offNeverPassesOver() {
        try (var edge = two("proxy_next_upstream off;")) {
            edge.peer("b:80").serves(200);
            assertEquals(502, edge.get("/x").status());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 502 {a:80} 502");
        }
    }

    @Test void triesLimitsAllAttemptsTogether() {
        try (var edge = Edge.with("""
                log_format tries '$upstream_addr';
                access_log /var/log/nginx/access.log tries;
                upstream api { server a:80; server b:80; server c:80; }
                server { listen 80; proxy_next_upstream_tries 2; proxy_connect_timeout 300ms; location / { proxy_pass http://api; } }
                """)) {
            edge.hole("a:80");
            edge.hole("b:80");
            edge.peer("c:80").serves(200);
            assertEquals(504, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80}");
        }
    }

    private static Edge four(String http, String tries) {
        return Edge.with(http + """
                log_format tries '$upstream_addr $status';
                access_log /var/log/nginx/access.log tries;
                upstream api { server a:80; server b:80; server c:80; server d:80; }
                server { listen 80; proxy_next_upstream_tries %s; location / { proxy_pass http://api; } }
                """.formatted(tries));
    }

    /** Two that die at the same moment, before either is marked. */
    @OwlboardOnly(row = "refused-tries", value = "counts them")
    @Test void peersThatRefuseAreNoneOfTheTries() {
        try (var edge = four("", "2")) {
            var c = edge.peer("c:80");
            var d = edge.peer("d:80");
            var client = post(edge, "body");
            c.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            c.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            edge.accessLog().awaitsLine("{a:80}, {b:80}, {c:80} 204");
            assertEquals(0, d.connections());
        }
    }

    /** What has been sent is a try as ever, and a POST is not sent twice. */
    @OwlboardOnly(row = "refused-tries", value = "counts them")
    @Test void aPeerThatTookTheRequestIsATryBehindThoseThatRefused() {
        try (var edge = four("", "2")) {
            var c = edge.peer("c:80");
            var d = edge.peer("d:80");
            var client = post(edge, "body");
            c.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            c.closes();
            client.receives("HTTP/1.1 502 Bad Gateway", "Connection: keep-alive", "{page}");
            assertEquals(0, d.connections());
        }
    }

    @Test void whenAllRefuseEachIsAskedOnce() {
        try (var edge = four("", "4")) {
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80}, {c:80}, {d:80} 502");
        }
    }

    @OwlboardOnly(row = "refused-tries", value = "counts them")
    @Test void whenAllRefuseEachIsAskedOnceWithFewerTriesToo() {
        try (var edge = four("", "2")) {
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80}, {c:80}, {d:80} 502");
        }
    }

    @Test void oneTryIsOneTry() {
        try (var edge = four("", "1")) {
            edge.peer("b:80").serves(200);
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80} 502");
        }
    }

    @OwlboardOnly(row = "lb-status", value = "does not know owlboard_strict")
    @Test void strictCountsThoseThatRefuse() {
        try (var edge = four("owlboard_strict on;\n", "2")) {
            edge.peer("c:80").serves(200);
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80} 502");
        }
    }

    @Test void theTimeEndsTheTries() {
        try (var edge = two("proxy_read_timeout 1s; proxy_next_upstream_timeout 1s;")) {
            edge.peer("a:80");
            edge.peer("b:80").serves(200);
            assertEquals(504, edge.get("/x").status());
            edge.accessLog().awaitsLine("GET /x HTTP/1.1 504 {a:80} 504");
        }
    }

    @Test void thePostThatWasSentIsNotSentAgain() {
        try (var edge = two("")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var client = post(edge, "body");
            a.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            a.closes();
            client.receives("HTTP/1.1 502 Bad Gateway", "Connection: keep-alive", "{page}");
            assertEquals(0, b.connections());
        }
    }

    @Test void aPostThatWasNotSentGoesToAnotherPeerWithItsBody() {
        try (var edge = two("")) {
            var b = edge.peer("b:80");
            var client = post(edge, "body");
            b.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            b.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
        }
    }

    @Test void nonIdempotentSendsAPostAgain() {
        try (var edge = two("proxy_next_upstream error non_idempotent;")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var client = post(edge, "body");
            a.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            a.closes();
            b.receives("POST /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            b.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
        }
    }

    @Test void aStatusThatIsNamedIsPassedOnToThePost() {
        try (var edge = two("proxy_next_upstream http_503;")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            post(edge, "body").receives("HTTP/1.1 503 Status", "Content-Type: text/plain", "Content-Length: 4", "Connection: keep-alive",
                    "").receivesBody("a:80");
        }
    }

    @Test void aPutThatWasSentIsSentAgain() {
        try (var edge = two("")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var client = edge.client().sends("PUT /x HTTP/1.1", "Host: shop", "Content-Length: 4", "").sendsRaw("body");
            a.receives("PUT /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            a.closes();
            b.receives("PUT /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("body");
            b.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
        }
    }

    @Test void aBodyThatIsNotBufferedIsNotSentAgain() {
        try (var edge = two("proxy_request_buffering off;")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var client = edge.client().sends("PUT /x HTTP/1.1", "Host: shop", "Content-Length: 4", "").sendsRaw("bo");
            a.receives("PUT /x HTTP/1.1", "Host: api", "Content-Length: 4", "").receivesBody("bo");
            client.sendsRaw("dy");
            a.receivesBody("dy").closes();
            assertEquals("HTTP/1.1 502 Bad Gateway", client.head().getFirst());
            assertEquals(0, b.connections());
        }
    }

    @Test void anAnswerThatHasBegunIsNotAskedForAgain() {
        try (var edge = two("proxy_buffering off;")) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var client = edge.client().sends("GET /x HTTP/1.1", "Host: shop", "");
            a.receives("GET /x HTTP/1.1", "Host: api", "");
            a.sends("HTTP/1.1 200 OK", "Content-Length: 10", "").sendsRaw("hello");
            client.receives("HTTP/1.1 200 OK", "Content-Length: 10", "Connection: keep-alive", "").receivesBody("hello");
            a.closes();
            client.isClosed();
            assertEquals(0, b.connections());
        }
    }

    @Test void eachPeerIsAskedOncePerRequest() {
        try (var edge = Edge.with("""
                log_format tries '$upstream_addr';
                access_log /var/log/nginx/access.log tries;
                upstream api { server a:80 max_fails=0 weight=5; server b:80 max_fails=0; }
                server { listen 80; location / { proxy_pass http://api; } }
                """)) {
            assertEquals(502, edge.get("/").status());
            edge.accessLog().awaitsLine("{a:80}, {b:80}");
        }
    }

    @Test void anInternalRedirectSeparatesItsGroups() {
        try (var edge = Edge.with("""
                log_format tries '$upstream_addr | $upstream_status | $upstream_response_time';
                access_log /var/log/nginx/access.log tries;
                upstream api { server a:80; server b:80; }
                upstream other { server c:80; }
                server { listen 80; error_page 502 = /other; location / { proxy_pass http://api; } location /other {
                    proxy_pass http://other; } }
                """)) {
            edge.peer("c:80").serves(200);
            assertEquals("c:80", edge.get("/").body());
            edge.accessLog().awaitsLine("{a:80}, {b:80} : {c:80} | 502, 502 : 200 | {seconds}, {seconds} : {seconds}");
        }
    }

    @Test void theErrorLogNamesEachFailedPeer() {
        try (var edge = two("")) {
            edge.get("/x");
            edge.errorLog()
                    .awaitsPart("connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: , "
                    + "request: \"GET /x HTTP/1.1\", upstream: \"http://{a:80}/x\", host: \"shop\"");
            edge.errorLog().awaitsPart("upstream: \"http://{b:80}/x\"");
            assertTrue(edge.errorLog().lines().stream().filter(line -> line.contains("connect() failed"))
                    .allMatch(line -> line.contains("[error]")));
        }
    }
}
