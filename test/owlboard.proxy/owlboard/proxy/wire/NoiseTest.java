package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.harness.Patience;

/** Requests with some bytes changed, through a configuration that looks at all of them: an answer or an end, never a fault of ours. */
class NoiseTest {
    private static final String CONF = """
            upstream api { server a:80; keepalive 4; }
            map $http_x_kind $kind { default none; ~^(?<first>.)(.*)$ "$first-$2"; }
            map $arg_page $page { default 1; ~^[0-9]+$ $arg_page; }
            limit_req_zone $http_cookie zone=r:1m rate=10000r/s;
            log_format all escape=json "$remote_addr $request $uri $args $arg_page $cookie_id $http_host $host $kind $page $status "
                "$http_x_forwarded_for $upstream_addr $content_type $request_length";
            access_log /var/log/nginx/access.log all;
            error_log /var/log/nginx/error.log info;
            server { listen 80; server_name shop; set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For; real_ip_recursive on;
                client_header_timeout 300ms; client_body_timeout 300ms; keepalive_timeout 300ms; lingering_timeout 300ms;
                client_max_body_size 1k;
                error_page 404 /missing; error_page 400 =400 @bad;
                add_header X-Kind $kind always;
                location / { limit_req zone=r burst=1000 nodelay; proxy_set_header X-Real-IP $remote_addr;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Kind $kind; proxy_pass http://api; }
                location ~ ^/r/(?<rest>.*)$ { rewrite ^/r/([^/]*)/?(.*)$ /x/$2/$1?p=$page last; return 302 /$rest?$args; }
                location /x/ { proxy_pass http://api/y/; }
                location /f/ { alias /srv/site/; try_files $uri $uri/ /missing?$args; }
                location = /missing { return 404 "missing $uri"; }
                location /v { if ($arg_page ~* "(a+)(b*)") { return 200 "$1$2"; } set $x "$kind$http_referer"; return 200 $x; }
                location @bad { return 400 bad; }
            }
            """;
    private static final String[] REQUESTS = {
        "GET /a/b/../c%20d?page=7&x=y HTTP/1.1\r\nHost: shop\r\nX-Kind: fruit\r\nCookie: id=5; other=\"6\"\r\nX-Forwarded-For: 1.2.3.4, "
                + "[2001:db8::1]:80, 127.0.0.1\r\n\r\n",
        "POST /r/one/two?page=ab HTTP/1.1\r\nHost: shop:80\r\nContent-Length: 5\r\nContent-Type: text/plain\r\nReferer: "
        + "http://a/\r\n\r\nhello",
        "POST /x/%41%2f..?a HTTP/1.1\r\nHost: SHOP.\r\nTransfer-Encoding: chunked\r\nExpect: "
        + "100-continue\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n",
        "GET http://shop/f/a.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3,5-\r\nIf-Modified-Since: Thu, 01 Jan 1970 00:00:01 "
        + "GMT\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
        "HEAD /v?page=aab HTTP/1.0\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nUser-Agent: Mozilla MSIE 6\r\n\r\n"};
    private static final String[] SPICE = {"\r", "\n", "\r\n", "\0", ":", " ", "\t", "%", "%00", "%2e%2e/", "/..", "//", "?", "#", "$1",
            "\\", "\"", "\u00ff", ",", "-", "=", "&", ";", "99999999999999999999", "Host: a\r\n"};

    private static String spoiled(String text, Random random) {
        var changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(4)) {
                case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
                case 1 -> changed.insert(at, SPICE[random.nextInt(SPICE.length)]);
                case 2 -> changed.delete(at, Math.min(changed.length() - 1, at + random.nextInt(10)));
                default -> changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(30))));
            }
        }
        return changed.toString();
    }

    @Test void nothingIsAFaultOfOurs() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var edge = Edge.with(CONF, Edge.file("/srv/site/a.txt", "some text"))) {
            edge.peer("a:80").serves(200);
            for (var path : new String[] {"/", "/r/a/b", "/f/a.txt", "/v?page=ab"}) edge.get(path); // classes are loaded
            var sockets = new Socket[400];
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = new Socket(edge.address().getAddress(), edge.address().getPort());
                sockets[i].setSoTimeout(Patience.MILLIS);
                sockets[i].getOutputStream().write(spoiled(REQUESTS[i % REQUESTS.length], random).getBytes(ISO_8859_1));
            }
            for (var socket : sockets) {
                try (socket) {
                    socket.getInputStream().readAllBytes();
                } catch (SocketException reset) {
                    continue; // as good as an end
                }
            }
            assertEquals(200, edge.get("/still/there").status());
            var faults = edge.errorLog().lines().stream().filter(line -> line.contains("internal error") || line.contains("[crit]")
                    || line.contains("[alert]") || line.contains("Exception")).toList();
            assertEquals(List.of(), faults, "seed " + seed);
            for (var line : edge.accessLog().lines()) if (line.contains(" 500 ")) throw new AssertionError("seed " + seed + ": " + line);
        }
    }
}
