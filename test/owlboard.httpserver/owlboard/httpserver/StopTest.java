package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

class StopTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void anExchangeInFlightIsWaitedFor() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var port = new Reserved(); var running = Running.at(port, "/", exchange -> {
            begun.countDown();
            ConnectionTest.await(go);
            ConformanceTest.answer(exchange, 200, "in time");
        }); var client = running.socket()) {
            client.sends(GET);
            assertTrue(begun.await(Patience.SECONDS, TimeUnit.SECONDS));
            var stopped = CompletableFuture.runAsync(() -> running.server.stop((int) Patience.SECONDS));
            while (accepts(running.port())) Thread.sleep(1);
            assertFalse(stopped.isDone());
            go.countDown();
            var response = client.rest();
            assertTrue(response.contains("\r\nConnection: close\r\n") && response.endsWith("in time"), response);
            stopped.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean accepts(int port) {
        try (var _ = new RawClient(port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void anIdleConnectionIsClosedAtOnce() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200, "x")); var client = running.socket()) {
            client.sends(GET).response();
            long start = System.nanoTime();
            running.server.stop(10 * (int) Patience.SECONDS);
            assertEquals("", client.rest());
            assertTrue(System.nanoTime() - start < Patience.NANOS);
        }
    }

    @Test
    void aHandlerThatTakesTooLongLosesItsConnection() throws Exception {
        var failure = new CompletableFuture<IOException>();
        try (var running = Running.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            failure.complete(assertThrows(IOException.class, () -> exchange.getRequestBody().readAllBytes()));
        }); var client = running.socket()) {
            client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n").head();
            running.server.stop(0);
            failure.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertEquals("", client.rest());
        }
    }

    @Test
    void thePortIsFreeAfterwards() throws Exception {
        try (var port = new Reserved()) {
            try (var running = Running.at(port, "/", exchange -> ConformanceTest.answer(exchange, 200, "first"))) {
                assertEquals("first", running.get("/").body());
            }
            port.awaitRefused();
            try (var running = Running.at(port, "/", exchange -> ConformanceTest.answer(exchange, 200, "second"))) {
                assertEquals("second", running.get("/").body());
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var running = Running.at("/", exchange -> ConformanceTest.answer(exchange, 200, "x"))) {
            var taken = assertThrows(BindException.class, () -> Running.OURS.createHttpServer(running.server.getAddress(), 0));
            assertTrue(taken.getMessage().contains(":" + running.port()), taken.getMessage());
        }
    }

    @Test
    void aServerThatNeverStartedFreesItsPort() throws Exception {
        try (var reserved = new Reserved()) {
            Running.OURS.createHttpServer(reserved.address(), 0).stop(0);
            reserved.awaitRefused();
            Running.OURS.createHttpServer(reserved.address(), 0).stop(0);
        }
    }

    @Test
    void aHandlerMayStopItsOwnServer() throws Exception {
        var stopped = new CompletableFuture<Void>();
        try (var running = Running.at("/", exchange -> {
            exchange.getHttpContext().getServer().stop(0);
            stopped.complete(null);
        }); var client = running.socket()) {
            client.sends(GET);
            stopped.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }
}
