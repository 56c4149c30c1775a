package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import owlboard.harness.Patience;

/** What follows a 101 (JDK-8368695). */
class UpgradeTest {
    private static final String UPGRADE = "GET /up HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n";
    private static final ExecutorService VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();
    private static final ExecutorService PLATFORM = Executors.newCachedThreadPool();

    /** Not the executors themselves: JUnit closes what it can. */
    enum On {
        CONNECTION, VIRTUAL_THREADS, PLATFORM_THREADS;

        Executor executor() {
            return switch (this) {
                case CONNECTION -> null;
                case VIRTUAL_THREADS -> VIRTUAL;
                case PLATFORM_THREADS -> PLATFORM;
            };
        }
    }

    @AfterAll
    static void close() {
        VIRTUAL.close();
        PLATFORM.close();
    }

    private static void switchTo(HttpExchange exchange, String protocol) throws IOException {
        exchange.getResponseHeaders().set("Connection", "Upgrade");
        exchange.getResponseHeaders().set("Upgrade", protocol);
        exchange.sendResponseHeaders(101, 0);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        switchTo(exchange, "echo");
        var in = exchange.getRequestBody();
        var out = exchange.getResponseBody();
        var buffer = new byte[4096];
        for (int count; (count = in.read(buffer)) >= 0; ) out.write(buffer, 0, count);
        exchange.close();
    }

    private static Running on(Executor executor, HttpHandler handler) throws IOException {
        return Running.on(Running.OURS, executor, "/", handler);
    }

    @ParameterizedTest
    @EnumSource
    void bytesGoBothWaysUnframed(On on) throws Exception {
        try (var running = on(on.executor(), UpgradeTest::echo); var client = running.socket()) {
            var head = client.sends(UPGRADE).head();
            assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n") && head.contains("\r\nUpgrade: echo\r\n"), head);
            assertFalse(head.matches("(?si).*(content-length|transfer-encoding|keep-alive|close).*"), head);
            for (int i = 0; i < 3; i++) assertEquals("ping" + i, client.sends("ping" + i).bytes(5));
            client.socket.shutdownOutput();
            assertEquals("", client.rest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameWithTheHeadIsReadFirst(On on) throws Exception {
        try (var running = on(on.executor(), UpgradeTest::echo); var client = running.socket()) {
            client.sends(UPGRADE + "early").head();
            assertEquals("early", client.bytes(5));
            assertEquals(" late", client.sends(" late").bytes(5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheExchangeFromElsewhereWakesTheReader(On on) throws Exception {
        var upgraded = new CompletableFuture<HttpExchange>();
        var ended = new CompletableFuture<Throwable>();
        try (var running = on(on.executor(), exchange -> {
            switchTo(exchange, "wait");
            upgraded.complete(exchange);
            try {
                ended.completeExceptionally(new AssertionError("read " + exchange.getRequestBody().read()));
            } catch (IOException woken) {
                ended.complete(woken);
            }
        }); var client = running.socket()) {
            client.sends(UPGRADE).head();
            upgraded.get(Patience.SECONDS, TimeUnit.SECONDS).close();
            ended.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertEquals("", client.rest());
        }
    }

    @Test
    void writersOfAllConnectionsAreSerialised() throws Exception {
        var members = new CopyOnWriteArrayList<HttpExchange>();
        var joined = new CountDownLatch(6);
        try (var running = on(null, exchange -> {
            switchTo(exchange, "room");
            members.add(exchange);
            joined.countDown();
            var in = exchange.getRequestBody();
            var message = new byte[1000];
            while (in.readNBytes(message, 0, message.length) == message.length) {
                for (var member : members) member.getResponseBody().write(message);
            }
            members.remove(exchange);
            exchange.close();
        })) {
            var clients = new ArrayList<RawClient>();
            try {
                for (int i = 0; i < 6; i++) {
                    var client = running.socket();
                    clients.add(client);
                    client.sends(UPGRADE).head();
                }
                assertTrue(joined.await(Patience.SECONDS, TimeUnit.SECONDS));
                for (int round = 0; round < 20; round++) {
                    for (int i = 0; i < clients.size(); i++) clients.get(i).sends(String.valueOf((char) ('a' + i)).repeat(1000));
                }
                for (var client : clients) {
                    for (int i = 0; i < 20 * clients.size(); i++) {
                        var message = client.bytes(1000);
                        assertEquals(message.substring(0, 1).repeat(1000), message, "messages do not mix");
                    }
                }
            } finally {
                for (var client : clients) client.close();
            }
        }
    }

    @Test
    void theBodyIsEmptyBefore101AndTheSameStreamAfter() throws Exception {
        try (var running = on(null, exchange -> {
            var before = exchange.getRequestBody();
            int end = before.read();
            switchTo(exchange, "later");
            exchange.getResponseBody().write((end + " " + (before == exchange.getRequestBody()) + " " + (char) before.read()).getBytes());
            exchange.getResponseBody().close();
        }); var client = running.socket()) {
            client.sends(UPGRADE).head();
            assertEquals("-1 true !", client.sends("!").rest());
        }
    }

    @Test
    void aRequestThatDoesNotAskForItIsNotUpgraded() throws Exception {
        var refused = new CompletableFuture<IOException>();
        try (var running = on(null, exchange -> {
            refused.complete(assertThrows(IOException.class, () -> exchange.sendResponseHeaders(101, 0)));
            ConformanceTest.answer(exchange, 426, "no");
        }); var client = running.socket()) {
            assertTrue(client.sends("GET / HTTP/1.1\r\nHost: x\r\n\r\n").response().startsWith("HTTP/1.1 426 "));
            assertTrue(refused.get().getMessage().contains("101"));
        }
    }

    @Test
    void anUpgradeThatIsNotAcceptedIsAnOrdinaryExchange() throws Exception {
        try (var running = on(null, exchange -> ConformanceTest.answer(exchange, 200, "plain")); var client = running.socket()) {
            assertTrue(client.sends(UPGRADE).response().endsWith("plain"));
            assertTrue(client.sends(UPGRADE).response().endsWith("plain"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWebSocketClientOfTheJdkTalksToAHandler(On on) throws Exception {
        try (var running = on(on.executor(), Frames::echo); var client = HttpClient.newHttpClient()) {
            var messages = new LinkedBlockingQueue<String>();
            var socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + running.port() + "/ws"),
                    new WebSocket.Listener() {
                private final StringBuilder text = new StringBuilder();

                @Override
                public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                    text.append(data);
                    if (last) {
                        messages.add(text.toString());
                        text.setLength(0);
                    }
                    webSocket.request(1);
                    return null;
                }

                @Override
                public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
                    messages.add("closed " + code);
                    return null;
                }
            }).get(Patience.SECONDS, TimeUnit.SECONDS);
            for (var text : new String[] {"hello", "", "x".repeat(100_000)}) {
                socket.sendText(text, true).get(Patience.SECONDS, TimeUnit.SECONDS);
                assertEquals(text, messages.poll(Patience.SECONDS, TimeUnit.SECONDS));
            }
            socket.sendClose(1000, "bye").get(Patience.SECONDS, TimeUnit.SECONDS);
            assertEquals("closed 1000", messages.poll(Patience.SECONDS, TimeUnit.SECONDS));
        }
    }
}
