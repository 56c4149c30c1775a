package owlboard.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;

/** A TLS server that asks for a certificate and answers with the serial of the one it was shown, in hexadecimal digits. */
final class Asker implements AutoCloseable {
    private final HttpsServer server;

    Asker(SSLContext own) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(own) {
            @Override public void configure(HttpsParameters parameters) {
                var needing = own.getDefaultSSLParameters();
                needing.setNeedClientAuth(true);
                parameters.setSSLParameters(needing);
            }
        });
        server.createContext("/", Asker::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var shown = (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            var serial = shown.getSerialNumber().toString(16).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, serial.length);
            exchange.getResponseBody().write(serial);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override public void close() {
        server.stop(0);
    }
}
