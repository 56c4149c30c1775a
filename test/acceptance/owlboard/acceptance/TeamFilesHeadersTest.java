package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a service through the team's two files, byte for byte. */
class TeamFilesHeadersTest {
    @TempDir static Path folder;
    private static Backend comments;
    private static Pair edge;

    @BeforeAll static void starts() throws Exception {
        var balancer = TeamFiles.balancer();
        var gateway = TeamFiles.gateway();
        comments = new Backend(Backend.Script.says("ok"));
        edge = new Pair(folder, balancer, gateway, comments.endpoint("comments_service:8000") + comments.endpoint("canvas_service:8080"));
    }

    @AfterAll static void ends() throws Exception {
        if (edge != null) edge.close();
        if (comments != null) comments.close();
    }

    private static Message seen(String own, String target, String part, String... headers) throws Exception {
        try (var client = new Raw(edge.desktop(), own)) {
            assertEquals("ok", client.gets(target, headers).answer().body());
        }
        return comments.requests().stream().filter(request -> request.start().contains(part)).findFirst()
                .orElseThrow(() -> new AssertionError("not among " + comments.requests()));
    }

    @Test void aLocationWithHeadersOfItsOwnPassesOnWhatTheBalancerSaid() throws Exception {
        var request = seen("127.0.0.2", "/api/comments/one?a=b%20c", "/one", "X-Forwarded-For: 203.0.113.9");
        assertEquals("GET /comments/one?a=b%20c HTTP/1.1", request.start());
        assertTrue(request.values("Host").equals(List.of("comments_service")), request.toString());
        assertEquals(List.of("127.0.0.2"), request.values("X-Real-IP"));
        assertEquals(List.of("203.0.113.9, 127.0.0.2"), request.values("X-Forwarded-For"));
        assertEquals(List.of("http"), request.values("X-Forwarded-Proto"));
        assertEquals(List.of("localhost"), request.values("X-Forwarded-Host"));
        assertEquals(1, request.values("X-Forwarded-Port").size());
    }

    @Test void rewritesMapEachPrefix() throws Exception {
        assertEquals("GET /comments HTTP/1.1", seen("127.0.0.3", "/api/comments", "/comments HTTP").start());
        assertEquals("GET /canvas?id=7 HTTP/1.1", seen("127.0.0.3", "/api/canvas?id=7", "/canvas?id=7").start());
        assertEquals("GET /canvas/a/b HTTP/1.1", seen("127.0.0.3", "/api/canvas/a%2Fb", "/a/b").start());
        assertEquals("GET /canvas/with%20space HTTP/1.1", seen("127.0.0.3", "/api/canvas/with%20space", "/with").start());
    }

    @Test void theGatewaySpeaksTlsAsWell() throws Exception {
        var curl = Image.run(folder, List.of("sh", "-c", "command -v curl || echo none"));
        assumeTrue(!curl.text().contains("none"), "curl is not installed");
        var address = "https://localhost:" + edge.gateway.port(443) + "/api/comments/tls";
        var said = Image.run(folder, List.of("curl", "-sSi", "--cacert", "certs/ca/ca.crt", address)).exits(0).says("HTTP/1.1 200 OK")
                .says("Access-Control-Allow-Origin: *").text();
        assertTrue(said.endsWith("ok"), said);
        assertEquals(List.of(), comments.requests().stream().filter(request -> request.start().contains("/tls"))
                .flatMap(request -> request.values("X-Forwarded-Proto").stream()).toList());
    }
}
