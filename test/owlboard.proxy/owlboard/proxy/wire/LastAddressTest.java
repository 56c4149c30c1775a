package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** $upstream_last_addr: of several tries the last. */
class LastAddressTest {
    @Test @OwlboardOnly(row = "paid-upstreams", value = "has it in its paid edition")
    void theServerThatAnsweredIsTold() {
        try (var edge = Edge.with("upstream api { server a:80; server b:80; } server { listen 80; location / { proxy_pass http://api; "
                + "proxy_next_upstream http_503; add_header X-All $upstream_addr; add_header X-Last $upstream_last_addr; } "
                + "location /none { add_header X-Last \"[$upstream_last_addr]\"; return 204; } }")) {
            edge.peer("a:80").serves(503);
            edge.peer("b:80").serves(200);
            var headers = edge.get("/").headers();
            assertTrue(headers.contains("X-Last: b:80"), headers::toString);
            assertTrue(edge.get("/none").headers().contains("X-Last: []"));
        }
    }
}
