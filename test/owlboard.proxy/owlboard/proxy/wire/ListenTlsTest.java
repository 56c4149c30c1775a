package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Certificates;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.tls.Pem;
import owlboard.tls.Trust;

/** listen ssl: certificates by name, client certificates, plain requests (item 47; ngx_http_ssl_module). */
class ListenTlsTest {
    @TempDir Path folder;

    private static final String TWO_NAMES = """
            default_type text/plain;
            ssl_protocols TLSv1.2 TLSv1.3;
            server { listen 443 ssl; server_name shop;
                ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                location / { return 200 "shop $scheme $https $ssl_protocol $ssl_server_name"; } }
            server { listen 443 ssl; server_name admin;
                ssl_certificate /etc/ssl/certs/admin.crt; ssl_certificate_key /etc/ssl/private/admin.key;
                location / { return 200 "admin"; } }
            """;

    private static String verifying(String how) {
        return """
                default_type text/plain;
                server { listen 443 ssl; server_name shop;
                    ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                    ssl_client_certificate /etc/ssl/certs/ca.crt; ssl_verify_client %s;
                    location / { return 200 "$ssl_client_verify $ssl_client_s_dn"; } }
                """.formatted(how);
    }

    private static Edge.Answer get(Edge edge, String serverName, Identity own) {
        try (var client = edge.tlsClient(443, serverName, own)) {
            return edge.answer(client, "GET /");
        }
    }

    @Test void aRequestIsServed() {
        try (var edge = Edge.with(TWO_NAMES)) {
            assertEquals("shop https on TLSv1.3 shop", get(edge, "shop", null).body());
        }
    }

    @Test void sslOnHoldsForTheAddressesWhoseDefaultServerSaysIt() {
        var plain = "server { listen 80; }\n";
        try (var edge = Edge.with(plain + TWO_NAMES.replace("listen 443 ssl; server_name shop;",
                "listen 80; listen 443; server_name shop; ssl on;").replace("443 ssl", "443"))) {
            assertEquals("shop https on TLSv1.3 shop", get(edge, "shop", null).body());
            assertEquals("shop http   ", edge.get("/").body());
        }
    }

    @Test void theNameChoosesTheCertificateAndHostTheServer() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.tlsClient(443, "admin", null)) {
            client.sends("GET / HTTP/1.1", "Host: admin", "").receives("HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: 5",
                    "Connection: keep-alive", "")
                    .receivesBody("admin");
            assertEquals("CN=admin", client.certificateOfOther());
        }
    }

    @Test void anUnknownNameGetsTheFirstCertificate() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.tlsClient(443, "unknown", null)) {
            client.sends("GET / HTTP/1.1", "Host: unknown", "").head();
            assertEquals("CN=shop", client.certificateOfOther());
        }
    }

    /** As OpenSSL prints them. */
    @Test void theClientsCertificateIsToldInVariables() throws Exception {
        var conf = verifying("on").replace("$ssl_client_verify $ssl_client_s_dn",
                "$ssl_client_v_start|$ssl_client_v_end|$ssl_client_serial|"
                        + "$ssl_client_fingerprint|$ssl_client_v_remain\n$ssl_client_raw_cert");
        try (var edge = Edge.with(conf)) {
            var body = get(edge, "shop", Identity.CLIENT).body();
            int line = body.indexOf('\n');
            var certificate = Pem.certificates(body.substring(line + 1).getBytes(StandardCharsets.US_ASCII))[0];
            var hex = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
            var date = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
            assertEquals(date.format(certificate.getNotBefore().toInstant()) + "|" + date.format(certificate.getNotAfter().toInstant())
                    + "|" + (hex.length() % 2 == 0 ? hex : "0" + hex)
                    + "|" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()))
                    + "|1", body.substring(0, line));
        }
    }

    @Test void whatAClientOffersIsToldInVariables() {
        var conf = verifying("on").replace("$ssl_client_verify $ssl_client_s_dn",
                "$ssl_ciphers|$ssl_curves|$ssl_client_s_dn_legacy|$ssl_client_i_dn_legacy|$ssl_early_data|"
                        + "$ssl_session_reused|$ssl_client_cert");
        try (var edge = Edge.with(conf)) {
            var told = get(edge, "shop", Identity.CLIENT).body().split("\\|", 7);
            assertTrue(told[0].matches(".*:?TLS_AES_256_GCM_SHA384:.*ECDHE-RSA-AES128-GCM-SHA256:.*"), told[0]);
            assertTrue(told[1].contains("X25519:prime256v1:secp384r1"), told[1]);
            assertTrue(told[2].startsWith("/CN="), told[2]);
            assertTrue(told[3].startsWith("/"), told[3]);
            assertEquals("|.", told[4] + "|" + told[5]);
            assertTrue(told[6].startsWith("-----BEGIN CERTIFICATE-----\n\t") && told[6].endsWith("\n\t-----END CERTIFICATE-----"), told[6]);
        }
    }

    @Test void aConnectionServesSeveralRequests() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.tlsClient(443, "shop", null)) {
            for (int i = 0; i < 3; i++) {
                client.sends("GET / HTTP/1.1", "Host: admin", "").receives("HTTP/1.1 200 OK", "Content-Type: text/plain",
                        "Content-Length: 5", "Connection: keep-alive", "")
                        .receivesBody("admin");
            }
        }
    }

    @Test void theConnectionEndsInOrder() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.tlsClient(443, "admin", null)) {
            client.sends("GET / HTTP/1.1", "Host: admin", "Connection: close", "").head();
            client.bytes(5);
            client.readsEof();
        }
    }

    @Test void aPlainRequestIs400() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.client(443)) {
            client.sends("GET / HTTP/1.1", "Host: shop", "")
                    .receives("HTTP/1.1 400 Bad Request", "Connection: close", "{page:The plain HTTP request was sent to HTTPS port}")
                    .isClosed();
        }
    }

    @Test void aPlainRequestIsAnsweredAndLoggedByTheServerOfItsHost() {
        try (var edge = Edge.with("""
                log_format host '$host $server_name $status $request_uri';
                access_log /var/log/nginx/access.log host;
                ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                server { listen 443 ssl; server_name shop; }
                server { listen 443 ssl; server_name admin; error_page 497 https://$host:8443$request_uri; }
                """); var client = edge.client(443)) {
            var head = client.sends("GET /a?b HTTP/1.1", "Host: admin", "").head();
            assertEquals("HTTP/1.1 302 Moved Temporarily", head.getFirst());
            assertTrue(head.contains("Location: https://admin:8443/a?b"), head.toString());
            client.rest();
            edge.accessLog().awaitsLine("admin admin 302 /a?b");
        }
    }

    private static final String TOLD = " while SSL handshaking, client: 127.0.0.1, server: ";

    private static void sends(Edge edge, String hex) throws IOException {
        try (var socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            socket.shutdownOutput();
            socket.setSoTimeout((int) Wait.LIMIT.toMillis());
            socket.getInputStream().readAllBytes();
        }
    }

    /** A client's address was that of a socket which had been closed by then: "unix:". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "info | 1603010005 68656c6c6f | SSL_do_handshake() failed (SSL: error:0A0000F4:SSL routines::unexpected message)",
        "crit | 160301ffff 68656c6c6f | SSL_do_handshake() failed (SSL: error:0A0000C6:SSL routines::packet length too long)",
        "info | 1603010030 | peer closed connection in SSL handshake", "info | '' | client closed connection"})
    void aHandshakeThatFailsIsToldInNginxsWords(String level, String sent, String words) throws IOException {
        try (var edge = Edge.with("error_log /var/log/nginx/error.log info;" + TWO_NAMES)) {
            sends(edge, sent.replace(" ", ""));
            edge.errorLog().awaitsPart(words + TOLD);
            assertTrue(edge.errorLog().lines().stream().anyMatch(line -> line.contains("[" + level + "]") && line.contains(words + TOLD)));
        }
    }

    private static void refused(Edge edge, String... protocols) throws IOException {
        try (var plain = new Socket(edge.address().getAddress(), edge.address().getPort());
                var tls = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, "shop", 443, true)) {
            tls.setSoTimeout((int) Wait.LIMIT.toMillis());
            tls.setEnabledProtocols(protocols);
            Assertions.assertThrows(SSLException.class, tls::startHandshake, "it trusts nobody here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatTrustsNobodyHereIsTold(String protocol) throws IOException {
        try (var edge = Edge.with("error_log /var/log/nginx/error.log info;" + TWO_NAMES)) {
            refused(edge, protocol);
            edge.errorLog().awaitsPart("SSL_do_handshake() failed (SSL: error:0A000416:SSL routines::sslv3 alert certificate unknown:"
                    + "SSL alert number 46)" + TOLD);
        }
    }

    @Test void bytesThatAreNoTlsEndTheConnection() {
        try (var edge = Edge.with(TWO_NAMES); var client = edge.client(443)) {
            client.sendsRaw("\u0016\u0003\u0001\u0000\u0005hello").rest();
        }
    }

    @Test void sslProtocolsLimitsTheVersions() {
        try (var edge = Edge.with(TWO_NAMES.replace("server_name shop;", "server_name shop; ssl_protocols TLSv1.2;"))) {
            assertEquals("shop https on TLSv1.2 shop", get(edge, "shop", null).body());
        }
    }

    @Test void sslCiphersIsReadAsOpensslReadsIt() {
        var list = "ssl_protocols TLSv1.2; ssl_ciphers HIGH:!SHA:!AESGCM:!AES256:!CHACHA20;";
        try (var edge = Edge.with(TWO_NAMES.replace("server_name shop;", "server_name shop; " + list)
                .replace("$ssl_protocol", "$ssl_cipher"))) {
            assertEquals("shop https on ECDHE-ECDSA-AES128-SHA256 shop", get(edge, "shop", null).body());
        }
    }

    @OwlboardOnly(row = "dhe", value = "has no such key exchange without ssl_dhparam")
    @Test void finiteFieldKeyExchangeNeedsNoParameters() {
        try (var edge = Edge.with("""
                default_type text/plain;
                server { listen 443 ssl; server_name old;
                    ssl_protocols TLSv1.2; ssl_ciphers DHE-RSA-AES128-GCM-SHA256;
                    ssl_certificate /etc/ssl/certs/old.crt; ssl_certificate_key /etc/ssl/private/old.key;
                    location / { return 200 "$ssl_cipher$ssl_curve"; } }
                """, Certificates.rsa("old"))) {
            assertEquals("DHE-RSA-AES128-GCM-SHA256", get(edge, "old", null).body());
        }
    }

    @Test void httpAndHttpsStandSideBySide() {
        try (var edge = Edge.with("""
                default_type text/plain;
                server { listen 80; listen 443 ssl; server_name shop;
                    ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                    location / { return 200 "$scheme"; } }
                """)) {
            assertEquals("http", edge.get("/").body());
            assertEquals("https", get(edge, "shop", null).body());
        }
    }

    @Test void aClientWithACertificateOfTheAuthorityPasses() {
        try (var edge = Edge.with(verifying("on"))) {
            assertEquals("SUCCESS CN=client", get(edge, "shop", Identity.CLIENT).body());
        }
    }

    @Test void aClientWithoutACertificateIs400() {
        try (var edge = Edge.with(verifying("on")); var client = edge.tlsClient(443, "shop", null)) {
            client.sends("GET / HTTP/1.1", "Host: shop", "")
                    .receives("HTTP/1.1 400 Bad Request", "Connection: close", "{page:No required SSL certificate was sent}");
        }
    }

    /** {@code error_page} alone knows 495, 496 and 497. */
    @Test void logsAreToldOfA400() {
        var conf = "log_format told '$status $ssl_client_verify $uri'; access_log /var/log/nginx/access.log told;\n" + verifying("on");
        try (var edge = Edge.with(conf); var plain = edge.client(443)) {
            assertEquals(400, get(edge, "shop", null).status());
            assertEquals(400, get(edge, "shop", Identity.STRANGER).status());
            plain.sends("GET /plain HTTP/1.1", "Host: shop", "").rest();
            edge.accessLog().awaitsLine("400 NONE /");
            edge.accessLog().awaitsLine("400 FAILED:unable to verify the first certificate /");
            edge.accessLog().awaitsLine("400 - /plain");
        }
    }

    @Test void aClientOfAnotherAuthorityIs400() {
        try (var edge = Edge.with(verifying("on")); var client = edge.tlsClient(443, "shop", Identity.STRANGER)) {
            client.sends("GET / HTTP/1.1", "Host: shop", "")
                    .receives("HTTP/1.1 400 Bad Request", "Connection: close", "{page:The SSL certificate error}");
            edge.errorLog().awaitsPart("client SSL certificate verify error: (21:unable to verify the first certificate)");
        }
    }

    @Test void aClientWhoseCertificateHasExpiredIs400() {
        try (var edge = Edge.with(verifying("on")); var client = edge.tlsClient(443, "shop", Identity.EXPIRED)) {
            client.sends("GET / HTTP/1.1", "Host: shop", "")
                    .receives("HTTP/1.1 400 Bad Request", "Connection: close", "{page:The SSL certificate error}");
            edge.errorLog().awaitsPart("client SSL certificate verify error: (10:certificate has expired)");
        }
    }

    @Test void aCertificateForServersAloneIs400() {
        for (var how : List.of("on", "optional")) {
            try (var edge = Edge.with(verifying(how)); var client = edge.tlsClient(443, "shop", Identity.FOR_SERVERS)) {
                client.sends("GET / HTTP/1.1", "Host: shop", "")
                        .receives("HTTP/1.1 400 Bad Request", "Connection: close", "{page:The SSL certificate error}");
                edge.errorLog().awaitsPart("client SSL certificate verify error: (26:unsuitable certificate purpose)");
            }
        }
    }

    @Test void aCertificateForClientsAlonePasses() {
        try (var edge = Edge.with(verifying("on"))) {
            assertEquals("SUCCESS CN=for-clients", get(edge, "shop", Identity.FOR_CLIENTS).body());
        }
    }

    /** {@code ssl_trusted_certificate}: its authorities are trusted, though no client is told of them. */
    @Test void aClientOfAnAuthorityThatIsOnlyTrustedPassesToo() {
        var both = verifying("on").replace("ssl_verify_client", "ssl_trusted_certificate /etc/ssl/certs/other-ca.crt; ssl_verify_client");
        try (var edge = Edge.with(both)) {
            assertEquals("SUCCESS CN=client", get(edge, "shop", Identity.CLIENT).body());
            assertEquals("SUCCESS CN=stranger", get(edge, "shop", Identity.STRANGER).body());
            assertEquals(400, get(edge, "shop", Identity.EXPIRED).status());
            assertEquals(400, get(edge, "shop", null).status());
        }
    }

    @OwlboardOnly(row = "newer-words", value = "from 1.27.2")
    @Test void whoIsOnlyTrustedIsEnoughAndIsNotNamed() throws Exception {
        var trusting = verifying("on").replace("ssl_client_certificate", "ssl_trusted_certificate");
        try (var edge = Edge.with(trusting)) {
            assertEquals("SUCCESS CN=client", get(edge, "shop", Identity.CLIENT).body());
            assertEquals(400, get(edge, "shop", Identity.STRANGER).status());
            assertEquals(400, get(edge, "shop", null).status());
            assertEquals(List.of(), namedTo(edge));
        }
        try (var edge = Edge.with(verifying("on"))) {
            assertEquals(1, namedTo(edge).size());
        }
    }

    /** The authorities of whom a server asks for certificates. */
    private static List<Principal> namedTo(Edge edge) throws Exception {
        var named = new ArrayList<Principal>();
        var keys = new X509ExtendedKeyManager() {
            @Override public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                if (issuers != null) for (var issuer : issuers) if (!named.contains(issuer)) named.add(issuer);
                return null;
            }

            @Override public String[] getClientAliases(String type, Principal[] issuers) {
                return null;
            }

            @Override public String[] getServerAliases(String type, Principal[] issuers) {
                return null;
            }

            @Override public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                return null;
            }

            @Override public X509Certificate[] getCertificateChain(String alias) {
                return null;
            }

            @Override public PrivateKey getPrivateKey(String alias) {
                return null;
            }
        };
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {Trust.everybody()}, null);
        sessionBegun(edge, context, "TLSv1.2");
        return named;
    }

    @Test void withoutAnAuthorityNobodyIsVerified() {
        var alone = verifying("optional_no_ca").replace("ssl_client_certificate /etc/ssl/certs/ca.crt; ", "");
        try (var edge = Edge.with(alone)) {
            assertEquals("FAILED:unable to verify the first certificate CN=client", get(edge, "shop", Identity.CLIENT).body());
            assertEquals("FAILED:unable to verify the first certificate CN=for-servers", get(edge, "shop", Identity.FOR_SERVERS).body());
            assertEquals("NONE ", get(edge, "shop", null).body());
            assertEquals(400, get(edge, "shop", Identity.EXPIRED).status());
        }
    }

    @Test void whatIsWrongBesideTrustIsNotOverlooked() {
        try (var edge = Edge.with(verifying("optional_no_ca"))) {
            assertEquals("SUCCESS CN=client", get(edge, "shop", Identity.CLIENT).body());
            assertEquals("FAILED:unable to verify the first certificate CN=stranger", get(edge, "shop", Identity.STRANGER).body());
            assertEquals(400, get(edge, "shop", Identity.FOR_SERVERS).status());
            assertEquals(400, get(edge, "shop", Identity.EXPIRED).status());
        }
    }

    @Test void anOptionalCertificateMayBeMissing() {
        try (var edge = Edge.with(verifying("optional"))) {
            assertEquals("NONE ", get(edge, "shop", null).body());
            assertEquals("SUCCESS CN=client", get(edge, "shop", Identity.CLIENT).body());
        }
    }

    @Test void anOptionalCertificateMustStillBeGood() {
        try (var edge = Edge.with(verifying("optional"))) {
            assertEquals(400, get(edge, "shop", Identity.STRANGER).status());
        }
    }

    @Test void aHostOfAServerWithOtherClientRulesIs421() {
        try (var edge = Edge.with(verifying("on") + """
                server { listen 443 ssl; server_name open;
                    ssl_certificate /etc/ssl/certs/admin.crt; ssl_certificate_key /etc/ssl/private/admin.key;
                    location / { return 200 "open"; } }
                """); var client = edge.tlsClient(443, "open", null)) {
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            var status = client.head().getFirst();
            Assertions.assertTrue(status.matches("HTTP/1.1 (400|421) .*"), status);
        }
    }

    @Test void aNameMayEndWithADot() throws IOException {
        var other = verifying("off").replace("server_name shop", "server_name other").replaceFirst("default_type.*;", "")
                .replace("$ssl_client_verify", "other $ssl_server_name");
        try (var edge = Edge.with(verifying("off") + other)) {
            var answer = says(edge, "other.");
            assertTrue(answer.contains("other other."), answer);
        }
    }

    /** Who asks by an address has named no server: the rules of the one that its Host names may be those of the handshake. */
    @Test void aClientThatNamesNoServerIsJudgedByTheSameRules() {
        var other = verifying("on").replace("server_name shop", "server_name other").replaceFirst("default_type.*;", "");
        var optional = other.replace("name other", "name optional").replace("client on", "client optional");
        try (var edge = Edge.with(verifying("on") + other + optional)) {
            for (var own : new Identity[] {Identity.CLIENT, null}) {
                for (var host : List.of("other", "optional")) {
                    try (var client = edge.tlsClient(443, null, own)) {
                        client.sends("GET / HTTP/1.1", "Host: " + host, "Connection: close", "");
                        var status = client.head().getFirst().substring(9, 12);
                        boolean refused = own == null && host.equals("other");
                        boolean otherRules = own != null && host.equals("optional"); // 421 here
                        boolean fits = status.equals(refused ? "400" : "200") || otherRules && status.equals("421");
                        Assertions.assertTrue(fits, host + " " + own + " " + status);
                    }
                }
            }
        }
    }

    private static String shop(String more) {
        return """
                default_type text/plain;
                server { listen 443 ssl; server_name shop; ssl_protocols TLSv1.2 TLSv1.3; %s
                    location / { return 200 "$ssl_protocol $ssl_cipher"; } }
                """.formatted(more);
    }

    private static final String SHOP = "ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;";

    @Test void commandsLimitWhatIsAgreedOn() {
        try (var edge = Edge.with(shop(SHOP
                + "ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256; ssl_conf_command Options KTLS;"))) {
            assertEquals("TLSv1.3 TLS_CHACHA20_POLY1305_SHA256", get(edge, "shop", null).body());
        }
        try (var edge = Edge.with(shop(SHOP + "ssl_conf_command MaxProtocol TLSv1.2; ssl_ecdh_curve secp384r1:prime256v1;"))) {
            assertTrue(get(edge, "shop", null).body().startsWith("TLSv1.2 ECDHE-ECDSA-"));
        }
    }

    /** Before TLS 1.3 the JDK would take no certificate whose key is on another curve than {@code ssl_ecdh_curve} names. */
    @ParameterizedTest @CsvSource({"secp384r1, TLSv1.2 TLSv1.3, -tls1_2, TLSv1.2", "X25519, TLSv1.2, -no_ssl3, TLSv1.2",
            "X25519, TLSv1.2 TLSv1.3, -tls1_3, TLSv1.3"})
    void theCurveOfACertificateIsNobodysChoice(String curve, String protocols, String option, String agreed) throws IOException {
        for (var named : List.of("shop", "$ssl_server_name")) {
            var conf = shop(SHOP.replace("shop", named) + "ssl_ecdh_curve " + curve + ";").replace("TLSv1.2 TLSv1.3", protocols);
            try (var edge = Edge.with(conf)) {
                var answer = says(edge, "shop", option);
                assertTrue(answer.contains("\r\n\r\n" + agreed + ' '), answer);
            }
        }
    }

    /** The other curves are for older clients. */
    @Test void theCurveOfACertificateIsNoneOfTheKeyExchange() throws IOException {
        try (var edge = Edge.with(shop(SHOP + "ssl_ecdh_curve secp384r1;"))) {
            assertEquals("", says(edge, "shop", "-tls1_3", "-groups", "P-256"));
            assertTrue(says(edge, "shop", "-tls1_3", "-groups", "P-256:P-384").startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test void anEncryptedKeyIsOpenedByItsPassword() throws Exception {
        var files = Certificates.rsa("locked");
        var key = Files.writeString(folder.resolve("plain.key"), files[1].text());
        var encrypted = folder.resolve("locked.key");
        var openssl = new ProcessBuilder("openssl", "pkcs8", "-topk8", "-in", key.toString(), "-out", encrypted.toString(), "-passout",
                "pass:owl").inheritIO().start();
        assertTrue(openssl.waitFor(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS));
        try (var edge = Edge.with(shop("ssl_certificate /etc/ssl/certs/locked.crt; ssl_certificate_key /etc/ssl/private/locked.key;"
                + " ssl_password_file /etc/ssl/private/passwords;"), files[0],
                Edge.file("/etc/ssl/private/locked.key", Files.readString(encrypted)),
                Edge.file("/etc/ssl/private/passwords", "eagle\nowl\n"));
                var client = edge.tlsClient(443, "shop", null)) {
            assertEquals("CN=locked", client.certificateOfOther());
        }
    }

    @Test void aCertificateMayStandInTheConfigurationItself() {
        var files = Certificates.rsa("written");
        try (var edge = Edge.with(shop("ssl_certificate \"data:" + files[0].text() + "\"; ssl_certificate_key \"data:" + files[1].text()
                + "\";")); var client = edge.tlsClient(443, "shop", null)) {
            assertEquals("CN=written", client.certificateOfOther());
        }
    }

    @Test void eachHandshakeNamesItsCertificate() {
        try (var edge = Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http { map $ssl_server_name $who { default $ssl_server_name; other.shop ""; }
                server { listen 443 ssl; server_name shop admin none;
                    ssl_certificate /etc/ssl/certs/$who.crt; ssl_certificate_key /etc/ssl/private/$who.key;
                    location / { return 200 $ssl_server_name; } } }
                """)) {
            for (var name : List.of("shop", "admin", "shop")) {
                try (var client = edge.tlsClient(443, name, null)) {
                    client.sends("GET / HTTP/1.1", "Host: " + name, "").head();
                    assertEquals("CN=" + name, client.certificateOfOther());
                }
            }
            Assertions.assertThrows(AssertionError.class, () -> edge.tlsClient(443, "none", null));
            edge.errorLog().awaitsPart("none.crt\"");
        }
    }

    @Test void aVariableMayHoldTheCertificateItself() {
        var files = Certificates.rsa("kept");
        try (var edge = Edge.with("map $ssl_server_name $text { shop \"" + files[0].text() + "\"; } map $ssl_server_name $secret { shop \""
                + files[1].text() + "\"; }" + shop("ssl_certificate data:$text; ssl_certificate_key data:$secret;"));
                var client = edge.tlsClient(443, "shop", null)) {
            assertEquals("CN=kept", client.certificateOfOther());
            Assertions.assertThrows(AssertionError.class, () -> edge.tlsClient(443, "other", null));
        }
    }

    /** By other rules for clients it would be taken for one who has passed them. */
    @Test @OwlboardOnly(row = "reload-connections", value = "ends kept connections at a reload")
    void aReloadKeepsConnectionsButThoseOfOtherClientRules() throws Exception {
        try (var edge = Edge.with(verifying("on")); var kept = edge.tlsClient(443, "shop", Identity.CLIENT);
                var nameless = edge.tlsClient(443, null, Identity.CLIENT)) {
            asks(kept, "SUCCESS CN=client");
            asks(nameless, "SUCCESS CN=client");
            edge.reload(verifying("on") + "# again");
            asks(kept, "SUCCESS CN=client");
            asks(nameless, "SUCCESS CN=client");
            edge.reload(verifying("on").replace("verify_client on;", "verify_client on; ssl_verify_depth 5;"));
            kept.isClosed();
            nameless.isClosed();
        }
    }

    @Test @OwlboardOnly(row = "reload-connections", value = "ends kept connections at a reload")
    void aReloadThatWantsCertificatesEndsConnectionsWithoutOne() throws Exception {
        try (var edge = Edge.with(verifying("off")); var kept = edge.tlsClient(443, "shop", null)) {
            asks(kept, "NONE ");
            edge.copies("/etc/ssl/certs/client.crt", "/etc/ssl/certs/other.crt");
            edge.reload(verifying("off").replace("certs/ca.crt", "certs/other.crt") + "# nobody is judged");
            asks(kept, "NONE ");
            edge.reload(verifying("on"));
            kept.isClosed();
        }
    }

    private static void asks(Wire kept, String body) {
        kept.sends("GET / HTTP/1.1", "Host: shop", "").head();
        kept.receivesBody(body);
    }

    @Test @OwlboardOnly(row = "sessions-kept", value = "forgets the keys of its tickets in a reload")
    void aSessionIsResumedAfterAReload() throws Exception {
        try (var edge = Edge.with(shop(SHOP))) {
            var context = Certificates.context(null);
            long first = sessionBegun(edge, context);
            assertEquals(first, sessionBegun(edge, context), "without a reload");
            edge.reload(shop(SHOP) + "# again");
            assertEquals(first, sessionBegun(edge, context), "after a reload");
            edge.reload(shop(SHOP.replace("shop", "admin")));
            Assertions.assertNotEquals(first, sessionBegun(edge, context), "another certificate");
        }
    }

    @Test @OwlboardOnly(row = "ticket-keys", value = "makes the tickets with them, and forgets other keys in a reload")
    void keysOfTicketsAreFilesThatAreThere() throws Exception {
        var conf = shop(SHOP + " ssl_session_ticket_key /etc/nginx/a.key; ssl_session_ticket_key /etc/nginx/b.key;");
        try (var edge = Edge.with(conf, Edge.file("/etc/nginx/a.key", "a".repeat(80)), Edge.file("/etc/nginx/b.key", "b".repeat(48)))) {
            var context = Certificates.context(null);
            long first = sessionBegun(edge, context);
            assertEquals(first, sessionBegun(edge, context));
            edge.reload(conf + "# again");
            assertEquals(first, sessionBegun(edge, context), "after a reload");
        }
        var short1 = Assertions.assertThrows(AssertionError.class, () -> Edge.with(conf, Edge.file("/etc/nginx/a.key", "a")).close());
        Assertions.assertTrue(short1.getMessage().contains("a.key\" must be 48 or 80 bytes"), short1.getMessage());
        var missing = Assertions.assertThrows(AssertionError.class, () -> Edge.with(conf).close());
        Assertions.assertTrue(missing.getMessage().contains("a.key\": no such file"), missing.getMessage());
    }

    /** CVE-2025-23419: a session of the server that asks nobody for a certificate is none of the one that does. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionOfAnOpenServerIsNoWayIntoOneThatVerifies(String protocol, @TempDir Path folder) throws Exception {
        var server = "server { listen 443 ssl; server_name %s; ssl_protocols " + protocol + "; ssl_session_cache shared:all:1m; "
                + SHOP + " %s location / { return 200 \"in $ssl_session_reused $ssl_client_verify\"; } }\n";
        try (var edge = Edge.with(server.formatted("open", "") + server.formatted("shop",
                "ssl_client_certificate /etc/ssl/certs/ca.crt; ssl_verify_client on;"))) {
            var session = folder.resolve("session");
            var first = resumes(edge, session, "open", "-sess_out");
            Assertions.assertTrue(first.endsWith("in . NONE"), first);
            Assertions.assertTrue(Files.size(session) > 0, "openssl kept no session");
            Wait.until("it is resumed where it began, which is told by its age", () -> {
                try {
                    return resumes(edge, session, "open", "-sess_in").endsWith("in r NONE");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var answer = resumes(edge, session, "shop", "-sess_in");
            boolean refused = answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (400|421) .*"); // in the handshake, or behind it
            Assertions.assertTrue(refused && !answer.contains("in "), answer);
        }
    }

    /** A request of a client that names one server and has a session that it may have begun at another. */
    private static String resumes(Edge edge, Path session, String name, String use) throws IOException {
        return says(edge, name, use, session.toString());
    }

    /** The answer to a request of OpenSSL's client. */
    private static String says(Edge edge, String name, String... options) throws IOException {
        var words = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + edge.address().getPort(), "-servername", name,
                "-quiet", "-ign_eof"));
        words.addAll(List.of(options));
        var client = new ProcessBuilder(words);
        Process process;
        try {
            process = client.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException noOpenSsl) {
            return Assumptions.abort("no openssl");
        }
        try (var out = process.getOutputStream()) {
            try {
                out.write(("GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException ended) {
                return ""; // it was refused, and has ended before it was told what to ask
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException closed) {
            return "";
        } finally {
            process.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sessionsAreKeptHereWhereTicketsAreOff(String protocol) throws Exception {
        try (var edge = Edge.with(shop(SHOP + "ssl_session_tickets off; ssl_session_cache shared:S:1m;"))) {
            var context = Certificates.context(null);
            assertEquals(sessionBegun(edge, context, protocol), sessionBegun(edge, context, protocol));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noSessionIsResumedWithoutTicketsAndCache(String protocol) throws Exception {
        try (var edge = Edge.with(shop(SHOP + "ssl_session_tickets off; ssl_session_cache none;"))) {
            var context = Certificates.context(null);
            long first = sessionBegun(edge, context, protocol);
            Wait.until("the clock goes on", () -> System.currentTimeMillis() > first);
            Assertions.assertNotEquals(first, sessionBegun(edge, context, protocol));
        }
    }

    /** When the session began that a connection goes on with; milliseconds. */
    private static long sessionBegun(Edge edge, SSLContext context) throws IOException {
        return sessionBegun(edge, context, "TLSv1.3");
    }

    private static long sessionBegun(Edge edge, SSLContext context, String protocol) throws IOException {
        try (var plain = new Socket(edge.address().getAddress(), edge.address().getPort());
                var tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "shop", 443, true)) {
            tls.setSoTimeout((int) Wait.LIMIT.toMillis());
            tls.setEnabledProtocols(new String[] {protocol});
            var request = "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
            tls.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            tls.getInputStream().readAllBytes();
            return tls.getSession().getCreationTime();
        }
    }

    @Test @OwlboardOnly(row = "certificates-read", value = "reads certificates at start and on reload only")
    void aCertificateThatChangesIsReadAgain() {
        try (var edge = Edge.with(TWO_NAMES)) {
            try (var client = edge.tlsClient(443, "shop", null)) {
                client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                assertEquals("CN=shop", client.certificateOfOther());
            }
            edge.copies("/etc/ssl/private/client.key", "/etc/ssl/private/shop.key");
            edge.copies("/etc/ssl/certs/client.crt", "/etc/ssl/certs/shop.crt");
            Wait.until("the new certificate is shown", () -> {
                try (var client = edge.tlsClient(443, "shop", null)) {
                    client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                    return client.certificateOfOther().equals("CN=client");
                }
            });
        }
    }

    /** As {@code openssl s_client -msg} shows it: 17 is application data; GCM adds 24 bytes in TLS 1.2. */
    @Test void recordsAreNoLongerThanTheFileSays() throws Exception {
        var conf = """
                default_type text/plain;
                server { listen 443 ssl; server_name shop; ssl_buffer_size 1k;
                    ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                    ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256;
                    location / { return 200 "%s"; } }
                """.formatted("x".repeat(4000));
        try (var edge = Edge.with(conf)) {
            var client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + edge.address().getPort(), "-servername",
                    "shop", "-msg", "-ign_eof").redirectErrorStream(true).start();
            try (var out = client.getOutputStream()) {
                out.write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                var told = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                var records = Pattern.compile("<<<[^\\n]*RecordHeader[^\\n]*\\n\\s*17 03 03 (..) (..)").matcher(told).results()
                        .map(record -> Integer.parseInt(record.group(1) + record.group(2), 16)).toList();
                assertTrue(records.size() >= 4 && records.stream().allMatch(length -> length <= 1024 + 24), records + told);
            } catch (IOException none) {
                Assumptions.abort("no openssl");
            } finally {
                client.destroy();
            }
        }
    }

    /** Of a client without a certificate, a name and ALPN, by OpenSSL: what it has not is a dash in the log. */
    @Test void whatAHandshakeHasNotIsNoValue() throws Exception {
        var conf = """
                log_format tls '<$ssl_protocol> <$ssl_cipher> <$ssl_session_id> <$ssl_session_reused> <$ssl_server_name>'
                    ' <$ssl_alpn_protocol> <$ssl_early_data> <$ssl_client_verify> <$ssl_client_s_dn> <$ssl_client_serial>'
                    ' <$ssl_client_cert> <$ssl_client_escaped_cert> <$ssl_client_fingerprint> <$ssl_client_v_remain>'
                    ' <$ssl_ciphers> <$ssl_curves> <$ssl_curve>';
                access_log /var/log/nginx/access.log tls;
                server { listen 443 ssl; server_name shop; ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                    location / { return 204; } }
                """;
        try (var edge = Edge.with(conf)) {
            for (var version : List.of("-tls1_2", "-tls1_3")) {
                var client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + edge.address().getPort(), "-noservername",
                        version, "-curves", "X25519:P-256:X448", "-ign_eof").redirectErrorStream(true).start();
                try (var out = client.getOutputStream()) {
                    out.write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    client.getInputStream().readAllBytes();
                } finally {
                    client.destroy();
                }
            }
            for (var line : edge.accessLog().awaits(2)) {
                assertTrue(line.matches("<TLSv1\\.[23]> <[A-Z0-9_-]+> <[0-9a-f-]*> <\\.> <-> <-> <-> <NONE> <-> <-> <-> <-> <-> <-> <\\S+>"
                        + " <X25519:prime256v1:X448> <X25519>"), line);
            }
        }
    }

    /** With TLS 1.3 this client has to be asked for another key share than that of X25519. */
    @ParameterizedTest
    @CsvSource({"-tls1_2, prime256v1", "-tls1_3, prime256v1", "-tls1_3, secp521r1"})
    void theAgreedCurveIsTold(String version, String curve) throws IOException {
        try (var edge = Edge.with(shop(SHOP + " ssl_ecdh_curve " + curve + ";").replace("$ssl_cipher", "[$ssl_curve]"))) {
            var answer = says(edge, "shop", version);
            assertTrue(answer.endsWith(" [" + curve + "]"), answer);
        }
    }

    @OwlboardOnly(row = "tls-untold", value = "tells it (from 1.29.3)")
    @Test void howAHandshakeWasSignedIsNotTold() {
        try (var edge = Edge.with(TWO_NAMES.replace("shop $scheme", "[$ssl_sigalg$ssl_client_sigalg] $scheme"))) {
            assertEquals("[] https on TLSv1.3 shop", get(edge, "shop", null).body());
        }
    }
}
