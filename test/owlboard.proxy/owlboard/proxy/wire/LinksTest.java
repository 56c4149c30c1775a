package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/** {@code disable_symlinks}: what may be reached through links. */
class LinksTest {
    private static final String CONF = """
            server {
                listen 80;
                root /srv/site;
                default_type text/plain;
                location / { }
                location /on/ { disable_symlinks on; }
                location /owner/ { disable_symlinks if_not_owner; }
                location /below/ { root /srv/linked; disable_symlinks on from=$document_root; }
                location /above/ { root /srv/linked; disable_symlinks on; }
                location /nowhere/ { root /srv/linked; disable_symlinks on from=$arg_none; }
                location /elsewhere/ { root /srv/linked; disable_symlinks on from=/srv/none; }
                location /try/ { disable_symlinks on; try_files $uri /on/real.txt; }
                location /index/ { disable_symlinks on; index link.txt real.txt; }
                location /gzip/ { disable_symlinks on; gzip_static on; }
            }
            """;

    private static Edge edge() throws IOException {
        var edge = Edge.with(CONF, Edge.file("/srv/site/real.txt", "real"), Edge.file("/srv/site/on/real.txt", "real"),
                Edge.file("/srv/site/owner/real.txt", "real"), Edge.file("/srv/site/below/real.txt", "real"),
                Edge.file("/srv/site/above/real.txt", "real"), Edge.file("/srv/site/nowhere/real.txt", "real"),
                Edge.file("/srv/site/elsewhere/real.txt", "real"),
                Edge.file("/srv/site/try/other.txt", "other"), Edge.file("/srv/site/index/real.txt", "real"),
                Edge.file("/srv/site/gzip/plain.txt", "plain"), Edge.file("/srv/site/folder/in.txt", "in"));
        for (var folder : new String[] {".", "on", "owner", "below", "try", "index"}) {
            Files.createSymbolicLink(edge.file("/srv/site/" + folder + "/link.txt"), edge.file("/srv/site/real.txt"));
        }
        Files.createSymbolicLink(edge.file("/srv/site/on/way"), edge.file("/srv/site/folder"));
        Files.createSymbolicLink(edge.file("/srv/site/gzip/plain.txt.gz"), edge.file("/srv/site/real.txt"));
        Files.createSymbolicLink(edge.file("/srv/linked"), edge.file("/srv/site"));
        return edge;
    }

    private static void gets(Wire client, String uri, String body) {
        client.sends("GET " + uri + " HTTP/1.1", "Host: shop", "Accept-Encoding: gzip", "");
        client.receives("HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: " + body.length(), "Last-Modified: {any}",
                "ETag: {any}", "Accept-Ranges: bytes", "Connection: keep-alive", "").receivesBody(body);
    }

    private static void isForbidden(Wire client, String uri) {
        client.sends("GET " + uri + " HTTP/1.1", "Host: shop", "");
        client.receives("HTTP/1.1 403 Forbidden", "Connection: keep-alive", "{page}");
    }

    private static void isMissing(Wire client, String uri) {
        client.sends("GET " + uri + " HTTP/1.1", "Host: shop", "");
        client.receives("HTTP/1.1 404 Not Found", "Connection: keep-alive", "{page}");
    }

    @Test void linksAreNotFollowedWhereTheyMayNotBe() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            gets(client, "/link.txt", "real");
            gets(client, "/on/real.txt", "real");
            isForbidden(client, "/on/link.txt");
            edge.errorLog().awaitsPart("/srv/site/on/link.txt\" failed (40: Too many levels of symbolic links)");
            isMissing(client, "/on/way/in.txt");
            edge.errorLog().awaitsPart("/srv/site/on/way/in.txt\" failed (20: Not a directory)");
            isForbidden(client, "/on/way");
        }
    }

    @Test void linksThatGoRoundAreForbidden() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            Files.createSymbolicLink(edge.file("/srv/site/round"), edge.file("/srv/site/round"));
            Files.createSymbolicLink(edge.file("/srv/site/on/nowhere"), edge.file("/srv/site/none"));
            isForbidden(client, "/round");
            edge.errorLog().awaitsPart("/srv/site/round\" failed (40: Too many levels of symbolic links)");
            isForbidden(client, "/round/");
            isForbidden(client, "/round/x");
            isForbidden(client, "/on/nowhere");
            isMissing(client, "/on/way/");
            edge.errorLog().awaitsPart("/srv/site/on/way/index.html\" is not found (20: Not a directory)");
        }
    }

    @Test void whatLeadsToTheTrustedFolderIsNotLookedAt() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            gets(client, "/below/real.txt", "real");
            isForbidden(client, "/below/link.txt");
            isMissing(client, "/above/real.txt");
            isMissing(client, "/elsewhere/real.txt");
            isMissing(client, "/nowhere/real.txt");
        }
    }

    @Test void aLinkIsTriedInVainAndNoIndex() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            gets(client, "/try/link.txt", "real");
            gets(client, "/try/other.txt", "other");
            isForbidden(client, "/index/");
            gets(client, "/gzip/plain.txt", "plain");
        }
    }

    @Test void theOwnersOwnLinksMayBeFollowed() throws IOException, InterruptedException {
        try (var edge = edge(); var client = edge.client()) {
            gets(client, "/owner/link.txt", "real");
            var link = edge.file("/srv/site/owner/link.txt").toString();
            var process = new ProcessBuilder("chown", "-h", "nobody", link).redirectErrorStream(true).start();
            assumeTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0, "only root can give a link away");
            isForbidden(client, "/owner/link.txt");
        }
    }
}
