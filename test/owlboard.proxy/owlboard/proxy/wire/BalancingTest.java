package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;

/** Which peer gets a request: round robin, weights, least_conn, hashes, backup, down (items 31 and 32). */
class BalancingTest {
    private static final String SERVER = " server { listen 80; location / { proxy_pass http://api; } }";

    private static Edge three(String upstream) {
        var edge = Edge.with("upstream api { " + upstream + " }" + SERVER);
        for (var name : List.of("a:80", "b:80", "c:80")) edge.peer(name).serves(200);
        return edge;
    }

    private static List<String> answers(Edge edge, int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) names.add(edge.get("/").body().replace(":80", ""));
        return names;
    }

    @Test void roundRobinGoesInTurn() {
        try (var edge = three("server a:80; server b:80; server c:80;")) {
            assertEquals(List.of("a", "b", "c", "a", "b", "c"), answers(edge, 6));
        }
    }

    @Test void weightsAreSmooth() {
        try (var edge = three("server a:80 weight=4; server b:80 weight=2; server c:80;")) {
            assertEquals(List.of("a", "b", "a", "c", "a", "b", "a"), answers(edge, 7));
        }
    }

    @Test void aServerThatIsDownGetsNothing() {
        try (var edge = three("server a:80; server b:80 down; server c:80;")) {
            assertEquals(List.of("a", "c", "a", "c"), answers(edge, 4));
        }
    }

    @Test void aBackupWaitsForAllOthersToFail() {
        try (var edge = three("server a:80; server b:80 backup; server c:80;")) {
            assertEquals(List.of("a", "c", "a", "c"), answers(edge, 4));
            edge.peer("a:80").stops();
            edge.peer("c:80").stops();
            assertEquals(List.of("b", "b", "b"), answers(edge, 3));
        }
    }

    @Test void leastConnTakesThePeerWithFewestRequests() {
        try (var edge = Edge.with("upstream api { least_conn; server a:80; server b:80; server c:80; }" + SERVER);
                var first = edge.client(); var second = edge.client(); var third = edge.client(); var fourth = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            var c = edge.peer("c:80");
            first.sends("GET /1 HTTP/1.1", "Host: shop", "");
            var onA = a.receives("GET /1 HTTP/1.1", "Host: api", "");
            second.sends("GET /2 HTTP/1.1", "Host: shop", "");
            b.receives("GET /2 HTTP/1.1", "Host: api", "");
            third.sends("GET /3 HTTP/1.1", "Host: shop", "");
            c.receives("GET /3 HTTP/1.1", "Host: api", "");
            answer(onA, first);
            fourth.sends("GET /4 HTTP/1.1", "Host: shop", "");
            a.receives("GET /4 HTTP/1.1", "Host: api", "");
        }
    }

    private static void answer(Wire peer, Wire client) {
        peer.sends("HTTP/1.1 204 No Content", "");
        client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
    }

    @Test void leastConnWeighsConnections() {
        try (var edge = Edge.with("upstream api { least_conn; server a:80 weight=2; server b:80; }" + SERVER);
                var first = edge.client(); var second = edge.client(); var third = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            first.sends("GET /1 HTTP/1.1", "Host: shop", "");
            a.receives("GET /1 HTTP/1.1", "Host: api", "");
            second.sends("GET /2 HTTP/1.1", "Host: shop", "");
            b.receives("GET /2 HTTP/1.1", "Host: api", "");
            third.sends("GET /3 HTTP/1.1", "Host: shop", "");
            a.receives("GET /3 HTTP/1.1", "Host: api", "");
        }
    }

    @Test void leastConnGoesInTurnAmongEquals() {
        try (var edge = three("least_conn; server a:80; server b:80; server c:80;")) {
            assertEquals(List.of("a", "b", "c", "a", "b", "c"), answers(edge, 6));
        }
    }

    @Test void aTunnelCountsForLeastConn() {
        try (var edge = Edge.with("""
                upstream api { least_conn; server a:80; server b:80; }
                server { listen 80; location / { proxy_pass http://api; proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }
                """); var tunnel = edge.client()) {
            var a = edge.peer("a:80");
            var b = edge.peer("b:80");
            tunnel.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: upgrade", "Upgrade: websocket", "");
            a.receives("GET /ws HTTP/1.1", "Host: api", "Connection: upgrade", "Upgrade: websocket", "");
            a.sends("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            tunnel.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            b.serves(200);
            for (int i = 0; i < 3; i++) assertEquals("b:80", edge.get("/" + i).body());
        }
    }

    @Test void ipHashKeepsANetworkOnOnePeer() {
        try (var edge = three("ip_hash; server a:80; server b:80; server c:80;")) {
            var first = edge.getFrom("127.0.0.1", "/").body();
            for (int i = 2; i < 6; i++) assertEquals(first, edge.getFrom("127.0.0." + i, "/").body(), "the first three bytes decide");
        }
    }

    @Test void hashKeepsAKeyOnOnePeer() {
        try (var edge = three("hash $arg_k consistent; server a:80; server b:80; server c:80;")) {
            var used = new TreeSet<String>();
            for (int key = 0; key < 12; key++) {
                var first = edge.get("/?k=" + key).body();
                assertEquals(first, edge.get("/?k=" + key).body());
                used.add(first);
            }
            assertTrue(used.size() > 1, "all keys went to " + used);
        }
    }

    @Test void hashWithoutAKeyGoesInTurn() {
        for (var kind : List.of("hash $arg_key;", "hash $arg_key consistent;")) {
            try (var edge = three(kind + " server a:80; server b:80; server c:80;")) {
                assertEquals(List.of("a", "b", "c", "a", "b", "c"), answers(edge, 6), kind);
            }
        }
    }

    @Test void ipHashTakesTheAddressThatATrustedProxyTells() {
        try (var edge =
                three("ip_hash; server a:80; server b:80; server c:80; } set_real_ip_from 127.0.0.0/8; upstream unused { server a:80;")) {
            var used = new TreeSet<String>();
            for (int net = 1; net <= 12; net++) {
                var first = edge.get("/", "X-Real-IP: 10.1." + net + ".1").body();
                assertEquals(first, edge.get("/", "X-Real-IP: 10.1." + net + ".99").body());
                used.add(first);
            }
            assertEquals(3, used.size(), "all come from one address");
        }
    }

    @Test void maxConnsSendsTheRestElsewhere() {
        try (var edge = Edge.with("upstream api { zone api 64k; server a:80 max_conns=1; server b:80; }" + SERVER);
                var first = edge.client()) {
            var a = edge.peer("a:80");
            edge.peer("b:80").serves(200);
            first.sends("GET /1 HTTP/1.1", "Host: shop", "");
            a.receives("GET /1 HTTP/1.1", "Host: api", "");
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
        }
    }

    @Test void manyConnectionsAtOnceShareEvenly() throws Exception {
        try (var edge = three("server a:80; server b:80; server c:80;")) {
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 6; i++) {
                clients.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 20; n++) edge.get("/");
                }));
            }
            for (var client : clients) client.join();
            for (var name : List.of("a:80", "b:80", "c:80")) assertEquals(40, edge.peer(name).requests(), name);
        }
    }
}
