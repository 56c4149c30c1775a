package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The configurations. Comparable means: two workers, least connections, upstream connections kept, one log line per request into a file.
 */
final class Recipes {
    private static final int BODY_BYTES = 170; // an OwlBoard answer

    private final int[] backends;
    /** Null where nobody speaks TLS. */
    private final Certificate certificate;

    Recipes(int[] backends, Certificate certificate) {
        this.backends = backends;
        this.certificate = certificate;
    }

    static Recipe backends(Path directory, int[] ports) throws IOException {
        var text = new StringBuilder("""
                worker_processes 1;
                pid backends.pid;
                error_log error.log;
                events { worker_connections 8192; }
                http {
                    access_log off;
                    sendfile on;
                    keepalive_requests 1000000000;
                """);
        if (System.getProperty("user.name").equals("root")) text.insert(0, "user root;\n");
        for (int port : ports) {
            text.append("    server { listen 127.0.0.1:%d; root files; location = / { default_type application/json; return 200 '%s'; } }\n"
                    .formatted(port, "x".repeat(BODY_BYTES)));
        }
        Files.createDirectories(directory.resolve("files"));
        Files.write(directory.resolve("files/64k"), new byte[64 << 10]);
        Files.write(directory.resolve("files/1m"), new byte[1 << 20]);
        return nginxRecipe(directory, text.append("}\n").toString());
    }

    /** For owlboard, with an administration server on that port. */
    Recipe watched(Path directory, Doors doors, int admin) throws IOException {
        return nginxRecipe(directory, "owlboard_admin 127.0.0.1:" + admin + ";\n" + text(doors));
    }

    /** For nginx and for owlboard: the ports are all that differs. */
    Recipe nginx(Path directory, Doors doors) throws IOException {
        return nginxRecipe(directory, text(doors));
    }

    private String text(Doors doors) {
        var tls = certificate == null ? "" : "listen 127.0.0.1:%d ssl http2; ssl_certificate %s; ssl_certificate_key %s;"
                .formatted(doors.http2Tls(), certificate.chain(), certificate.key());
        return """
                worker_processes 2;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 8192; }
                http {
                    log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                                    '"$http_referer" "$http_user_agent" upstream: $upstream_addr $upstream_response_time';
                    access_log access.log main;
                    keepalive_requests 1000000000;
                    proxy_temp_path temp;
                    upstream api {
                        least_conn;
                        server 127.0.0.1:%d;
                        server 127.0.0.1:%d;
                        server 127.0.0.1:%d;
                        server 127.0.0.1:%d;
                        keepalive 256;
                        keepalive_requests 1000000000;
                    }
                    server {
                        listen 127.0.0.1:%d;
                        listen 127.0.0.1:%d http2;
                        %s
                        location / {
                            proxy_pass http://api;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Host $host;
                            proxy_set_header X-Real-IP $remote_addr;
                            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        }
                    }
                }
                """.formatted(backends[0], backends[1], backends[2], backends[3], doors.http1(), doors.http2(), tls);
    }

    /** One proxy in front of one server: requests, bodies through files, and upgrades that may be silent for long. */
    static Recipe inFrontOf(Path directory, int port, int behind) throws IOException {
        return balancer(directory, port, List.of(behind), behind);
    }

    /** In front of several; upgrades go to {@code sockets}. */
    static Recipe balancer(Path directory, int port, List<Integer> behind, int sockets) throws IOException {
        var servers = new StringBuilder();
        for (int each : behind) servers.append("server 127.0.0.1:").append(each).append("; ");
        return nginxRecipe(directory, (System.getProperty("user.name").equals("root") ? "user root;\n" : "") + """
                worker_processes 2;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 19000; }
                http {
                    access_log off;
                    keepalive_requests 1000000000;
                    keepalive_time 1d;
                    client_max_body_size 0;
                    client_body_temp_path up;
                    proxy_temp_path down;
                    upstream behind { %skeepalive 64; }
                    server {
                        listen 127.0.0.1:%d backlog=4096;
                        proxy_http_version 1.1;
                        location / { proxy_pass http://behind; proxy_set_header Connection $http_connection;
                            proxy_set_header Upgrade $http_upgrade; proxy_read_timeout 1h;
                            proxy_next_upstream error timeout non_idempotent; }
                        location /socket { proxy_pass http://127.0.0.1:%d; proxy_set_header Connection upgrade;
                            proxy_set_header Upgrade $http_upgrade; proxy_read_timeout 1h; }
                    }
                }
                """.formatted(servers, port, sockets));
    }

    Recipe haproxy(Path directory, Doors doors) throws IOException {
        var tls = certificate == null ? "" : "bind 127.0.0.1:%d ssl crt %s alpn h2".formatted(doors.http2Tls(), certificate.both());
        Files.createDirectories(directory);
        var file = directory.resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                    nbthread 2
                    maxconn 8192
                    log stdout format raw local0
                defaults
                    mode http
                    log global
                    timeout connect 60s
                    timeout client 60s
                    timeout server 60s
                frontend edge
                    bind 127.0.0.1:%d
                    bind 127.0.0.1:%d proto h2
                    %s
                    option forwardfor
                    http-request set-header X-Real-IP %%[src]
                    log-format '%%ci - - [%%t] "%%HM %%HPO %%HV" %%ST %%B "%%[capture.req.hdr(0)]" \
                "%%[capture.req.hdr(1)]" upstream: %%si:%%sp %%Tr'
                    http-request capture req.hdr(Referer) len 64
                    http-request capture req.hdr(User-Agent) len 64
                    default_backend api
                backend api
                    balance leastconn
                    http-reuse always
                    server a 127.0.0.1:%d
                    server b 127.0.0.1:%d
                    server c 127.0.0.1:%d
                    server d 127.0.0.1:%d
                """.formatted(doors.http1(), doors.http2(), tls, backends[0], backends[1], backends[2], backends[3]));
        return new Recipe(directory, List.of("-db", "-f", file.toString()));
    }

    private static Recipe nginxRecipe(Path directory, String text) throws IOException {
        Files.createDirectories(directory);
        var file = directory.resolve("nginx.conf");
        Files.writeString(file, text);
        return new Recipe(directory, List.of("-p", directory + "/", "-c", file.toString(), "-e", "error.log", "-g", "daemon off;"));
    }
}
