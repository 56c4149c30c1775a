package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** proxy_pass https: verification, client certificates, names, pooled connections (item 48; proxy_ssl_*). */
class UpstreamTlsTest {
    private static final String VERIFIED = "proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/ssl/certs/ca.crt; ";
    private static final String WITH_CERTIFICATE =
            "proxy_ssl_certificate /etc/ssl/certs/client.crt; proxy_ssl_certificate_key /etc/ssl/private/client.key; ";

    private static Edge with(String directives) {
        return Edge.with("""
                upstream secure { server s:8443; keepalive 2; }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Connection ""; %s location / { proxy_pass https://secure; } }
                """.formatted(directives));
    }

    /** Of the file that is asked for with {@code ?c=}. */
    private static final String NAMED = WITH_CERTIFICATE.replace("client.", "$arg_c.");

    @Test @OwlboardOnly(row = "upstream-keepalive", value = "keeps the first connection for all of them")
    void theRequestNamesTheCertificate() {
        try (var edge = with(NAMED)) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, true);
            for (var who : List.of("client", "shop", "client")) {
                var client = edge.client().sends("GET /?c=" + who + " HTTP/1.1", "Host: shop", "Connection: close", "");
                var wire = peer.speaking();
                wire.head();
                peer.sends("HTTP/1.1 200 OK", "Content-Length: 0", "");
                assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                assertTrue(wire.certificateOfOther().contains("CN=" + who), wire.certificateOfOther());
            }
            assertEquals(500, edge.get("/?c=none").status());
            edge.errorLog().awaitsPart("none.crt");
        }
    }

    @Test void withoutVerificationAnyCertificateWillDo() {
        for (var identity : new Identity[] {Identity.SHOP, Identity.STRANGER, Identity.EXPIRED}) {
            try (var edge = with("")) {
                edge.tlsPeer("s:8443", identity, false).serves(200);
                assertEquals(200, edge.get("/").status(), identity.toString());
            }
        }
    }

    @Test void aCertificateOfTheAuthorityForTheNamePasses() {
        try (var edge = with(VERIFIED + "proxy_ssl_name shop;")) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            assertEquals("s:8443", edge.get("/").body());
        }
    }

    @Test void theNameIsTheUpstreamsByDefault() {
        try (var edge = with(VERIFIED)) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            assertEquals(502, edge.get("/").status());
            edge.errorLog().awaitsPart(
                    "upstream SSL certificate does not match \"secure\" while SSL handshaking to upstream, client: 127.0.0.1, server: , "
                    + "request: \"GET / HTTP/1.1\", upstream: \"https://{s:8443}/\", host: \"shop\"");
        }
    }

    @Test void anotherAuthorityIs502AndTheErrorLogSaysWhy() {
        try (var edge = with(VERIFIED + "proxy_ssl_name stranger;")) {
            edge.tlsPeer("s:8443", Identity.STRANGER, false).serves(200);
            assertEquals(502, edge.get("/").status());
            edge.errorLog().awaitsPart(
                    "upstream SSL certificate verify error: (21:unable to verify the first certificate) while SSL handshaking to upstream");
        }
    }

    @Test void anExpiredCertificateIs502AndTheErrorLogSaysWhy() {
        try (var edge = with(VERIFIED + "proxy_ssl_name expired;")) {
            edge.tlsPeer("s:8443", Identity.EXPIRED, false).serves(200);
            assertEquals(502, edge.get("/").status());
            edge.errorLog()
                    .awaitsPart("upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream");
        }
    }

    @Test void aCertificateForClientsAloneIs502AndTheErrorLogSaysWhy() {
        try (var edge = with(VERIFIED + "proxy_ssl_name for-clients;")) {
            edge.tlsPeer("s:8443", Identity.FOR_CLIENTS, false).serves(200);
            assertEquals(502, edge.get("/").status());
            edge.errorLog().awaitsPart(
                    "upstream SSL certificate verify error: (26:unsuitable certificate purpose) while SSL handshaking to upstream");
        }
    }

    @Test void aCertificateForServersAlonePasses() {
        try (var edge = with(VERIFIED + "proxy_ssl_name for-servers;")) {
            edge.tlsPeer("s:8443", Identity.FOR_SERVERS, false).serves(200);
            assertEquals(200, edge.get("/").status());
        }
    }

    @Test void aPeerThatAsksForACertificateGetsOurs() {
        try (var edge = with(WITH_CERTIFICATE + VERIFIED + "proxy_ssl_name shop;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, true);
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            var wire = peer.speaking();
            assertEquals("CN=client", wire.certificateOfOther());
            wire.receives("GET / HTTP/1.1", "Host: secure", "").sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
        }
    }

    @Test @OwlboardOnly(row = "lint-live", value = "does not notice")
    void aPeerThatDoesNotAskForOurCertificateIsToldOnce() {
        try (var edge = with(WITH_CERTIFICATE)) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            for (int i = 0; i < 3; i++) assertEquals(200, edge.get("/").status());
            edge.errorLog()
                    .awaitsPart("upstream \"secure\" peer s:8443 did not ask for the client certificate (client-certificate-ignored: ");
            assertEquals(1, edge.errorLog().lines().stream().filter(line -> line.contains("client-certificate-ignored")).count());
        }
        try (var edge = with(WITH_CERTIFICATE)) {
            edge.tlsPeer("s:8443", Identity.SHOP, true).serves(200);
            for (int i = 0; i < 3; i++) assertEquals(200, edge.get("/").status());
            assertEquals(0, edge.errorLog().lines().stream().filter(line -> line.contains("client-certificate-ignored")).count());
        }
    }

    @Test @OwlboardOnly(row = "lint-live", value = "does not notice")
    void aPeerIsNotBlamedWhereTheRequestNamesNoCertificate() {
        var named = "proxy_ssl_certificate $arg_c; proxy_ssl_certificate_key $arg_c; ";
        for (var asks : List.of(named, "proxy_ssl_certificate ''; proxy_ssl_certificate_key ''; ")) {
            try (var edge = with(asks)) {
                edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
                assertEquals(200, edge.get("/").status());
                assertEquals(List.of(), edge.errorLog().lines().stream().filter(line -> line.contains("client-certificate-")).toList());
            }
        }
    }

    @Test void aPeerThatAsksInVainIs502AndTheErrorLogSaysWhy() {
        for (var version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (var edge = with("proxy_ssl_protocols " + version + ";")) {
                edge.tlsPeer("s:8443", Identity.SHOP, true).serves(200);
                assertEquals(502, edge.get("/").status());
                edge.errorLog().awaitsPart("SSL alert number "); // which one is the peer's choice
            }
        }
    }

    @Test void anAlertIsToldInOpenSslsWords() {
        try (var edge = with("proxy_ssl_protocols TLSv1.3; proxy_ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;");
                var client = edge.client()) {
            var peer = edge.peer("s:8443");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            peer.speaking().sendsRaw("\25\3\3\0\2\2\50");
            client.receives("HTTP/1.1 502 Bad Gateway", "Connection: keep-alive", "{page}");
            edge.errorLog().awaitsPart("SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:"
                    + "SSL alert number 40) while SSL handshaking to upstream, client: ");
        }
    }

    @Test void aNameIsWhatStandsInFrontOfItsPort() {
        for (var row : new String[] {"shop:8443 shop", "a:b:c a", "[::1]:443 -", "127.0.0.1:443 -", "999.1.1.1 999.1.1.1", "1.2.3 1.2.3",
                "a_b a_b", "::1 -", "$arg_none -", "$host shop"}) {
            var words = row.split(" ");
            try (var edge = with("proxy_ssl_server_name on; proxy_ssl_name " + words[0] + ";"); var client = edge.client()) {
                var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
                client.sends("GET / HTTP/1.1", "Host: shop", "");
                assertEquals(words[1].equals("-") ? List.of() : List.of(words[1]), peer.speaking().serverNames(), row);
            }
        }
    }

    @Test void aNameThatIsTooLongIs500() {
        try (var edge = with("proxy_ssl_server_name on; proxy_ssl_name $arg_n;")) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            assertEquals(500, edge.get("/?n=" + "a".repeat(256)).status());
            assertEquals(200, edge.get("/?n=" + "a".repeat(255)).status());
            edge.errorLog().awaitsPart("aaa\") failed (SSL: error:0A00013F:SSL routines::ssl3 ext invalid servername");
        }
    }

    @Test @OwlboardOnly(row = "ssl-name-address", value = "compares host names only")
    void anAddressOfTheCertificateIsItsName() {
        try (var edge = with(VERIFIED + "proxy_ssl_name 127.0.0.1;")) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            assertEquals(200, edge.get("/").status());
        }
    }

    @Test void theServerNameIsSentWhereItIsAskedFor() {
        try (var edge = with("proxy_ssl_server_name on; proxy_ssl_name shop;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            assertEquals(List.of("shop"), peer.speaking().serverNames());
        }
    }

    @Test void noServerNameIsSentByDefault() {
        try (var edge = with("proxy_ssl_name shop;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            assertEquals(List.of(), peer.speaking().serverNames());
        }
    }

    @Test void aTlsConnectionServesTheNextRequest() {
        try (var edge = with(VERIFIED + "proxy_ssl_name shop;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
            for (int i = 0; i < 3; i++) {
                client.sends("GET /x HTTP/1.1", "Host: shop", "");
                peer.receives("GET /x HTTP/1.1", "Host: secure", "").sends("HTTP/1.1 204 No Content", "");
                client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            }
            assertEquals(1, peer.connections());
        }
    }

    /** Of one answer among several on a connection. */
    private static int status(Wire client, String path) {
        var head = client.sends("GET " + path + " HTTP/1.1", "Host: shop", "").head();
        var length = head.stream().filter(line -> line.startsWith("Content-Length: ")).findFirst();
        length.ifPresent(line -> client.bytes(Integer.parseInt(line.substring("Content-Length: ".length()))));
        return Integer.parseInt(head.getFirst().substring(9, 12));
    }

    /** Whoever was verified under one name was not under another one. */
    @Test void anIdleConnectionIsNotForAnotherName() {
        var conf = "server { listen 80; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_ssl_server_name on; " + VERIFIED
                + "proxy_ssl_name $arg_n; location / { proxy_pass https://s:8443; } }";
        try (var edge = Edge.with(conf); var client = edge.client()) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            var statuses = Stream.of("shop", "stranger", "shop", "", "shop").map(name -> status(client, "/?n=" + name));
            assertEquals(List.of(200, 502, 200, 502, 200), statuses.toList());
        }
    }

    @Test @OwlboardOnly(row = "upstream-keepalive", value = "does not ask what the name was")
    void norIsThatOfAGroup() {
        try (var edge = with(VERIFIED + "proxy_ssl_name $arg_n;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            for (int i = 0; i < 2; i++) {
                assertEquals(200, status(client, "/?n=shop"));
                assertEquals(502, status(client, "/?n=stranger"));
            }
            Wait.until("the last is counted", () -> peer.connections() >= 3);
            assertEquals(3, peer.connections(), "the first is kept, each other name fails on its own");
        }
    }

    @Test void protocolsCanBeChosen() {
        try (var edge = with("proxy_ssl_protocols TLSv1.2;"); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            assertEquals("TLSv1.2", peer.speaking().protocol());
        }
    }

    @Test void plainBytesInPlaceOfAHandshakeAre502() {
        try (var edge = with(""); var client = edge.client()) {
            var peer = edge.peer("s:8443");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            var wire = peer.speaking();
            wire.sends("HTTP/1.1 200 OK", "Content-Length: 0", "");
            client.receives("HTTP/1.1 502 Bad Gateway", "Connection: keep-alive", "{page}");
            edge.errorLog().awaitsPart(
                    "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream");
        }
    }

    @Test void aPeerThatDoesNotShakeHandsInTimeIs504() {
        try (var edge = with("proxy_connect_timeout 400ms;")) {
            edge.peer("s:8443");
            assertEquals(504, edge.get("/").status());
            edge.errorLog().awaitsPart("upstream timed out (110: Connection timed out) while SSL handshaking to upstream");
        }
    }

    @Test void aFailedHandshakePassesThePeerOver() {
        try (var edge = Edge.with("""
                upstream secure { server s:8443; server t:8443; }
                server { listen 80; location / { proxy_pass https://secure; proxy_ssl_name shop; %s } }
                """.formatted(VERIFIED))) {
            edge.tlsPeer("s:8443", Identity.STRANGER, false).serves(200);
            edge.tlsPeer("t:8443", Identity.SHOP, false).serves(200);
            assertEquals("t:8443", edge.get("/").body());
        }
    }

    @Test void aTunnelRunsOverTls() {
        try (var edge = Edge.with("""
                upstream secure { server s:8443; }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
                    location / { proxy_pass https://secure; } }
                """); var client = edge.client()) {
            var peer = edge.tlsPeer("s:8443", Identity.SHOP, false);
            client.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: upgrade", "Upgrade: websocket", "");
            peer.receives("GET /ws HTTP/1.1", "Host: secure", "Connection: upgrade", "Upgrade: websocket", "")
                    .sends("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            client.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            client.sendsRaw("ping");
            peer.receivesBody("ping").sendsRaw("pong");
            client.receivesBody("pong").closes();
            peer.current().isClosed();
        }
    }

    @Test void plainProxyPassHttpsGoesToOnePeer() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass https://s:8443; } }")) {
            edge.tlsPeer("s:8443", Identity.SHOP, false).serves(200);
            assertEquals("s:8443", edge.get("/").body());
        }
    }

    @Test @OwlboardOnly(row = "certificates-read", value = "reads certificates at start and on reload only")
    void aClientCertificateThatChangesIsReadAgain() {
        try (var edge = with(WITH_CERTIFICATE.replace("client", "stranger"))) {
            edge.tlsPeer("s:8443", Identity.SHOP, true).serves(200);
            assertEquals(502, edge.get("/").status());
            edge.copies("/etc/ssl/private/client.key", "/etc/ssl/private/stranger.key");
            edge.copies("/etc/ssl/certs/client.crt", "/etc/ssl/certs/stranger.crt");
            Wait.until("the new certificate is shown", () -> edge.get("/").status() == 200);
        }
    }
}
