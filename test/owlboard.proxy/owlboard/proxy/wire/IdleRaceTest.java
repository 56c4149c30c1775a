package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wait;

/** A backend that closes idle connections after 120 ms, and POSTs at all times: each is executed once. */
class IdleRaceTest {
    private static final int IDLE_MILLIS = 120;

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    private void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line; (line = in.readLine()) != null; ) {
                executed.computeIfAbsent(line, _ -> new AtomicInteger()).incrementAndGet();
                while (!in.readLine().isEmpty()) { }
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException idle) {
            // that is what it does
        }
    }

    private static int post(Edge edge, int number) {
        try (var client = edge.client()) {
            return edge.answer(client, "POST /" + number, "Content-Length: 0").status();
        }
    }

    @Test void noPostDiesOfAConnectionThatIsBeingClosed() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> accept(listener));
            var conf = "upstream api { server 127.0.0.1:" + listener.getLocalPort() + " max_fails=0; keepalive 8; } "
                    + "server { listen 80; location / { "
                    + "proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }";
            try (var edge = Edge.with(conf)) {
                for (int i = 0; i < 2; i++) {
                    assertEquals(204, edge.get("/warm" + i).status());
                    Wait.pause(Duration.ofMillis(2 * IDLE_MILLIS)); // it closes the connection, which is what is learnt
                }
                var random = new Random(7);
                for (int i = 0; i < 30; i++) {
                    assertEquals(204, post(edge, i), "POST " + i);
                    Wait.pause(Duration.ofMillis(random.nextInt(IDLE_MILLIS - 15, IDLE_MILLIS + 10)));
                }
                for (int i = 0; i < 30; i++) assertEquals(1, executed.get("POST /" + i + " HTTP/1.1").get(), "POST " + i);
                assertTrue(connections.get() > 2);
            }
        }
    }
}
