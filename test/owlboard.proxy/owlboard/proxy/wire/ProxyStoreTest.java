package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Edge;
import owlboard.edge.Fastcgi;
import owlboard.edge.Wait;

/** Answers that become files ({@code proxy_store}). */
class ProxyStoreTest {
    private static Edge edge() {
        return Edge.with("""
                error_log /var/log/nginx/error.log info; events { }
                http { server { listen 80; root /srv/www;
                    location /on/ { proxy_store on; proxy_store_access user:rw group:rw all:r; proxy_pass http://a:80; }
                    location /through/ { proxy_store on; proxy_buffering off; proxy_pass http://a:80; }
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

    @Test void whatIsNotBufferedIsNotKept() {
        try (var edge = edge()) {
            edge.peer("a:80").serves(200);
            assertEquals("a:80", edge.get("/through/a.txt").body());
            edge.get("/on/a.txt");
            Wait.until("the other file is there", () -> isThere(edge, "/srv/www/on/a.txt"));
            assertFalse(isThere(edge, "/srv/www/through/a.txt"));
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

    @Test void aBlockThatStoresEndsTheCacheAroundItAndTheOtherWayRound() throws Exception {
        try (var edge = Edge.with("""
                proxy_cache_path /var/cache/nginx/c keys_zone=c:1m; proxy_cache c; proxy_cache_valid 1m;
                server { listen 80; root /srv/www; location / { proxy_store on; proxy_pass http://a:80; } }
                server { listen 81; proxy_store on; root /srv/www; location / { proxy_cache c; proxy_pass http://a:80;
                    add_header X-Cache $upstream_cache_status; } }
                """); var client = edge.client(81)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 2; i++) assertEquals("a:80", edge.get("/a.txt").body());
            Wait.until("the file is there", () -> isThere(edge, "/srv/www/a.txt"));
            assertEquals(2, edge.peer("a:80").requests());
            client.sends("GET /b.txt HTTP/1.1", "Host: shop", "");
            assertTrue(client.head().contains("X-Cache: MISS"));
            assertFalse(isThere(edge, "/srv/www/b.txt"));
        }
    }

    /** What is told apart from HTTP by nothing but how it is asked. */
    @ParameterizedTest @ValueSource(strings = {"fastcgi", "uwsgi", "scgi"})
    void soDoesTheAnswerOfAnApplication(String how) throws Exception {
        try (var edge = Edge.with("server { listen 80; root /srv/www; location / { P_store /srv/kept$uri; P_store_access all:r;"
                .replace("P", how) + how + "_param A b; " + how + "_pass app:9000; } }"); var client = edge.client()) {
            var app = edge.peer("app:9000");
            client.sends("GET /a.txt HTTP/1.1", "Host: shop", "");
            var wire = app.speaking();
            var head = "Status: 200 OK\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\n";
            if (how.equals("fastcgi")) Fastcgi.request(wire);
            wire.sendsRaw(how.equals("fastcgi") ? Fastcgi.out(head + "hello") + Fastcgi.end() : head + "hello").finishes();
            assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
            client.receivesBody("hello");
            Wait.until("the file is there", () -> isThere(edge, "/srv/kept/a.txt"));
            var file = edge.file("/srv/kept/a.txt");
            assertEquals("hello", Files.readString(file));
            assertEquals(784111777, Files.getLastModifiedTime(file).toMillis() / 1000);
            assertEquals("rw----r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
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
