package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long SHORT = 200;
    private static final long LONG = 60_000;

    private static Running with(Deadlines deadlines, HttpHandler handler) throws IOException {
        var server = new Server(null, deadlines);
        server.bind(Running.loopback(), 0);
        server.createContext("/", handler);
        server.start();
        return Running.of(server);
    }

    private static Running answering(Deadlines deadlines) throws IOException {
        return with(deadlines, exchange -> ConformanceTest.answer(exchange, 200,
                new String(exchange.getRequestBody().readAllBytes()) + "."));
    }

    @Test
    void aClientThatSaysNothingIsClosed() throws Exception {
        try (var running = answering(new Deadlines(LONG, SHORT, LONG, LONG, LONG)); var client = running.socket()) {
            assertEquals("", client.rest());
        }
    }

    @Test
    void aHeadThatComesTooSlowlyIsClosed() throws Exception {
        try (var running = answering(new Deadlines(LONG, SHORT, LONG, LONG, LONG)); var client = running.socket()) {
            assertEquals("", client.sends("GET / HTTP/1.1\r\nHo").rest());
        }
    }

    @Test
    void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
        try (var running = answering(new Deadlines(LONG, LONG, SHORT, LONG, LONG)); var client = running.socket()) {
            client.sends("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2)); // at once: a busy machine may pause for longer than SHORT
            for (int i = 0; i < 2; i++) assertTrue(client.response().endsWith("."));
            assertEquals("", client.rest());
        }
    }

    @Test
    void aBodyThatStopsComingIs408() throws Exception {
        try (var running = answering(new Deadlines(LONG, LONG, LONG, SHORT, SHORT)); var client = running.socket()) {
            var response = client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").rest();
            assertTrue(response.startsWith("HTTP/1.1 408 "), response);
        }
    }

    @Test
    void aHandlerMayTakeLongerThanEveryDeadline() throws Exception {
        try (var running = with(new Deadlines(SHORT, LONG, SHORT, SHORT, SHORT), exchange -> {
            try {
                TimeUnit.MILLISECONDS.sleep(3 * SHORT);
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            ConformanceTest.answer(exchange, 200, new String(exchange.getRequestBody().readAllBytes()));
        }); var client = running.socket()) {
            assertTrue(client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").response().endsWith("abc"));
        }
    }

    @Test
    void anUpgradedConnectionHasNoDeadline() throws Exception {
        try (var running = with(new Deadlines(SHORT, LONG, SHORT, SHORT, SHORT), exchange -> {
            exchange.sendResponseHeaders(101, 0);
            exchange.getResponseBody().write(exchange.getRequestBody().read());
            exchange.close();
        }); var client = running.socket()) {
            client.sends("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n").head();
            TimeUnit.MILLISECONDS.sleep(3 * SHORT);
            assertEquals("!", client.sends("!").rest());
        }
    }

    @Test
    void aHandshakeThatDoesNotBeginIsClosed() throws Exception {
        var server = new SecureServer(new Deadlines(SHORT, LONG, LONG, LONG, LONG));
        server.bind(Running.loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
        server.start();
        try (var running = Running.of(server); var client = running.socket()) {
            assertEquals("", client.rest());
        }
    }
}
