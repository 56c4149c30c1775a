package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** The paid nginx's API: its paths, its fields, its errors. */
@OwlboardOnly(row = "api", value = "only the paid one has it")
class ApiTest {
    private static Edge edge() {
        return Edge.with("""
                upstream api { server a:80 max_fails=3; server b:80 max_fails=3 weight=2 backup; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; }
                    location /books/ { status_zone books; return 200 "a book"; }
                    location /api { api; } location /write { api write=on; } }
                """);
    }

    private static String body(Edge edge, String path) {
        var answer = edge.get("/api" + path);
        assertEquals(200, answer.status(), answer.body());
        assertTrue(answer.headers().contains("Content-Type: application/json"), answer.headers().toString());
        return answer.body();
    }

    @Test void theTreeIsThePaidOnes() {
        try (var edge = edge()) {
            assertEquals("[1,2,3,4,5,6,7,8,9]", body(edge, "/"));
            assertEquals("[\"nginx\",\"processes\",\"connections\",\"slabs\",\"workers\",\"http\",\"resolvers\",\"ssl\"]",
                    body(edge, "/9/"));
            for (var path : new String[] {"nginx", "processes", "connections", "slabs", "workers", "workers/0", "ssl", "resolvers", "http",
                "http/requests", "http/server_zones", "http/server_zones/shop", "http/location_zones", "http/location_zones/books",
                "http/caches", "http/limit_conns", "http/limit_reqs", "http/upstreams", "http/upstreams/api",
                "http/upstreams/api/servers", "http/upstreams/api/servers/0"}) {
                var text = body(edge, "/9/" + path);
                assertTrue(text.startsWith("{") || text.startsWith("["), text);
            }
            assertTrue(body(edge, "/9/nginx").matches("\\{\"version\":.*\"generation\":1,\"load_timestamp\":\"20[^\"]*Z\".*"));
        }
    }

    @Test void requestsAreCountedForServerLocationAndPeer() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 3; i++) assertEquals(200, edge.get("/x").status());
            for (int i = 0; i < 2; i++) assertEquals(200, edge.get("/books/1").status());
            var server = body(edge, "/9/http/server_zones/shop");
            assertTrue(server.matches("\\{\"processing\":1,\"requests\":5,"
                    + "\"responses\":\\{\"1xx\":0,\"2xx\":5,\"3xx\":0,\"4xx\":0,\"5xx\":0,"
                    + "\"codes\":\\{\"200\":5\\},\"total\":5\\},\"discarded\":0,\"received\":\\d+,\"sent\":\\d+\\}"), server);
            assertTrue(body(edge, "/9/http/location_zones/books").contains("\"requests\":2,"));
            assertTrue(body(edge, "/9/http/location_zones").contains("\"shop /\":{\"requests\":3,"));
            var upstream = body(edge, "/9/http/upstreams/api");
            assertEquals(2, upstream.split("\"selected\":\"20[^\"]+\\.\\d{3}Z\"").length, "of a, not of b, which nobody has asked");
            assertTrue(upstream.contains("\"name\":\"a:80\",\"backup\":false,\"weight\":1,\"state\":\"up\",\"active\":0,\"requests\":3,"),
                    upstream);
            assertTrue(upstream.contains("\"name\":\"b:80\",\"backup\":true,\"weight\":2,\"state\":\"up\",\"active\":0,\"requests\":0,"),
                    upstream);
        }
    }

    @Test void aResolverTellsItsLookups() {
        try (var edge = Edge.with("""
                resolver 127.0.0.1:1 status_zone=names valid=1s;
                resolver_timeout 1s;
                server { listen 80; server_name shop; location /api { api; } location / { set $to nobody.example; proxy_pass http://$to; } }
                """)) {
            var empty = "{\"requests\":{\"name\":0,\"srv\":0,\"addr\":0},\"responses\":{\"noerror\":0,\"formerr\":0,\"servfail\":0,"
                    + "\"nxdomain\":0,\"notimp\":0,\"refused\":0,\"timedout\":0,\"unknown\":0}}";
            assertEquals("{\"names\":" + empty + "}", body(edge, "/9/resolvers"));
            assertEquals(502, edge.get("/").status());
            Wait.until("a lookup has ended", () -> body(edge, "/9/resolvers/names").contains("\"timedout\":1,"));
            assertTrue(body(edge, "/9/resolvers/names").startsWith("{\"requests\":{\"name\":"));
            assertEquals(404, edge.get("/api/9/resolvers/none").status());
        }
    }

    private static String slab(Edge edge, String zone) {
        return body(edge, "/9/slabs/" + zone).replaceAll("\"\\d+\":\\{\"used\":0,\"free\":0,\"reqs\":0,\"fails\":0\\},?", "");
    }

    private static int sessions(Edge edge) {
        return Integer.parseInt(slab(edge, "TLS").replaceAll(".*\"256\":\\{\"used\":(\\d+),.*", "$1"));
    }

    @Test void aZoneTellsItsPagesAndSlots() {
        try (var edge = Edge.with("""
                limit_req_zone $arg_k zone=few:1m rate=1000r/s;
                limit_conn_zone $arg_k zone=at_once:64k;
                proxy_cache_path cache keys_zone=small:16m;
                upstream api { zone shared 64k; server a:80; server b:80; }
                upstream other { zone shared; server a:80; }
                server { listen 80; server_name shop; location /api { api; } location /write { api write=on; }
                    location / { limit_req zone=few burst=9; limit_conn at_once 2; empty_gif; }
                    location /c { proxy_pass http://other; proxy_cache small; proxy_cache_valid 1h; } }
                server { listen 443 ssl; server_name shop; ssl_certificate /etc/ssl/certs/shop.crt;
                    ssl_certificate_key /etc/ssl/private/shop.key; ssl_session_cache shared:TLS:1m; ssl_session_tickets off;
                    ssl_protocols TLSv1.2; location / { return 204; } }
                """)) {
            edge.peer("a:80").serves(200);
            assertEquals("{\"pages\":{\"used\":0,\"free\":254},\"slots\":{}}", slab(edge, "few"));
            for (var key : new String[] {"a", "b", "a"}) assertEquals(200, edge.get("/?k=" + key).status());
            assertEquals("{\"pages\":{\"used\":1,\"free\":253},\"slots\":{\"128\":{\"used\":2,\"free\":30,\"reqs\":2,\"fails\":0},}}",
                    slab(edge, "few"));
            assertEquals("{\"pages\":{\"used\":0,\"free\":15},\"slots\":{\"64\":{\"used\":0,\"free\":0,\"reqs\":3,\"fails\":0},}}",
                    slab(edge, "at_once"));
            assertEquals(200, edge.get("/c").status());
            assertEquals("{\"pages\":{\"used\":1,\"free\":4070},\"slots\":{\"128\":{\"used\":1,\"free\":31,\"reqs\":1,\"fails\":0},}}",
                    slab(edge, "small"));
            assertEquals("{\"pages\":{\"used\":1,\"free\":14},\"slots\":{\"512\":{\"used\":3,\"free\":5,\"reqs\":3,\"fails\":0},}}",
                    slab(edge, "shared"));
            int before = sessions(edge);
            try (var client = edge.tlsClient(443, "shop", null)) {
                client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            }
            assertEquals(before + 1, sessions(edge));
            assertTrue(body(edge, "/9/slabs").matches("\\{\"few\":\\{\"pages\":.*\"slots\":\\{\"8\":\\{\"used\":.*\"2048\":.*\"TLS\":.*"));
            assertEquals(404, edge.get("/api/9/slabs/none").status());
            assertEquals(405, write(edge, "DELETE /api/9/slabs/few", "").status());
            assertEquals(404, write(edge, "DELETE /write/9/slabs/none", "").status());
            for (var zone : new String[] {"few", "at_once", "small", "shared", "TLS"}) {
                assertEquals(204, write(edge, "DELETE /write/9/slabs/" + zone, "").status(), zone);
            }
            assertTrue(slab(edge, "few").endsWith("{\"128\":{\"used\":2,\"free\":30,\"reqs\":0,\"fails\":0},}}"), slab(edge, "few"));
            assertTrue(slab(edge, "shared").contains("\"reqs\":0,"), slab(edge, "shared"));
            assertEquals(200, edge.get("/?k=c").status());
            assertTrue(slab(edge, "few").contains("{\"used\":3,\"free\":29,\"reqs\":1,"), slab(edge, "few"));
        }
    }

    @Test void fieldsChoose() {
        try (var edge = edge()) {
            assertTrue(body(edge, "/9/connections?fields=active,idle").matches("\\{\"active\":1,\"idle\":\\d+\\}"));
            assertTrue(body(edge, "/9/http/server_zones?fields=requests").contains("{\"shop\":{\"requests\":"));
            for (var path : new String[] {"server_zones", "location_zones", "upstreams"}) {
                assertTrue(body(edge, "/9/http/" + path + "?fields=").matches("\\{(\"[^\"]+\":\\{\\},?)+\\}"), path);
            }
            assertEquals("{\"api\":{}}", body(edge, "/9/http/upstreams?fields="));
            for (var path : new String[] {"nginx", "ssl", "http/server_zones/shop", "http/upstreams/api", "http/caches", "slabs"}) {
                assertEquals("{}", body(edge, "/9/" + path + "?fields="), path);
            }
            assertEquals("{\"keepalive\":0,\"zone\":\"api\"}", body(edge, "/9/http/upstreams/api?fields=zone,keepalive,zone"));
            assertEquals("[\"nginx\",\"processes\",\"connections\",\"slabs\",\"workers\",\"http\",\"resolvers\",\"ssl\"]",
                    body(edge, "/9/?fields="));
        }
    }

    @Test void whatIsNotThereIsToldInThePaidOnesWords() {
        try (var edge = edge()) {
            for (var path : new String[][] {{"/9/nothing", "404", "PathNotFound"}, {"/10/nginx", "404", "UnknownVersion"},
                {"/9/http/upstreams/none", "404", "UpstreamNotFound"}, {"/9/http/upstreams/api/servers/7", "404", "UpstreamServerNotFound"},
                {"/9/http/upstreams/api/servers/x", "400", "UpstreamBadServerId"}, {"/9/nginx/more", "404", "PathNotFound"}}) {
                var answer = edge.get("/api" + path[0]);
                assertEquals(path[1], Integer.toString(answer.status()), path[0]);
                assertTrue(answer.body().matches("\\{\"error\":\\{\"status\":" + path[1] + ",\"text\":\".+\",\"code\":\"" + path[2]
                        + "\"\\},\"request_id\":\"[0-9a-f]{32}\",\"href\":\"https:[^\"]+\"\\}"), answer.body());
            }
        }
    }

    private static Edge.Answer write(Edge edge, String methodAndPath, String body) {
        try (var client = edge.client()) {
            client.sends(methodAndPath + " HTTP/1.1", "Host: shop", "Connection: close", "Content-Length: " + body.length(), "");
            client.sendsRaw(body);
            var head = client.head();
            return new Edge.Answer(Integer.parseInt(head.getFirst().split(" ")[1]), head, client.rest());
        }
    }

    @Test void aServerIsDrainedWeighedAndBroughtBack() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(201);
            var server = "/9/http/upstreams/api/servers/0";
            assertEquals(405, write(edge, "PATCH /api" + server, "{\"down\":true}").status());
            var down = write(edge, "PATCH /write" + server, "{\"down\":true}");
            assertEquals(200, down.status(), down.body());
            assertTrue(down.body().contains("\"down\":true"), down.body());
            for (int i = 0; i < 4; i++) assertEquals(201, edge.get("/").status());
            assertEquals(200, write(edge, "PATCH /write" + server, "{\"down\":false,\"drain\":true,\"weight\":5}").status());
            assertEquals(201, edge.get("/").status());
            assertTrue(body(edge, "/9/http/upstreams/api").contains("\"weight\":5,\"state\":\"draining\""));
            assertEquals(200, write(edge, "PATCH /write" + server, "{\"drain\":false}").status());
            assertEquals(200, edge.get("/").status());
            for (var wrong : new String[][] {{"{", "JsonError"}, {"{\"weight\":0}", "UpstreamBadWeight"},
                {"{\"down\":1}", "UpstreamConfFormatError"}, {"{\"x\":1}", "UpstreamConfFormatError"},
                {"{\"backup\":true}", "UpstreamConfFormatError"}, {"{\"fail_timeout\":\"x\"}", "UpstreamBadFailTimeout"},
                {"{\"server\":\"elsewhere:80\"}", "UpstreamServerImmutable"}, {"{\"server\":\"a:0\"}", "UpstreamBadAddress"}}) {
                var answer = write(edge, "PATCH /write" + server, wrong[0]);
                assertTrue(answer.status() == (wrong[1].equals("JsonError") ? 415 : 400)
                        && answer.body().contains("\"code\":\"" + wrong[1] + "\""), answer.body());
            }
            assertEquals(404, write(edge, "PATCH /write/9/http/upstreams/api/servers/9", "{}").status());
        }
    }

    @Test void aServerIsAddedAndRemoved() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            var other = edge.peer("b:80").serves(201).address();
            var servers = "/9/http/upstreams/api/servers";
            assertEquals(405, write(edge, "POST /api" + servers, "{\"server\":\"" + other + "\"}").status());
            var made = write(edge, "POST /write" + servers + "/", "{\"server\":\"" + other + "\",\"weight\":3,\"route\":\"x\"}");
            assertEquals(201, made.status(), made.body());
            assertEquals("{\"id\":2,\"server\":\"" + other + "\",\"weight\":3,\"max_conns\":0,\"max_fails\":1,\"fail_timeout\":\"10s\","
                    + "\"slow_start\":\"0s\",\"route\":\"x\",\"backup\":false,\"down\":false}", made.body());
            assertTrue(made.headers().stream().anyMatch(line -> line.matches("Location: http://shop.*/write" + servers + "/2")),
                    made.headers().toString());
            var removed = write(edge, "DELETE /write" + servers + "/0", "");
            assertEquals(200, removed.status(), removed.body());
            assertTrue(removed.body().startsWith("[{\"id\":1,\"server\":\"b:80\"") && removed.body().contains("{\"id\":2,"),
                    removed.body());
            for (int i = 0; i < 4; i++) assertEquals(201, edge.get("/").status());
            assertTrue(body(edge, "/9/http/upstreams/api").contains("\"name\":\"" + other + "\",\"backup\":false,\"weight\":3,"
                    + "\"state\":\"up\",\"active\":0,\"requests\":4,"));
            assertEquals(404, write(edge, "DELETE /write" + servers + "/0", "").status());
            assertEquals(404, write(edge, "PATCH /write" + servers + "/0", "{}").status());
            assertEquals(200, write(edge, "DELETE /write" + servers + "/2", "").status());
            assertEquals(200, write(edge, "DELETE /write" + servers + "/1", "").status());
            assertEquals("[]", body(edge, servers));
            assertEquals(502, edge.get("/").status());
            assertEquals(201, write(edge, "POST /write" + servers, "{\"server\":\"" + other + "\"}").status());
            assertEquals(201, edge.get("/").status());
        }
    }

    @Test void whatIsNoServerIsRefused() {
        try (var edge = edge()) {
            for (var wrong : new String[][] {{"{", "415", "JsonError"}, {"{}", "400", "UpstreamConfFormatError"},
                {"{\"server\":1}", "400", "UpstreamConfFormatError"}, {"{\"server\":\"1.2.3.400:80\"}", "400", "UpstreamBadAddress"},
                {"{\"server\":\"1.2.3.4:99999\"}", "400", "UpstreamBadAddress"}, {"{\"server\":\"[::g]:1\"}", "400", "UpstreamBadAddress"},
                {"{\"server\":\"a;b\"}", "400", "UpstreamBadAddress"}, {"{\"server\":\"unix:\"}", "400", "UpstreamBadAddress"},
                {"{\"server\":\"x\",\"service\":\"http\"}", "400", "UpstreamNoResolver"},
                {"{\"server\":\"1.2.3.4\",\"max_conns\":-1}", "400", "UpstreamBadMaxConns"},
                {"{\"server\":\"1.2.3.4\",\"id\":7}", "400", "UpstreamConfFormatError"}}) {
                var answer = write(edge, "POST /write/9/http/upstreams/api/servers", wrong[0]);
                assertEquals(wrong[1], Integer.toString(answer.status()), wrong[0] + answer.body());
                assertTrue(answer.body().contains("\"code\":\"" + wrong[2] + "\""), answer.body());
            }
            assertEquals(404, write(edge, "POST /write/9/http/upstreams/none/servers", "{}").status());
            assertEquals(405, write(edge, "PUT /write/9/http/upstreams/api/servers/0", "{}").status());
            assertEquals(405, write(edge, "POST /write/9/http/upstreams/api/servers/0", "{}").status());
        }
    }

    @Test void anAddressIsChangedAndTheNumberStays() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            var other = edge.peer("b:80").serves(201).address();
            var servers = "/9/http/upstreams/api/servers";
            assertEquals(201, write(edge, "POST /write" + servers, "{\"server\":\"127.0.0.1:1\",\"max_fails\":7}").status());
            var moved = write(edge, "PATCH /write" + servers + "/2", "{\"server\":\"" + other + "\"}");
            assertEquals(200, moved.status(), moved.body());
            assertTrue(moved.body().startsWith("{\"id\":2,\"server\":\"" + other + "\",\"weight\":1,\"max_conns\":0,\"max_fails\":7,"),
                    moved.body());
            assertEquals(200, write(edge, "DELETE /write" + servers + "/0", "").status());
            assertEquals(201, edge.get("/").status());
        }
    }

    @Test void aServerThatIsGoneAndStillAnswersIsAZombie() {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            assertTrue(body(edge, "/9/http/upstreams/api").contains("\"zombies\":0,"));
            var servers = "/write/9/http/upstreams/api/servers";
            assertEquals(200, write(edge, "DELETE " + servers + "/0", "").status());
            assertTrue(body(edge, "/9/http/upstreams/api").contains("\"zombies\":1,"), body(edge, "/9/http/upstreams/api"));
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            Wait.until("it is gone", () -> body(edge, "/9/http/upstreams/api").contains("\"zombies\":0,"));
        }
    }

    @Test void soIsOneThatAReloadHasRemoved() throws IOException {
        var conf = "upstream api { server a:80; server b:80; } server { listen 80; location / { proxy_pass http://api; } "
                + "location /api { api; } }";
        try (var edge = Edge.with(conf); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            edge.reload(conf.replace("server a:80; ", ""));
            assertTrue(body(edge, "/9/http/upstreams/api").contains("\"zombies\":1,"), body(edge, "/9/http/upstreams/api"));
            a.sends("HTTP/1.1 204 No Content", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            Wait.until("it is gone", () -> body(edge, "/9/http/upstreams/api").contains("\"zombies\":0,"));
        }
    }

    @Test void aCacheTellsWhatBecameOfItsRequests() {
        try (var edge = Edge.with("""
                proxy_cache_path cache keys_zone=small:1m max_size=8m;
                upstream api { server a:80; }
                server { listen 80; location / { proxy_pass http://api; proxy_cache small; proxy_cache_valid 1h; }
                    location /api { api write=on; } }
                """)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 3; i++) assertEquals(200, edge.get("/x").status());
            var zone = body(edge, "/9/http/caches/small");
            assertTrue(zone.matches("\\{\"size\":\\d+,\"max_size\":8388608,\"cold\":(true|false),"
                    + "\"hit\":\\{\"responses\":2,\"bytes\":[1-9]\\d*},\"stale\":.*\"miss\":\\{\"responses\":1,\"bytes\":[1-9]\\d*,"
                    + "\"responses_written\":1,\"bytes_written\":[1-9]\\d*},.*"), zone);
            assertEquals(204, write(edge, "DELETE /api/9/http/caches/small", "").status());
            assertTrue(body(edge, "/9/http/caches/small").contains("\"hit\":{\"responses\":0,\"bytes\":0}"));
            assertEquals(404, edge.get("/api/9/http/caches/none").status());
        }
    }

    @Test void handshakesAreCounted() {
        try (var edge = Edge.with("""
                server { listen 443 ssl; server_name shop; ssl_certificate /etc/ssl/certs/shop.crt;
                    ssl_certificate_key /etc/ssl/private/shop.key; location / { return 204; } }
                server { listen 80; server_name plain; location /api { api; } }
                """)) {
            try (var client = edge.tlsClient(443, "shop", null)) {
                client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            }
            try (var client = edge.client(443)) {
                client.sendsRaw("\u0016\u0003\u0001\u0000\u0005hello");
                client.rest();
            }
            Wait.until("both are counted", () -> body(edge, "/9/ssl")
                    .startsWith("{\"handshakes\":1,\"handshakes_failed\":1,\"session_reuses\":0,"));
            var zone = body(edge, "/9/http/server_zones/shop");
            assertTrue(zone.endsWith(",\"ssl\":{\"handshakes\":1,\"handshakes_failed\":1,\"session_reuses\":0,\"no_common_protocol\":0,"
                    + "\"no_common_cipher\":0,\"handshake_timeout\":0,\"peer_rejected_cert\":0,\"verify_failures\":{\"no_cert\":0,"
                    + "\"expired_cert\":0,\"revoked_cert\":0,\"other\":0}}}"), zone);
            assertFalse(body(edge, "/9/http/server_zones/plain").contains("ssl"));
        }
    }

    @Test void deleteBeginsToCountAnew() {
        try (var edge = edge()) {
            for (int i = 0; i < 2; i++) assertEquals(200, edge.get("/books/1").status());
            assertEquals(405, write(edge, "DELETE /api/9/http/location_zones/books", "").status());
            assertEquals(204, write(edge, "DELETE /write/9/http/location_zones/books", "").status());
            assertTrue(body(edge, "/9/http/location_zones/books").startsWith("{\"requests\":0,"));
            assertEquals(200, edge.get("/books/1").status());
            assertTrue(body(edge, "/9/http/location_zones/books").startsWith("{\"requests\":1,"));
            assertEquals(404, write(edge, "DELETE /write/9/http/location_zones/none", "").status());
            assertEquals(405, write(edge, "DELETE /write/9/nginx", "").status());
            for (var path : new String[] {"connections", "http/requests", "ssl", "processes", "workers", "workers/0"}) {
                assertEquals(204, write(edge, "DELETE /write/9/" + path, "").status(), path);
            }
            var few = body(edge, "/9/http/requests").replaceAll("\\D+(\\d+),.*", "$1");
            assertTrue(Integer.parseInt(few) < 6, few);
            assertEquals(404, write(edge, "DELETE /write/9/workers/999", "").status());
            assertTrue(body(edge, "/9/connections").matches("\\{\"accepted\":[0-4],\"dropped\":0,\"active\":.*"));
        }
    }

    @Test void sessionsOfStreamAreCountedAndTheirServersDrained() {
        try (var edge = Edge.with("""
                events { }
                http { server { listen 80; server_name shop; location /api { api; } location /write { api write=on; }
                    location = /metrics { owlboard_metrics; } } }
                stream { limit_conn_zone $binary_remote_addr zone=few:32k; upstream db { server a:5432; server b:5432 backup; }
                    server { listen 5432; status_zone sql; limit_conn few 9; proxy_pass db; }
                    server { listen 5433; deny all; proxy_pass db; } }
                """); var a = edge.peer("a:5432"); var b = edge.peer("b:5432")) {
            assertTrue(body(edge, "/9/").contains("\"stream\""));
            assertEquals("[\"server_zones\",\"limit_conns\",\"upstreams\"]", body(edge, "/9/stream"));
            try (var first = edge.client(5432)) {
                first.sendsRaw("ping");
                assertEquals("ping", a.accepts(1).bytes(4));
                a.current().sendsRaw("pong!");
                assertEquals("pong!", first.bytes(5));
                try (var second = edge.client(5432)) {
                    second.sendsRaw("x");
                    assertEquals("x", a.accepts(2).bytes(1));
                    assertTrue(body(edge, "/9/stream/server_zones/sql").startsWith("{\"processing\":2,\"connections\":2,"));
                    assertTrue(body(edge, "/9/stream/upstreams/db").contains("\"name\":\"a:5432\",\"backup\":false,\"weight\":1,"
                            + "\"state\":\"up\",\"active\":2,\"connections\":2,"));
                }
            }
            try (var denied = edge.client(5433)) {
                denied.isClosed();
            }
            Wait.until("the sessions have ended", () -> body(edge, "/9/stream/server_zones/sql").equals("{\"processing\":0,"
                    + "\"connections\":2,\"sessions\":{\"2xx\":2,\"4xx\":0,\"5xx\":0,\"total\":2},\"discarded\":0,"
                    + "\"received\":5,\"sent\":5}"));
            Wait.until("the denied one, too", () -> body(edge, "/9/stream/server_zones").contains("\"4xx\":1,"));
            assertTrue(body(edge, "/9/stream/limit_conns").contains("\"few\":{\"passed\":2,\"rejected\":0,"));
            assertEquals(200, write(edge, "PATCH /write/9/stream/upstreams/db/servers/0", "{\"drain\":true}").status());
            for (int i = 1; i < 3; i++) {
                try (var client = edge.client(5432)) {
                    client.sendsRaw("y");
                    assertEquals("y", b.accepts(i).bytes(1));
                }
            }
            var metrics = edge.get("/metrics").body();
            for (var line : new String[] {"owlboard_stream_server_sessions_total{server=\"sql\",code=\"200\"} ",
                "owlboard_stream_upstream_peer_up{upstream=\"db\",peer=\"a:5432\"} ",
                "owlboard_stream_upstream_peer_responses_total{upstream=\"db\",peer=\"a:5432\",code=\"200\"} 2"}) {
                assertTrue(metrics.contains(line), line + "\n" + metrics);
            }
            assertEquals(204, write(edge, "DELETE /write/9/stream/upstreams/db", "").status());
            assertTrue(body(edge, "/9/stream/upstreams/db").contains("\"connections\":0,"));
            assertEquals(404, edge.get("/api/9/stream/upstreams/none").status());
        }
        try (var edge = edge()) {
            assertEquals(404, edge.get("/api/9/stream").status(), "there is none");
        }
    }
}
