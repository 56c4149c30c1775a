import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a new image once as a proxy of itself, under real requests, so that the JVM writes down which classes and methods a proxy needs:
 * {@code java Train.java IMAGE DIRECTORY [OPTION=FILE]}. Out: {@code IMAGE/lib/proxy.aot}, with which every later start is faster (JEP 514,
 * JEP 515); or the file that another option of the JVM writes.
 */
final class Train {
    private static final int CONNECTIONS = 8;
    private static final int REQUESTS = 500; // per connection: enough that the profiles of the request's way are full
    private static final int SECRET_REQUESTS = 10; // each a handshake: what a gateway does when it starts
    private static final long START_MILLIS = 120_000; // beside others who build
    private static final long END_SECONDS = 60; // the JVM writes the cache when it ends

    public static void main(String[] args) throws Exception {
        var image = Path.of(args[0]).toAbsolutePath();
        var directory = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
        var option = args.length > 2 ? args[2] : "-XX:AOTCacheOutput=" + image.resolve("lib/proxy.aot");
        var cache = Path.of(option.substring(option.indexOf('=') + 1));
        int front = freePort();
        Files.writeString(directory.resolve("nginx.conf"), configuration(front, freePort(), freePort()));
        issue(image, directory.resolve("certs"));
        var start = new ProcessBuilder(List.of(image + "/bin/owlboard", "nginx", "-p", directory + "/", "-c", directory + "/nginx.conf",
                "-e", "error.log", "-g", "daemon off;"))
                .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile());
        // what a busy machine makes the watchdog say is not what a proxy needs
        start.environment().put("OWLBOARD_JAVA_OPTS", option + " -Dowlboard.stall.millis=60000");
        var proxy = start.start();
        try {
            awaitListening(front, proxy);
            for (int i = 0; i < CONNECTIONS; i++) request(front, "/api/users/", REQUESTS);
            for (int i = 0; i < CONNECTIONS; i++) request(front, "/secret/", SECRET_REQUESTS);
            proxy.destroy();
            if (!proxy.waitFor(END_SECONDS, TimeUnit.SECONDS)) throw new IOException("the image did not end after SIGTERM");
        } finally {
            proxy.destroyForcibly();
        }
        if (!Files.exists(cache)) {
            throw new IOException("the image wrote no " + cache + "; it said:\n" + Files.readString(directory.resolve("output")));
        }
    }

    private static String configuration(int front, int back, int secret) {
        return """
                pid pid;
                error_log error.log;
                events { }
                http {
                    log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                        'upstream: $upstream_addr $upstream_response_time';
                    access_log access.log main;
                    keepalive_requests 100000;
                    upstream self { least_conn; server 127.0.0.1:%d; keepalive 16; }
                    limit_req_zone $binary_remote_addr zone=all:1m rate=100000r/s;
                    server {
                        listen 127.0.0.1:%d;
                        location / {
                            limit_req zone=all burst=1000 nodelay;
                            proxy_pass http://self;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Host $host;
                            proxy_set_header X-Real-IP $remote_addr;
                            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                            add_header X-Upstream-Server $upstream_addr always;
                        }
                        location /secret/ {
                            proxy_pass https://127.0.0.1:%d;
                            proxy_ssl_certificate certs/api_gateway/client.crt;
                            proxy_ssl_certificate_key certs/api_gateway/client.key;
                            proxy_ssl_trusted_certificate certs/ca/ca.crt;
                            proxy_ssl_verify on;
                            proxy_ssl_name user_service;
                        }
                    }
                    server { listen 127.0.0.1:%d; keepalive_requests 100000; location / { default_type application/json;
                        return 200 '{"status": "ok"}'; } }
                    server {
                        listen 127.0.0.1:%d ssl;
                        ssl_certificate certs/user_service/server.crt;
                        ssl_certificate_key certs/user_service/server.key;
                        ssl_client_certificate certs/ca/ca.crt;
                        ssl_verify_client on;
                        location / { return 200 '{"status": "ok"}'; }
                    }
                }
                """.formatted(back, front, secret, back, secret);
    }

    /** What an authority of ours issues to a gateway and the services behind it. */
    private static void issue(Path image, Path certs) throws IOException, InterruptedException {
        var words = List.of(image + "/bin/owlboard", "certs", "init", "--dir", certs.toString());
        var command = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (command.waitFor() != 0) throw new IOException("no certificates for the trial run:\n" + said);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(int port, Process proxy) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_MILLIS * 1_000_000;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (!proxy.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the image does not listen on port " + port, notYet);
                }
                Thread.sleep(20);
            }
        }
    }

    /** Requests one after the other on one connection; an answer ends with the body that the configuration fixes. */
    private static void request(int port, String path, int count) throws IOException {
        var request = "GET PATH HTTP/1.1\r\nHost: localhost\r\nUser-Agent: train\r\nAccept: */*\r\n\r\n"
                .replace("PATH", path).getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var answer = new byte[16384];
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(request);
                for (int length = 0; !new String(answer, 0, length, StandardCharsets.US_ASCII).endsWith("\"ok\"}"); ) {
                    int read = socket.getInputStream().read(answer, length, answer.length - length);
                    if (read < 0) throw new IOException("the image closed the connection after " + i + " requests");
                    length += read;
                }
            }
        }
    }
}
