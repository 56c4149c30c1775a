package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** limit_conn counts requests in progress (item 39; ngx_http_limit_conn_module). */
class LimitConnTest {
    private static Edge with(String server) {
        return Edge.with("""
                log_format limits '$status $limit_conn_status';
                access_log /var/log/nginx/access.log limits;
                limit_conn_zone $binary_remote_addr zone=addr:1m;
                limit_conn_zone $server_port zone=all:1m;
                upstream api { server a:80; }
                server { listen 80; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $http_connection;
                    %s location / { proxy_pass http://api; } location /fixed { return 204; } }
                """.formatted(server));
    }

    private static Wire hold(Edge edge, Wire client) {
        client.sends("GET /held HTTP/1.1", "Host: shop", "Connection: keep-alive", "");
        var wire = edge.peer("a:80").speaking();
        wire.head();
        return wire;
    }

    private static void release(Wire peer, Wire client) {
        peer.sends("HTTP/1.1 204 No Content", "");
        client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
    }

    @Test void theNumberPassesAndTheNextIs503() {
        try (var edge = with("limit_conn addr 2;"); var first = edge.client(); var second = edge.client(); var third = edge.client()) {
            edge.peer("a:80");
            var held = hold(edge, first);
            hold(edge, second);
            third.sends("GET / HTTP/1.1", "Host: shop", "").receives("HTTP/1.1 503 Service Temporarily Unavailable",
                    "Connection: keep-alive", "{page}");
            edge.errorLog().awaitsPart(
                    "limiting connections by zone \"addr\", client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", host: \"shop\"");
            edge.accessLog().awaitsLine("503 REJECTED");
            release(held, first);
            edge.accessLog().awaitsLine("204 PASSED");
            hold(edge, third);
        }
    }

    @Test void anIdleClientConnectionDoesNotCount() {
        try (var edge = with("limit_conn addr 1;"); var first = edge.client(); var second = edge.client()) {
            edge.peer("a:80");
            release(hold(edge, first), first);
            edge.accessLog().awaits(1);
            release(hold(edge, second), second);
        }
    }

    @Test void eachClientIsCountedForItself() {
        try (var edge = with("limit_conn addr 1;"); var first = edge.client(); var other = edge.client(80, "127.0.0.2")) {
            edge.peer("a:80");
            hold(edge, first);
            assertEquals(503, edge.get("/").status());
            hold(edge, other);
            assertEquals(503, edge.getFrom("127.0.0.2", "/").status());
        }
    }

    @Test void aTunnelCountsWhileItIsOpen() {
        try (var edge = with("limit_conn addr 1;"); var tunnel = edge.client()) {
            var a = edge.peer("a:80");
            tunnel.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: upgrade", "Upgrade: websocket", "");
            a.receives("GET /ws HTTP/1.1", "Host: api", "Connection: upgrade", "Upgrade: websocket", "");
            a.sends("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            tunnel.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            for (int i = 0; i < 3; i++) assertEquals(503, edge.get("/").status());
            tunnel.closes();
            a.serves(200);
            Wait.until("the tunnel is not counted any more", () -> edge.get("/").status() == 200);
        }
    }

    @Test void aClientThatGoesAwayIsNotCountedAnyMore() {
        try (var edge = with("limit_conn addr 1;"); var first = edge.client()) {
            edge.peer("a:80");
            hold(edge, first);
            first.resets();
            edge.accessLog().awaitsLine("499 PASSED");
            hold(edge, edge.client());
        }
    }

    @Test void severalLimitsAllApply() {
        try (var edge = with("limit_conn addr 2; limit_conn all 1;"); var first = edge.client()) {
            edge.peer("a:80");
            hold(edge, first);
            assertEquals(503, edge.getFrom("127.0.0.2", "/").status());
            edge.errorLog().awaitsPart("limiting connections by zone \"all\"");
        }
    }

    @Test void theStatusCanBeSet() {
        try (var edge = with("limit_conn addr 1; limit_conn_status 429;"); var first = edge.client()) {
            edge.peer("a:80");
            hold(edge, first);
            assertEquals(429, edge.get("/").status());
        }
    }

    @Test void returnIsNotLimited() {
        try (var edge = with("limit_conn addr 1;"); var first = edge.client()) {
            edge.peer("a:80");
            hold(edge, first);
            assertEquals(204, edge.get("/fixed").status());
        }
    }

    @Test void aRequestThatWasRejectedFreesNothing() {
        try (var edge = with("limit_conn addr 1;"); var first = edge.client()) {
            edge.peer("a:80");
            hold(edge, first);
            for (int i = 0; i < 4; i++) assertEquals(503, edge.get("/").status());
        }
    }
}
