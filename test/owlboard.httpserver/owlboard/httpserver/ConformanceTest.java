package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import owlboard.harness.Patience;

/** What every provider does: ours on a connection's thread, on an executor's virtual and platform threads, and the JDK's own. */
class ConformanceTest {
    private static final ExecutorService VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();
    private static final ExecutorService PLATFORM = Executors.newCachedThreadPool();

    record Way(String name, HttpServerProvider provider, Executor executor) {
        Running serves(String path, HttpHandler handler) throws IOException {
            return Running.on(provider, executor, path, handler);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Way> ways() {
        var ours = Stream.of(
                new Way("ours", Running.OURS, null),
                new Way("ours, virtual threads", Running.OURS, VIRTUAL),
                new Way("ours, platform threads", Running.OURS, PLATFORM));
        var installed = HttpServerProvider.provider(); // the JDK's, unless the run is told otherwise
        boolean jdks = installed.getClass().getModule() == HttpServerProvider.class.getModule();
        return jdks ? Stream.concat(ours, Stream.of(new Way("JDK, platform threads", installed, PLATFORM))) : ours;
    }

    @AfterAll
    static void close() {
        VIRTUAL.close();
        PLATFORM.close();
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aBodyGoesThereAndBack(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)))) {
            for (int size : new int[] {1, 1000, 8192, 20_000, 1 << 20}) {
                var text = "x".repeat(size);
                var response = running.send(HttpRequest.newBuilder(running.uri("/echo")).POST(HttpRequest.BodyPublishers.ofString(text)));
                assertEquals(200, response.statusCode());
                assertEquals(text, response.body());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void oneConnectionServesManyRequests(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, exchange.getRequestURI() + "\n"));
                var client = running.socket()) {
            for (int i = 0; i < 3; i++) {
                var response = client.sends("GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n").response();
                assertTrue(response.startsWith("HTTP/1.1 200 OK\r\n") && response.endsWith("\r\n\r\n/" + i + "\n"), response);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void chunksGoBothWays(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                exchange.getRequestBody().transferTo(out);
            }
        }); var client = HttpClient.newHttpClient()) {
            var text = "0123456789".repeat(5000);
            var request = HttpRequest.newBuilder(running.uri("/")).POST(HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))));
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("chunked", response.headers().firstValue("transfer-encoding").orElse("none"));
            assertEquals(text, response.body());
        }
    }

    private static String one(Way way, HttpHandler handler, String request) throws Exception {
        try (var running = way.serves("/", handler); var client = running.socket()) {
            return client.sends(request).rest();
        }
    }

    private static String get(String more) {
        return "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n";
    }

    private static String head(String response) {
        return response.substring(0, response.indexOf("\r\n\r\n") + 2).toLowerCase(Locale.ROOT);
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theLongestPrefixWins(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, exchange.getHttpContext().getPath()))) {
            for (var path : new String[] {"/apps/", "/apps/foo/", "/gone"}) {
                running.server.createContext(path, exchange -> answer(exchange, 200, exchange.getHttpContext().getPath()));
            }
            running.server.removeContext("/gone");
            assertEquals("/apps/foo/", running.get("/apps/foo/bar").body());
            assertEquals("/apps/", running.get("/apps/Foo/bar").body());
            assertEquals("/apps/", running.get("/%61pps/x").body());
            assertEquals("/", running.get("/foo").body());
            assertEquals("/", running.get("/gone").body());
            assertThrows(IllegalArgumentException.class, () -> running.server.createContext("/apps/"));
            assertThrows(IllegalArgumentException.class, () -> running.server.createContext("apps"));
            assertThrows(IllegalArgumentException.class, () -> running.server.removeContext("/gone"));
            assertThrows(NullPointerException.class, () -> running.server.createContext(null));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noContextIs404AndNoHandlerIs500(Way way) throws Exception {
        try (var running = way.serves("/there", exchange -> answer(exchange, 200, "there"))) {
            running.server.createContext("/empty");
            assertEquals(404, running.get("/").statusCode());
            assertEquals(500, running.get("/empty").statusCode());
            assertEquals(200, running.get("/there").statusCode());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void minusOneIsAnEmptyBody(Way way) throws Exception {
        var response = one(way, exchange -> exchange.sendResponseHeaders(200, -1), get(""));
        assertTrue(head(response).contains("\r\ncontent-length: 0\r\n"), response);
        assertEquals("", body(response));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aBodylessStatusHasNoBody(Way way) throws Exception {
        for (int status : new int[] {204, 304}) {
            var response = one(way, exchange -> exchange.sendResponseHeaders(status, 0), get(""));
            assertEquals("", body(response));
            assertFalse(head(response).matches("(?s).*(content-length|transfer-encoding).*"), response);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void headKeepsTheHandlersContentLength(Way way) throws Exception {
        var response = one(way, exchange -> {
            exchange.getResponseHeaders().set("Content-Length", "42");
            exchange.sendResponseHeaders(200, -1);
        }, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(head(response).contains("\r\ncontent-length: 42\r\n"), response);
        assertEquals("", body(response));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOldClientGetsItsBodyUntilTheEnd(Way way) throws Exception {
        var response = one(way, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("old".getBytes());
            exchange.close();
        }, "GET / HTTP/1.0\r\n\r\n");
        assertEquals("old", body(response));
        assertFalse(head(response).contains("transfer-encoding"), response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOldClientMayKeepItsConnection(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, "kept")); var client = running.socket()) {
            for (int i = 0; i < 2; i++) {
                var response = client.sends("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").response();
                assertTrue(head(response).contains("\r\nconnection: keep-alive\r\n"), response);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void moreThanAnnouncedIsRefused(Way way) throws Exception {
        var refused = new CompletableFuture<IOException>();
        var response = one(way, exchange -> {
            exchange.sendResponseHeaders(200, 3);
            refused.complete(assertThrows(IOException.class, () -> exchange.getResponseBody().write("four".getBytes())));
            exchange.close();
        }, get(""));
        assertTrue(!response.contains("four"), response);
        assertTrue(refused.get(Patience.SECONDS, TimeUnit.SECONDS).getMessage().contains("too many bytes"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void headersAreSentOnceAndBeforeTheBody(Way way) throws Exception {
        var response = one(way, exchange -> {
            assertEquals(-1, exchange.getResponseCode());
            assertThrows(IOException.class, () -> exchange.getResponseBody().write(1));
            exchange.sendResponseHeaders(201, 2);
            assertEquals(201, exchange.getResponseCode());
            assertThrows(IOException.class, () -> exchange.sendResponseHeaders(200, 2));
            exchange.getResponseBody().write("ok".getBytes());
            exchange.close();
        }, get(""));
        assertTrue(response.startsWith("HTTP/1.1 201 Created\r\n") && response.endsWith("\r\n\r\nok"), response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aBodyThatNobodyReadsIsReadAway(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, "unread")); var client = running.socket()) {
            for (int i = 0; i < 3; i++) {
                client.sends("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000));
                assertTrue(client.response().endsWith("unread"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aHandlerMayCloseTheConnection(Way way) throws Exception {
        var response = one(way, exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            answer(exchange, 200, "last");
        }, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(head(response).contains("\r\nconnection: close\r\n") && response.endsWith("last"), response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anExchangeThatIsClosedUnansweredEndsTheConnection(Way way) throws Exception {
        assertEquals("", one(way, HttpExchange::close, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anExchangeMayEndAfterItsHandler(Way way) throws Exception {
        var later = new CompletableFuture<HttpExchange>();
        try (var running = way.serves("/", later::complete); var client = running.socket()) {
            client.sends("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            answer(later.get(Patience.SECONDS, TimeUnit.SECONDS), 200, "later");
            assertTrue(client.response().endsWith("later"));
            client.sends("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void filtersRunInOrderAndMayWrapTheStreams(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(((String) exchange.getAttribute("trace")).getBytes());
            exchange.close();
        })) {
            var context = running.server.createContext("/filtered", exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write((exchange.getAttribute("trace") + "handler").getBytes());
                exchange.close();
            });
            context.getFilters().add(Filter.beforeHandler("first", exchange -> exchange.setAttribute("trace", "first ")));
            context.getFilters().add(Filter.beforeHandler("second",
                    exchange -> exchange.setAttribute("trace", exchange.getAttribute("trace") + "second ")));
            context.getFilters().add(Filter.beforeHandler("upper",
                    exchange -> exchange.setStreams(null, new FilterOutputStream(exchange.getResponseBody()) {
                @Override
                public void write(int b) throws IOException {
                    out.write(Character.toUpperCase(b));
                }
            })));
            assertEquals("FIRST SECOND HANDLER", running.get("/filtered").body());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void attributesOfTheContextAreSeenByItsExchanges(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200,
                exchange.getAttribute("name") + " " + exchange.getAttribute("none")))) {
            running.server.createContext("/x", exchange -> answer(exchange, 200, "" + exchange.getAttribute("name"))).getAttributes()
                    .put("name", "value");
            assertEquals("value", running.get("/x").body());
            assertEquals("null null", running.get("/").body());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAuthenticatorStandsBeforeTheHandler(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, exchange.getPrincipal().getUsername()))) {
            running.server.createContext("/in", exchange -> answer(exchange, 200, exchange.getPrincipal().getUsername()))
                    .setAuthenticator(new BasicAuthenticator("owls") {
                @Override
                public boolean checkCredentials(String user, String password) {
                    return user.equals("owl") && password.equals("hoot");
                }
            });
            var refused = running.get("/in");
            assertEquals(401, refused.statusCode());
            assertTrue(refused.headers().firstValue("WWW-Authenticate").orElse("").contains("owls"));
            var credentials = Base64.getEncoder().encodeToString("owl:hoot".getBytes());
            var response = running.send(HttpRequest.newBuilder(running.uri("/in")).header("Authorization", "Basic " + credentials));
            assertEquals("owl", response.body());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void namesOfHeadersAreFoundInAnyCase(Way way) throws Exception {
        var response = one(way, exchange -> {
            exchange.getResponseHeaders().add("x-two", "1");
            exchange.getResponseHeaders().add("X-TWO", "2");
            answer(exchange, 200, exchange.getRequestHeaders().getFirst("X-oDD-nAME") + exchange.getRequestHeaders().get("x-odd-name"));
        }, get("x-ODD-name: a\r\nX-Odd-Name: b\r\n"));
        assertEquals("a[a, b]", body(response));
        assertTrue(head(response).contains("\r\nx-two: 1\r\n") && head(response).contains("\r\nx-two: 2\r\n"), response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theRequestIsDescribed(Way way) throws Exception {
        var response = one(way, exchange -> answer(exchange, 200,
                String.join(" ", exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getProtocol(),
                exchange.getRemoteAddress().getAddress().getHostAddress(), exchange.getLocalAddress().getAddress().getHostAddress())),
                "PATCH /a%20b?q=%C3%A9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertEquals("PATCH /a%20b?q=%C3%A9 HTTP/1.1 127.0.0.1 127.0.0.1", body(response));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClientThatAsksMayBeToldToContinue(Way way) throws Exception {
        try (var running = way.serves("/", exchange -> answer(exchange, 200, new String(exchange.getRequestBody().readAllBytes())))) {
            var request = HttpRequest.newBuilder(running.uri("/")).version(HttpClient.Version.HTTP_1_1).expectContinue(true)
                    .POST(HttpRequest.BodyPublishers.ofString("go on"));
            assertEquals("go on", running.send(request).body());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aServerSaysWhatItIsNotReadyFor(Way way) throws Exception {
        var server = way.provider().createHttpServer(null, 0);
        assertThrows(IllegalStateException.class, server::start);
        assertThrows(NullPointerException.class, () -> server.bind(null, 0));
        server.bind(Running.loopback(), 0);
        assertThrows(BindException.class, () -> server.bind(Running.loopback(), 0));
        assertThrows(IllegalArgumentException.class, () -> server.stop(-1));
        server.start();
        try (var running = Running.of(server)) {
            assertThrows(IllegalStateException.class, server::start);
            assertThrows(IllegalStateException.class, () -> server.setExecutor(PLATFORM));
            assertThrows(BindException.class, () -> way.provider()
                    .createHttpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port()), 0));
        }
        assertThrows(IllegalStateException.class, server::start);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void badRequestsAreRefused(Way way) throws Exception {
        var refusals = Map.of(
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400,
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400,
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501,
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400,
                "GET / HTTP/1.1\r\nHost: x\r\nX@y: 1\r\n\r\n", 400,
                "GET /\r\n\r\n", 400);
        for (var refusal : refusals.entrySet()) {
            var response = one(way, exchange -> answer(exchange, 200, "served"), refusal.getKey());
            assertTrue(response.startsWith("HTTP/1.1 " + refusal.getValue() + " "), refusal.getKey() + response);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theJdksFileHandlerWorks(Way way, @TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("owl.txt"), "hoot");
        try (var running = Running.on(way.provider(), PLATFORM, "/", SimpleFileServer.createFileHandler(directory))) {
            var file = running.get("/owl.txt");
            assertEquals("hoot", file.body());
            assertEquals("text/plain", file.headers().firstValue("Content-Type").orElse("none"));
            assertTrue(running.get("/").body().contains("owl.txt"));
            assertEquals(404, running.get("/gone.txt").statusCode());
            var head = running.send(HttpRequest.newBuilder(running.uri("/owl.txt")).HEAD());
            assertEquals("4", head.headers().firstValue("Content-Length").orElse("none"));
        }
    }
}
