package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wire;

/** The team's load balancer, file unchanged: what clients and gateways see. */
class TeamLoadBalancerTest {
    private static final List<String> GATEWAYS = List.of("api_gateway_1:80", "api_gateway_2:80", "api_gateway_3:80", "api_gateway_4:80");
    private static final String[] SECURITY = {"X-Frame-Options: SAMEORIGIN", "X-Content-Type-Options: nosniff",
            "X-XSS-Protection: 1; mode=block",
        "Referrer-Policy: strict-origin-when-cross-origin", "X-Load-Balancer: OwlBoard-LB"};

    private static Edge edge() {
        return Edge.with(TeamFiles.loadBalancer());
    }

    private static List<Peer> serving(Edge edge) {
        return GATEWAYS.stream().map(name -> edge.peer(name).serves(200)).toList();
    }

    @Test void healthSaysSoWithoutTheSecurityHeaders() {
        try (var edge = edge()) {
            var answer = edge.get("/health");
            assertEquals("Load Balancer Healthy\n", answer.body());
            assertTrue(answer.headers().contains("Content-Type: text/plain"), answer.headers().toString());
            assertFalse(answer.headers().contains(SECURITY[0]), answer.headers().toString());
        }
    }

    @Test @OwlboardOnly(row = "content-type-twice", value = "sends application/octet-stream as well")
    void healthHasOneContentType() {
        try (var edge = edge()) {
            assertEquals(List.of("Content-Type: text/plain"), edge.get("/health").headers().stream()
                    .filter(line -> line.startsWith("Content-Type")).toList());
        }
    }

    @Test void lbStatusIsWhatTheFileReturns() {
        try (var edge = edge()) {
            assertEquals("Active Backends: 4\nAlgorithm: least_conn\n", edge.get("/lb-status").body());
        }
    }

    @Test void theOtherPortIsTheMobileOne() {
        try (var edge = edge(); var client = edge.client(9000); var second = edge.client(9000)) {
            assertEquals("Load Balancer Healthy (Mobile)\n", edge.answer(client, "GET /health").body());
            serving(edge);
            assertTrue(edge.answer(second, "GET /").headers().contains("X-Load-Balancer: OwlBoard-LB-Mobile"));
        }
    }

    @Test void anAnswerHasTheSecurityHeadersAndNamesTheGateway() {
        try (var edge = edge(); var client = edge.client()) {
            serving(edge);
            client.sends("GET /api/users/ HTTP/1.1", "Host: localhost:8000", "");
            var expected = new ArrayList<>(List.of("HTTP/1.1 200 Status", "Content-Type: text/plain", "Content-Length: 16",
                    "Connection: keep-alive",
                    "Server: {product}", "X-Upstream-Server: {api_gateway_1:80}"));
            expected.addAll(List.of(SECURITY));
            expected.add("");
            client.receives(expected.toArray(String[]::new)).receivesBody("api_gateway_1:80");
            edge.accessLog()
                    .awaitsLine("127.0.0.1 - - [{any}] \"GET /api/users/ HTTP/1.1\" 200 16 \"-\" \"-\" \"-\" upstream: {api_gateway_1:80}");
        }
    }

    @Test void theGatewaySeesWhoAskedAndWhatFor() {
        try (var edge = edge(); var client = edge.client()) {
            var gateway = edge.peer("api_gateway_1:80");
            client.sends("GET /api/a%2Fb?x=%20 HTTP/1.1", "Host: LocalHost:8000", "X-Forwarded-For: 9.9.9.9", "X-Real-IP: 6.6.6.6",
                    "Accept: */*", "");
            var head = new ArrayList<>(gateway.speaking().head());
            head.removeIf(line -> line.startsWith("Connection:"));
            assertEquals("GET /api/a%2Fb?x=%20 HTTP/1.1", head.removeFirst());
            var port = head.stream().filter(line -> line.startsWith("X-Forwarded-Port: ")).findFirst().orElseThrow();
            head.remove(port);
            assertEquals(List.of("Accept: */*", "Host: localhost", "X-Forwarded-For: 9.9.9.9, 127.0.0.1", "X-Forwarded-Host: localhost",
                    "X-Forwarded-Proto: http", "X-Real-IP: 127.0.0.1"), head.stream().sorted().toList());
        }
    }

    @Test void connectionCannotTakeTheClientsAddressAway() {
        try (var edge = edge(); var client = edge.client()) {
            var gateway = edge.peer("api_gateway_1:80");
            client.sends("GET / HTTP/1.1", "Host: localhost", "Connection: X-Real-IP, X-Forwarded-For", "");
            var head = gateway.speaking().head();
            assertTrue(head.contains("X-Real-IP: 127.0.0.1"), head.toString());
            assertTrue(head.contains("X-Forwarded-For: 127.0.0.1"), head.toString());
        }
    }

    @Test @OwlboardOnly(row = "connection-names", value = "passes the client's Connection on")
    void theClientsConnectionOptionsAreNotPassedOn() {
        try (var edge = edge(); var client = edge.client()) {
            var gateway = edge.peer("api_gateway_1:80");
            client.sends("GET / HTTP/1.1", "Host: localhost", "Connection: close, X-Real-IP", "");
            var connection = gateway.speaking().head().stream().filter(line -> line.startsWith("Connection:")).toList();
            assertTrue(connection.stream().noneMatch(line -> line.contains("X-Real-IP") || line.contains("close")), connection.toString());
        }
    }

    @Test void requestsOneAfterAnotherGoInTurn() {
        try (var edge = edge()) {
            serving(edge);
            var seen = new ArrayList<String>();
            for (int i = 0; i < 8; i++) seen.add(edge.get("/").body());
            var twice = new ArrayList<>(GATEWAYS);
            twice.addAll(GATEWAYS);
            assertEquals(twice, seen);
        }
    }

    @Test void aGatewayThatIsDeadIsPassedOver() {
        try (var edge = edge()) {
            for (var name : GATEWAYS.subList(1, 4)) edge.peer(name).serves(200);
            var answer = edge.get("/");
            assertEquals("api_gateway_2:80", answer.body());
            edge.accessLog().awaitsLine("{any} 200 16 \"-\" \"-\" \"-\" upstream: {api_gateway_1:80}, {api_gateway_2:80}");
        }
    }

    @Test void threeFailuresTakeAGatewayOut() {
        try (var edge = edge()) {
            for (var name : GATEWAYS.subList(1, 4)) edge.peer(name).serves(200);
            for (int i = 0; i < 20; i++) assertEquals(200, edge.get("/").status());
            edge.accessLog().awaits(20);
            assertEquals(3, edge.accessLog().lines().stream().filter(line -> line.contains(", ")).count());
        }
    }

    @Test void a503OfAGatewayIsAskedOfOneOtherOnly() {
        try (var edge = edge()) {
            var gateways = GATEWAYS.stream().map(name -> edge.peer(name).serves(503)).toList();
            var answer = edge.get("/");
            assertEquals(503, answer.status());
            assertEquals("api_gateway_2:80", answer.body());
            assertEquals(2, gateways.stream().mapToInt(Peer::requests).sum());
        }
    }

    @Test void whenNoGatewayAnswersTheHeadersAreStillThere() {
        try (var edge = edge()) {
            var answer = edge.get("/");
            assertEquals(502, answer.status());
            assertTrue(answer.headers().containsAll(List.of(SECURITY)), answer.headers().toString());
        }
    }

    @Test void aBodyOfTenMegabytesPassesAndMoreDoesNot() {
        try (var edge = edge(); var client = edge.client(); var second = edge.client()) {
            var gateway = edge.peer("api_gateway_1:80");
            var body = "x".repeat(10 << 20);
            client.sends("POST /api/canvas/save HTTP/1.1", "Host: localhost", "Content-Length: " + body.length(), "").sendsRaw(body);
            gateway.speaking().head();
            assertEquals(body.length(), gateway.current().bytes(body.length()).length());
            second.sends("POST / HTTP/1.1", "Host: localhost", "Content-Length: " + (body.length() + 1), "");
            assertEquals("HTTP/1.1 413 Request Entity Too Large", second.head().getFirst());
        }
    }

    @Test void tenWebSocketsOfOneClientPassAndTheEleventhDoesNot() {
        try (var edge = edge()) {
            for (var name : GATEWAYS) {
                edge.peer(name).servesHead("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket");
            }
            for (int i = 0; i < 10; i++) assertEquals("HTTP/1.1 101 Switching Protocols", upgrade(edge.client()).head().getFirst());
            assertEquals("HTTP/1.1 503 Service Temporarily Unavailable", upgrade(edge.client()).head().getFirst());
            assertEquals("HTTP/1.1 503 Service Temporarily Unavailable", upgrade(edge.client(9000)).head().getFirst());
            assertEquals(200, edge.get("/health").status());
        }
    }

    private static Wire upgrade(Wire client) {
        return client.sends("GET /api/chat/ws/1 HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "");
    }

    @Test void aHeadOfMoreThanFourKilobytesOfAGatewayIs502() {
        try (var edge = edge()) {
            for (var name : GATEWAYS) edge.peer(name).servesHead("HTTP/1.1 200 OK", "Set-Cookie: " + "x".repeat(5_000));
            assertEquals(502, edge.get("/").status());
            edge.errorLog().awaitsPart("upstream sent too big header while reading response header from upstream");
        }
    }

    @Test void manyRequestsAtOnceAreLimited() {
        try (var edge = edge(); var client = edge.client()) {
            serving(edge);
            var requests = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(200) + "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            var answers = client.sendsRaw(requests).rest();
            int limited = answers.split("HTTP/1.1 503 Service Temporarily Unavailable", -1).length - 1;
            assertTrue(limited > 0 && limited <= 180, limited + " of 201 were limited");
        }
    }
}
