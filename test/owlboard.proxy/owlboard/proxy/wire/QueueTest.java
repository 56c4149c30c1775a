package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;

/** Requests that wait until a server has room ({@code queue}). */
@OwlboardOnly(row = "paid-upstreams", value = "has it without a fee")
class QueueTest {
    private static Edge edge(String queue) {
        var edge = Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http { access_log /var/log/nginx/access.log combined;
                    upstream api { server a:80 max_conns=1; %s } server { listen 80; location / { proxy_pass http://api; } }
                    server { listen 81; access_log off; location /api { api; } } }
                """.formatted(queue));
        edge.peer("a:80");
        return edge;
    }

    private static void asks(Wire client, int number) {
        client.sends("GET /" + number + " HTTP/1.1", "Host: shop", "");
    }

    private static Wire seen(Edge edge, int number) {
        return edge.peer("a:80").receives("GET /" + number + " HTTP/1.1", "Host: api", "");
    }

    private static void answer(Wire peer, Wire client) {
        peer.sends("HTTP/1.1 204 No Content", "");
        client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
    }

    private static void awaitsQueue(Edge edge, String queue) {
        Wait.until("queue " + queue, () -> {
            try (var client = edge.client(81)) {
                return edge.answer(client, "GET /api/9/http/upstreams/api?fields=queue").body().equals("{\"queue\":{" + queue + "}}");
            }
        });
    }

    @Test void whoComesFirstIsServedFirst() {
        try (var edge = edge("queue 2;"); var first = edge.client(); var second = edge.client(); var third = edge.client()) {
            asks(first, 1);
            var peer = seen(edge, 1);
            asks(second, 2);
            awaitsQueue(edge, "\"size\":1,\"max_size\":2,\"overflows\":0");
            asks(third, 3);
            awaitsQueue(edge, "\"size\":2,\"max_size\":2,\"overflows\":0");
            assertEquals(502, edge.get("/4").status(), "more than two do not wait");
            answer(peer, first);
            answer(seen(edge, 2), second);
            answer(seen(edge, 3), third);
            awaitsQueue(edge, "\"size\":0,\"max_size\":2,\"overflows\":1");
        }
    }

    @Test void whoWaitsTooLongIsTold() {
        try (var edge = edge("queue 2 timeout=100ms;"); var first = edge.client()) {
            asks(first, 1);
            var peer = seen(edge, 1);
            assertEquals(502, edge.get("/2").status());
            edge.errorLog().awaitsPart("no live upstreams while connecting to upstream");
            answer(peer, first);
        }
    }

    @Test void theLogTellsHowLongWhoWaited() {
        try (var edge = Edge.with("""
                log_format waits '$uri <$upstream_queue_time>'; access_log /var/log/nginx/access.log waits;
                upstream api { server a:80 max_conns=1; queue 2 timeout=2s; }
                server { listen 80; location / { proxy_pass http://api; } }
                server { listen 81; access_log off; location /api { api; } }
                """); var first = edge.client(); var second = edge.client()) {
            edge.peer("a:80");
            asks(first, 1);
            var peer = seen(edge, 1);
            assertEquals(502, edge.get("/late").status());
            asks(second, 2);
            awaitsQueue(edge, "\"size\":1,\"max_size\":2,\"overflows\":0");
            answer(peer, first);
            answer(seen(edge, 2), second);
            var lines = String.join(" ", edge.accessLog().awaits(3).stream().sorted().toList());
            assertTrue(lines.matches("/1 <-> /2 <\\d+\\.(?!000)\\d{3}> /late <([2-9]|\\d\\d+)\\.\\d{3}>"), lines);
        }
    }

    @Test void whoLeavesMakesRoomForTheNext() {
        try (var edge = edge("queue 1;"); var first = edge.client(); var second = edge.client(); var third = edge.client()) {
            asks(first, 1);
            var peer = seen(edge, 1);
            asks(second, 2);
            awaitsQueue(edge, "\"size\":1,\"max_size\":1,\"overflows\":0");
            second.closes();
            edge.accessLog().awaitsPart("\"GET /2 HTTP/1.1\" 499");
            asks(third, 3);
            answer(peer, first);
            answer(seen(edge, 3), third);
        }
    }

    /** What has come is read when somebody looks whether the client is still there, and what comes then must be seen as well. */
    @Test void whoLeavesAfterWordsIsNoticed() {
        try (var edge = edge("queue 1;"); var first = edge.client(); var second = edge.client()) {
            asks(first, 1);
            var peer = seen(edge, 1);
            asks(second, 2);
            second.sendsRaw("G");
            second.staysSilent(Duration.ofMillis(1200)); // it is looked once a second
            second.closes();
            edge.accessLog().awaitsPart("\"GET /2 HTTP/1.1\" 499");
            answer(peer, first);
        }
    }

    @Test void withoutAQueueNobodyWaits() {
        try (var edge = edge(""); var first = edge.client()) {
            asks(first, 1);
            var peer = seen(edge, 1);
            assertEquals(502, edge.get("/2").status());
            answer(peer, first);
        }
    }
}
