package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Certificates;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.harness.Reserved;

/** Spans of requests (ngx_otel_module): their context (W3C Trace Context), and what a collector is told. */
@OwlboardOnly(row = "otel", value = "another program has the module")
class SpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-" + PARENT + "-01";

    private record Received(String path, String contentType, String token, String body) {}

    /** A collector that keeps what it is told. */
    private static final class Collector implements AutoCloseable {
        final HttpServer server;
        final List<Received> all = new CopyOnWriteArrayList<>();

        Collector(int status) throws IOException {
            this(status, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        }

        /** By TLS, as {@code localhost} and 127.0.0.1. */
        static Collector secure() throws IOException {
            var server = HttpsServer.create(new InetSocketAddress(0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(Certificates.context(Certificates.Identity.SHOP)));
            return new Collector(200, server);
        }

        private Collector(int status, HttpServer server) {
            this.server = server;
            server.createContext("/", exchange -> {
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
                all.add(new Received(exchange.getRequestURI().toString(), exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("X-Token"), body));
            });
            server.start();
        }

        String exporter(String more) {
            return exporter("127.0.0.1", more);
        }

        String exporter(String host, String more) {
            return "otel_exporter { endpoint " + host + ":" + server.getAddress().getPort() + "; interval 20ms; header X-Token t; " + more
                    + " }\n";
        }

        @Override public void close() {
            server.stop(0);
        }
    }

    private static String shop(String directives) {
        return "server { listen 80; location / { " + directives + " proxy_pass http://a:80; add_header X-Ids "
                + "\"$otel_trace_id $otel_span_id [$otel_parent_id] $otel_parent_sampled\"; } }\n";
    }

    /** The words of {@code X-Ids}, and {@code traceparent} as the upstream got it, null without one. */
    private static String[] ids(Edge edge, String... headers) {
        try (var client = edge.client()) {
            var lines = new ArrayList<>(List.of("GET /x HTTP/1.1", "Host: shop", "Connection: close"));
            lines.addAll(List.of(headers));
            lines.add("");
            var a = edge.peer("a:80");
            client.sends(lines.toArray(String[]::new));
            var head = a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: 0", "");
            var answer = client.head();
            var words = Arrays.copyOf(answer.stream().filter(line -> line.startsWith("X-Ids: ")).findFirst().orElseThrow().split(" "), 5);
            var told = head.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("traceparent: ")).toList();
            assertTrue(told.size() < 2, told.toString());
            var state = head.stream().anyMatch(line -> line.startsWith("tracestate"));
            return new String[] {words[1], words[2], words[3], words[4], told.isEmpty() ? null : told.getFirst().substring(13),
                Boolean.toString(state)};
        }
    }

    @Test void aCollectorShowsACertificateOfWhoIsTrusted() throws IOException {
        var shop = shop("otel_trace on;");
        var trusting = "trusted_certificate /etc/ssl/certs/ca.crt;";
        try (var collector = Collector.secure()) {
            try (var edge = Edge.with(collector.exporter("https://localhost", trusting) + shop)) {
                ids(edge);
                Wait.until("the collector is told", () -> !collector.all.isEmpty());
            }
            try (var edge = Edge.with(collector.exporter("https://127.0.0.2", trusting) + shop)) {
                ids(edge);
                edge.errorLog().awaitsPart("OTel export failure: 1 spans to 127.0.0.2:" + collector.server.getAddress().getPort()
                        + ": its certificate does not match \"127.0.0.2\"");
            }
            try (var edge = Edge.with(collector.exporter("https://localhost", trusting.replace("ca.crt", "other-ca.crt")) + shop)) {
                ids(edge);
                edge.errorLog().awaitsPart("21:unable to verify the first certificate");
            }
        }
    }

    @Test void aSpanIsToldToTheCollector() throws IOException {
        try (var collector = new Collector(200); var edge = Edge.with(collector.exporter("") + """
                otel_service_name lb; otel_resource_attr stage "a \\"test\\"";
                """ + shop("otel_trace on; otel_trace_context propagate; "
                + "otel_span_attr shop.user $arg_user; otel_span_name \"get $uri\";"))) {
            var ids = ids(edge, TRACEPARENT, "tracestate: a=b", "User-Agent: me");
            assertEquals(TRACE, ids[0]);
            assertEquals("[" + PARENT + "]", ids[2]);
            assertEquals("1", ids[3]);
            assertEquals("00-" + TRACE + "-" + ids[1] + "-01", ids[4]);
            assertEquals("true", ids[5], "tracestate passes with its traceparent");
            Wait.until("the collector is told", () -> !collector.all.isEmpty());
            var told = collector.all.getFirst();
            assertEquals("/v1/traces application/json t", told.path + " " + told.contentType + " " + told.token);
            var body = told.body;
            assertTrue(body.startsWith("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                    + "{\"stringValue\":\"lb\"}},{\"key\":\"stage\",\"value\":{\"stringValue\":\"a \\\"test\\\"\"}}]},"), body);
            assertTrue(body.contains("{\"traceId\":\"" + TRACE + "\",\"spanId\":\"" + ids[1] + "\",\"parentSpanId\":\"" + PARENT
                    + "\",\"name\":\"get /x\",\"kind\":2,\"startTimeUnixNano\":\"1"), body);
            for (var attribute : List.of("http.method\",\"value\":{\"stringValue\":\"GET", "http.flavor\",\"value\":{\"stringValue\":\"1.1",
                    "http.status_code\",\"value\":{\"intValue\":\"200", "http.user_agent\",\"value\":{\"stringValue\":\"me",
                    "http.route\",\"value\":{\"stringValue\":\"/\"", "net.peer.name\",\"value\":{\"stringValue\":\"a:80")) {
                assertTrue(body.contains("{\"key\":\"" + attribute + (attribute.endsWith("\"") ? "" : "\"")), attribute + " in " + body);
            }
            assertFalse(body.contains("shop.user"), "an attribute without a value is not told");
            assertTrue(body.endsWith("\"status\":{}}]}]}]}"), body);
        }
    }

    @Test void whoIsTracedIsSaidByTheParent() throws IOException {
        try (var collector = new Collector(200);
                var edge = Edge.with(collector.exporter("") + shop("otel_trace $otel_parent_sampled; otel_trace_context propagate;"))) {
            assertTrue(ids(edge, TRACEPARENT.replace("-01", "-00"))[4].endsWith("-00"));
            assertTrue(ids(edge)[4].endsWith("-00"));
            var sampled = ids(edge, TRACEPARENT);
            assertTrue(sampled[4].endsWith("-01"), sampled[4]);
            Wait.until("the one is told", () -> !collector.all.isEmpty());
            assertEquals(1, collector.all.stream().mapToInt(one -> one.body.split("\"traceId\"").length - 1).sum());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "x"})
    void anotherTraceBeginsWhereTheParentIsNone(String traceparent) {
        try (var edge = Edge.with(shop("otel_trace_context propagate;"))) {
            var ids = ids(edge, "traceparent: " + traceparent);
            assertNotEquals(TRACE, ids[0]);
            assertEquals("[]", ids[2]);
            assertEquals("00-" + ids[0] + "-" + ids[1] + "-00", ids[4]);
        }
    }

    @Test void contextIsReadAndWrittenAsTheFileSays() {
        try (var edge = Edge.with(shop("otel_trace_context inject;"))) {
            var ids = ids(edge, TRACEPARENT, "tracestate: a=b");
            assertNotEquals(TRACE, ids[0]);
            assertTrue(ids[4].startsWith("00-" + ids[0]), ids[4]);
            assertEquals("false", ids[5], "tracestate is about the trace that ended here");
        }
        try (var edge = Edge.with(shop("otel_trace_context extract;"))) {
            var ids = ids(edge, TRACEPARENT);
            assertEquals(TRACE, ids[0]);
            assertEquals(TRACEPARENT.substring(13), ids[4], "it passes as it came");
        }
        try (var edge = Edge.with(shop(""))) {
            assertEquals(TRACEPARENT.substring(13), ids(edge, TRACEPARENT)[4]);
        }
    }

    @Test void aCollectorThatRefusesOrIsAwayHoldsUpNobody() throws IOException {
        try (var collector = new Collector(503);
                var edge = Edge.with(collector.exporter("batch_size 1; batch_count 1;") + shop("otel_trace on;"))) {
            ids(edge);
            edge.errorLog().awaitsPart("OTel export failure: 1 spans to 127.0.0.1:");
            collector.close();
            Reserved.awaitRefused(collector.server.getAddress());
            int said = collector.all.size();
            for (int i = 0; i < 3; i++) ids(edge);
            edge.errorLog().awaitsPart("Connection refused");
            assertEquals(said, collector.all.size());
        }
    }
}
