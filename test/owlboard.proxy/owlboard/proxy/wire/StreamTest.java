package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.WithoutNginx;

/** Sessions of {@code stream}: bytes in, bytes out. */
class StreamTest {
    private static final String LOGGED = """
            stream {
                log_format told '$protocol $status $bytes_received/$bytes_sent $upstream_addr '
                        '$upstream_bytes_sent/$upstream_bytes_received';
                access_log /var/log/nginx/access.log told;
            """;

    @Test void bytesGoBothWaysUntilTheClientEnds() {
        try (var edge = Edge.with(LOGGED + "server { listen 5432; proxy_pass a:5432; } }")) {
            var a = edge.peer("a:5432");
            try (var client = edge.client()) {
                client.sendsRaw("ping");
                assertEquals("ping", a.accepts(1).bytes(4));
                a.current().sendsRaw("pong!");
                assertEquals("pong!", client.bytes(5));
            }
            a.current().readsEof();
            edge.accessLog().awaitsLine("TCP 200 4/5 {a:5432} 4/5");
            edge.errorLog().awaitsPart("client disconnected, bytes from/to client:4/5, bytes from/to upstream:5/4");
        }
    }

    @Test void theServerMaySpeakFirstAndEndFirst() {
        try (var edge = Edge.with(LOGGED + "server { listen 25; proxy_pass a:25; } }"); var a = edge.peer("a:25");
                var client = edge.client()) {
            a.accepts(1).sendsRaw("220 ready\r\n");
            assertEquals("220 ready\r\n", client.bytes(11));
            a.closes();
            client.readsEof();
            edge.accessLog().awaitsLine("TCP 200 0/11 {a:25} 0/11");
        }
    }

    @Test void aPeerThatRefusesIsPassedOver() {
        try (var edge = Edge.with(LOGGED + """
                upstream db { server a:5432; server b:5432 backup; }
                server { listen 5432; proxy_pass db; } }
                """); var b = edge.peer("b:5432"); var client = edge.client()) {
            client.sendsRaw("SELECT 1");
            assertEquals("SELECT 1", b.accepts(1).bytes(8));
            client.closes();
            edge.accessLog().awaitsLine("TCP 200 8/0 {a:5432}, {b:5432} 0, 8/0, 0");
            edge.errorLog().awaitsPart("connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, ");
            edge.errorLog().awaitsPart("upstream: \"{a:5432}\", bytes from/to client:0/0, bytes from/to upstream:0/0");
            edge.errorLog().awaitsPart("upstream server temporarily disabled while connecting to upstream");
        }
    }

    @Test void nobodyElseIsAskedWhereThatIsOff() {
        try (var edge = Edge.with(LOGGED + """
                upstream db { server a:5432; server b:5432; }
                server { listen 5432; proxy_pass db; proxy_next_upstream off; } }
                """); var client = edge.client()) {
            client.isClosed();
            edge.accessLog().awaitsLine("TCP 502 0/0 {a:5432} 0/0");
        }
    }

    @Test void sessionsAreSpread() {
        try (var edge = Edge.with(LOGGED + """
                upstream db { least_conn; server a:5432 max_conns=1; server b:5432; server c:5432 down; }
                server { listen 5432; proxy_pass db; } }
                """); var a = edge.peer("a:5432"); var b = edge.peer("b:5432");
                var first = edge.client(); var second = edge.client(); var third = edge.client()) {
            for (var client : List.of(first, second, third)) client.sendsRaw("x");
            b.accepts(2);
            assertEquals(1, a.connections());
        }
    }

    @Test void theEndOfOneSideIsPassedOnWhereThatIsWanted() {
        try (var edge = Edge.with("stream { server { listen 7; proxy_pass a:7; proxy_half_close on; } }");
                var a = edge.peer("a:7"); var client = edge.client()) {
            client.sendsRaw("all of it").finishes();
            assertEquals("all of it", a.accepts(1).bytes(9));
            a.current().readsEof();
            a.sendsRaw("answer");
            assertEquals("answer", client.bytes(6));
            a.closes();
            client.readsEof();
        }
    }

    @Test void whoSaysNothingForTooLongIsClosed() {
        try (var edge = Edge.with(LOGGED + "server { listen 7; proxy_pass a:7; proxy_timeout 200ms; } }");
                var a = edge.peer("a:7"); var client = edge.client()) {
            client.readsEof();
            a.accepts(1).readsEof();
            edge.errorLog().awaitsPart("connection timed out (110: Connection timed out) while proxying connection, client: ");
            edge.accessLog().awaitsLine("TCP 200 0/0 {a:7} 0/0");
        }
    }

    @Test void aPeerThatDoesNotAcceptIsGivenUp() {
        try (var edge = Edge.with(LOGGED + "server { listen 7; proxy_pass a:7; proxy_connect_timeout 200ms; } }")) {
            edge.hole("a:7");
            try (var client = edge.client()) {
                client.readsEof();
                edge.errorLog().awaitsPart("upstream timed out (110: Connection timed out) while connecting to upstream, client: ");
                edge.accessLog().awaitsLine("TCP 502 0/0 {a:7} 0/0");
            }
        }
    }

    @Test void aSlowReaderHoldsTheSender() {
        var much = "x".repeat(8 << 20);
        try (var edge = Edge.with("stream { server { listen 7; proxy_pass a:7; } }"); var a = edge.peer("a:7");
                var client = edge.narrowClient()) {
            a.accepts(1);
            Thread.ofVirtual().start(() -> a.sendsRaw(much).closes());
            client.reading(true);
            assertEquals(much.length(), client.rest().length());
        }
    }

    @Test void aResetOfOneSideEndsBoth() {
        try (var edge = Edge.with(LOGGED + "server { listen 7; proxy_pass a:7; } }")) {
            var a = edge.peer("a:7");
            var leaves = edge.client();
            leaves.sendsRaw("x");
            a.accepts(1).bytes(1);
            leaves.resets();
            a.current().readsEof();
            try (var stays = edge.client()) {
                stays.sendsRaw("y");
                a.accepts(2).bytes(1);
                a.resets();
                stays.readsEof();
            }
            edge.accessLog().awaits(2);
            edge.errorLog().awaitsPart("recv() failed (104: Connection reset by peer) while proxying and reading from upstream, client: ");
        }
    }

    @Test void whatIsReturnedNeedsNoPeer() {
        try (var edge = Edge.with("""
                stream {
                    map $remote_addr $who { 127.0.0.1 home; default away; }
                    server { listen 7; set $greeting hello; return "$greeting $who $protocol\\n"; }
                    server { listen 8; deny 127.0.0.1; return never; }
                }
                """); var client = edge.client(7); var denied = edge.client(8)) {
            assertEquals("hello home TCP\n", client.rest());
            denied.isClosed();
            edge.errorLog().awaitsPart("access forbidden by rule while initializing session, client: 127.0.0.1, server: ");
        }
    }

    @Test void clientsThatNobodyAsksAreJudgedByNoFile() {
        try (var edge = Edge.with("stream { server { listen 993 ssl; " + CERTIFICATE + "ssl_client_certificate nosuch; ssl_crl nosuch; "
                + "ssl_trusted_certificate nosuch; return there; } }"); var client = edge.tlsClient(993, "shop", null)) {
            assertEquals("there", client.bytes(5));
        }
    }

    private static final String CERTIFICATE = "ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key; ";

    @Test void tlsEndsHereAndBeginsAgain() {
        try (var edge = Edge.with(LOGGED + "server { listen 993 ssl; " + CERTIFICATE + """
                    proxy_pass a:993; proxy_ssl on; proxy_ssl_verify on; proxy_ssl_name shop; proxy_ssl_server_name on;
                    proxy_ssl_trusted_certificate /etc/ssl/certs/ca.crt; } }
                """); var a = edge.tlsPeer("a:993", Certificates.Identity.SHOP, false);
                var client = edge.tlsClient(993, "shop", null)) {
            client.sendsRaw("over tls");
            assertEquals("over tls", a.speaking().bytes(8));
            assertEquals(List.of("shop"), a.current().serverNames());
            a.sendsRaw("likewise");
            assertEquals("likewise", client.bytes(8));
            client.closes();
            edge.accessLog().awaitsLine("TCP 200 8/8 {a:993} 8/8");
        }
    }

    @Test void whatTheClientAsksForChoosesThePeer() {
        try (var edge = Edge.with("""
                stream {
                    log_format told '$ssl_preread_server_name $ssl_preread_protocol $upstream_addr';
                    access_log /var/log/nginx/access.log told;
                    upstream one { server a:443; }
                    upstream other { server b:443; }
                    map $ssl_preread_server_name $where { shop one; default other; }
                    server { listen 443; ssl_preread on; proxy_pass $where; }
                }
                """); var a = edge.tlsPeer("a:443", Certificates.Identity.SHOP, false);
                var b = edge.peer("b:443")) {
            try (var client = edge.tlsClient(443, "Shop", null)) {
                client.sendsRaw("x");
                assertEquals("x", a.speaking().bytes(1));
            }
            edge.accessLog().awaitsLine("Shop TLSv1.3 {a:443}");
            try (var plain = edge.client()) {
                plain.sendsRaw("no tls at all");
                assertEquals("no tls at all", b.accepts(1).bytes(13));
            }
            edge.accessLog().awaitsLine("- - {b:443}");
        }
    }

    /** The least that asks for a server by name (RFC 8446 §4.1.2, RFC 6066 §3). */
    private static String hello(String name) {
        var asked = "\0\0" + sized(sized("\0" + sized(name)));
        var message = "\3\3" + "r".repeat(32) + "\0" + sized("\23\1") + "\1\0" + sized(asked);
        return "\26\3\1" + sized("\1\0" + sized(message));
    }

    private static String sized(String text) {
        return "\0" + (char) text.length() + text;
    }

    @Test @OwlboardOnly(row = "stream-newer", value = "has had virtual servers of stream since 1.25.5")
    void whatTheClientAsksForChoosesTheServer() {
        try (var edge = Edge.with(LOGGED + """
                    log_format named '$status $number $ssl_preread_server_name';
                    server { listen 443; ssl_preread on; server_name other; }
                    server { listen 443; server_name *.example; access_log /var/log/nginx/access.log told;
                        deny 0.0.0.0/0; proxy_pass a:443; }
                    server { listen 443; server_name ~^b(?<number>[0-9])$;
                        access_log /var/log/nginx/access.log named; return "$number"; }
                    server { listen 443; server_name ~^(a|aa|aaa)+[0-9]\\1$; return never; }
                }
                """); var a = edge.peer("a:443")) {
            try (var client = edge.client()) {
                var asks = hello("Shop.Example.");
                client.sendsRaw(asks);
                assertEquals(asks, a.accepts(1).bytes(asks.length()));
            }
            edge.accessLog().awaitsLine("TCP 200 74/0 {a:443} 74/0");
            try (var client = edge.client()) {
                client.sendsRaw(hello("B7"));
                assertEquals("7", client.rest());
            }
            edge.accessLog().awaitsLine("200 7 B7");
            try (var client = edge.client()) {
                client.sendsRaw("no tls at all");
                client.isClosed();
            }
            edge.accessLog().awaitsLine("TCP 500 13/0 - -/-");
            edge.errorLog().awaitsPart("no handler for server");
            try (var client = edge.client()) {
                client.sendsRaw(hello("a".repeat(60)));
                client.isClosed();
            }
            edge.accessLog().awaitsLine("TCP 500 121/0 - -/-");
            edge.errorLog().awaitsPart("pcre2_match() failed: -47 (match limit) on ");
        }
    }

    @Test void whoTheClientIsComesInAndGoesOut() {
        try (var edge = Edge.with("""
                stream {
                    log_format told '$status $bytes_received $proxy_protocol_addr $upstream_bytes_sent';
                    access_log /var/log/nginx/access.log told;
                    server { listen 7 proxy_protocol; set_real_ip_from 127.0.0.0/8; proxy_pass a:7; proxy_protocol on; }
                    server { listen 8 proxy_protocol; return "$remote_addr $proxy_protocol_port $realip_remote_addr"; }
                }
                """); var a = edge.peer("a:7"); var client = edge.client(7); var told = edge.client(8); var broken = edge.client(8)) {
            client.sendsRaw("PROXY TCP4 10.1.2.3 10.0.0.1 4711 7\r\nhello");
            assertEquals("PROXY TCP4 10.1.2.3 127.0.0.1 4711 ", a.speaking().bytes(35));
            told.sendsRaw("PROXY TCP4 10.1.2.3 10.0.0.1 4711 7\r\n");
            assertEquals("127.0.0.1 4711 127.0.0.1", told.rest());
            broken.sendsRaw("GET / HTTP/1.1\r\n\r\n");
            broken.isClosed();
            edge.accessLog().awaitsLine("400 0 - -");
            edge.errorLog().awaitsPart("while reading PROXY protocol, client: 127.0.0.1, server: ");
            a.closes();
            client.readsEof();
            var last = edge.accessLog().awaits(3).getLast();
            assertEquals(true, last.matches("200 5 10[.]1[.]2[.]3 4[0-9]"), last);
            try (var unknown = edge.client(8); var half = edge.client(8)) {
                unknown.sendsRaw("PROXY UNKNOWN\r\n");
                assertEquals("127.0.0.1  127.0.0.1", unknown.rest());
                edge.accessLog().awaitsLine("200 0 - -");
                half.sendsRaw("PROXY TCP4 10.1").finishes();
                half.isClosed();
                assertEquals("400 0 - -", edge.accessLog().awaits(5).getLast());
            }
        }
    }

    @Test void sessionsOfOneClientAreLimited() {
        try (var edge = Edge.with(LOGGED + """
                    limit_conn_zone $binary_remote_addr zone=each:64k;
                    server { listen 7; limit_conn each 1; proxy_pass a:7; }
                }
                """); var a = edge.peer("a:7"); var first = edge.client()) {
            a.accepts(1);
            try (var second = edge.client()) {
                second.isClosed();
            }
            edge.accessLog().awaitsLine("TCP 503 0/0 - -/-");
            edge.errorLog().awaitsPart("limiting connections by zone \"each\" while initializing session, client: ");
            first.closes();
            edge.accessLog().awaits(2);
            try (var third = edge.client()) {
                third.sendsRaw("x");
                assertEquals("x", a.speaking().bytes(1));
            }
        }
    }

    @Test void uploadsAreNoFasterThanTheyMay() {
        try (var edge = Edge.with(LOGGED + "server { listen 7; proxy_pass a:7; proxy_upload_rate 10k; } }");
                var a = edge.peer("a:7"); var client = edge.client()) {
            long began = System.nanoTime();
            client.sendsRaw("x".repeat(25_000));
            a.accepts(1).bytes(25_000);
            assertEquals(true, System.nanoTime() - began >= 1_000_000_000, "25 kB at 10 kB a second");
        }
    }

    @Test @WithoutNginx("nginx runs without a master process here and cannot reload")
    void sessionsOutliveAReload() throws Exception {
        try (var edge = Edge.with("stream { server { listen 7; proxy_pass a:7; } server { listen 8; proxy_pass b:8; } }");
                var a = edge.peer("a:7"); var b = edge.peer("b:8"); var old = edge.client(7)) {
            old.sendsRaw("1");
            assertEquals("1", a.accepts(1).bytes(1));
            edge.reload("stream { server { listen 7; proxy_pass b:8; } server { listen 8; proxy_pass a:7; } }");
            try (var fresh = edge.client(7)) {
                fresh.sendsRaw("2");
                assertEquals("2", b.accepts(1).bytes(1));
                old.sendsRaw("3");
                assertEquals("3", a.current().bytes(1));
            }
        }
    }

    @Test @WithoutNginx("what nginx says at its start")
    void whatIsNotThereIsRefusedByName() {
        var refused = assertThrows(AssertionError.class, () -> Edge.with("stream { server { listen 53 udp; proxy_pass a:53; } }").close());
        assertEquals(true, refused.getMessage().contains("the \"udp\" parameter is not supported yet"), refused.getMessage());
    }
}
