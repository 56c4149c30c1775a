package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;
import owlboard.tls.Pem;

/** The certificates in the hands of somebody else: openssl, and Java's own TLS. */
class OpensslTest {
    @TempDir Path dir;

    @BeforeAll static void opensslIsInstalled() throws Exception {
        var installed = Child.run(List.of("sh", "-c", "command -v openssl")).code() == 0;
        if (!installed) System.out.println("skipped: openssl is not installed");
        Assumptions.assumeTrue(installed, "openssl is not installed");
    }

    @Test void acceptsEveryCertificateForItsPurpose() throws Exception {
        for (int bits : new int[] {0, 2048}) {
            var folder = dir.resolve("bits" + bits);
            Certs.init(folder, new Options(bits, false, InstantSource.system()));
            for (var profile : Profile.LEAVES) {
                var purpose = profile.use() == Profile.Use.SERVER ? "sslserver" : "sslclient";
                var command = new ArrayList<>(List.of("openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile",
                        folder + "/ca/ca.crt"));
                if (profile.use() == Profile.Use.SERVER) {
                    command.addAll(List.of("-verify_hostname", profile.folder(), "-verify_ip", "127.0.0.1"));
                }
                command.add(profile.certificate(folder).toString());
                var ended = Child.run(command);
                assertEquals(0, ended.code(), ended.text());
            }
        }
    }

    @Test void refusesAServerAsAClientAndAnotherAuthority() throws Exception {
        Certs.init(dir.resolve("a"), Options.defaults());
        Certs.init(dir.resolve("b"), Options.defaults());
        var server = dir + "/a/user_service/server.crt";
        assertTrue(Child.run(List.of("openssl", "verify", "-purpose", "sslclient", "-CAfile", dir + "/a/ca/ca.crt", server)).code() != 0);
        assertTrue(Child.run(List.of("openssl", "verify", "-CAfile", dir + "/b/ca/ca.crt", server)).code() != 0);
    }

    @Test void serverAndClientShakeHands() throws Exception {
        for (int bits : new int[] {0, 2048}) {
            var folder = dir.resolve("bits" + bits);
            Certs.init(folder, new Options(bits, false, InstantSource.system()));
            try (var server = Server.start(folder)) {
                var ended = Child.run(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.port, "-servername", "user_service",
                        "-verify_return_error",
                        "-verify_hostname", "user_service", "-CAfile", folder + "/ca/ca.crt",
                        "-cert", folder + "/api_gateway/client.crt", "-key", folder + "/api_gateway/client.key"));
                assertEquals(0, ended.code(), ended.text());
                assertTrue(ended.text().contains("Verify return code: 0 (ok)"), ended.text());
            }
        }
    }

    @Test void javaShakesHandsWithAnOpensslServer() throws Exception {
        Certs.init(dir, Options.defaults());
        try (var server = Server.start(dir); var socket = connect(server.port, true)) {
            socket.startHandshake();
            assertEquals("CN=user_service,O=OwlBoard", socket.getSession().getPeerPrincipal().getName());
        }
    }

    @Test void aClientWithoutACertificateIsRefused() throws Exception {
        Certs.init(dir, Options.defaults());
        try (var server = Server.start(dir); var socket = connect(server.port, false)) {
            assertThrows(SSLException.class, () -> {
                socket.startHandshake();
                socket.getInputStream().read();  // TLS 1.3: the refusal follows the handshake
            });
        }
    }

    private SSLSocket connect(int port, boolean withCertificate) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var authority = Pem.certificates(Files.readAllBytes(dir.resolve("ca/ca.crt")))[0];
        store.setCertificateEntry("ca", authority);
        if (withCertificate) {
            var key = Pem.key(Files.readAllBytes(dir.resolve("api_gateway/client.key")));
            store.setKeyEntry("client", key, new char[0],
                    new Certificate[] {Pem.certificates(Files.readAllBytes(dir.resolve("api_gateway/client.crt")))[0]});
        }
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, new char[0]);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(Patience.MILLIS);
        return socket;
    }

    /** {@code openssl s_server} as the user service, on a port that the system chose; asks for a client certificate. */
    private static final class Server implements AutoCloseable {
        final Process process;  // what it prints fits into the pipe
        final int port;

        private Server(Process process, int port) {
            this.process = process;
            this.port = port;
        }

        static Server start(Path dir) throws IOException {
            var process = new ProcessBuilder("openssl", "s_server", "-accept", "127.0.0.1:0", "-Verify", "1", "-verify_return_error",
                    "-CAfile", dir + "/ca/ca.crt",
                    "-cert", dir + "/user_service/server.crt", "-key", dir + "/user_service/server.key", "-www").redirectErrorStream(true)
                    .start();
            var lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("ACCEPT")) continue;
                return new Server(process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip()));
            }
            throw new IOException("openssl s_server ended before it listened");
        }

        @Override public void close() throws IOException {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
