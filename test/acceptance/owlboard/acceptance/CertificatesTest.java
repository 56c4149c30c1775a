package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.certs.Certs;
import owlboard.certs.Options;
import owlboard.harness.Patience;

/** The authority's command line, and what the roles make of its certificates. */
class CertificatesTest {
    @TempDir Path folder;

    private Image.Said certs(String... words) throws Exception {
        var all = new String[words.length + 1];
        all[0] = "certs";
        System.arraycopy(words, 0, all, 1, words.length);
        return Image.owlboard(folder, all);
    }

    @Test void initIssuesWhatOpensslAcceptsAndASecondOneChangesNothing() throws Exception {
        certs("init").exits(0);
        var certificates = folder.resolve("certs");
        var names = List.of("api_gateway/server", "chat_service/server", "user_service/server", "load_balancer/server",
                "api_gateway/client");
        for (var name : names) {
            assertTrue(Files.exists(certificates.resolve(name + ".crt")), name);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates.resolve(name + ".key"))),
                    name);
        }
        var before = Files.readString(certificates.resolve("user_service/server.crt"));
        certs("init").exits(0);
        assertEquals(before, Files.readString(certificates.resolve("user_service/server.crt")));
        certs("verify").exits(0);
        certs("show").exits(0).says("user_service").says("api_gateway");
        assumeTrue(isInstalled("openssl"), "openssl is not installed");
        for (var name : names) {
            Image.run(certificates, List.of("openssl", "verify", "-CAfile", "ca/ca.crt", "-purpose",
                    name.endsWith("client") ? "sslclient" : "sslserver", name + ".crt")).exits(0).says(name + ".crt: OK");
        }
        Image.run(certificates, List.of("openssl", "x509", "-in", "user_service/server.crt", "-noout", "-text")).exits(0)
                .says("DNS:user_service").says("DNS:localhost").says("IP Address:127.0.0.1").says("prime256v1");
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                    .waitFor(Patience.SECONDS, TimeUnit.SECONDS);
        } catch (IOException missing) {
            return false;
        }
    }

    @Test void verifyNamesExpiredAndForeignOnesWithTheRemedyAndInitMendsThem() throws Exception {
        certs("init").exits(0);
        Certs.init(folder.resolve("old"), new Options(0, false, InstantSource.fixed(Instant.now().minusSeconds(3L * 365 * 24 * 3600))));
        certs("verify", "--dir", "old").exits(1).says("expired").says("user_service").says("owlboard certs init");
        certs("init", "--dir", "old").exits(0);
        certs("verify", "--dir", "old").exits(0);

        for (var end : List.of("crt", "key")) {
            Files.copy(folder.resolve("old/chat_service/server." + end), folder.resolve("certs/chat_service/server." + end),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        var wrong = certs("verify").exits(1).says("chat_service/server.crt").says("owlboard certs init");
        assertTrue(!wrong.text().contains("user_service/server.crt: "), wrong.text());
        certs("init").exits(0);
        certs("verify").exits(0);
    }

    @Test void aServiceRefusesAClientWithoutACertificateOfTheAuthority() throws Exception {
        certs("init").exits(0);
        try (var user = Background.role(folder, "user", "--listen", "127.0.0.1:0", "--certs", folder.resolve("certs").toString())) {
            assumeTrue(isInstalled("curl"), "curl is not installed");
            var address = "https://localhost:" + user.port(0) + "/users/";
            Image.run(folder, List.of("curl", "-sS", "--cacert", "certs/ca/ca.crt", "--cert", "certs/api_gateway/client.crt", "--key",
                    "certs/api_gateway/client.key", address)).exits(0).says("[]");
            assertTrue(Image.run(folder, List.of("curl", "-sS", "--cacert", "certs/ca/ca.crt", address)).code() != 0);
            assertTrue(Image.run(folder, List.of("curl", "-sS", "http://localhost:" + user.port(0) + "/users/")).code() != 0, "plain HTTP");
        }
    }

    @Test void gatewayAndServiceTakeRenewedCertificatesWithoutARestart() throws Exception {
        certs("init").exits(0);
        try (var user = Background.role(folder, "user", "--listen", "127.0.0.1:0", "--certs", folder.resolve("certs").toString());
                var gateway = Pair.gateway(folder, Image.patient(folder, "gateway.conf"),
                        "user_service:8443 127.0.0.1:" + user.port(0) + "\n")) {
            assertEquals(200, status(gateway));
            certs("init", "--force").exits(0);
            Await.until("requests between renewed certificates", () -> status(gateway), status -> status == 200);

            var ca = folder.resolve("certs/ca/ca.crt");
            certs("init", "--dir", "other").exits(0);
            var link = folder.resolve("root-gateway/etc/ssl/certs/ca.crt");
            Files.delete(link);
            Files.createSymbolicLink(link, folder.resolve("other/ca/ca.crt"));
            Await.until("a gateway that trusts another authority", () -> status(gateway), status -> status == 502);
            gateway.awaitLine("upstream SSL certificate verify error");
            Files.delete(link);
            Files.createSymbolicLink(link, ca);
            Await.until("a gateway that trusts the right one again", () -> status(gateway), status -> status == 200);
        }
    }

    private static int status(Background gateway) throws IOException {
        try (var client = new Raw(gateway.port(80))) {
            return client.gets("/api/users/").answer().status();
        }
    }
}
