package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.ConfigException;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;
import owlboard.proxy.Engine;

/** The administration server: who may come, the page, what feeds it. */
@OwlboardOnly(row = "owlboard-page", value = "has none")
class AdminTest {
    @TempDir Path folder;

    private Engine engine(String admin) throws Exception {
        var file = Files.writeString(folder.resolve("nginx.conf"), "error_log error.log; " + admin + " events {} http { access_log off; "
                + "upstream api { server 127.0.0.1:1 max_fails=1; server 127.0.0.1:2; } "
                + "server { listen 80; server_name shop; location / { proxy_pass http://api; } location /ok { return 200; } } }");
        var any = new InetSocketAddress("127.0.0.1", 0);
        return Engine.start(new Engine.Options(file, "", null, Map.of(80, any, 8900, any), null, folder, folder, false, null));
    }

    /** The whole answer, its connection being closed behind it. */
    private static String get(Engine engine, int port, String path, String... lines) throws IOException {
        try (var socket = new Socket("127.0.0.1", engine.port(port))) {
            socket.setSoTimeout(Patience.MILLIS);
            var head = "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", lines)
                    + (String.join("", lines).contains("Host:") ? "" : "\r\nHost: localhost") + "\r\n\r\n";
            socket.getOutputStream().write(head.replace("close\r\n\r\nHost", "close\r\nHost").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test void thePageHasEverythingInIt() throws Exception {
        try (var engine = engine("owlboard_admin 8900;")) {
            var page = get(engine, 8900, "/");
            assertTrue(page.startsWith("HTTP/1.1 200 ") && page.contains("Content-Security-Policy: default-src 'none'"), page);
            assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("http://"), "it asks nobody else");
            assertFalse(page.contains("https://") || page.contains("src="), "it asks nobody else");
        }
    }

    @Test void whoIsNotHereMayNotCome() throws Exception {
        try (var engine = engine("owlboard_admin 8900;")) {
            for (var path : new String[] {"/", "/now", "/api/9/nginx", "/metrics"}) {
                assertTrue(get(engine, 8900, path, "Host: evil.example").startsWith("HTTP/1.1 403 "), path);
                assertTrue(get(engine, 8900, path, "Origin: http://evil.example").startsWith("HTTP/1.1 403 "), path);
                assertTrue(get(engine, 8900, path).startsWith("HTTP/1.1 200 "), path);
            }
            assertTrue(get(engine, 80, "/now").startsWith("HTTP/1.1 502 "), "it is on its own port alone");
            assertTrue(get(engine, 8900, "/../../etc/passwd").startsWith("HTTP/1.1 400 "));
            assertTrue(get(engine, 8900, "/nginx.conf").startsWith("HTTP/1.1 404 "));
        }
    }

    @Test void anAddressThatOthersReachWantsAToken() throws Exception {
        assertThrows(ConfigException.class, () -> engine("owlboard_admin 0.0.0.0:8900;").close());
        assertThrows(ConfigException.class, () -> engine("owlboard_admin 0.0.0.0:8900 token=short;").close());
        try (var engine = engine("owlboard_admin 0.0.0.0:8900 token=0123456789abcdef;")) {
            var refused = get(engine, 8900, "/now", "Host: board.example");
            assertTrue(refused.startsWith("HTTP/1.1 401 ") && refused.contains("WWW-Authenticate: Basic"), refused);
            assertTrue(get(engine, 8900, "/now", "Authorization: Bearer 0123456789abcdeF").startsWith("HTTP/1.1 401 "));
            assertTrue(get(engine, 8900, "/now", "Authorization: Bearer 0123456789abcdef").startsWith("HTTP/1.1 200 "));
            assertTrue(get(engine, 8900, "/now", "Host: board.example", "Authorization: Basic YTowMTIzNDU2Nzg5YWJjZGVm")
                    .startsWith("HTTP/1.1 200 "));
        }
    }

    @Test void aUnixSocketIsForItsOwnerAlone() throws Exception {
        assertThrows(ConfigException.class, () -> engine("owlboard_admin unix:;").close());
        var path = folder.resolve("it\"s.sock");
        var engine = engine("owlboard_admin 'unix:" + path + "';");
        try (engine) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            for (var host : new String[] {"localhost", "owl"}) {
                var told = get(path, "/api/9/nginx", "Host: " + host);
                assertTrue(told.startsWith("HTTP/1.1 200 ") && told.contains("\"generation\":1"), told);
            }
            assertTrue(get(path, "/now", "Host: localhost", "Origin: http://evil.example").startsWith("HTTP/1.1 403 "));
            engine.reload();
            assertTrue(get(path, "/api/9/nginx", "Host: localhost").contains("\"generation\":2"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        assertFalse(Files.exists(path));
        try (var _ = engine("owlboard_admin unix:" + folder + "/b.sock token=0123456789abcdef;")) {
            var b = folder.resolve("b.sock");
            assertTrue(get(b, "/now", "Host: owl").startsWith("HTTP/1.1 401 "));
            assertTrue(get(b, "/now", "Host: owl", "Authorization: Bearer 0123456789abcdef").startsWith("HTTP/1.1 200 "));
        }
    }

    private static String get(Path unix, String path, String... lines) throws IOException {
        try (var socket = SocketChannel.open(UnixDomainSocketAddress.of(unix))) {
            var head = "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
            Channels.newOutputStream(socket).write(head.getBytes(ISO_8859_1));
            return new String(Channels.newInputStream(socket).readAllBytes(), ISO_8859_1);
        }
    }

    @Test void theStreamTellsWhatHasFailedAndWhy() throws Exception {
        try (var engine = engine("owlboard_admin 8900;"); var socket = new Socket("127.0.0.1", engine.port(8900))) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            var lines = new String(read(socket, "2 of 2 api up."), ISO_8859_1);
            assertTrue(lines.contains("Content-Type: text/event-stream") && lines.contains("\"level\":\"ok\""), lines);
            assertTrue(get(engine, 80, "/x").startsWith("HTTP/1.1 502 "));
            read(socket, "\"level\":\"bad\",\"text\":\"none of the 2 servers of api is up: 127.0.0.1:1 refuses connections");
            var rows = get(engine, 8900, "/requests");
            assertTrue(rows.contains("\"request\":\"GET /x HTTP/1.1\",\"status\":502,"), rows);
            assertTrue(rows.contains("\"reason\":\"upstream.error\",\"kept\":true,") && rows.contains("\"peer\":\"127.0.0.1:2\""), rows);
            var heat = get(engine, 8900, "/heat?of=peer:api/127.0.0.1:1");
            assertTrue(heat.startsWith("HTTP/1.1 200 ") && heat.contains("\"p99\":"), heat);
            assertTrue(get(engine, 8900, "/heat?of=%zz").startsWith("HTTP/1.1 200 "));
        }
    }

    private static byte[] read(Socket socket, String until) throws IOException {
        var text = new StringBuilder();
        long deadline = System.nanoTime() + Patience.NANOS;
        while (text.indexOf(until, Math.max(0, text.length() - until.length())) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0 || System.nanoTime() > deadline) throw new AssertionError("ended without " + until + ": " + text);
            text.append((char) b);
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    @Test void aStreamDoesNotHoldUpTheEnd() throws Exception {
        var engine = engine("owlboard_admin 8900;");
        try (var socket = new Socket("127.0.0.1", engine.port(8900))) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            read(socket, "data: {");
            assertEquals(true, engine.quit(Patience.TIME));
        }
    }
}
