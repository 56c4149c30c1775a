package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Certificates.Identity;
import owlboard.edge.Edge;
import owlboard.edge.Peer;

/** The team's API gateway, file unchanged: which service sees what, CORS, WebSockets, mTLS. */
class TeamGatewayTest {
    private static final String[] CORS = {"Access-Control-Allow-Origin: *",
            "Access-Control-Allow-Methods: GET, POST, PUT, DELETE, PATCH, OPTIONS",
        "Access-Control-Allow-Headers: Authorization, Content-Type, Accept, Origin, User-Agent, DNT, Cache-Control, X-Mx-ReqToken, "
        + "Keep-Alive, "
                + "X-Requested-With, If-Modified-Since"};

    private static Edge edge() {
        return Edge.with(TeamFiles.gateway());
    }

    private static Peer users(Edge edge) {
        return edge.tlsPeer("user_service:8443", Identity.USER_SERVICE, true);
    }

    @Test void optionsIsAnsweredHere() {
        for (var path : new String[] {"/api/users", "/api/users/1", "/api/comments/1", "/api/canvas", "/api/chat/x"}) {
            try (var edge = edge(); var client = edge.client()) {
                client.sends("OPTIONS " + path + " HTTP/1.1", "Host: localhost", "Origin: http://localhost:3000", "")
                        .receives("HTTP/1.1 204 No Content", "Connection: keep-alive", CORS[0], CORS[1], CORS[2],
                        "Access-Control-Max-Age: 1728000",
                                "Content-Type: text/plain charset=UTF-8", "Content-Length: 0", "");
            }
        }
    }

    @Test void anAnswerHasTheCorsHeadersOnce() {
        try (var edge = edge(); var client = edge.client()) {
            edge.peer("comments_service:8000").serves(200);
            client.sends("GET /api/comments/1 HTTP/1.1", "Host: localhost", "")
                    .receives("HTTP/1.1 200 Status", "Content-Type: text/plain", "Content-Length: 21", "Connection: keep-alive", CORS[0],
                    CORS[1], CORS[2], "")
                    .receivesBody("comments_service:8000");
        }
    }

    @Test void usersSeesTheHostAndTheForwardingHeadersOverMtls() {
        try (var edge = edge(); var client = edge.client()) {
            var users = users(edge);
            client.sends("GET /api/users/a%2Fb/../c?x=1 HTTP/1.1", "Host: LocalHost:8000", "X-Real-IP: 9.9.9.9",
                    "X-Forwarded-For: 9.9.9.9", "");
            var wire = users.speaking();
            assertEquals("CN=client", wire.certificateOfOther());
            assertEquals(List.of("user_service"), wire.serverNames());
            wire.receives("GET /users/a/c?x=1 HTTP/1.1", "Host: localhost", "X-Real-IP: 127.0.0.1", "X-Forwarded-For: 9.9.9.9, 127.0.0.1",
                    "X-Forwarded-Proto: http", "Connection: upgrade", "");
            wire.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", CORS[0], CORS[1], CORS[2], "");
        }
    }

    @Test void theOthersSeeTheirOwnNameAndWhatTheLoadBalancerSent() {
        record Service(String peer, String path, String rewritten, String host) {}
        for (var service : List.of(new Service("comments_service:8000", "/api/comments", "/comments", "comments_service"),
                new Service("comments_service:8000", "/api/comments/a%20b", "/comments/a%20b", "comments_service"),
                new Service("canvas_service:8080", "/api/canvas?id=1", "/canvas?id=1", "canvas_service"))) {
            try (var edge = edge(); var client = edge.client()) {
                var peer = edge.peer(service.peer);
                client.sends("GET " + service.path + " HTTP/1.1", "Host: localhost", "X-Real-IP: 9.9.9.9", "X-Forwarded-For: 9.9.9.9", "");
                peer.receives("GET " + service.rewritten + " HTTP/1.1", "Host: " + service.host, "X-Real-IP: 9.9.9.9",
                        "X-Forwarded-For: 9.9.9.9", "Connection: upgrade", "");
            }
        }
    }

    @Test void aWebSocketRunsToChatOverMtls() {
        try (var edge = edge(); var client = edge.client()) {
            var chat = edge.tlsPeer("chat_service:8443", Identity.CHAT_SERVICE, true);
            client.sends("GET /api/chat/ws/7?user_id=1 HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "");
            chat.receives("GET /chat/ws/7?user_id=1 HTTP/1.1", "Host: chat_service", "Connection: upgrade", "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "");
            chat.sends("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "");
            client.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", CORS[0], CORS[1], CORS[2], "");
            client.sendsRaw("\u0081\u0002hi");
            chat.receivesBody("\u0081\u0002hi").sendsRaw("\u0081\u0003you");
            client.receivesBody("\u0081\u0003you").closes();
            chat.current().isClosed();
        }
    }

    @Test void aServiceWhoseCertificateIsNotOfTheAuthorityIs502WithCors() {
        try (var edge = edge()) {
            edge.tlsPeer("user_service:8443", Identity.STRANGER, false).serves(200);
            var answer = edge.get("/api/users/1");
            assertEquals(502, answer.status());
            assertTrue(answer.headers().containsAll(List.of(CORS)), answer.headers().toString());
            edge.errorLog().awaitsPart("while SSL handshaking to upstream");
        }
    }

    @Test void aServiceThatIsDownIs502EveryTime() {
        try (var edge = edge()) {
            for (int i = 0; i < 4; i++) assertEquals(502, edge.get("/api/comments/1").status());
            edge.peer("comments_service:8000").serves(200);
            assertEquals(200, edge.get("/api/comments/1").status());
        }
    }

    @Test void moreThanAMegabyteIs413() {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("POST /api/canvas/save HTTP/1.1", "Host: localhost", "Content-Length: " + ((1 << 20) + 1), "");
            var head = client.head();
            assertEquals("HTTP/1.1 413 Request Entity Too Large", head.getFirst());
        }
    }

    @Test void whatNoLocationKnowsIs404() {
        try (var edge = edge()) {
            assertEquals(404, edge.get("/health").status());
            assertEquals(404, edge.get("/api/unknown").status());
        }
    }
}
