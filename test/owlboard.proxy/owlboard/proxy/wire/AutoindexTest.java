package owlboard.proxy.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.edge.Edge;

/** Lists of folders, byte for byte as nginx 1.22.1 wrote those in {@code listings/} (ngx_http_autoindex_module). */
class AutoindexTest {
    private static final Path LISTINGS = Path.of("test/owlboard.proxy/listings");
    private static final String CONF = """
            server {
                listen 80;
                root /srv/site;
                autoindex on;
                location /utf/ { charset utf-8; alias /srv/site/names/; }
                location /short/ { autoindex_exact_size off; alias /srv/site/; }
                location /xml/ { autoindex_format xml; alias /srv/site/; }
                location /json/ { autoindex_format json; alias /srv/site/; }
                location /jsonp/ { autoindex_format jsonp; alias /srv/site/names/; }
                location /jsonp-utf/ { autoindex_format jsonp; charset utf-8; alias /srv/site/names/; }
                location /off/ { autoindex off; alias /srv/site/names/; }
                location /random/ { random_index on; alias /srv/site/one/; }
                location /norandom/ { random_index on; alias /srv/site/folders/; }
            }
            """;
    private static final String LONG = "a-name-of-sixty-characters-".repeat(3).substring(0, 60);

    private static Edge edge() throws IOException {
        var edge = Edge.with(CONF, Edge.file("/srv/site/b.txt", "text"), Edge.file("/srv/site/a & <b> \"c\".txt", "x"),
                Edge.file("/srv/site/.hidden", "x"), Edge.file("/srv/site/" + LONG, "x"), Edge.file("/srv/site/one/only.txt", "only"),
                Edge.file("/srv/site/index/index.html", "index"), Edge.file("/srv/site/names/\u00e4 & \u00f6.txt", "x"),
                Edge.file("/srv/site/names/" + "\u00e4".repeat(51), "x"), Edge.file("/srv/site/names/" + "\u00fc".repeat(50), "x"));
        Files.createDirectories(edge.file("/srv/site/names/folder: 1%"));
        Files.createDirectories(edge.file("/srv/site/names").resolve(LONG));
        for (int size : new int[] {9_999, 10_000, 10_751, 10_752, 1_048_575, 1_572_864}) {
            edge.writes("/srv/site/size" + size, new byte[size]);
        }
        try (var all = Files.walk(edge.file("/srv/site"))) {
            for (var path : all.toList()) Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L));
        }
        return edge;
    }

    @ParameterizedTest @CsvSource({"/,text/html,root.html", "/utf/,text/html; charset=utf-8,utf.html", "/names/,text/html,names.html",
            "/short/,text/html,short.html", "/xml/,text/xml; charset=utf-8,list.xml", "/json/,application/json,list.json",
            "/jsonp/?callback=a.b,application/javascript,list.jsonp",
            "/jsonp-utf/?callback=a.b,application/javascript; charset=utf-8,list.jsonp"})
    void lists(String uri, String type, String listing) throws IOException {
        var body = Files.readString(LISTINGS.resolve(listing), StandardCharsets.ISO_8859_1);
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET " + uri + " HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: " + type, "Transfer-Encoding: chunked", "Connection: keep-alive", "");
            client.receivesChunked(body);
        }
    }

    @Test void anEmptyFolder() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            Files.createDirectories(edge.file("/srv/site/empty"));
            client.sends("GET /empty/ HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked", "Connection: keep-alive", "");
            client.receivesChunked("<html>\r\n<head><title>Index of /empty/</title></head>\r\n<body>\r\n<h1>Index of /empty/</h1><hr><pre>"
                    + "<a href=\"../\">../</a>\r\n</pre><hr></body>\r\n</html>\r\n");
        }
    }

    @Test void aLinkThatLeadsNowhereIsListed() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            Files.createSymbolicLink(Files.createDirectories(edge.file("/srv/site/xml-links")).resolve("nowhere"), Path.of("none"));
            client.sends("GET /xml-links/ HTTP/1.0", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Connection: close", "");
            client.receives("<html>", "<head><title>Index of /xml-links/</title></head>", "<body>");
            client.receives("<h1>Index of /xml-links/</h1><hr><pre><a href=\"../\">../</a>", "<a href=\"nowhere\">nowhere</a>{any}");
            client.receives("</pre><hr></body>", "</html>");
        }
    }

    @Test void aHeadAlone() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("HEAD / HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Connection: keep-alive", "");
            client.sends("GET /index/ HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 5", "Last-Modified: {any}", "ETag: {any}",
                    "Accept-Ranges: bytes", "Connection: keep-alive", "");
            client.receivesBody("index");
        }
    }

    @ParameterizedTest @CsvSource({"GET,/off/,403 Forbidden", "GET,/none/,404 Not Found", "GET,/jsonp/?callback=a-b,400 Bad Request",
            "POST,/names/,403 Forbidden", "DELETE,/names/,405 Not Allowed"})
    void whatIsNotListed(String method, String uri, String status) throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            client.sends(method + " " + uri + " HTTP/1.0", "");
            client.receives("HTTP/1.1 " + status, "Connection: close", "{page}");
        }
    }

    @Test void anyFileIsTheIndex() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET /random/ HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: 4", "Last-Modified: {any}", "ETag: {any}",
                    "Accept-Ranges: bytes", "Connection: keep-alive", "");
            client.receivesBody("only");
        }
    }

    @Test void aFolderWithoutFilesIsListedInstead() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            Files.createDirectories(edge.file("/srv/site/folders/a"));
            client.sends("HEAD /norandom/ HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 200 OK", "Content-Type: text/html", "Connection: keep-alive", "");
        }
    }
}
