package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.harness.Reserved;

/** PHP, memcached and nginx themselves, where they are installed. */
class RealBackendsTest {
    @TempDir Path folder;

    private static Path installed(String folder, String name) throws IOException {
        try (var all = Files.list(Path.of(folder))) {
            return all.filter(file -> file.getFileName().toString().matches(name)).max(Comparator.naturalOrder()).orElse(null);
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(Wait.LIMIT)) process.destroyForcibly();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test void phpAnswersFormsAndLongBodies() throws Exception {
        var program = installed("/usr/sbin", "php-fpm[0-9.]*");
        Assumptions.assumeTrue(program != null, "php-fpm is not installed");
        var socket = folder.resolve("php.sock");
        Files.writeString(folder.resolve("fpm.conf"), "[global]\nerror_log = " + folder.resolve("fpm.log") + "\ndaemonize = no\n[www]\n"
                + "user = root\ngroup = root\nlisten = " + socket + "\npm = static\npm.max_children = 2\n");
        Files.writeString(folder.resolve("a.php"), "<?php header('X-Path: ' . $_SERVER['PATH_INFO']); error_log('heard');"
                + " if (isset($_GET['to'])) { header('Location: ' . $_GET['to']); exit; }"
                + " echo $_SERVER['REQUEST_METHOD'], ' ', $_SERVER['HTTP_HOST'], ' ', strlen(file_get_contents('php://input'));");
        var php = new ProcessBuilder(program.toString(), "-R", "-F", "-y", folder.resolve("fpm.conf").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("fpm.out").toFile()).start();
        try (var edge = Edge.with("upstream php { server unix:" + socket + "; keepalive 4; } client_max_body_size 2m; server { listen 80;"
                + " location ~ \\.php { include /etc/nginx/fastcgi_params; fastcgi_split_path_info ^(.+?\\.php)(/.*)?$;"
                + " fastcgi_param PATH_INFO $fastcgi_path_info; fastcgi_param SCRIPT_FILENAME " + folder + "$fastcgi_script_name;"
                + " fastcgi_keep_conn on; fastcgi_pass php; } }", Edge.file("/etc/nginx/fastcgi_params", """
                fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
                fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
                fastcgi_param SCRIPT_NAME $fastcgi_script_name; fastcgi_param REQUEST_URI $request_uri;
                """))) {
            Wait.until("php-fpm listens", () -> listens(socket)); // its name is there before it listens
            var answer = Answer.get(edge, "/a.php/more");
            assertEquals("GET shop 0", answer.body());
            assertEquals("/more", answer.header("X-Path"));
            edge.errorLog().awaitsPart("FastCGI sent in stderr: \"PHP message: heard\" while reading response header from upstream, "
                    + "client: 127.0.0.1, server: , request: \"GET /a.php/more HTTP/1.1\", upstream: \"fastcgi://unix:" + socket + ":\"");
            assertEquals("http://other/", Answer.get(edge, "/a.php?to=http://other/").header("Location"));
            var client = edge.client();
            var body = "0123456789".repeat(100_000);
            for (int i = 0; i < 3; i++) {
                client.sendsRaw("POST /a.php HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                client.receivesChunked("POST shop 1000000");
            }
        } finally {
            stop(php);
        }
    }

    @Test void memcachedAnswersWhatItKeeps() throws Exception {
        var program = installed("/usr/bin", "memcached");
        Assumptions.assumeTrue(program != null, "memcached is not installed");
        var reserved = new Reserved();
        int port = reserved.port();
        var memcached = new ProcessBuilder(program.toString(), "-u", "root", "-l", "127.0.0.1", "-p", "" + port, "-U", "0")
                .redirectErrorStream(true).redirectOutput(folder.resolve("memcached.out").toFile()).start();
        try (var edge = Edge.with("server { listen 80; default_type text/plain; location / { set $memcached_key $uri;"
                + " memcached_pass 127.0.0.1:" + port + "; } }")) {
            var value = "0123456789".repeat(50_000);
            Wait.until("memcached keeps a value", () -> keeps(port, "/a b", value) && keeps(port, "/none", ""));
            assertEquals(value, Answer.get(edge, "/a%20b").body());
            assertEquals("", Answer.get(edge, "/none").body());
            assertEquals(404, Answer.get(edge, "/missing").status());
        } finally {
            stop(memcached);
            reserved.close();
        }
    }

    @OwlboardOnly(row = "grpc-connections", value = "has it from 1.29.4 on")
    @Test void nginxAnswersOverHttp2WithLongBodies() throws Exception {
        var program = installed("/usr/sbin", "nginx");
        Assumptions.assumeTrue(program != null, "nginx is not installed");
        var socket = folder.resolve("nginx.sock");
        var temporary = new StringBuilder();
        for (var name : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append(name).append("_temp_path ").append(folder).append('/').append(name).append("; ");
        }
        Files.writeString(folder.resolve("nginx.conf"), "daemon off; master_process off; user root; pid nginx.pid; error_log error.log;"
                + " events { } http { access_log off; client_max_body_size 0; " + temporary + "server { listen unix:" + socket
                + " http2; keepalive_requests 3; location / { root " + folder + "; dav_methods PUT; } } }");
        var nginx = new ProcessBuilder(program.toString(), "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log")
                .redirectErrorStream(true).redirectOutput(folder.resolve("nginx.out").toFile()).start();
        try (var edge = Edge.with("proxy_http_version 2; client_max_body_size 0; server { listen 80; location / { proxy_pass http://unix:"
                + socket + ":/; } location /live/ { proxy_buffering off; proxy_request_buffering off; proxy_pass http://unix:" + socket
                + ":/; } }"); var client = edge.client()) {
            Wait.until("nginx listens", () -> listens(socket));
            var body = "0123456789".repeat(200_000);
            for (var path : List.of("/", "/live/", "/", "/live/")) {
                client.sendsRaw("PUT " + path + "a HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertEquals("HTTP/1.1 20", client.head().getFirst().substring(0, 11));
                client.sends("GET " + path + "a HTTP/1.1", "Host: shop", "");
                assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                client.receivesBody(body);
            }
        } finally {
            stop(nginx);
        }
    }

    private static boolean listens(Path socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Its keys have no spaces: they are escaped as the edge does. */
    private static boolean keeps(int port, String key, String value) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) Wait.LIMIT.toMillis());
            socket.setSoTimeout((int) Wait.LIMIT.toMillis());
            socket.getOutputStream().write(("set " + key.replace(" ", "%20") + " 0 0 " + value.length() + "\r\n" + value + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(8), StandardCharsets.ISO_8859_1).equals("STORED\r\n");
        } catch (IOException notYet) {
            return false;
        }
    }
}
