package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import owlboard.wire.http2.FrameClient;

/** What the project's own two files make of headers, in both directions, and of requests that no honest client sends. */
class HeadersTest {
    @TempDir static Path folder;
    private static Backend canvas;
    private static Pair edge;

    @BeforeAll static void starts() throws Exception {
        canvas = new Backend((request, out) -> {
            var answer =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: "
                    + "https://elsewhere.example\r\nAccess-Control-Allow-Methods: TRACE\r\n"
                    + "X-Frame-Options: DENY\r\nServer: canvas\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nKeep-Alive: timeout=5\r\n\r\nok";
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        });
        var balancer = Image.patient("lb.conf").replace("listen 80 default_server;", "listen 80 default_server http2;");
        edge = new Pair(folder, Folders.write(folder, "lb.conf", balancer), Image.patient(folder, "gateway.conf"),
                canvas.endpoint("canvas_service:8080"));
    }

    @AfterAll static void ends() throws Exception {
        if (edge != null) edge.close();
        if (canvas != null) canvas.close();
    }

    private static Message asked(int port, String own, String path, String... headers) throws Exception {
        try (var client = new Raw(port, own)) {
            var answer = client.gets(path, headers).answer();
            assertEquals(200, answer.status(), answer.toString());
            return answer;
        }
    }

    @Test void corsAndSecurityHeadersComeOnceWhateverTheServiceSays() throws Exception {
        var answer = asked(edge.desktop(), "127.0.0.2", "/api/canvas/svg?id=1", "Origin: http://localhost:3002");
        assertEquals(List.of("*"), answer.values("Access-Control-Allow-Origin"));
        assertEquals(List.of("GET, POST, PUT, DELETE, PATCH, OPTIONS"), answer.values("Access-Control-Allow-Methods"));
        assertEquals(1, answer.values("Access-Control-Allow-Headers").size());
        assertEquals(List.of(), answer.values("Access-Control-Max-Age"));
        assertEquals(List.of("nosniff"), answer.values("X-Content-Type-Options"));
        assertEquals(List.of("OwlBoard-LB"), answer.values("X-Load-Balancer"));
        assertEquals(1, answer.values("X-Upstream-Server").size());
        assertEquals(List.of("owlboard"), answer.values("Server"));
        assertEquals(1, answer.values("Date").size());
        assertEquals(List.of("a=1", "b=2"), answer.values("Set-Cookie"));
        assertEquals(List.of(), answer.values("Keep-Alive"));
        assertEquals(List.of("OwlBoard-LB-Mobile"), asked(edge.mobile(), "127.0.0.2", "/api/canvas/svg?id=1").values("X-Load-Balancer"));
    }

    @Test void aPreflightIsAnsweredByTheGatewayWithoutABody() throws Exception {
        int before = canvas.requests().size();
        try (var client = new Raw(edge.desktop(), "127.0.0.3")) {
            var answer =
                    client
                    .sends(
                    "OPTIONS /api/canvas/save HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                    + "http://localhost:3002\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
                    + "Content-Type\r\n\r\n").answer();
            assertEquals(204, answer.status());
            assertEquals(List.of("*"), answer.values("Access-Control-Allow-Origin"));
            assertEquals(List.of("1728000"), answer.values("Access-Control-Max-Age"));
            assertTrue(answer.values("Access-Control-Allow-Methods").getFirst().contains("POST"));
            assertTrue(answer.values("Access-Control-Allow-Headers").getFirst().contains("Content-Type"));
            assertEquals(List.of(), answer.values("Content-Length"), "RFC 9110 section 8.6: none with a 204");
            assertEquals(200, client.gets("/api/canvas?id=1").answer().status(), "the connection goes on behind a bodiless answer");
        }
        assertEquals(1, canvas.requests().stream().skip(before).filter(request -> request.start().contains("?id=1 ")
                || request.start().startsWith("OPTIONS")).filter(request -> !request.start().contains("svg")).count());
    }

    @Test void theServiceLearnsWhoTheClientIs() throws Exception {
        asked(edge.desktop(), "127.0.0.5", "/api/canvas/who?id=a%20b", "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 198.51.100.1",
                "X-Forwarded-Proto: https", "Cookie: session=1");
        var seen = seen("/canvas/who");
        assertEquals("GET /canvas/who?id=a%20b HTTP/1.1", seen.start());
        assertEquals(List.of("localhost"), seen.values("Host"));
        assertEquals(List.of("127.0.0.5"), seen.values("X-Real-IP"));
        assertEquals(List.of("203.0.113.9, 127.0.0.5, 127.0.0.1"), seen.values("X-Forwarded-For"));
        assertEquals(List.of("http"), seen.values("X-Forwarded-Proto"));
        assertEquals(List.of("localhost"), seen.values("X-Forwarded-Host"));
        assertEquals(1, seen.values("X-Forwarded-Port").size());
        assertEquals(List.of("session=1"), seen.values("Cookie"));
        assertEquals(List.of(), seen.values("Upgrade"));
        assertTrue(!seen.values("Connection").contains("upgrade"), seen.toString());
    }

    @Test void aClientCannotDropWhatIsSaidOfItByNamingItInConnection() throws Exception {
        asked(edge.desktop(), "127.0.0.6", "/api/canvas/sly", "Connection: keep-alive, X-Real-IP, X-Forwarded-For, Host, X-Mine",
                "X-Mine: hop", "Keep-Alive: timeout=1", "TE: trailers", "Upgrade: h2c");
        var seen = seen("/canvas/sly");
        assertEquals(List.of("127.0.0.6"), seen.values("X-Real-IP"));
        assertEquals(List.of("127.0.0.6, 127.0.0.1"), seen.values("X-Forwarded-For"));
        assertEquals(List.of("localhost"), seen.values("Host"));
        for (var hop : List.of("Keep-Alive", "TE", "Upgrade")) assertEquals(List.of(), seen.values(hop), hop);
    }

    /** The classes of {@link HostileInput}, each on a connection of its own, whole and for some byte by byte. */
    @TestFactory Stream<DynamicTest> hostileInput() {
        return HostileInput.all().stream().map(input -> DynamicTest.dynamicTest(input.name(), () -> {
            int before = canvas.requests().size();
            var statuses = new ArrayList<String>();
            try (var client = new Raw(edge.desktop(), "127.0.0.7")) {
                sends(client, input.bytes());
                var answers = new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
                Pattern.compile("HTTP/1\\.1 (\\d+) ").matcher(answers).results().forEach(answer -> statuses.add(answer.group(1)));
            }
            assertEquals(input.statuses(), statuses);
            var seen = canvas.requests().stream().skip(before).toList();
            assertEquals(input.seen(), seen.stream().map(Message::start).toList());
            for (var request : seen) {
                assertEquals(List.of("127.0.0.7"), request.values("X-Real-IP"), request.toString());
                assertEquals(List.of(), request.values("Upgrade"), request.toString());
                assertTrue(request.values("Content-Length").isEmpty() || request.values("Transfer-Encoding").isEmpty(), request.toString());
            }
        }));
    }

    @TestFactory Stream<DynamicTest> hostileStreams() {
        return HostileStreams.all().entrySet().stream().map(attack -> DynamicTest.dynamicTest(attack.getKey(), () -> {
            int before = canvas.requests().size();
            try (var client = FrameClient.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.desktop()))) {
                attack.getValue().play(client);
            }
            assertEquals("ok", asked(edge.desktop(), "127.0.0.8", "/api/canvas/others").body());
            assertEquals(List.of("GET /canvas/others HTTP/1.1"), canvas.requests().stream().skip(before).map(Message::start).toList());
        }));
    }

    /** The edge may have closed before it has read all. */
    private static void sends(Raw client, String bytes) {
        try {
            client.sends(bytes);
        } catch (IOException closed) {
            return;
        }
    }

    private static Message seen(String path) {
        return canvas.requests().stream().filter(request -> request.start().contains(path)).findFirst().orElseThrow();
    }
}
