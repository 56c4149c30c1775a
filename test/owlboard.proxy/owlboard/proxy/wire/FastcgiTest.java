package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Fastcgi;
import owlboard.edge.Wire;

/** {@code fastcgi_pass} with a responder that the test plays: what it is asked, and what becomes of its answers. */
class FastcgiTest {
    private static final String PARAMS = """
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_param SCRIPT_NAME $fastcgi_script_name;
            fastcgi_param PATH_INFO $fastcgi_path_info; fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method; fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param HTTPS $https if_not_empty;
            """;

    private static Edge php(String directives) {
        return Edge.with("server { listen 80; root /srv/site; " + PARAMS + directives + " }");
    }

    private static Wire get(Edge edge, String target, String... headers) {
        var lines = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: shop"));
        lines.addAll(List.of(headers));
        lines.add("");
        return edge.client().sends(lines.toArray(String[]::new));
    }

    @Test void aScriptIsAskedWithItsParameters() {
        try (var edge = php("fastcgi_split_path_info ^(.+?\\.php)(/.*)$; location ~ \\.php { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = get(edge, "/a.php/more?x=1", "X-Own: 1", "Accept: a", "Cookie: c=1");
            var wire = php.speaking();
            var request = Fastcgi.request(wire);
            assertEquals("/a.php", request.param("SCRIPT_NAME"));
            assertTrue(request.param("SCRIPT_FILENAME").endsWith("/srv/site/a.php"));
            assertEquals("/more", request.param("PATH_INFO"));
            assertEquals("x=1", request.param("QUERY_STRING"));
            assertEquals("GET", request.param("REQUEST_METHOD"));
            assertEquals("", request.param("CONTENT_LENGTH"));
            assertNull(request.param("HTTPS"));
            assertEquals("1", request.param("HTTP_X_OWN"));
            assertEquals("c=1", request.param("HTTP_COOKIE"));
            assertEquals("shop", request.param("HTTP_HOST"));
            assertEquals("", request.stdin());
            assertFalse(request.keepsConnection());
            wire.sendsRaw(Fastcgi.out("Content-Type: text/html\r\nX-Powered-By: PHP\r\n\r\nhello") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 200 OK", "Server: {any}", "Date: {any}", "Content-Type: text/html", "Transfer-Encoding: chunked",
                    "Connection: keep-alive", "X-Powered-By: PHP", "");
            client.receivesChunked("hello");
        }
    }

    @Test void aBodyIsItsStandardInput() {
        try (var edge = php("location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nContent-Type: text/x\r\n\r\nwords");
            var wire = php.speaking();
            var request = Fastcgi.request(wire);
            assertEquals("5", request.param("CONTENT_LENGTH"));
            assertEquals("text/x", request.param("CONTENT_TYPE"));
            assertEquals("words", request.stdin());
            wire.sendsRaw(Fastcgi.out("Status: 201 Made\r\nContent-Length: 2\r\n\r\nok") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 201 Made", "Server: {any}", "Date: {any}", "Content-Length: 2", "Connection: keep-alive", "");
            client.receivesBody("ok");
        }
    }

    @Test void aLongBodyGoesInManyRecords() {
        var body = "0123456789abcdef".repeat(20_000);
        try (var edge = php("client_max_body_size 1m; location / { fastcgi_pass php:9000; }")) {
            var php = edge.peer("php:9000");
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            var wire = php.speaking();
            assertEquals(body, Fastcgi.request(wire).stdin());
            wire.sendsRaw(Fastcgi.out("Status: 204 No Content\r\n\r\n") + Fastcgi.end()).finishes();
            client.receives("HTTP/1.1 204 No Content", "Server: {any}", "Date: {any}", "Connection: keep-alive", "");
        }
    }
}
