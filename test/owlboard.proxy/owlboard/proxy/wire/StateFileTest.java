package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** {@code state}: what the API changes is kept in a file, which the next start and the next reload read. */
@OwlboardOnly(row = "api", value = "only the paid one has it")
class StateFileTest {
    private static final String FILE = "/var/state/api.conf";
    private static final String SERVERS = "/write/9/http/upstreams/api/servers";
    private static final String CONF = """
            upstream known { server a:80; server b:80; server c:80; }
            upstream api { state /var/state/api.conf; }
            server { listen 80; location / { proxy_pass http://api; } location /write { api write=on; } }
            """;

    private static Edge edge(String state) {
        var edge = Edge.with(CONF, Edge.file(FILE, state));
        edge.peer("a:80").serves(200);
        edge.peer("b:80").serves(201);
        edge.peer("c:80").serves(202);
        return edge;
    }

    private static String kept(Edge edge) {
        try {
            return Files.readString(edge.file(FILE));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void reload(Edge edge) {
        try {
            edge.reload(CONF);
        } catch (IOException bad) {
            throw new AssertionError(bad);
        }
    }

    private static int write(Edge edge, String methodAndPath, String body) {
        try (var client = edge.client()) {
            client.sends(methodAndPath + " HTTP/1.1", "Host: shop", "Connection: close", "Content-Length: " + body.length(), "");
            client.sendsRaw(body);
            return Integer.parseInt(client.head().getFirst().split(" ")[1]);
        }
    }

    @Test void whatTheApiChangesIsThereAfterAReload() throws IOException {
        try (var edge = edge("server a:80 weight=2;\n")) {
            assertEquals(200, edge.get("/").status());
            assertEquals(201, write(edge, "POST " + SERVERS, "{\"server\":\"b:80\",\"weight\":3,\"max_conns\":9,\"max_fails\":0,"
                    + "\"fail_timeout\":\"1m\",\"slow_start\":\"2s\",\"route\":\"one; two\"}"));
            assertEquals("server a:80 weight=2;\nserver b:80 weight=3 max_conns=9 max_fails=0 fail_timeout=60s slow_start=2s "
                    + "\"route=one; two\";\n", kept(edge));
            assertEquals(200, write(edge, "PATCH " + SERVERS + "/1", "{\"slow_start\":0,\"max_conns\":0,\"max_fails\":1,"
                    + "\"fail_timeout\":10,\"weight\":1,\"route\":\"\"}"));
            assertEquals(200, write(edge, "DELETE " + SERVERS + "/0", ""));
            assertEquals("server b:80;\n", kept(edge));
            edge.reload(CONF);
            for (int i = 0; i < 3; i++) assertEquals(201, edge.get("/").status());
            assertEquals(200, write(edge, "PATCH " + SERVERS + "/0", "{\"down\":true}"));
            assertEquals("server b:80 down;\n", kept(edge));
            edge.reload(CONF);
            assertEquals(502, edge.get("/").status());
            assertEquals(201, write(edge, "POST " + SERVERS, "{\"server\":\"c:80\",\"backup\":true}"));
            assertEquals("server b:80 down;\nserver c:80 backup;\n", kept(edge));
            assertEquals(202, edge.get("/").status());
        }
    }

    @Test void aFileThatIsNotThereIsMade() {
        try (var edge = Edge.with(CONF.replace("/var/state/api.conf", "/var/api.conf"), Edge.file("/var/other", ""))) {
            edge.peer("a:80").serves(200);
            assertTrue(Files.exists(edge.file("/var/api.conf")));
            assertEquals(502, edge.get("/").status());
            assertEquals(201, write(edge, "POST " + SERVERS, "{\"server\":\"a:80\"}"));
            assertEquals(200, edge.get("/").status());
            assertEquals(200, write(edge, "DELETE " + SERVERS + "/0", ""));
            assertEquals(502, edge.get("/").status());
        }
    }

    @Test void aBadFileChangesNothingAndIsToldWithItsLine() {
        try (var edge = edge("server a:80;\n")) {
            edge.writes(FILE, "server b:80;\nserver c:80 wait=1;\n");
            var bad = assertThrows(IllegalStateException.class, () -> edge.reload(CONF));
            assertTrue(bad.getMessage().contains("invalid parameter \"wait=1\" in " + FILE + ":2"), bad.getMessage());
            edge.writes(FILE, "server b:80;\nkeepalive 4;\n");
            bad = assertThrows(IllegalStateException.class, () -> edge.reload(CONF));
            assertTrue(bad.getMessage().contains("\"keepalive\" directive is not allowed here in " + FILE + ":2"), bad.getMessage());
            edge.writes(FILE, "server b:80\n");
            bad = assertThrows(IllegalStateException.class, () -> edge.reload(CONF));
            assertTrue(bad.getMessage().contains(FILE + ":2"), bad.getMessage());
            assertEquals(200, edge.get("/").status());
        }
    }

    /** What cannot be kept is not done. */
    @Test void aFolderThatCannotBeWrittenKeepsTheOldOnes() throws IOException {
        try (var edge = edge("server a:80;\n")) {
            Files.createDirectory(edge.file(FILE + ".new")); // in the way of whoever writes, root too
            assertEquals(500, write(edge, "POST " + SERVERS, "{\"server\":\"b:80\"}"));
            assertEquals(500, write(edge, "PATCH " + SERVERS + "/0", "{\"down\":true}"));
            assertEquals(500, write(edge, "PATCH " + SERVERS + "/0", "{\"server\":\"127.0.0.1:1\"}"));
            assertEquals(500, write(edge, "DELETE " + SERVERS + "/0", ""));
            edge.errorLog().awaitsPart("[crit]");
            edge.errorLog().awaitsPart(FILE + "\" failed (21: Is a directory)");
            assertEquals("server a:80;\n", kept(edge));
            for (int i = 0; i < 3; i++) assertEquals(200, edge.get("/").status());
            Files.deleteIfExists(edge.file(FILE + ".new"));
            assertEquals(201, write(edge, "POST " + SERVERS, "{\"server\":\"b:80\"}"));
            assertEquals("server a:80;\nserver b:80;\n", kept(edge));
        }
    }

    /** Whoever reads meanwhile finds one state or the other, and everybody's change is in the last. */
    @Test void manyWritersOverwriteNobody() {
        try (var edge = edge("")) {
            var writers = new ArrayList<Thread>();
            for (int i = 1; i <= 8; i++) {
                var body = "{\"server\":\"127.0.0.1:" + i + "\"}";
                writers.add(Thread.ofPlatform().start(() -> write(edge, "POST " + SERVERS, body)));
            }
            Wait.until("all have written", () -> {
                assertTrue(kept(edge).matches("(server 127.0.0.1:\\d;\n)*"), kept(edge));
                return writers.stream().noneMatch(Thread::isAlive);
            });
            assertEquals("server 127.0.0.1:1;\nserver 127.0.0.1:2;\nserver 127.0.0.1:3;\nserver 127.0.0.1:4;\nserver 127.0.0.1:5;\n"
                    + "server 127.0.0.1:6;\nserver 127.0.0.1:7;\nserver 127.0.0.1:8;\n", String.join("\n",
                    kept(edge).lines().sorted().toList()) + "\n");
            assertFalse(Files.exists(edge.file(FILE + ".new")));
        }
    }

    /** What was done is there behind a reload that read the file meanwhile; what cannot be is not done. */
    @Test void aReloadLosesNoChange() {
        try (var edge = edge("")) {
            var done = new ConcurrentLinkedQueue<String>();
            var reloads = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 6; i++) reload(edge);
            });
            for (int i = 1; reloads.isAlive() || done.isEmpty() && i < 1000; i++) {
                if (write(edge, "POST " + SERVERS, "{\"server\":\"127.0.0.1:" + i + "\"}") == 201) done.add("127.0.0.1:" + i);
            }
            var now = edge.get("/write/9/http/upstreams/api/servers").body();
            for (var server : done) {
                assertTrue(kept(edge).contains("server " + server + ";\n"), server);
                assertTrue(now.contains('"' + server + '"'), server);
            }
            assertFalse(done.isEmpty());
        }
    }

    @Test void theFileKeepsItsModeAndNoLinkIsFollowed() throws IOException {
        try (var edge = edge("server a:80;\n")) {
            Files.setPosixFilePermissions(edge.file(FILE), PosixFilePermissions.fromString("rw-------"));
            assertEquals(200, write(edge, "PATCH " + SERVERS + "/0", "{\"weight\":2}"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(edge.file(FILE))));
            var precious = Files.writeString(edge.file("/var/state/precious"), "kept");
            Files.createSymbolicLink(edge.file(FILE + ".new"), precious);
            assertEquals(500, write(edge, "PATCH " + SERVERS + "/0", "{\"weight\":3}"));
            assertEquals("kept", Files.readString(precious));
        }
    }

    @Test void whatWouldNotBeReadAgainIsRefused() {
        try (var edge = edge("server a:80;\n")) {
            for (var wrong : new String[] {"\"unix:/a\\nb\"", "\"unix:/" + "x".repeat(107) + "\"", "\"" + "x".repeat(254) + ":80\"",
                "\"127.0.0.1:1\",\"route\":\"a\\r\\nb\""}) {
                assertEquals(400, write(edge, "POST " + SERVERS, "{\"server\":" + wrong + "}"), wrong);
            }
            assertEquals(201, write(edge, "POST " + SERVERS, "{\"server\":\"unix:/a b;\\\\\\\"{c\",\"route\":\"$x}#\"}"));
            assertEquals("server a:80;\nserver \"unix:/a b;\\\\\\\"{c\" \"route=$x}#\";\n", kept(edge));
        }
    }
}
