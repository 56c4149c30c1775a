package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** allow and deny (item 40; ngx_http_access_module). */
class AllowDenyTest {
    private static Edge with(String rules) {
        return Edge.with("""
                upstream api { server a:80; }
                server { listen 80; %s
                    location / { proxy_pass http://api; }
                    location /open { allow all; proxy_pass http://api; }
                    location /fixed { return 204; } }
                """.formatted(rules));
    }

    private static void gives(Edge edge, String from, int status) {
        edge.peer("a:80").serves(200);
        assertEquals(status, edge.getFrom(from, "/").status(), from);
    }

    @Test void whatNoRuleNamesIsAllowed() {
        try (var edge = with("deny 127.0.0.2;")) {
            gives(edge, "127.0.0.1", 200);
            gives(edge, "127.0.0.2", 403);
            edge.errorLog().awaitsPart("[error]");
            edge.errorLog()
                    .awaitsPart("access forbidden by rule, client: 127.0.0.2, server: , request: \"GET / HTTP/1.1\", host: \"shop\"");
        }
    }

    @Test void theFirstRuleThatFitsDecides() {
        try (var edge = with("allow 127.0.0.2; deny 127.0.0.0/24; allow 127.0.0.3; allow all;")) {
            gives(edge, "127.0.0.1", 403);
            gives(edge, "127.0.0.2", 200);
            gives(edge, "127.0.0.3", 403);
            gives(edge, "127.0.1.1", 200);
        }
    }

    @Test void denyAllLeavesTheAllowed() {
        try (var edge = with("allow 127.0.0.4/30; deny all;")) {
            gives(edge, "127.0.0.4", 200);
            gives(edge, "127.0.0.7", 200);
            gives(edge, "127.0.0.8", 403);
        }
    }

    @Test void aLocationsRulesReplaceTheServers() {
        try (var edge = with("deny all;")) {
            edge.peer("a:80").serves(200);
            assertEquals(403, edge.get("/").status());
            assertEquals(200, edge.get("/open").status());
        }
    }

    @Test void returnComesBeforeTheRules() {
        try (var edge = with("deny all;")) {
            assertEquals(204, edge.get("/fixed").status());
        }
    }

    @Test void aDeniedRequestDoesNotReachThePeer() {
        try (var edge = with("deny all;")) {
            var a = edge.peer("a:80");
            assertEquals(403, edge.get("/").status());
            assertEquals(0, a.connections());
        }
    }
}
