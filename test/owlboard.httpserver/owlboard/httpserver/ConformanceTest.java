package owlboard.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        try (var running = way.serves("/", exchange -> answer(exchange, 200, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)))) {
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
                    () -> new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))));
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("chunked", response.headers().firstValue("transfer-encoding").orElse("none"));
            assertEquals(text, response.body());
        }
    }
}
