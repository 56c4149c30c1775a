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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/** Backends that close idle connections early, and POSTs at all times: each is executed once. */
class IdleRaceTest {
    private static final int IDLE_MILLIS = 120;

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    private void accept(ServerSocket listener, int idleMillis) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, idleMillis));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int idleMillis) {
        try (socket) {
            socket.setSoTimeout(idleMillis);
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
            Thread.ofVirtual().start(() -> accept(listener, IDLE_MILLIS));
            var conf = "upstream api { server 127.0.0.1:" + listener.getLocalPort() + " max_fails=0; keepalive 8; } "
                    + "server { listen 80; location / { "
                    + "proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }";
            try (var edge = Edge.with(conf)) {
                for (int i = 0; i < 5; i++) { // a close that is seen late is believed where there is no other
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

    private static final int CLIENTS = 8;
    private static final int POSTS = 24;

    /** As peers that close after 1 s and after 5 s, in a tenth of the time: clients that come back at all moments, for minutes. */
    @Test void noneOfManyDiesOfPeersThatCloseEarlyEachInItsOwnTime() throws Exception {
        try (var early = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var later = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> accept(early, 100));
            Thread.ofVirtual().start(() -> accept(later, 500));
            var conf = "upstream api { server 127.0.0.1:" + early.getLocalPort() + " max_fails=0; server 127.0.0.1:" + later.getLocalPort()
                    + " max_fails=0; keepalive 8; } server { listen 80; location / { "
                    + "proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }";
            try (var edge = Edge.with(conf)) {
                for (int i = 0; i < 10; i++) {
                    assertEquals(204, edge.get("/warm" + i).status());
                    if (i % 2 == 1) Wait.pause(Duration.ofMillis(700)); // both close theirs, which is what is learnt
                }
                var wrong = new ConcurrentLinkedQueue<String>();
                var clients = new ArrayList<Wire>();
                for (int i = 0; i < CLIENTS; i++) clients.add(edge.client());
                var asking = new ArrayList<Thread>();
                for (int i = 0; i < CLIENTS; i++) {
                    int own = i;
                    asking.add(Thread.ofPlatform().daemon().start(() -> post(clients.get(own), own, wrong)));
                }
                for (var one : asking) assertTrue(one.join(Patience.TIME), "a client still waits");
                assertEquals(List.of(), List.copyOf(wrong));
                for (int i = 0; i < CLIENTS * POSTS; i++) assertEquals(1, executed.get("POST /many" + i + " HTTP/1.1").get(), "POST " + i);
                assertTrue(connections.get() > 4, "connections were closed: " + connections);
            }
        }
    }

    /** Pauses around the times after which they close, and shorter ones. */
    private static void post(Wire client, int own, Queue<String> wrong) {
        var random = new Random(own);
        try {
            for (int i = 0; i < POSTS; i++) {
                int number = own * POSTS + i;
                var head = client.sends("POST /many" + number + " HTTP/1.1", "Host: shop", "Content-Length: 0", "").head();
                if (!head.getFirst().contains(" 204 ")) wrong.add("POST " + number + ": " + head);
                Wait.pause(Duration.ofMillis(i % 8 == 7 ? random.nextInt(480, 520) : random.nextInt(60, 115)));
            }
        } catch (AssertionError failed) {
            wrong.add("client " + own + ": " + failed.getMessage());
        }
    }
}
