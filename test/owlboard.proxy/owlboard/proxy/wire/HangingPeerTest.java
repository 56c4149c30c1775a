package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/**
 * What a peer that hangs costs a GET while many ask. The measure is a control: as many clients ask at the same time, through the same
 * engine, a peer that takes as long on purpose as another one is waited for; what it takes beyond that is usual here and now.
 */
@OwlboardOnly(row = "failover", value = "has none of it")
class HangingPeerTest {
    /** What is promised. */
    private static final int MORE_MILLIS = 300;
    private static final int MACHINE_MILLIS = 400;
    private static final int CONTROL_MILLIS = 250;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int CLIENTS = 8;
    private static final int MET = 12;
    private static final int MET_STRICT = 4;
    private static final Duration PAUSE = Duration.ofMillis(3);

    /** Answers 204 after a while, or, once it is frozen, never. */
    private static final class Backend implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private final Duration takes;
        private volatile boolean frozen;

        private Backend(int takesMillis) throws IOException {
            takes = Duration.ofMillis(takesMillis);
            Thread.ofPlatform().daemon().name("backend").start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.setTcpNoDelay(true);
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (String line; (line = in.readLine()) != null; ) {
                    if (frozen || !line.isEmpty()) continue;
                    if (!takes.isZero()) Wait.pause(takes);
                    socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException gone) {
                sockets.remove(socket);
            }
        }

        private String line() {
            return "server 127.0.0.1:" + listener.getLocalPort() + " max_fails=0; ";
        }

        @Override public void close() throws IOException {
            listener.close();
            for (var socket : sockets) socket.close();
        }
    }

    /** Milliseconds, sorted: of GETs that met the peer that hangs, and what the control took beyond what it takes on purpose. */
    private record Cost(List<Long> met, List<Long> usual) {
        private static long median(List<Long> millis) {
            return millis.get(millis.size() / 2);
        }

        /** The allowance for the machine: what it costs the slowest of the control, as long as the bound tells from having no feature. */
        private boolean isWithinUsually() {
            return median(met) <= median(usual) + MORE_MILLIS + Math.min(MACHINE_MILLIS, usual.getLast());
        }

        /** The slowest of all, which on a busy machine tells no more than whether it waited for the peer to be given up. */
        private boolean isWithinAtWorst() {
            return met.getLast() < TIMEOUT_MILLIS;
        }

        @Override public String toString() {
            return "%d GETs met it: median %d ms, slowest %d ms; usual are %d ms, at most %d ms".formatted(met.size(), median(met),
                    met.getLast(), median(usual), usual.getLast());
        }
    }

    /** What clients note down. */
    private static final class Notes {
        private final List<Long> met = new ArrayList<>();
        private final List<Long> usual = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();

        private synchronized void add(List<Long> where, long millis) {
            where.add(millis);
        }

        private synchronized int metCount() {
            return wrong.isEmpty() ? met.size() : Integer.MAX_VALUE;
        }

        private synchronized void wrong(String what) {
            wrong.add(what);
        }

        private synchronized Cost cost() {
            assertEquals(List.of(), wrong);
            return new Cost(met.stream().sorted().toList(), usual.stream().sorted().toList());
        }
    }

    private static Edge edge(String group, Backend control, String http) {
        return Edge.with("""
                error_log /var/log/nginx/error.log; events { }
                http {
                    access_log off; keepalive_requests 1000000;
                    %s
                    upstream api { %s keepalive 32; }
                    upstream control { %s keepalive 32; }
                    proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_connect_timeout 2s; proxy_read_timeout 2s;
                    add_header X-Tried "$upstream_addr" always;
                    server { listen 80; location / { proxy_pass http://api; owlboard_hedge on; } }
                    server { listen 81; location / { proxy_pass http://control; } }
                    server { listen 82; location / { lb_status; } }
                }
                """.formatted(http, group, control.line()));
    }

    private static void ask(Wire client, Notes notes, boolean isControl, BooleanSupplier over) {
        try {
            while (!over.getAsBoolean()) {
                long began = System.nanoTime();
                var head = client.sends("GET / HTTP/1.1", "Host: shop", "").head();
                long millis = (System.nanoTime() - began) / 1_000_000;
                if (!head.getFirst().contains(" 204 ")) notes.wrong(head.toString());
                if (isControl) notes.add(notes.usual, Math.max(0, millis - CONTROL_MILLIS));
                else if (head.stream().anyMatch(line -> line.startsWith("X-Tried: ") && line.contains(","))) notes.add(notes.met, millis);
                Wait.pause(PAUSE);
            }
        } catch (AssertionError failed) {
            notes.wrong(failed.getMessage());
        }
    }

    /** Until so many have met it. */
    private static Cost cost(Edge edge, int met) throws InterruptedException {
        var notes = new Notes();
        long deadline = System.nanoTime() + Patience.NANOS;
        BooleanSupplier over = () -> notes.metCount() >= met || System.nanoTime() > deadline;
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = edge.client(80);
            var control = edge.client(81);
            threads.add(Thread.ofPlatform().daemon().start(() -> ask(client, notes, false, over)));
            threads.add(Thread.ofPlatform().daemon().start(() -> ask(control, notes, true, over)));
        }
        for (var thread : threads) assertTrue(thread.join(Patience.TIME), "a client still waits");
        awaitIdle(edge);
        return notes.cost();
    }

    private static void awaitIdle(Edge edge) {
        Wait.until("every peer says active 0", () -> {
            try (var client = edge.client(82)) {
                return edge.answer(client, "GET /").body().lines().filter(line -> line.contains(" active "))
                        .allMatch(line -> line.contains(" active 0,"));
            }
        });
    }

    private static void holds(Cost cost) {
        System.out.println("a peer that hangs: " + cost);
        assertTrue(cost.isWithinUsually() && cost.isWithinAtWorst(), cost.toString());
    }

    private static void holdsUsually(Cost cost) {
        System.out.println("a peer that hangs, asked in turn: " + cost);
        assertTrue(cost.isWithinUsually(), cost.toString());
    }

    /** The promise is broken without it, and this test sees that. */
    private static void isBroken(Cost cost) {
        System.out.println("a peer that hangs, strict: " + cost);
        assertFalse(cost.isWithinUsually(), cost.toString());
    }

    private static Cost aFrozenPeer(String method, String http, int met) throws Exception {
        try (var one = new Backend(0); var two = new Backend(0); var three = new Backend(0); var four = new Backend(0);
                var control = new Backend(CONTROL_MILLIS);
                var edge = edge(method + one.line() + two.line() + three.line() + four.line(), control, http);
                var client = edge.client(80)) {
            for (int i = 0; i < 60; i++) client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            one.frozen = true;
            return cost(edge, met);
        }
    }

    @Test void aFrozenPeerCostsNoGetMoreThanAThirdOfASecond() throws Exception {
        holds(aFrozenPeer("least_conn; ", "", MET));
    }

    /** Of those that meet it at the same time no more than owlboard_retry_budget allows are sent on at once: the others wait longer. */
    @Test void whereTheyAreAskedInTurnItDoesNotUsually() throws Exception {
        holdsUsually(aFrozenPeer("", "", MET));
    }

    @Test void withoutTheFeatureItCostsFarMore() throws Exception {
        isBroken(aFrozenPeer("least_conn; ", "owlboard_strict on;", MET_STRICT));
    }

    private void aFullQueue(String http, int met, boolean isKept) throws Exception {
        try (var two = new Backend(0); var three = new Backend(0); var control = new Backend(CONTROL_MILLIS);
                var edge = edge("least_conn; server full:80 max_fails=0; " + two.line() + three.line(), control, http)) {
            edge.hole("full:80");
            var cost = cost(edge, met);
            if (isKept) holds(cost);
            else isBroken(cost);
        }
    }

    @Test void neitherDoesOneWhoseAcceptQueueIsFull() throws Exception {
        aFullQueue("", MET, true);
    }

    @Test void withoutTheFeatureAFullQueueCostsFarMore() throws Exception {
        aFullQueue("owlboard_strict on;", MET_STRICT, false);
    }
}
