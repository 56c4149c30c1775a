package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import owlboard.harness.Authority;

class SecureServerTest {
    private static Authority authority;

    @BeforeAll
    static void issue() throws Exception {
        authority = new Authority();
    }

    /** Wants a certificate of every client. */
    private static final class Mutual extends HttpsConfigurator {
        final AtomicReference<InetSocketAddress> client = new AtomicReference<>();

        Mutual(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            client.set(parameters.getClientAddress());
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
        }
    }

    private static HttpsServer server(HttpsConfigurator configurator) throws IOException {
        var server = Running.OURS.createHttpsServer(Running.loopback(), 0);
        server.setHttpsConfigurator(configurator);
        server.createContext("/", exchange -> {
            SSLSession session = assertInstanceOf(HttpsExchange.class, exchange).getSSLSession();
            boolean mutual = configurator instanceof Mutual;
            ConformanceTest.answer(exchange, 200, mutual ? session.getPeerPrincipal().getName() : session.getProtocol());
        });
        server.start();
        return server;
    }

    private static HttpResponse<String> get(SSLContext context, HttpsServer server) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/")).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aClientIsServedUnderTls() throws Exception {
        var server = server(new HttpsConfigurator(authority.context("ec")));
        try (var _ = Running.of(server)) {
            assertEquals("TLSv1.3", get(authority.context(null), server).body());
        }
    }

    @Test
    void aClientWithACertificateIsKnownByIt() throws Exception {
        var configurator = new Mutual(authority.context("ec"));
        var server = server(configurator);
        try (var _ = Running.of(server)) {
            assertEquals("CN=client", get(authority.context("client"), server).body());
            assertEquals(InetAddress.getLoopbackAddress(), configurator.client.get().getAddress());
        }
    }

    @Test
    void aClientWithoutACertificateIsRefusedAndDisturbsNobody() throws Exception {
        var server = server(new Mutual(authority.context("ec")));
        try (var _ = Running.of(server); var open = secure(authority.context("client"), server)) {
            open.sends("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(open.response().endsWith("CN=client"));
            assertThrows(IOException.class, () -> get(authority.context(null), server));
            assertThrows(IOException.class, () -> get(SSLContext.getDefault(), server));
            open.sends("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(open.response().endsWith("CN=client"));
            assertEquals("CN=client", get(authority.context("client"), server).body());
        }
    }

    @Test
    @SuppressWarnings("deprecation") // what a configurator may still do instead of setSSLParameters
    void needClientAuthCountsWithoutSslParameters() throws Exception {
        var server = server(new HttpsConfigurator(authority.context("ec")) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setNeedClientAuth(true);
                parameters.setProtocols(new String[] {"TLSv1.2"});
            }
        });
        try (var _ = Running.of(server)) {
            assertThrows(IOException.class, () -> get(authority.context(null), server));
            assertEquals("TLSv1.2", get(authority.context("client"), server).body());
        }
    }

    @Test
    void plainHttpOnATlsPortIsClosed() throws Exception {
        var server = server(new HttpsConfigurator(authority.context("ec")));
        try (var running = Running.of(server); var client = running.socket()) {
            assertEquals("", client.sends("GET / HTTP/1.1\r\nHost: x\r\n\r\n").rest());
            assertEquals("TLSv1.3", get(authority.context(null), server).body());
        }
    }

    @Test
    void largeBodiesGoBothWaysUnderTls() throws Exception {
        var server = Running.OURS.createHttpsServer(Running.loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.context("ec")));
        server.createContext("/", exchange -> ConformanceTest.answer(exchange, 200, new String(exchange.getRequestBody().readAllBytes())));
        server.start();
        var text = "0123456789abcdef".repeat(200_000);
        try (var _ = Running.of(server); var client = HttpClient.newBuilder().sslContext(authority.context(null)).build()) {
            var uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
            for (int i = 0; i < 3; i++) {
                var response = client.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(text)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(text, response.body());
            }
        }
    }

    @Test
    void anHttpsServerNeedsItsConfigurator() throws Exception {
        var server = Running.OURS.createHttpsServer(Running.loopback(), 0);
        try (var _ = Running.of(server)) {
            assertNull(server.getHttpsConfigurator());
            assertThrows(IllegalStateException.class, server::start);
        }
    }

    private static RawClient secure(SSLContext context, HttpsServer server) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.startHandshake();
        return new RawClient(socket);
    }
}
