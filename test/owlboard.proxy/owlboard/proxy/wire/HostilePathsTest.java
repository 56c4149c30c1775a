package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http2.FrameClient;

/** The path by which a location was chosen is the path that the backend reads: what one tier guards, the next one cannot find. */
@OwlboardOnly(row = "http2-breaches", value = "answers some of these with 400 over HTTP/2")
class HostilePathsTest {
    private static final List<String> PATHS = List.of(
            "/public/../admin", "/public/%2e%2e/admin", "/public/%2E%2e/admin", "/public/.%2e/admin", "/public/..%2fadmin",
            "/public%2f..%2fadmin", "/%2e/admin", "/./admin", "//admin", "///admin", "/public//../admin", "/public/..//admin",
            "/%61dmin", "/%61%64%6d%69%6e", "/admin%00", "/admin%00/public", "/admin;x", "/public/..;/admin", "/;/admin", "/ADMIN",
            "/admin.", "/admin%20", "/admin%09", "/admin%2f", "/admin/", "/admin/.", "/admin/..", "/admin?x", "/admin%3fx",
            "/admin%23x", "/public\\..\\admin", "/public/..%5cadmin", "/public%5c..%5cadmin", "/public/%252e%252e/admin", "/%2561dmin",
            "/public/%c0%ae%c0%ae/admin", "/public/%e0%80%ae%e0%80%ae/admin", "/public/%uff0e%uff0e/admin", "/public/%", "/public/%2",
            "/public/%zz", "/admin%0d%0a", "/admin%ff", "/public/../../admin", "/..", "/%2e%2e/admin", "/a/b/../../admin",
            "/a/./b/.././../admin", "/admin/../public", "/.../admin", "/public/...%2f..%2fadmin", "/public/.%00./admin", "/*", "/%2a",
            "/public/a+b%2bc");

    /** What RFC 3986 §6.2.2 and nginx make of a path: escapes are read once, dots and doubled slashes go; null above the root. */
    private static String read(String target) {
        var path = target.replaceAll("[?#].*", "");
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            boolean escape = path.charAt(i) == '%';
            bytes.write(escape ? Integer.parseInt(path.substring(i + 1, i + 3), 16) : path.charAt(i));
            if (escape) i += 2;
        }
        var text = bytes.toString(StandardCharsets.ISO_8859_1).replaceAll("/+", "/");
        var segments = new ArrayDeque<String>();
        var parts = text.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean dots = parts[i].equals(".") || parts[i].equals("..");
            if (parts[i].equals("..") && segments.pollLast() == null) return null;
            if (!dots) segments.add(parts[i]);
            else if (i == parts.length - 1) segments.add("");
        }
        return "/" + String.join("/", segments);
    }

    private static final String TOLD = "proxy_set_header X-At-%s $uri; if ($uri ~ ^/admin) { return 403; }";

    private static Tiers tiers() throws Exception {
        return Tiers.with("on", TOLD.formatted("Balancer"), TOLD.formatted("Gateway"));
    }

    private static void isTheSameEverywhere(String path, int status, Tiers tiers) {
        if (status != 200) {
            assertTrue(List.of(0, 400, 403).contains(status), path + ": " + status);
            assertEquals(List.of(), tiers.seen(), path);
            return;
        }
        var seen = tiers.seen().getFirst();
        var target = seen.head().getFirst().split(" ")[1];
        var uri = read(target);
        assertEquals("X-At-Balancer: " + uri, seen.line("x-at-balancer"), path);
        assertEquals("X-At-Gateway: " + uri, seen.line("x-at-gateway"), path);
        assertTrue(!uri.startsWith("/admin"), path + " reaches the backend as " + target);
    }

    @Test void overHttp1() throws Exception {
        try (var tiers = tiers()) {
            for (var path : PATHS) {
                tiers.forget();
                int status;
                try (var client = tiers.edge.client()) {
                    client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", "");
                    status = Integer.parseInt(client.head().getFirst().split(" ")[1]);
                }
                isTheSameEverywhere(path, status, tiers);
            }
        }
    }

    @Test void overHttp2() throws Exception {
        try (var tiers = tiers()) {
            for (var path : PATHS) {
                tiers.forget();
                try (var c = FrameClient.open(tiers.edge.address())) {
                    isTheSameEverywhere(path, c.get(1, path).answer(1).status(), tiers);
                }
            }
        }
    }

    @Test void alsoWhereThePrefixIsReplaced() throws Exception {
        var moved = "rewrite ^(.*)$ $1 break; proxy_set_header X-At-Balancer $uri;";
        try (var tiers = Tiers.with("on", moved, "proxy_set_header X-At-Gateway $uri;")) {
            for (var path : PATHS) {
                tiers.forget();
                int status;
                try (var client = tiers.edge.client()) {
                    client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", "");
                    status = Integer.parseInt(client.head().getFirst().split(" ")[1]);
                }
                if (status != 200) continue;
                var seen = tiers.seen().getFirst();
                var uri = read(seen.head().getFirst().split(" ")[1]);
                assertEquals(("X-At-Gateway: " + uri).strip(), seen.line("x-at-gateway").strip(), path);
                assertEquals(("X-At-Balancer: " + uri).strip(), seen.line("x-at-balancer").strip(), path);
            }
        }
    }
}
