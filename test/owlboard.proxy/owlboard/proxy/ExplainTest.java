package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Certificates;
import owlboard.proxy.Explanation.Question;

/** What the engine says of a request that nobody sends. */
class ExplainTest {
    private static final String CONF = """
            events { } error_log FOLDER/error.log info;
            http {
                limit_req_zone $remote_addr zone=r:1m rate=1r/s;
                limit_conn_zone $binary_remote_addr zone=c:1m;
                upstream api { server 127.0.0.1:9; server 127.0.0.1:10 backup; ip_hash; }
                server { listen 80; server_name shop.example *.shop.example; return 200 shop; }
                server {
                    listen 80 default_server;
                    rewrite ^/old/(.*)$ /new/$1;
                    location = /here { default_type text/plain; add_header X-Here yes; return 200 here; }
                    location /new/ {
                        limit_req zone=r burst=5;
                        limit_conn c 3;
                        set $kind api;
                        rewrite ^/nowhere / break;
                        rewrite ^/new/(.*)$ /$kind/$1?a=b break;
                        proxy_pass https://api;
                        proxy_ssl_certificate /none/client.crt;
                        proxy_ssl_certificate_key /none/client.key;
                        proxy_set_header Host $host; error_page 502 504 =200 /sorry?$args; proxy_intercept_errors on;
                        add_header X-Peer $upstream_addr;
                    }
                    location ^~ /fixed/ { deny all; error_page 403 /sorry; }
                    location ~ ^/ne { return 404; }
                    location ~ [.]php$ { client_max_body_size 1k; return 200; }
                    location /twice/ { mirror /copy; proxy_pass http://api; }
                    location /dav/ { root FOLDER; dav_methods PUT DELETE MKCOL COPY MOVE; create_full_put_path on; }
                    location /part/ { root FOLDER; ssi on; }
                    location /part/more { proxy_pass http://api; }
                    location /php/ {
                        fastcgi_param CONTENT_LENGTH $content_length;
                        fastcgi_param SCRIPT_FILENAME /srv$fastcgi_script_name;
                        fastcgi_pass api;
                    }
                    location /h2/ { proxy_http_version 2; proxy_set_header X-A b; proxy_set_header Host $host;
                        location /h2/live { proxy_request_buffering off; proxy_pass http://api; } proxy_pass http://api/; }
                    location /scgi/ { scgi_param SCGI 1; scgi_pass api; }
                    location /gone/ { access_log FOLDER/access.log; return 410; }
                    location /circle/ { error_page 404 /circle/again; recursive_error_pages on; return 404; }
                    location /asks/ { auth_request /auth; proxy_pass http://api; }
                }
            }
            """;

    @TempDir Path folder;

    private Explanation explained(String request, String from) throws Exception {
        return explained(CONF, request, from, 80);
    }

    private Explanation explained(String conf, String request, String from, int port) throws Exception {
        var file = Files.writeString(folder.resolve("edge.conf"), conf.replace("FOLDER", folder.toString()));
        var head = (request + "\n\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return Engine.explain(Engine.Options.of(file, folder.resolve("state")), new Question(head, from, port));
    }

    private static List<String> steps(Explanation explained) {
        return explained.steps().stream().map(step -> step.what() + " " + step.text() + (step.place() == null ? "" : " " + step.place()
                .line()))
                .toList();
    }

    @Test void aProxiedRequestIsComposedAndNotSent() throws Exception {
        var explained = explained("GET /old/x%20y HTTP/1.1\nHost: other\nX-A: 1", "10.1.2.3");
        assertEquals(List.of("server the default server of the address, as no server is called \"other\" 7",
                "rewrite /old/x y becomes /new/x y (none) 9",
                "location location /new/: the longest prefix 11",
                "location location ~ ^/ne: matches, and goes before prefixes 24", "rewrite return 404 24", "answer 404 Not Found"),
                steps(explained));
        assertNull(explained.sends());
        assertEquals(24, explained.settings().line());
    }

    @Test void limitsKeysHeadersAndPeersAreTold() throws Exception {
        var explained = explained(CONF.replace("location ~ ^/ne ", "location ~ ^/xx "),
                "POST /new/u HTTP/1.1\nHost: a:80\nContent-Length: 3", "10.1.2.3", 80);
        var steps = steps(explained);
        assertTrue(steps.contains("rewrite set $kind to \"api\" 14"), steps::toString);
        assertTrue(steps.contains("rewrite ^/nowhere does not match /new/u 15"), steps::toString);
        assertTrue(steps.contains("rewrite /new/u becomes /api/u?a=b (break) 16"), steps::toString);
        assertTrue(steps.contains("limit limit_req zone=r of key \"10.1.2.3\""), steps::toString);
        assertTrue(steps.contains("limit limit_conn c 3 of key 10.1.2.3"), steps::toString);
        assertTrue(steps.contains("errors 502 504 given here or by the peer: /sorry?$args, as 200 20"), steps::toString);
        assertTrue(explained.sends().startsWith("POST /api/u?a=b HTTP/1.1\r\nHost: a\r\n"), explained.sends());
        assertTrue(explained.sends().endsWith("\r\nContent-Length: 3\r\n\r\n"), explained.sends());
        assertTrue(explained.secure());
        assertEquals("api, ip_hash", explained.rule());
        assertEquals(List.of("127.0.0.1:9 false", "127.0.0.1:10 true"), explained.peers().stream().map(peer -> peer.name() + " "
                + peer.backup())
                .toList());
        assertTrue(explained.returns().contains("X-Peer: (the peer)\r\n"), explained.returns());
    }

    @Test void whatAnswersHereIsAnswered() throws Exception {
        var explained = explained("GET /here HTTP/1.1\nHost: a", "10.1.2.3");
        assertTrue(steps(explained).contains("location location = /here: is the URI itself, which ends the search 10"),
                steps(explained)::toString);
        assertTrue(explained.returns().startsWith("HTTP/1.1 200\r\n"), explained.returns());
        assertTrue(explained.returns().contains("X-Here: yes\r\n") && explained.returns().endsWith("\r\n\r\nhere"), explained.returns());
        var shop = explained("GET / HTTP/1.1\nHost: www.SHOP.example:80", "10.1.2.3");
        assertEquals(List.of("server *.shop.example is its name 6", "rewrite return 200 6"), steps(shop));
    }

    @Test void refusalsSayWhy() throws Exception {
        var denied = steps(explained("GET /fixed/a HTTP/1.1\nHost: a", "10.1.2.3"));
        assertEquals(List.of("location location ^~ /fixed/: the longest prefix, which ends the search 23", "access access: refuses",
                "answer 403 Forbidden: access forbidden by rule", "answer error_page serves /sorry"), denied.subList(2, 6));
        var large = steps(explained("POST /a.php HTTP/1.1\nHost: a\nContent-Length: 4096", "10.1.2.3"));
        assertTrue(large.getLast().startsWith("answer 413 Request Entity Too Large: client intended to send too large body: 4096 bytes"),
                large::toString);
        var bad = steps(explained("GET / HTTP/1.1", "10.1.2.3"));
        assertEquals(List.of("answer 400 Bad Request: client sent HTTP/1.1 request without \"Host\" header"), bad);
    }

    @Test void whatOthersWouldSayIsNotGuessed() throws Exception {
        var steps = steps(explained("GET /asks/ HTTP/1.1\nHost: a", "10.1.2.3"));
        assertTrue(steps.contains("access auth_request: asks /auth, and lets pass what that answers with 2xx; "
                + "not known without sending"), steps::toString);
        var mirrored = explained("GET /twice/ HTTP/1.1\nHost: a", "10.1.2.3");
        assertTrue(steps(mirrored).contains("content mirror: sends it to /copy, too, whose answers are nobody's"), mirrored::toString);
        assertTrue(mirrored.sends().startsWith("GET /twice/ HTTP/1.1\r\n"), mirrored::sends);
        var trouble = assertThrows(IOException.class, () -> Engine.explain(Engine.Options.of(folder.resolve("edge.conf"), folder),
                new Question(new byte[0], "10.0.0.1", 81)));
        assertTrue(trouble.getMessage().startsWith("nobody listens on port 81 in "), trouble::getMessage);
    }

    @Test void filesStayAsTheyAre() throws Exception {
        var file = Files.writeString(Files.createDirectories(folder.resolve("dav")).resolve("kept.txt"), "kept");
        for (var asked : List.of("DELETE /dav/kept.txt", "DELETE /dav/", "PUT /dav/new.txt", "PUT /dav/kept.txt", "MKCOL /dav/sub/")) {
            var told = explained(asked + " HTTP/1.1\nHost: a\nContent-Length: 0", "10.1.2.3");
            assertEquals("content changes what is there; not done", steps(told).getLast(), asked);
        }
        for (var asked : List.of("MOVE", "COPY")) {
            var told = explained(asked + " /dav/kept.txt HTTP/1.1\nHost: a\nDestination: /dav/other.txt", "10.1.2.3");
            assertEquals("content changes what is there; not done", steps(told).getLast(), asked);
        }
        assertEquals("kept", Files.readString(file));
        try (var all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList());
        }
        var got = explained("GET /dav/kept.txt HTTP/1.1\nHost: a", "10.1.2.3");
        assertTrue(got.returns().startsWith("HTTP/1.1 200\r\n"), got::returns);
    }

    @Test void whatIsIncludedIsNotAsked() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("part")).resolve("page.html"),
                "a<!--# include virtual=\"/part/more\" -->b");
        var steps = steps(explained("GET /part/page.html HTTP/1.1\nHost: a", "10.1.2.3"));
        assertTrue(steps.contains("content a part of the answer is asked of /part/more; not known without sending"), steps::toString);
    }

    @Test void parametersAreToldAsLines() throws Exception {
        var php = explained("POST /php/a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked", "10.1.2.3");
        assertTrue(php.sends().startsWith("CONTENT_LENGTH: (that of the body)\r\nSCRIPT_FILENAME: /srv/php/a\r\n"), php::sends);
        var scgi = explained("POST /scgi/a HTTP/1.1\nHost: a\nContent-Length: 7", "10.1.2.3");
        assertTrue(scgi.sends().startsWith("CONTENT_LENGTH: 7\r\nSCGI: 1\r\n"), scgi::sends);
        var chunked = explained("POST /scgi/a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked", "10.1.2.3");
        assertTrue(chunked.sends().startsWith("CONTENT_LENGTH: (that of the body)\r\n"), chunked::sends);
        var none = explained("GET /scgi/a HTTP/1.1\nHost: a", "10.1.2.3");
        assertTrue(none.sends().startsWith("CONTENT_LENGTH: 0\r\n"), none::sends);
    }

    @Test void overHttp2FieldsAreSent() throws Exception {
        var post = explained("POST /h2/a?b HTTP/1.1\nHost: a\nAccept: c\nUpgrade: websocket\nContent-Length: 7", "10.1.2.3");
        var fields = ":method: POST\r\n:scheme: http\r\n:path: /a?b\r\n:authority: a\r\nx-a: b\r\naccept: c\r\n";
        assertEquals(fields + "content-length: 7\r\n", post.sends());
        var chunked = explained("POST /h2/a?b HTTP/1.1\nHost: a\nAccept: c\nTransfer-Encoding: chunked", "10.1.2.3");
        assertEquals(fields + "content-length: (that of the body)\r\n", chunked.sends());
        var live = explained("POST /h2/live HTTP/1.1\nHost: a\nAccept: c\nTransfer-Encoding: chunked", "10.1.2.3");
        assertEquals(fields.replace("/a?b", "/h2/live"), live.sends());
    }

    @Test void nothingIsWrittenIntoLogs() throws Exception {
        explained("GET /gone/a HTTP/1.1\nHost: a", "10.1.2.3");
        explained("GET /circle/a HTTP/1.1\nHost: a", "10.1.2.3");
        explained("GET /fixed/a HTTP/1.1\nHost: a", "10.1.2.3");
        try (var all = Files.walk(folder)) {
            assertEquals(List.of(), all.filter(path -> path.toString().endsWith(".log")).toList());
        }
    }

    private static final String CHOICE = """
            events { }
            http {
                upstream key { hash $arg_k; server 127.0.0.1:1 weight=3; server 127.0.0.1:2; server 127.0.0.1:3 down; }
                upstream ring { hash $arg_k consistent; server 127.0.0.1:1; server 127.0.0.1:2; server 127.0.0.1:3; }
                upstream client { ip_hash; server 127.0.0.1:1; server 127.0.0.1:2; server 127.0.0.1:3; }
                upstream bound {
                    sticky cookie srv path=/;
                    server 127.0.0.1:1 route=a; server 127.0.0.1:2 route=b; server 127.0.0.1:3 route=c drain;
                    server 127.0.0.1:4 route=d down;
                }
                upstream mixed { hash $arg_k; sticky route $arg_r; server 127.0.0.1:1 route=a; server 127.0.0.1:2 route=b; }
                upstream spare { server 127.0.0.1:1 down; server 127.0.0.1:2 backup; }
                upstream away { server 127.0.0.1:1 down; server 127.0.0.1:2 drain; }
                upstream nowhere { hash $arg_k; server no.such.host.invalid:1; server 127.0.0.1:2; }
                server {
                    listen 80;
                    location /page/ { error_page 502 /sorry; proxy_pass http://away; }
                    location = /sorry { return 200 sorry; }
                    location / { proxy_pass http://$arg_to$uri; }
                }
            }
            """;

    private Explanation chosen(String to, String... lines) throws Exception {
        return explained(CHOICE, "GET /?to=" + to + " HTTP/1.1\nHost: a" + String.join("", List.of(lines).stream()
                .map(line -> "\n" + line).toList()), "10.1.2.3", 80);
    }

    private static List<String> peers(Explanation explained) {
        return explained.peers().stream().map(peer -> peer.name().substring(peer.name().indexOf(':')) + " " + peer.state() + " "
                + peer.weight()).toList();
    }

    private static List<String> order(Explanation explained) {
        return explained.choice().order().stream().map(name -> name.substring(name.indexOf(':'))).toList();
    }

    @Test void aHashSaysWhoGetsTheRequestAndWhoIsNext() throws Exception {
        var key = chosen("key&k=x");
        assertEquals(List.of(":1 up 3", ":2 up 1", ":3 down 1"), peers(key));
        assertEquals("hash of \"x\"", key.choice().why());
        assertTrue(key.choice().certain());
        assertEquals(2, order(key).size(), () -> order(key).toString());
        var ring = chosen("ring&k=x");
        assertEquals("hash consistent of \"x\"", ring.choice().why());
        assertEquals(List.of(":1", ":2", ":3"), order(ring).stream().sorted().toList());
        assertEquals(order(ring), order(chosen("ring&k=x")));
        var turns = chosen("key");
        assertEquals("hash of nothing: they take turns", turns.choice().why());
        assertFalse(turns.choice().certain());
        var client = chosen("client");
        assertEquals("ip_hash of 10.1.2.*", client.choice().why());
        assertTrue(client.choice().certain());
    }

    @Test void whoIsBoundToAPeerGoesThere() throws Exception {
        var bound = chosen("bound", "Cookie: srv=b");
        assertEquals(List.of(":1 up 1", ":2 up 1", ":3 draining 1", ":4 down 1"), peers(bound));
        assertEquals("sticky: the request is bound by \"b\"", bound.choice().why());
        assertEquals(List.of(":2", ":1"), order(bound));
        assertFalse(bound.returns().contains("Set-Cookie"), bound::returns);
        assertEquals(List.of(":3", ":1", ":2"), order(chosen("bound", "Cookie: srv=c"))); // who is bound is served until the end
        var fresh = chosen("bound");
        assertEquals("sticky: the request is bound to nobody", fresh.choice().why());
        assertFalse(fresh.choice().certain());
        assertTrue(fresh.returns().contains("Set-Cookie: srv=(of the peer); path=/\r\n"), fresh::returns);
        assertEquals("sticky: who has \"d\" cannot serve", chosen("bound", "Cookie: srv=d").choice().why());
        assertEquals("sticky: who has \"e\" is not among them", chosen("bound", "Cookie: srv=e").choice().why());
        var mixed = chosen("mixed&k=x&r=none");
        assertEquals("sticky: who has \"none\" is not among them; hash of \"x\"", mixed.choice().why());
        assertEquals(List.of(":2", ":1"), order(chosen("mixed&r=b")));
    }

    @Test void withoutAnybodyItIsThe502ThatItWouldBe() throws Exception {
        assertEquals(List.of(":2"), order(chosen("spare")));
        var away = chosen("away");
        assertNull(away.sends());
        assertEquals("answer 502 Bad Gateway: no live upstreams while connecting to upstream", steps(away).getLast());
        assertTrue(away.returns().startsWith("HTTP/1.1 502\r\n"), away::returns);
        assertEquals(List.of(":1 down 1", ":2 draining 1"), peers(away));
        var page = explained(CHOICE, "GET /page/ HTTP/1.1\nHost: a", "10.1.2.3", 80);
        assertTrue(page.returns().endsWith("\r\n\r\nsorry"), page::returns);
        var nowhere = chosen("nowhere&k=x"); // a name may be known elsewhere
        assertEquals(List.of("no.such.host.invalid:1", "127.0.0.1:2"), nowhere.peers().stream().map(Explanation.Peer::name).toList());
        assertEquals(2, order(nowhere).size());
    }

    @Test void whatAServerRefusesIsRefused() throws Exception {
        var long8k = "/" + "a".repeat(9000);
        for (var asked : List.of("GET /%zz|400", "GET /../../x|400", "GET /a%00b|400", "GET " + long8k + "|414", "get /|400", "GE T /|400",
                "TRACE /|405", "CONNECT a:80|405", "OPTIONS *|400")) {
            var wanted = asked.split("\\|");
            var told = explained(CONF, wanted[0] + " HTTP/1.1\nHost: a", "10.1.2.3", 80);
            assertTrue(steps(told).getLast().startsWith("answer " + wanted[1] + " "), () -> asked.substring(0, 12) + steps(told));
            assertTrue(told.returns().startsWith("HTTP/1.1 " + wanted[1] + "\r\n"), told::returns);
        }
        for (var line : List.of("Host: b", "Host", "X-A : b", " folded", "Content-Length: 1, 2", "Content-Length: x", "X: \0")) {
            var told = explained(CONF, "GET / HTTP/1.1\nHost: a\n" + line, "10.1.2.3", 80);
            assertTrue(steps(told).getLast().startsWith("answer 400 Bad Request: "), () -> line + ": " + steps(told));
        }
    }

    @Test void aTlsClientCallsWhomItAsks() throws Exception {
        for (var file : Certificates.rsa("shop")) {
            var path = folder.resolve(file.path().substring(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.text());
        }
        var conf = """
                events { }
                http {
                    ssl_certificate FOLDER/etc/ssl/certs/shop.crt;
                    ssl_certificate_key FOLDER/etc/ssl/private/shop.key;
                    default_type text/plain;
                    server { listen 443 ssl default_server; location / { return 200 other; } }
                    server {
                        listen 443 ssl;
                        server_name open.example;
                        location / { return 200 "$ssl_server_name $ssl_protocol $ssl_session_reused $ssl_client_verify"; }
                    }
                }
                """;
        var open = explained(conf, "GET / HTTP/1.1\nHost: open.example:443", "10.1.2.3", 443);
        assertTrue(open.returns().endsWith("\r\n\r\nopen.example (as negotiated) . NONE"), open::returns);
        var head = "GET / HTTP/1.1\r\nHost: open.example\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        var options = Engine.Options.of(folder.resolve("edge.conf"), folder);
        var plain = Engine.explain(options, new Question(head, "10.0.0.1", 443, Explanation.Channel.PLAIN));
        assertEquals("answer 497 Bad Request: client sent plain HTTP request to HTTPS port", steps(plain).getLast());
        Files.writeString(folder.resolve("edge.conf"), CHOICE);
        var tls = new Question(head, "10.0.0.1", 80, Explanation.Channel.TLS);
        var none = assertThrows(IOException.class, () -> Engine.explain(options, tls));
        assertTrue(none.getMessage().endsWith("edge.conf speaks no TLS, which https:// begins with"), none::getMessage);
    }
}
