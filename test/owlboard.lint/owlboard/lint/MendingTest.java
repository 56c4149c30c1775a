package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.file.Config;

class MendingTest {
    @TempDir Path folder;

    private String mended(String text) throws IOException {
        var file = folder.resolve("edge.conf");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var site = new Site(List.of(Site.file(file, file.toString(), "1.25.1")));
        Mending.of(Lint.look(site)).write();
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test void whatHasOneRightAnswerIsMended() throws IOException {
        var before = """
                server_tokens on;\t# caf\u00e9
                server {\r
                    listen 443 ssl http2;
                    listen [::]:443 ssl http2 ;
                    ssl_protocols SSLv3 TLSv1 TLSv1.2;
                    error_log off;
                    location /i { alias /srv/i/; }
                    location ~ ^/about$ { add_header 'Content-Type' "text/plain; charset=utf-8" always; return 200 a; }
                    location = /none {
                        add_header Content-Length 0;
                        return 204;
                    }
                }""";
        assertEquals("""
                server_tokens off;\t# caf\u00e9
                server {\r
                    listen 443 ssl; http2 on;
                    listen [::]:443 ssl ;
                    ssl_protocols TLSv1.2;
                    error_log /dev/null emerg;
                    location /i/ { alias /srv/i/; }
                    location = /about { default_type "text/plain; charset=utf-8"; return 200 a; }
                    location = /none {
                        return 204;
                    }
                }""", mended(before));
    }

    @Test void whatDoesNotLookAsExpectedIsLeftAlone() throws IOException {
        var text = """
                server { server_tokens on; location /a { server_tokens on; } }
                server {
                    location ~ ^/a\\.b$ { return 200 "a; # b"; }
                    error_log
                        off;
                    listen 80; # ssl_protocols SSLv3;
                }
                """;
        assertEquals(text, mended(text));
    }

    /** What would answer otherwise than before, or not be taken at all, is left to whoever knows what is meant. */
    @Test void whatWouldMeanSomethingElseIsLeftAlone() throws IOException {
        var text = """
                add_header X-Frame-Options DENY;
                server_tokens off;
                server {
                    listen 80;
                    listen 443 ssl http2;
                    location = /health { add_header Content-Type text/plain; return 200 ok; }
                    location = /none { add_header Content-Length 0; return 204; }
                    location /i { alias /srv/i/; }
                    location /i/ { return 404; }
                    location ~ ^/a { return 200 first; }
                    location ~ ^/about$ { return 200 second; }
                }
                server { listen 444 ssl http2; server_name a; }
                server { listen 444 ssl; server_name b; }
                """;
        assertEquals(text, mended(text));
    }

    @Test void aMendedFileIsOneThatNginxTakes() throws Exception {
        var mended = mended("""
                error_log off;
                pid %s/pid;
                events { }
                http {
                    access_log off;
                    server_tokens on;
                    add_header X-Frame-Options DENY;
                    server {
                        listen unix:%s/edge.sock;
                        location /i { alias /srv/i/; }
                        location = /none { add_header Content-Length 0; add_header X-None yes; return 204; }
                        location = /health { add_header X-Health yes; add_header Content-Type "text/plain" always; return 200 ok; }
                        location ~ ^/about$ { return 200 about; }
                    }
                }
                """.formatted(folder, folder));
        for (var each : List.of("error_log /dev/null emerg;", "server_tokens off;", "location /i/ {",
                "{  add_header X-None yes; return 204; }",
                "default_type \"text/plain\"; return 200 ok;", "location = /about {")) {
            assertTrue(mended.contains(each), each + " is not in\n" + mended);
        }
        Config.load(Config.Source.of(folder.resolve("edge.conf")));
        var nginx = Path.of("/usr/sbin/nginx");
        Assumptions.assumeTrue(Files.isExecutable(nginx), "no nginx: only our own parser has taken it");
        var test = new ProcessBuilder(nginx.toString(), "-t", "-q", "-e", "stderr", "-p", folder.toString(), "-c",
                folder.resolve("edge.conf").toString()).redirectErrorStream(true).start();
        assertEquals("", new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test void twiceIsOnce() throws IOException {
        var once = mended("server { listen 443 ssl http2; }\n");
        assertEquals("server { listen 443 ssl; http2 on; }\n", once);
        assertEquals(once, mended(once));
    }
}
