package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** What the error log does not tell of a request's way; what it tells is in cases/way-told.txt. */
class WayToldTest {
    @Test void nothingIsToldThatNobodyWantsToKnow() {
        try (var edge = Edge.with("""
                error_log /var/log/nginx/error.log notice;
                server {
                    listen 80;
                    location /quiet { rewrite ^ /end; if ($uri ~ x) { return 400; } }
                    location /silent { uninitialized_variable_warn off; return 200 "[$never]"; }
                    location /captured { if ($uri ~ "^/captured/(?<word>.*)$") { return 200 "$word"; } return 200 "[$word]"; }
                    location /unmarked { if ($arg_reset) { set $uid_reset 1; } return 200 "[$uid_reset]"; }
                    location /set { set $never 1; return 200 "[$never]"; }
                    location /end { rewrite_log on; rewrite ^/told$ /x; return 204; }
                }
                """)) {
            assertEquals("[]", edge.get("/silent").body());
            assertEquals("[]", edge.get("/captured").body());
            assertEquals("[]", edge.get("/unmarked").body());
            assertEquals("[1]", edge.get("/set").body());
            assertEquals(204, edge.get("/quiet").status());
            edge.errorLog().awaitsPart("\"^/told$\" does not match");
            var told = String.join("\n", edge.errorLog().lines());
            assertFalse(told.contains("uninitialized") || told.contains("rewritten") || told.contains("\"x\""), told);
        }
    }

    @Test void aVariableIsMissedOnceARequest() {
        try (var edge = Edge.with("server { listen 80; location / { return 200 \"[$never][$never]\"; set $never 1; } "
                + "location /end { return 204; } }")) {
            assertEquals("[][]", edge.get("/").body());
            edge.errorLog().awaitsPart("using uninitialized \"never\" variable");
            assertEquals(204, edge.get("/end").status());
            var told = String.join("\n", edge.errorLog().lines());
            assertEquals(told.indexOf("uninitialized"), told.lastIndexOf("uninitialized"), told);
        }
    }
}
