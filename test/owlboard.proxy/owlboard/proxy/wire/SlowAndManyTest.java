package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.wire.http2.FrameClient;
import owlboard.wire.http2.Http2Error;

/** Clients that take their time, or come in crowds, while another one is served. */
class SlowAndManyTest {
    private static final String TIMES =
            "client_header_timeout 1s; client_body_timeout 1s; send_timeout 1s; lingering_timeout 1s; access_log "
            + "/var/log/nginx/access.log combined; ";

    private static void isServed(Wire client) {
        client.sends("GET /quick HTTP/1.1", "Host: shop", "");
        assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
        assertEquals("quick", client.bytes(5));
    }

    /** Sends a byte every so often until the connection ends. */
    private static Thread drips(Wire client, String text) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; i < 10_000; i++) {
                    client.sendsRaw(text);
                    Wait.pause(Duration.ofMillis(100));
                }
            } catch (AssertionError closed) {
                return; // that it ends is what the test waits for
            }
        });
    }

    private static void isClosed(Wire client, Thread dripping) throws InterruptedException {
        client.isClosed();
        client.close();
        dripping.join();
    }

    @Test void aHeadThatTricklesIsCutOff() throws InterruptedException {
        try (var edge = Edge.with(TIMES + "server { listen 80; location / { return 200 quick; } }"); var slow = edge.client();
                var quick = edge.client()) {
            isServed(quick);
            slow.sendsRaw("GET / HTTP/1.1\r\nX: ");
            var dripping = drips(slow, "x");
            isServed(quick);
            isClosed(slow, dripping);
            isServed(quick);
            edge.accessLog().awaitsPart("\"GET / HTTP/1.1\" 408 0");
        }
    }

    @Test void aBodyThatStopsIsCutOff() throws InterruptedException {
        try (var edge =
                Edge.with(TIMES
                + "upstream api { server a:80; } server { listen 80; location / { proxy_pass http://api; } location /quick { return 200 "
                + "quick; } }"); var slow = edge.client(); var quick = edge.client()) {
            edge.peer("a:80").serves(200);
            slow.sends("POST / HTTP/1.1", "Host: shop", "Content-Length: 100", "", "begun");
            isServed(quick);
            slow.isClosed();
            edge.accessLog().awaitsPart("\"POST / HTTP/1.1\" 408 0");
            assertEquals(0, edge.peer("a:80").requests());
        }
    }

    @Test void aClientThatDoesNotReadIsCutOff() {
        try (var edge =
                Edge.with(TIMES
                + "upstream api { server a:80; } server { listen 80; location / { proxy_max_temp_file_size 0; proxy_pass http://api; } "
                + "location /quick { return 200 quick; } }"); var slow = edge.narrowClient(); var quick = edge.client()) {
            var a = edge.peer("a:80");
            slow.sends("GET / HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            a.sendsRaw("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
            var sending = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) a.sendsRaw("x".repeat(1 << 20));
                } catch (AssertionError closed) {
                    return;
                }
            });
            isServed(quick);
            Wait.until("the end of the slow one's answer", () -> edge.accessLog().lines().stream()
                    .anyMatch(line -> line.contains("\"GET / HTTP/1.1\" 200 ")));
            edge.errorLog().awaitsPart("client timed out (110: Connection timed out) while ");
            isServed(quick);
            sending.interrupt();
        }
    }

    @OwlboardOnly(row = "worker-connections", value = "has 512 connections by default")
    @Test void connectionsThatSendNothingCostNobodyAnything() {
        int count = 2000;
        try (var edge = Edge.with(TIMES + "server { listen 80; keepalive_timeout 60s; location / { return 200 quick; } }");
                var quick = edge.client()) {
            isServed(quick);
            var idle = new ArrayList<Wire>();
            for (int i = 0; i < count / 20; i++) idle.add(edge.client()); // each has a thread of the harness; the rest are bare sockets
            try (var bare = new Crowd(edge, count - idle.size())) {
                isServed(quick);
                bare.awaitsEnd();
                for (var one : idle) one.isClosed();
                isServed(quick);
            }
        }
    }

    @Test void aStormOfConnectionsPasses() {
        try (var edge = Edge.with(TIMES + "server { listen 80; location / { return 200 quick; } }"); var quick = edge.client()) {
            isServed(quick);
            for (int round = 0; round < 5; round++) {
                try (var bare = new Crowd(edge, 300)) {
                    bare.sendsAndResets(round % 2 == 0 ? "" : "GET / HTTP/1.1\r\nHost: shop\r\n\r\n");
                }
                isServed(quick);
            }
        }
    }

    @Test void aRequestLineOfAMegabyteIsCutOff() {
        try (var edge = Edge.with(TIMES + "server { listen 80; location / { return 200 quick; } }"); var client = edge.client();
                var quick = edge.client()) {
            isServed(quick);
            sendsAsMuchAsItMay(client, "GET /" + "a".repeat(1 << 20));
            assertTrue(client.head().getFirst().startsWith("HTTP/1.1 414 "));
            isServed(quick);
        }
    }

    @Test void tenThousandHeaderLinesAreCutOff() {
        for (var line : List.of("a: b\r\n", "Cookie: " + "c".repeat(1000) + "\r\n")) {
            try (var edge = Edge.with(TIMES + "server { listen 80; location / { return 200 quick; } }"); var client = edge.client();
                    var quick = edge.client()) {
                isServed(quick);
                sendsAsMuchAsItMay(client, "GET / HTTP/1.1\r\nHost: shop\r\n" + line.repeat(10_000) + "\r\n");
                assertTrue(client.head().getFirst().startsWith("HTTP/1.1 400 "));
                isServed(quick);
            }
        }
    }

    /** In a thread: the edge may end the connection before it has taken all of it. */
    private static void sendsAsMuchAsItMay(Wire client, String text) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                client.sendsRaw(text);
            } catch (AssertionError closed) {
                return;
            }
        });
    }

    private static final String FEW = """
            error_log /var/log/nginx/error.log warn;
            events { worker_connections 32; }
            http { access_log /var/log/nginx/access.log; server { listen 80; location / { return 200 quick; } } }
            """;

    @Test @OwlboardOnly(row = "worker-connections",
            value = "counts the listening sockets and upstreams as well") void idleClientsMakeRoomForMoreThanWorkerConnections() {
        try (var edge = Edge.with(FEW)) {
            var clients = new ArrayList<Wire>();
            for (int i = 0; i < 30; i++) {
                clients.add(edge.client());
                isServed(clients.getLast());
            }
            for (int i = 0; i < 30; i++) {
                edge.get("/"); // each loop may look again
                Wait.pause(Duration.ofMillis(20));
                clients.add(edge.client());
                isServed(clients.getLast());
            }
            clients.getFirst().isClosed();
        }
    }

    @Test @OwlboardOnly(row = "worker-connections", value = "turns the newcomer away") void theSlowestUnfinishedRequestMakesRoom() {
        try (var edge = Edge.with(FEW)) {
            for (int i = 0; i < 60; i++) edge.client().sendsRaw("GET / HTTP/1.1\r\nHost: shop\r\nX: ");
            edge.accessLog().awaitsPart("\"GET / HTTP/1.1\" 408 0");
            Wait.until("a client to be served", () -> edge.get("/").status() == 200);
        }
    }

    /** RFC 9113 §6.8, §8.7: what it sends meanwhile it may send again elsewhere. */
    @Test @OwlboardOnly(row = "worker-connections", value = "counts the listening sockets and upstreams as well")
    void idleClientsOfHttp2AreToldToGo() throws Exception {
        try (var edge = Edge.with(FEW.replace("80;", "80 http2;"))) {
            var clients = new ArrayList<FrameClient>();
            for (int i = 0; i < 60; i++) {
                clients.add(FrameClient.open(edge.address()));
                assertEquals("quick", clients.getLast().get(1, "/").answer(1).text());
                Wait.pause(Duration.ofMillis(20)); // each loop may look again
            }
            clients.getFirst().goesAway(Http2Error.NO_ERROR);
            for (var client : clients) client.close();
        }
    }

    private static final String UPLOADS = FEW.replace("80;", "80 http2;").replace("location /",
            "location /up { client_body_timeout 600s; proxy_pass http://a:80; } location /held { proxy_pass http://b:80; } location /");

    private static FrameClient uploads(Edge edge) throws Exception {
        var client = FrameClient.open(edge.address());
        client.post(1, "/up", "content-length", "10").data(1, 0, "abc").goesOn();
        return client;
    }

    @Test @OwlboardOnly(row = "worker-connections", value = "turns the newcomer away")
    void theSlowestStreamMakesRoomWithItsConnectionWhereItIsAlone() throws Exception {
        try (var edge = Edge.with(UPLOADS)) {
            edge.peer("a:80");
            edge.peer("b:80");
            var clients = new ArrayList<FrameClient>();
            for (int i = 0; i < 40; i++) clients.add(uploads(edge));
            clients.getFirst().goesAway(Http2Error.NO_ERROR);
            var line = edge.accessLog().awaits(1).getFirst();
            assertTrue(line.contains("\"POST /up HTTP/2.0\" 408 0 "), line);
            for (var client : clients) client.close();
        }
    }

    @Test @OwlboardOnly(row = "worker-connections", value = "counts the listening sockets and upstreams as well")
    void aStreamThatIsSlowDoesNotEndOthersOfItsConnection() throws Exception {
        try (var edge = Edge.with(UPLOADS)) {
            edge.peer("a:80").serves(200);
            var b = edge.peer("b:80");
            try (var client = FrameClient.open(edge.address())) {
                client.get(1, "/held").post(3, "/up", "content-length", "6").data(3, 0, "abc").goesOn();
                b.speaking().head();
                var others = new ArrayList<FrameClient>();
                for (int i = 0; i < 40; i++) others.add(uploads(edge));
                edge.accessLog().awaitsPart("\"POST /up HTTP/2.0\" 408 0 ");
                b.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("hi");
                assertEquals("hi", client.answer(1).text());
                assertEquals(200, client.data(3, FrameClient.END_STREAM, "def").answer(3).status());
                for (var other : others) other.close();
            }
        }
    }
}
