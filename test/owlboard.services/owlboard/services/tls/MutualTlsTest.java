package owlboard.services.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Authority;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.services.Service;
import owlboard.services.Keeping;
import owlboard.services.Services;
import owlboard.services.Trust;

class MutualTlsTest {
    private static Authority ours;
    private static Authority others;

    @TempDir
    Path folder;

    @BeforeAll
    static void issue() throws Exception {
        ours = new Authority();
        others = new Authority();
    }

    private Service start(String server) throws Exception {
        return start(server, null);
    }

    private Service start(String server, InetSocketAddress health) throws Exception {
        install(ours, server);
        return Services.start(new Services.Options(Services.Kind.CHAT, anyPort(), folder, Keeping.IN_MEMORY, health, Trust.STANDARD));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void install(Authority authority, String server) throws Exception {
        Path own = Files.createDirectories(folder.resolve("chat_service"));
        authority.writeAuthority(Files.createDirectories(folder.resolve("ca")).resolve("ca.crt"));
        authority.write(server, own.resolve("server.crt"), own.resolve("server.key"));
    }

    private static String health(Service service, SSLContext context) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + service.port() + "/chat/health"))
                    .timeout(Patience.TIME).build();
            var answer = client.send(request, BodyHandlers.ofString());
            var certificate = (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
            assertEquals(200, answer.statusCode());
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void healthAndNothingElseIsToldWithoutACertificateWhereItIsAskedFor() throws Exception {
        Service service = start("ec", anyPort());
        try (var client = HttpClient.newHttpClient()) {
            var probed = "http://localhost:" + service.healthPort();
            var answer = client.send(HttpRequest.newBuilder(URI.create(probed + "/health")).build(), BodyHandlers.ofString());
            assertEquals("200 {\"status\":\"healthy\",\"service\":\"chat_service\"}", answer.statusCode() + " " + answer.body());
            for (var other : new String[] {"/chat/rooms/1", "/chat/messages/1", "/"}) {
                assertEquals(404, client.send(HttpRequest.newBuilder(URI.create(probed + other)).build(), BodyHandlers.ofString())
                        .statusCode(), other);
            }
        } finally {
            service.close(Duration.ofSeconds(1));
        }
        Reserved.awaitRefused(service.healthPort());
    }

    @Test
    void aPortForHealthThatIsTakenIsNamed() throws Exception {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), holder.getLocalPort());
            var failure = assertThrows(IOException.class, () -> start("ec", taken));
            assertTrue(failure.getMessage().startsWith("cannot listen on " + taken), failure.getMessage());
        }
    }

    @Test
    void servesAClientOfTheAuthorityAndRefusesTheRest() throws Exception {
        Service service = start("ec");
        try {
            assertEquals("CN=ec", health(service, ours.context("client")));
            assertThrows(IOException.class, () -> health(service, ours.context(null)), "no certificate");
            assertThrows(IOException.class, () -> health(service, ours.contextWith(others, "client")), "another authority");
            assertThrows(IOException.class, () -> health(service, ours.context("rsa")), "a certificate for servers only");
        } finally {
            service.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void takesUpNewFilesWithoutARestart() throws Exception {
        Service service = start("ec");
        try {
            assertEquals("CN=ec", health(service, ours.context("client")));
            install(ours, "rsa");
            touch(Instant.now().plusSeconds(5));
            awaitSubject(service, "CN=rsa", ours.context("client"));
            install(others, "ec");
            touch(Instant.now().plusSeconds(10));
            awaitSubject(service, "CN=ec", others.context("client"));
            assertThrows(IOException.class, () -> health(service, others.contextWith(ours, "client")), "the old authority");
        } finally {
            service.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void aRevokedClientIsRefused() throws Exception {
        ours.revoke(folder.resolve("crl.pem"), "rsa");
        Service service = start("ec");
        try {
            assertEquals("CN=ec", health(service, ours.context("client")));
            ours.revoke(folder.resolve("crl.pem"), "client");
            awaitChange("a revoked client is still served", () -> !isServed(service, ours.context("client")));
        } finally {
            service.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void sessionsOfBeforeARevocationCannotBeResumed() throws Exception {
        install(ours, "ec");
        try (var tls = MutualTls.of(folder, "chat_service")) {
            var before = tls.getSSLContext().getServerSessionContext();
            assertSame(before, tls.getSSLContext().getServerSessionContext());
            ours.revoke(folder.resolve("crl.pem"), "client");
            awaitChange("sessions are kept where they were", () -> tls.getSSLContext().getServerSessionContext() != before);
        }
    }

    private static void awaitChange(String otherwise, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Patience.NANOS;
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, otherwise);
            Thread.sleep(50);
        }
    }

    private static boolean isServed(Service service, SSLContext context) throws Exception {
        try {
            health(service, context);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aListOfAnotherAuthorityIsAnError() throws Exception {
        others.revoke(folder.resolve("crl.pem"), "client");
        var stranger = assertThrows(IOException.class, () -> start("ec"));
        assertTrue(stranger.getMessage().contains("crl.pem is not signed by the authority"), stranger.getMessage());
    }

    @Test
    void keepsWhatWorksWhileTheFilesDoNotFit() throws Exception {
        Service service = start("ec");
        try {
            ours.write("rsa", folder.resolve("chat_service/server.crt"), folder.resolve("unused.key"));
            touch(Instant.now().plusSeconds(5));
            long end = System.nanoTime() + 2_500_000_000L;
            while (System.nanoTime() < end) assertEquals("CN=ec", health(service, ours.context("client")));
        } finally {
            service.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void namesTheFileThatIsWrong() throws Exception {
        var missing = assertThrows(IOException.class, () -> startIn(folder));
        assertTrue(missing.getMessage().contains("ca.crt cannot be read") && missing.getMessage().contains("owlboard certs init"),
                missing.getMessage());
        install(ours, "ec");
        Path key = folder.resolve("chat_service/server.key");
        Files.writeString(key, Files.readString(key).replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE").replace("END PRIVATE",
                "END ENCRYPTED PRIVATE"));
        String encrypted = assertThrows(IOException.class, () -> startIn(folder)).getMessage();
        assertTrue(encrypted.contains("server.key\": it is encrypted") && encrypted.contains("openssl pkey"), encrypted);
        others.write("ec", folder.resolve("unused.crt"), key);
        String stranger = assertThrows(IOException.class, () -> startIn(folder)).getMessage();
        assertTrue(stranger.contains("server.key\" does not belong to certificate"), stranger);
    }

    private static void startIn(Path folder) throws IOException {
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Services.start(new Services.Options(Services.Kind.CHAT, listen, folder, Keeping.IN_MEMORY, null, Trust.STANDARD))
                .close(Duration.ZERO);
    }

    /** Two writes within the file system's clock tick would look like none. */
    private void touch(Instant time) throws IOException {
        for (String file : new String[] {"ca/ca.crt", "chat_service/server.crt", "chat_service/server.key"}) {
            Files.setLastModifiedTime(folder.resolve(file), FileTime.from(time));
        }
    }

    private static void awaitSubject(Service service, String subject, SSLContext client) throws Exception {
        long deadline = System.nanoTime() + Patience.NANOS;
        while (true) {
            try {
                if (health(service, client).equals(subject)) return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) throw notYet;
            }
            assertTrue(System.nanoTime() < deadline, "still not " + subject);
            Thread.sleep(50);
        }
    }
}
