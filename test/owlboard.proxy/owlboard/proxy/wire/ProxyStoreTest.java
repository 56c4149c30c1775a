package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wait;

/** Answers that become files ({@code proxy_store}). */
class ProxyStoreTest {
    private static Edge edge() {
        return Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http { server { listen 80; root /srv/www;
                    location /on/ { proxy_store on; proxy_store_access user:rw group:rw all:r; proxy_pass http://a:80; }
                    location /path/ { proxy_store /srv/kept$uri; proxy_pass http://a:80; }
                    location /blocked/ { proxy_store /srv/www/file/$uri; proxy_pass http://a:80; }
                } }
                """, Edge.file("/srv/www/file", "x"));
    }

    private static boolean isThere(Edge edge, String path) {
        return Files.exists(edge.file(path));
    }

    @Test void anAnswerBecomesAFileWithItsDate() throws Exception {
        try (var edge = edge()) {
            edge.peer("a:80").servesHead("HTTP/1.1 200 OK", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT");
            assertEquals("a:80", edge.get("/on/deep/a.txt").body());
            Wait.until("the file is there", () -> isThere(edge, "/srv/www/on/deep/a.txt"));
            var file = edge.file("/srv/www/on/deep/a.txt");
            assertEquals("a:80", Files.readString(file));
            assertEquals(784111777, Files.getLastModifiedTime(file).toMillis() / 1000);
            assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            edge.get("/path/b.txt");
            Wait.until("the file is there", () -> isThere(edge, "/srv/kept/path/b.txt"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(edge.file("/srv/kept/path/b.txt"))));
        }
    }

    @Test void whatIsNo200OrNotWholeIsNotKept() {
        try (var edge = edge(); var client = edge.client()) {
            edge.peer("a:80");
            for (var status : List.of("404 Not Found", "206 Partial Content")) {
                client.sends("GET /on/a.txt HTTP/1.1", "Host: shop", "");
                edge.peer("a:80").speaking().sends("HTTP/1.1 " + status, "Content-Length: 1", "Content-Type: text/plain", "").sendsRaw("x")
                        .head();
                client.head();
                client.bytes(1);
            }
            client.sends("GET /on/a.txt HTTP/1.1", "Host: shop", "");
            edge.peer("a:80").speaking().sends("HTTP/1.1 200 OK", "Content-Length: 10", "", "x").closes();
            client.rest();
            edge.errorLog().awaitsPart("upstream prematurely closed connection");
            assertFalse(isThere(edge, "/srv/www/on/a.txt"));
        }
    }

    @Test void aDiskThatRefusesDoesNotHoldUpTheClient() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            assertEquals("a:80", edge.get("/blocked/a.txt").body());
            edge.errorLog().awaitsPart("[crit]");
        }
    }
}
