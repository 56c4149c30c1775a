package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.wire.loop.Loop;

/** What ours does beyond the JDK's, byte by byte. */
class ConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200,
                exchange.getRequestURI() + new String(exchange.getRequestBody().readAllBytes())));
                var client = running.socket()) {
            var requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("POST /" + i + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n:\r\n1\r\n)\r\n0\r\n\r\n");
            }
            client.sends(requests.toString());
            for (int i = 0; i < 50; i++) assertTrue(client.response().endsWith("\r\n\r\n/" + i + ":)"));
        }
    }

    @Test
    void handlersRunOnTheLoopOfTheirConnection() throws Exception {
        var loop = new CompletableFuture<Loop>();
        try (var running = Running.at("/", exchange -> {
            loop.complete(Loop.current());
            exchange.sendResponseHeaders(204, -1);
        })) {
            running.get("/");
            assertTrue(loop.get(Patience.SECONDS, TimeUnit.SECONDS) != null);
        }
    }

    @Test
    void namesLeaveInTheUsualCase() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/plain");
            ConformanceTest.answer(exchange, 200, "x");
        }); var client = running.socket()) {
            var response = client.sends(GET).response();
            assertTrue(
                    response
                    .matches(
                    "HTTP/1.1 200 OK\r\nDate: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\nContent-Type: "
                    + "text/plain\r\nContent-Length: 1\r\n\r\nx"), response);
        }
    }

    @Test
    void continueIsSentWhenTheHandlerReads() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200,
                new String(exchange.getRequestBody().readAllBytes()))); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
            assertTrue(client.sends("ok").response().endsWith("\r\n\r\nok"));
        }
    }

    @Test
    void continueIsNotSentForABodyThatNobodyWants() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 403, "no")); var client = running.socket()) {
            var response = client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n").rest();
            assertTrue(response.startsWith("HTTP/1.1 403 ") && response.contains("\r\nConnection: close\r\n"), response);
        }
    }

    @Test
    void aLargeBodyThatNobodyWantsDoesNotResetTheAnswer() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 413, "no")); var client = running.socket()) {
            int length = 40 << 20; // more than two sockets hold
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
            assertTrue(client.response().endsWith("no"));
            client.sends("x".repeat(length)).socket.shutdownOutput();
            assertEquals("", client.rest());
        }
    }

    @Test
    void lessThanAnnouncedIsRefusedAndClosesTheConnection() throws Exception {
        var refused = new CompletableFuture<IOException>();
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write("ab".getBytes());
            refused.complete(assertThrows(IOException.class, () -> exchange.getResponseBody().close()));
        }); var client = running.socket()) {
            client.sends(GET).rest();
            assertTrue(refused.get(Patience.SECONDS, TimeUnit.SECONDS).getMessage().contains("too few bytes: 1"));
        }
    }

    @Test
    void aHandlerThatAnswersFirstAndReadsLaterGetsItsContinue() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                exchange.getRequestBody().transferTo(out);
            }
        }); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
            assertTrue(client.sends("ok").head().startsWith("HTTP/1.1 200 OK\r\n"));
            assertEquals("2\r\nok\r\n0\r\n\r\n", client.bytes(12));
        }
    }

    @Test
    void aHandlerThatFailsIs500WhenNothingHasLeft() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            throw new IllegalStateException("for the test");
        })) {
            assertEquals(500, running.get("/").statusCode());
        }
    }

    @Test
    void aHandlerThatFailsLaterBreaksTheResponseOff() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            throw new IllegalStateException("for the test");
        }); var client = running.socket()) {
            var response = client.sends(GET).rest();
            assertTrue(response.startsWith("HTTP/1.1 200 ") && response.endsWith("\r\n\r\n\1"), response);
        }
    }

    @Test
    void aBodyUntilTheEndThatFailsIsReset() throws Exception {
        var read = new CountDownLatch(1);
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await(read);
            throw new IllegalStateException("for the test");
        }); var client = running.socket()) {
            client.sends("GET / HTTP/1.0\r\n\r\n").head();
            assertEquals("x", client.bytes(1));
            read.countDown();
            assertThrows(SocketException.class, client::rest);
        }
    }

    @Test
    void aLargeUnreadBodyClosesTheConnectionAfterTheResponse() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 413, "too large")); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(500_000));
            var response = client.rest();
            assertTrue(response.startsWith("HTTP/1.1 413 ") && response.contains("\r\nConnection: close\r\n")
                    && response.endsWith("too large"), response);
        }
    }

    @Test
    void headsHaveLimits() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200, "served"))) {
            assertRefused(running, 414, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
            assertRefused(running, 431, "GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
            assertRefused(running, 431, "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(201) + "\r\n");
            assertRefused(running, 431, "GET / HTTP/1.1\r\n" + ("X: " + "x".repeat(10_000) + "\r\n").repeat(8) + "\r\n");
        }
    }

    private static void assertRefused(Running running, int status, String request) throws IOException {
        try (var client = running.socket()) {
            var response = client.sends(request).rest();
            assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        }
    }

    @Test
    void aHeaderCannotSmuggleALine() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.getResponseHeaders().add("X-Name", "\u010d\u010aX-Evil: 1"); // the low bytes are CR and LF
            ConformanceTest.answer(exchange, 200, "x");
        }); var client = running.socket()) {
            var response = client.sends(GET).response();
            assertTrue(response.startsWith("HTTP/1.1 500 ") && !response.contains("Evil"), response);
        }
    }

    @Test
    void informationMayPrecedeTheResponse() throws Exception {
        try (var running = Running.at("/", exchange -> {
            exchange.getResponseHeaders().set("Link", "</style.css>; rel=preload");
            exchange.sendResponseHeaders(103, -1);
            ConformanceTest.answer(exchange, 200, "x");
        }); var client = running.socket()) {
            assertEquals("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n", client.sends(GET).head());
            assertTrue(client.response().startsWith("HTTP/1.1 200 OK\r\n"));
        }
    }

    @Test
    void flushedBytesArriveBeforeTheEnd() throws Exception {
        var seen = new CountDownLatch(1);
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("event".getBytes());
            exchange.getResponseBody().flush();
            await(seen);
            exchange.close();
        }); var client = running.socket()) {
            client.sends(GET).head();
            assertEquals("5\r\nevent\r\n", client.bytes(10));
            seen.countDown();
            assertEquals("0\r\n\r\n", client.bytes(5));
        }
    }

    @Test
    void aBrokenBodyIsAFailureForItsReader() throws Exception {
        var failure = new CompletableFuture<IOException>();
        try (var running = Running.at("/", exchange -> {
            failure.complete(assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
            ConformanceTest.answer(exchange, 400, "broken");
        }); var client = running.socket()) {
            var response = client.sends("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").rest();
            assertTrue(response.endsWith("broken"), response);
            failure.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aBrokenBodyIsAnsweredForAHandlerThatDoesNotCare() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200,
                new String(exchange.getRequestBody().readAllBytes()))); var client = running.socket()) {
            var response = client.sends("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").rest();
            assertTrue(response.startsWith("HTTP/1.1 400 "), response);
        }
    }

    @Test
    void aClientThatLeavesWakesTheReader() throws Exception {
        var failure = new CompletableFuture<IOException>();
        try (var running = Running.at("/", exchange -> {
            try (exchange) {
                failure.complete(assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
            }
        }); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").socket.shutdownOutput();
            assertTrue(failure.get(Patience.SECONDS, TimeUnit.SECONDS).getMessage().contains("7"));
        }
    }

    @Test
    void anInterruptReachesAReaderOnAForeignThread() throws Exception {
        var reader = new CompletableFuture<Thread>();
        var failure = new CompletableFuture<IOException>();
        try (var running = Running.on(Running.OURS, task -> reader.complete(Thread.ofPlatform().start(task)), "/", exchange -> {
            failure.complete(assertThrows(IOException.class, () -> exchange.getRequestBody().read()));
            exchange.close();
        }); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
            reader.get(Patience.SECONDS, TimeUnit.SECONDS).interrupt();
            failure.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void attributesOfOneExchangeAreNotAnothers() throws Exception {
        var count = new AtomicInteger();
        try (var running = Running.at("/", exchange -> {
            String found = "" + exchange.getAttribute("n");
            exchange.setAttribute("n", count.incrementAndGet());
            ConformanceTest.answer(exchange, 200, found + exchange.getAttribute("n"));
        })) {
            assertEquals("null1", running.get("/").body());
            assertEquals("null2", running.get("/").body());
        }
    }

    @Test
    void aFullExecutorIs503() throws Exception {
        try (var running = Running.on(Running.OURS, _ -> {
            throw new RejectedExecutionException("full");
        }, "/", exchange -> ConformanceTest.answer(exchange, 200, "served"))) {
            assertEquals(503, running.get("/").statusCode());
        }
    }

    @Test
    void curlIsServed() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200,
                new String(exchange.getRequestBody().readAllBytes())))) {
            Process curl;
            try {
                curl = new ProcessBuilder("curl", "-sS", "--max-time", "20", "-d", "from curl", "-H", "Expect: 100-continue",
                        running.uri("/").toString()).redirectErrorStream(true).start();
            } catch (IOException missing) {
                Assumptions.abort("curl is not installed");
                return;
            }
            curl.getOutputStream().close();
            assertEquals("from curl", new String(curl.getInputStream().readAllBytes()));
            assertEquals(0, curl.waitFor());
        }
    }

    @Test
    void bothFamiliesReachAWildcardAddress() throws Exception {
        var server = Running.OURS.createHttpServer(new InetSocketAddress(0), 0);
        server.createContext("/", exchange -> ConformanceTest.answer(exchange, 200, "any"));
        server.start();
        try (var running = Running.of(server)) {
            for (var host : new String[] {"127.0.0.1", "::1"}) {
                try (var client = new RawClient(new Socket(host, running.port()))) {
                    assertTrue(client.sends(GET).response().endsWith("any"));
                } catch (ConnectException | NoRouteToHostException noIpv6) {
                    assertFalse(host.equals("127.0.0.1"));
                }
            }
        }
    }

    static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(Patience.SECONDS, TimeUnit.SECONDS)) throw new IOException("waited in vain");
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }
}
