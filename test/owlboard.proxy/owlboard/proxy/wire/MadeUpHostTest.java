package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;

/** {@code proxy_pass} whose host is a variable: sockets, and names that lead nowhere. */
class MadeUpHostTest {
    @TempDir Path folder;
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach void listens() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        socket = folder.resolve("S.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach void ends() throws IOException {
        server.close();
    }

    /** Tells each what it has asked for, and as whom. */
    private void serve() {
        while (true) {
            try (var client = server.accept()) {
                var head = ByteBuffer.allocate(1000);
                while (!text(head).endsWith("\r\n\r\n")) if (client.read(head) < 0) break;
                var lines = text(head).split("\r\n");
                var body = lines[0].split(" ")[1] + " " + lines[1];
                var answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private static String text(ByteBuffer head) {
        return new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    }

    @Test void aSocketIsNamedByItsPath() {
        try (var edge = Edge.with("""
                server { listen 80; proxy_socket_keepalive on; set $s unix:%s;
                    location / { proxy_pass http://$s; }
                    location /uri { proxy_pass http://$s:/other; }
                    location /args { proxy_pass http://$s:?x; }
                    location /upper { proxy_pass HTTP://UNIX:%1$s; }
                    location /named { proxy_pass http://$arg_to; } }
                """.formatted(socket))) {
            assertEquals("/a?b Host: localhost", edge.get("/a?b").body());
            assertEquals("/other Host: localhost", edge.get("/uri").body());
            assertEquals("/?x Host: localhost", edge.get("/args").body());
            assertEquals("/named?to=unix:" + socket + " Host: localhost", edge.get("/named?to=unix:" + socket).body());
            assertEquals("/z Host: localhost", edge.get("/named?to=unix:" + socket + ":/z").body());
            assertEquals(502, edge.get("/named?to=unix:" + socket + "/z").status());
            assertEquals(500, edge.get("/named?to=unix:").status());
            assertEquals(500, edge.get("/named?to=unix:/" + "x".repeat(200)).status());
        }
    }

    /** Each has its answers, in a cache that both share. */
    @Test void twoSocketsAreTwoUpstreams() throws IOException {
        var other = folder.resolve("T.sock");
        try (var none = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(other));
                var edge = Edge.with("""
                proxy_cache_path /var/cache/nginx/c keys_zone=c:1m; proxy_cache c; proxy_cache_valid 1m; proxy_read_timeout 1s;
                server { listen 80; location /s/ { proxy_pass http://unix:%s:/; } location /t/ { proxy_pass http://unix:%s:/; } }
                """.formatted(socket, other))) {
            assertEquals(200, edge.get("/s/x").status());
            none.close();
            assertEquals(502, edge.get("/t/x").status());
        }
    }

    @Test void aNameThatLeadsNowhereWasNotTried() {
        try (var edge = Edge.with("log_format up '$status [$upstream_addr] [$upstream_status]'; server { listen 80;"
                + " access_log /var/log/nginx/access.log up; location / { proxy_pass http://$arg_to; } }")) {
            assertEquals(502, edge.get("/?to=nowhere.invalid").status());
            edge.accessLog().awaitsPart("502 [-] [-]");
        }
    }
}
