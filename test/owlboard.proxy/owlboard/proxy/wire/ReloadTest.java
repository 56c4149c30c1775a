package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.edge.WithoutNginx;
import owlboard.proxy.Engine;
import owlboard.wire.http2.FrameClient;
import owlboard.wire.http2.Http2Error;

/** A reload swaps the configuration and nothing else (item 45). */
@WithoutNginx("reloads in its master process, which this harness does not start")
class ReloadTest {
    private static String conf(String location) {
        return "upstream api { server a:80; keepalive 4; } server { listen 80; default_type text/plain; location / { " + location + " } }";
    }

    @Test void theNextRequestOfAnOpenConnectionIsServedByTheNewOne() throws IOException {
        try (var edge = Edge.with(conf("return 200 old;")); var client = edge.client()) {
            client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            client.receivesBody("old");
            edge.reload(conf("return 200 new;"));
            client.sends("GET / HTTP/1.1", "Host: shop", "").head();
            client.receivesBody("new");
            assertEquals("new", edge.get("/").body());
        }
    }

    @Test void aRequestInProgressEndsOnTheOldOne() throws IOException {
        try (var edge = Edge.with(conf("add_header X-Which old; proxy_pass http://api;")); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.receives("GET / HTTP/1.1", "Host: api", "");
            edge.reload(conf("add_header X-Which new; proxy_pass http://api;"));
            a.sends("HTTP/1.1 200 OK", "Content-Length: 2", "").sendsRaw("hi");
            client.receives("HTTP/1.1 200 OK", "Content-Length: 2", "X-Which: old", "Connection: keep-alive", "").receivesBody("hi");
        }
    }

    private static String patient(String millis, String listen) {
        return "worker_shutdown_timeout " + millis + "; events {} http { server { listen " + listen
                + "; location / { proxy_set_header Upgrade $http_upgrade; "
                + "proxy_set_header Connection upgrade; proxy_read_timeout 1h; proxy_pass http://a:80; } "
                + "location = /page { return 204; } } }";
    }

    private static void opensTunnel(Wire client, Peer a) {
        client.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: Upgrade", "Upgrade: websocket", "");
        a.speaking().head();
        a.sends("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade", "");
        client.head();
    }

    @Test void aTunnelOfBeforeEndsWithItsPatience() throws IOException {
        try (var edge = Edge.with(patient("300ms", "80")); var old = edge.client(); var kept = edge.client(); var fresh = edge.client()) {
            opensTunnel(old, edge.peer("a:80"));
            kept.sends("GET /page HTTP/1.1", "Host: shop", "").head();
            edge.reload(patient("1h", "80"));
            opensTunnel(fresh, edge.peer("a:80"));
            old.isClosed();
            edge.peer("a:80").sendsRaw("still");
            fresh.receivesBody("still");
            kept.sends("GET /page HTTP/1.1", "Host: shop", "").head();
        }
    }

    @Test void withAPatienceOfNoneATunnelOfBeforeGoesOn() throws IOException {
        try (var edge = Edge.with(patient("0", "80")); var old = edge.client()) {
            opensTunnel(old, edge.peer("a:80"));
            edge.reload(patient("0", "80"));
            assertEquals(204, edge.get("/page").status());
            edge.peer("a:80").sendsRaw("still");
            old.receivesBody("still");
        }
    }

    @Test void aStreamOfBeforeEndsWithItsPatience() throws Exception {
        try (var edge = Edge.with(patient("300ms", "80 http2")); var c = FrameClient.open(edge.address())) {
            var a = edge.peer("a:80"); // it listens from here on
            c.get(1, "/slow");
            a.speaking().head();
            edge.reload(patient("1h", "80 http2"));
            c.isReset(1, Http2Error.CANCEL);
            assertEquals(204, c.get(3, "/page").answer(3).status());
        }
    }

    @Test void aFileWithAnErrorChangesNothing() throws IOException {
        try (var edge = Edge.with(conf("return 200 old;"))) {
            assertThrows(Exception.class, () -> edge.reload(conf("retrun 200 new;")));
            assertEquals("old", edge.get("/").body());
        }
    }

    @Test void aFaultOfOursChangesNothingAndIsTold(@TempDir Path folder) throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"), "events {} error_log " + folder + "/error.log; http { access_log off; "
                + "server { listen 80; return 204; } }");
        var at = new InetSocketAddress("127.0.0.1", 0);
        try (var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, at), null, folder, folder, false, null))) {
            var refused = assertThrows(IOException.class, () -> engine.reload(_ -> {
                throw new IllegalStateException("unforeseen");
            }));
            assertEquals("a fault of owlboard, not of the file, prevents that it is used: java.lang.IllegalStateException: unforeseen",
                    refused.getMessage());
            var told = folder.resolve("error.log");
            Wait.until("where it was", () -> has(told, "IllegalStateException: unforeseen < owlboard.proxy.wire.ReloadTest"));
            Wait.until("what became of the reload", () -> has(told, "[emerg]"));
            var deep = Files.readString(conf).replace("return 204;", "location /a { ".repeat(20_000) + "}".repeat(20_000));
            var good = Files.readString(conf);
            Files.writeString(conf, deep);
            assertThrows(IOException.class, engine::reload);
            Files.writeString(conf, good);
            engine.reload();
            try (var client = new Socket("127.0.0.1", engine.port(80))) {
                client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
                assertEquals("HTTP/1.1 204", new String(client.getInputStream().readNBytes(12)));
            }
        }
    }

    private static boolean has(Path file, String part) {
        try {
            return Files.readString(file).contains(part);
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String group(String lines) {
        return "upstream api { " + lines
                + " } server { listen 80; location / { proxy_pass http://api; } location = /status { lb_status; } }";
    }

    /** {@code name requests} of each backend. */
    private static List<String> requests(Edge edge) {
        return edge.get("/status").body().lines().filter(line -> line.contains(", requests "))
                .map(line -> line.replaceFirst("^ *(\\S+) .* requests (\\d+).*$", "$1 $2")).toList();
    }

    @Test void countersSurviveDownAndAnotherWeight() throws IOException {
        try (var edge = Edge.with(group("server a:80; server b:80;"))) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 4; i++) edge.get("/");
            edge.reload(group("server a:80 down; server b:80;"));
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
            edge.reload(group("server a:80 weight=3; server b:80;"));
            assertEquals(List.of("a:80 2", "b:80 6"), requests(edge));
            for (int i = 0; i < 4; i++) edge.get("/");
            assertEquals(List.of("a:80 5", "b:80 7"), requests(edge));
        }
    }

    @Test void aReloadThatIsRefusedLeavesPeersAsTheyWere() throws IOException {
        try (var edge = Edge.with(group("server a:80; server b:80;"))) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            assertThrows(Exception.class, () -> edge.reload(group("server a:80 down; server b:80;")
                    + " server { listen 80; ssl_certificate /missing.crt; listen 81 ssl; }"));
            for (int i = 0; i < 4; i++) edge.get("/");
            assertEquals(List.of("a:80 2", "b:80 2"), requests(edge));
        }
    }

    @Test void twoLinesThatAreAlikeStayTwoPeers() throws IOException {
        try (var edge = Edge.with(group("server a:80 max_conns=1; server a:80 max_conns=1;")); var one = edge.client();
                var two = edge.client()) {
            var a = edge.peer("a:80");
            edge.reload(group("server a:80 max_conns=1; server a:80 max_conns=1;"));
            one.sends("GET /one HTTP/1.1", "Host: shop", "");
            two.sends("GET /two HTTP/1.1", "Host: shop", "");
            a.accepts(2);
        }
    }

    @OwlboardOnly(row = "reload-failures", value = "forgets it")
    @Test void whatIsKnownOfAPeerSurvives() throws IOException {
        var conf = "upstream api { server a:80; server b:80; } server { listen 80; location / { proxy_pass http://api; } }";
        try (var edge = Edge.with(conf)) {
            var b = edge.peer("b:80").serves(200);
            edge.get("/");
            var a = edge.peer("a:80").serves(200);
            edge.reload(conf + " # the same");
            for (int i = 0; i < 4; i++) assertEquals("b:80", edge.get("/").body());
            assertEquals(0, a.requests());
            assertEquals(5, b.requests());
        }
    }

    @Test void aTunnelGoesOn() throws IOException {
        var conf =
                conf(
                "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_pass "
                + "http://api;");
        try (var edge = Edge.with(conf); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET /ws HTTP/1.1", "Host: shop", "Connection: upgrade", "Upgrade: websocket", "");
            a.receives("GET /ws HTTP/1.1", "Host: api", "Connection: upgrade", "Upgrade: websocket", "");
            a.sends("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            client.receives("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket", "");
            for (int i = 0; i < 3; i++) {
                edge.reload(conf + " # " + i);
                client.sendsRaw("ping");
                a.receivesBody("ping").sendsRaw("pong");
                client.receivesBody("pong");
            }
        }
    }

    @Test void manyReloadsLoseNoRequest() throws Exception {
        try (var edge = Edge.with(conf("return 200 x;"))) {
            var failures = new AtomicInteger();
            var ending = new AtomicBoolean();
            var requests = new AtomicInteger();
            var load = Thread.ofPlatform().start(() -> {
                while (!ending.get()) {
                    if (edge.get("/").status() != 200) failures.incrementAndGet();
                    requests.incrementAndGet();
                }
            });
            for (int i = 0; i < 30; i++) edge.reload(conf("return 200 x" + i + ";"));
            int then = requests.get();
            Wait.until("requests go on", () -> requests.get() > then + 10);
            ending.set(true);
            load.join();
            assertEquals(0, failures.get());
        }
    }
}
