package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** What {@code owlboard lint} looks for, seen while requests are served: told once, in the error log and on the page. */
@OwlboardOnly(row = "lint-live", value = "says no more of it than of anything else")
class FindingsTest {
    private static final String PAGE = "location /page/ { owlboard_page; }";

    private static Edge with(String location) {
        return Edge.with("""
                upstream api { server a:80; keepalive 2; }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Connection ""; location / { proxy_pass http://api; %s } %s }
                """.formatted(location, PAGE));
    }

    private static List<String> found(Edge edge, String id) {
        return edge.get("/page/findings").body().lines().filter(line -> line.startsWith(id + "\t")).toList();
    }

    private static void isToldOnce(Edge edge, String id, String text) {
        edge.errorLog().awaitsPart(text);
        assertEquals(1, edge.errorLog().lines().stream().filter(line -> line.contains("(" + id + ": owlboard lint why ")).count());
        var told = found(edge, id);
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().endsWith(text), told::toString);
    }

    private static void answers(Edge edge, String... lines) {
        var peer = edge.peer("a:80");
        var client = edge.client().sends("GET /x HTTP/1.1", "Host: shop:8000", "Connection: close", "");
        peer.speaking().head();
        peer.sends(lines);
        client.head();
        client.rest();
    }

    @Test void originsThatTwoSayAreToldOnce() {
        try (var edge = with("add_header Access-Control-Allow-Origin *;")) {
            var text = "an answer has more than one Access-Control-Allow-Origin line";
            answers(edge, "HTTP/1.1 200 OK", "Content-Length: 0", "");
            assertEquals(List.of(), found(edge, "cors-doubled"));
            for (int i = 0; i < 3; i++) answers(edge, "HTTP/1.1 200 OK", "Content-Length: 0", "access-control-allow-origin: *", "");
            isToldOnce(edge, "cors-doubled", text);
            var now = edge.get("/page/now").body();
            assertTrue(now.contains("\"remedy\":\"owlboard lint why cors-doubled\""), now);
            assertTrue(now.contains("\"text\":\"" + text), now);
        }
        try (var edge = with("")) {
            answers(edge, "HTTP/1.1 200 OK", "Access-Control-Allow-Origin: a", "Content-Length: 0", "Access-Control-Allow-Origin: *", "");
            assertEquals(1, found(edge, "cors-doubled").size());
        }
        try (var edge = with("add_header Access-Control-Allow-Origin *; proxy_hide_header Access-Control-Allow-Origin;")) {
            answers(edge, "HTTP/1.1 200 OK", "Access-Control-Allow-Origin: a", "Content-Length: 0", "Access-Control-Allow-Origin: *", "");
            assertEquals(List.of(), found(edge, "cors-doubled"));
        }
    }

    @Test void aPeerThatSendsMoreThanItSaysIsToldOnce() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            for (int i = 0; i < 2; i++) {
                var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "Connection: close", "");
                peer.speaking().head();
                peer.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef");
                client.head();
                assertEquals("abc", client.rest());
            }
            isToldOnce(edge, "content-length-mismatch", "upstream peer a:80 sent more than its Content-Length of 3");
        }
    }

    @Test void whatFollowsAnAnswerIsToldAsInNginx() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            var client = edge.client().sends("GET /x HTTP/1.1", "Host: shop", "Connection: close", "");
            peer.speaking().head();
            peer.sendsRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nmore");
            client.head();
            client.rest();
            edge.errorLog().awaitsPart("[warn] {any} upstream sent data after final chunk while reading upstream, client: 127.0.0.1, "
                    + "server: , request: \"GET /x HTTP/1.1\", upstream: \"http://{a:80}/x\", host: \"shop\"");
        }
    }

    @Test void aPeerThatSendsMoreLaterOrOnAConnectionThatEndsIsTold() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "Connection: close", "");
            peer.speaking().head();
            peer.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
            client.head();
            assertEquals("abc", client.rest());
            peer.sendsRaw("def");
            isToldOnce(edge, "content-length-mismatch", "upstream peer a:80 sent more than its Content-Length of 3");
        }
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "Connection: close", "");
            peer.speaking().head();
            peer.sendsRaw("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabcdef");
            client.head();
            assertEquals("abc", client.rest());
            isToldOnce(edge, "content-length-mismatch", "upstream peer a:80 sent more than its Content-Length of 3");
        }
    }

    @Test void whatAServerSaysBeforeItClosesIsNoPartOfAnAnswer() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "Connection: close", "");
            peer.speaking().head();
            peer.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
            client.head();
            assertEquals("abc", client.rest());
            peer.sendsRaw("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
            peer.current().isClosed();
            assertEquals(List.of(), found(edge, "content-length-mismatch"));
        }
    }

    @Test void aPeerThatSendsLessThanItSaysIsToldWhenItDoesSoAgain() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            for (int i = 0; i < 3; i++) {
                var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "Connection: close", "");
                peer.speaking().head();
                peer.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                peer.closes();
                client.head();
                client.rest();
                if (i == 0) assertEquals(List.of(), found(edge, "content-length-mismatch")); // it may have died
            }
            isToldOnce(edge, "content-length-mismatch", "upstream peer a:80 ended answers before their Content-Length, more than once");
        }
    }

    @Test void aLengthOfA204IsTold() {
        try (var edge = with("")) {
            answers(edge, "HTTP/1.1 204 No Content", "Content-Length: 0", "");
            isToldOnce(edge, "body-headers-on-204", "upstream peer a:80 says how long the body of a 204 is, which has none");
        }
    }

    @Test void aBodyThatTheNextHopRefusesIsTold() {
        try (var edge = with("")) {
            var peer = edge.peer("a:80");
            var client = edge.client().sends("POST / HTTP/1.1", "Host: shop", "Connection: close", "Content-Length: 3", "", "abc");
            peer.speaking().head();
            peer.sends("HTTP/1.1 413 Too Large", "Content-Length: 0", "");
            client.head();
            isToldOnce(edge, "body-limit-mismatch", "upstream peer a:80 answered 413 to a body of 3 bytes that this hop took");
        }
    }

    @Test void aHeadThatIsTooLongIsTold() {
        try (var edge = with("proxy_buffer_size 1k; proxy_buffers 8 1k; proxy_busy_buffers_size 2k;")) {
            answers(edge, "HTTP/1.1 200 OK", "Set-Cookie: " + "x".repeat(2000), "Content-Length: 0", "");
            isToldOnce(edge, "small-header-buffer", "upstream peer a:80 sent a head of more than the 1024 bytes of the buffer for it");
        }
    }

    @Test void aRedirectThatLostItsPortIsTold() {
        try (var edge = with("")) {
            answers(edge, "HTTP/1.1 301 Moved", "Location: http://shop:8000/a", "Content-Length: 0", "");
            answers(edge, "HTTP/1.1 301 Moved", "Location: /a", "Content-Length: 0", "");
            answers(edge, "HTTP/1.1 301 Moved", "Location: http://other/a", "Content-Length: 0", "");
            assertEquals(List.of(), found(edge, "redirect-lost"));
            answers(edge, "HTTP/1.1 301 Moved", "Location: http://shop/a", "Content-Length: 0", "");
            isToldOnce(edge, "redirect-lost", "a service redirects to \"shop\" where the client came by \"shop:8000\"");
        }
    }

    @Test void aLineBreakInAHeaderLineIsTold() {
        try (var edge = Edge.with("server { listen 80; location / { add_header X-Uri $uri; return 204; } " + PAGE + " }")) {
            edge.get("/a%0d%0aX-Evil:1");
            edge.get("/b%0d%0aX-Evil:1");
            isToldOnce(edge, "http_splitting", "a request put a line break into the added header line \"X-Uri\", where it became a blank");
        }
    }

    @Test void certificatesThatEndAreTold() {
        try (var edge = Edge.with("""
                upstream secure { server s:8443; }
                server { listen 80; location / { proxy_pass https://secure; } %s }
                server { listen 443 ssl; ssl_certificate /etc/ssl/certs/expired.crt; ssl_certificate_key /etc/ssl/private/expired.key; }
                """.formatted(PAGE))) {
            edge.tlsPeer("s:8443", Identity.EXPIRED, false).serves(200);
            for (int i = 0; i < 2; i++) assertEquals(200, edge.get("/").status());
            Wait.until("both are told", () -> found(edge, "certificate-ends").size() == 2);
            edge.errorLog().awaitsPart("upstream \"secure\" peer s:8443 has a certificate that ended 20");
            var told = found(edge, "certificate-ends").stream().map(line -> line.split("\t")[3]).toList();
            var file = "certificate \"/etc/ssl/certs/expired.crt\" ended 20";
            assertTrue(told.stream().anyMatch(line -> line.startsWith(file)), told::toString);
        }
    }

    private static boolean hasEnded(Edge edge) {
        return found(edge, "certificate-ends").toString().contains("certificate \"/etc/ssl/certs/shop.crt\" ended ");
    }

    @Test void aCertificateThatHasEndedIsToldWhenItIsTakenOverAndStillAfterAReload() throws Exception {
        var conf = """
                server { listen 80; location / { return 204; } %s }
                server { listen 443 ssl; ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key; }
                """.formatted(PAGE);
        try (var edge = Edge.with(conf)) {
            Wait.until("the first look is over", () -> edge.get("/page/now").body().contains("\"certificates\":{\"/etc"));
            assertFalse(hasEnded(edge));
            edge.copies("/etc/ssl/private/expired.key", "/etc/ssl/private/shop.key");
            edge.copies("/etc/ssl/certs/expired.crt", "/etc/ssl/certs/shop.crt");
            Wait.until("it is in use", () -> edge.get("/page/now").body().contains(" was swapped: "));
            assertTrue(hasEnded(edge));
            edge.reload(conf);
            assertTrue(hasEnded(edge));
        }
    }

    @Test void aReloadForgetsWhatTheConfigurationBeforeHad() throws Exception {
        try (var edge = with("add_header Access-Control-Allow-Origin *;")) {
            answers(edge, "HTTP/1.1 200 OK", "Content-Length: 0", "Access-Control-Allow-Origin: *", "");
            assertEquals(1, found(edge, "cors-doubled").size());
            edge.reload("""
                    upstream api { server a:80; }
                    server { listen 80; location / { proxy_pass http://api; } %s }
                    """.formatted(PAGE));
            assertEquals(List.of(), found(edge, "cors-doubled"));
        }
    }
}
