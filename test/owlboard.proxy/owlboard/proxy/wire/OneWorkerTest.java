package owlboard.proxy.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** An upstream that serves one connection to its end before it takes the next, as each worker of a preforking server does. */
class OneWorkerTest {
    private static final int CLIENTS = 8;
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test void idleConnectionsDoNotKeepTheWorkerFromNewOnes() throws IOException {
        try (var server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().name("one worker").start(() -> serve(server));
            try (var edge = Edge.with("server { listen 80; location / { proxy_read_timeout 30s; proxy_pass http://127.0.0.1:"
                    + server.getLocalPort() + "; } }")) {
                for (int i = 0; i < CLIENTS; i++) {
                    try (var client = edge.client()) {
                        client.sends("GET / HTTP/1.1", "Host: shop", "").receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
                    }
                }
            }
        }
    }

    private static void serve(ServerSocket server) {
        while (true) {
            try (var socket = server.accept()) {
                var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (String line; (line = lines.readLine()) != null; ) {
                    if (line.isEmpty()) socket.getOutputStream().write(ANSWER);
                }
            } catch (IOException end) {
                if (server.isClosed()) return;
            }
        }
    }
}
