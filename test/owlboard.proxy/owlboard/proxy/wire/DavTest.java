package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.edge.Wire;
import owlboard.edge.WithoutNginx;
import owlboard.harness.Patience;

/** What {@code dav_methods} leaves on the disk; what it answers is in {@code cases/dav.txt}. */
class DavTest {
    private static final Edge.FileText FILE = Edge.file("/srv/site/a.txt", "text");
    private static final String CONF = """
            server {
                listen 80;
                root /srv/site;
                client_max_body_size 0;
                client_body_buffer_size 1k;
                dav_methods PUT DELETE MKCOL COPY MOVE;
                create_full_put_path on;
                location / { }
                location /open/ { dav_access group:rw all:r; }
            }
            """;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> in(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test void newFilesHaveTheAccessOfDavAccess() throws IOException {
        try (var edge = Edge.with(CONF, FILE); var client = edge.client()) {
            client.sends("PUT /p.txt HTTP/1.1", "Host: shop", "Content-Length: 1", "").sendsRaw("x");
            client.receives("HTTP/1.1 201 Created", "Content-Length: 0", "Location: http://shop{:80}/p.txt", "Connection: keep-alive", "");
            client.sends("PUT /open/f/p.txt HTTP/1.1", "Host: shop", "Content-Length: 1", "").sendsRaw("x");
            client.receives("HTTP/1.1 201 Created", "Content-Length: 0", "Location: http://shop{:80}/open/f/p.txt",
                    "Connection: keep-alive", "");
            assertEquals("rw-------", mode(edge.file("/srv/site/p.txt")));
            assertEquals("rw-rw-r--", mode(edge.file("/srv/site/open/f/p.txt")));
            assertTrue(mode(edge.file("/srv/site/open/f")).startsWith("rwx"), mode(edge.file("/srv/site/open/f")));
        }
    }

    @OwlboardOnly(row = "name-bytes", value = "has the byte itself in the name")
    @Test void aNameThatIsNoUtf8IsNotThatOfAnotherFile() throws IOException {
        try (var edge = Edge.with(CONF, FILE); var client = edge.client()) {
            client.sends("PUT /new/%ff%c3%a4 HTTP/1.1", "Host: shop", "Content-Length: 1", "").sendsRaw("x");
            client.receives("HTTP/1.1 201 Created", "Content-Length: 0", "Location: http://shop{:80}/new/%FF%C3%A4",
                    "Connection: keep-alive", "");
            assertEquals(List.of("\uf7ff\u00e4"), in(edge.file("/srv/site/new")));
        }
    }

    @Test void aBodyLargerThanMemoryArrivesWhole() throws IOException {
        var body = "0123456789".repeat(300_000);
        try (var edge = Edge.with(CONF, FILE); var client = edge.client()) {
            client.sends("PUT /a.txt HTTP/1.1", "Host: shop", "Content-Length: " + body.length(), "").sendsRaw(body);
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            assertEquals(body, Files.readString(edge.file("/srv/site/a.txt")));
            assertEquals(List.of("a.txt"), in(edge.file("/srv/site")));
        }
    }

    @Test void whatIsNotSentToItsEndChangesNothing() throws IOException {
        try (var edge = Edge.with(CONF, FILE); var client = edge.client()) {
            client.sends("PUT /a.txt HTTP/1.1", "Host: shop", "Content-Length: 100000", "").sendsRaw("x".repeat(50_000)).closes();
            edge.accessLog().awaitsPart("PUT /a.txt");
            assertEquals("text", Files.readString(edge.file("/srv/site/a.txt")));
            assertEquals(List.of("a.txt"), in(edge.file("/srv/site")));
        }
    }

    @OwlboardOnly(row = "dav-links", value = "empties the folder")
    @Test void aLinkIsNotFollowedToBeEmptied() throws IOException {
        try (var edge = Edge.with(CONF, FILE, Edge.file("/srv/else/kept.txt", "kept")); var client = edge.client()) {
            Files.createSymbolicLink(edge.file("/srv/site/link"), edge.file("/srv/else"));
            client.sends("DELETE /link/ HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 409 Conflict", "Connection: keep-alive", "{page}");
            assertEquals("kept", Files.readString(edge.file("/srv/else/kept.txt")));
            client.sends("DELETE /link HTTP/1.1", "Host: shop", "");
            client.receives("HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            assertEquals(List.of("a.txt"), in(edge.file("/srv/site")));
        }
    }

    private static void copies(Wire client, String to, String... answer) {
        client.sends("COPY /a.txt HTTP/1.1", "Host: shop", "Destination: " + to, "");
        client.receives(answer);
    }

    @Test void copyWritesIntoWhatIsThere() throws IOException {
        var files = new Edge.FileText[] {FILE, Edge.file("/srv/site/own.txt", "other"), Edge.file("/srv/site/one.txt", "one"),
                Edge.file("/srv/site/real.txt", "real, and longer"), Edge.file("/srv/site/dir/x.txt", "x")};
        try (var edge = Edge.with(CONF, files); var client = edge.client()) {
            var site = edge.file("/srv/site");
            Files.setPosixFilePermissions(site.resolve("own.txt"), PosixFilePermissions.fromString("rw-----w-"));
            Files.createLink(site.resolve("two.txt"), site.resolve("one.txt"));
            Files.createSymbolicLink(site.resolve("link.txt"), site.resolve("real.txt"));
            Files.createSymbolicLink(site.resolve("into"), site.resolve("dir"));
            for (var to : List.of("/own.txt", "/one.txt", "/link.txt")) {
                copies(client, to, "HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            }
            assertEquals("rw-----w-", mode(site.resolve("own.txt")));
            for (var name : List.of("own.txt", "two.txt", "real.txt")) assertEquals("text", Files.readString(site.resolve(name)));
            assertTrue(Files.isSymbolicLink(site.resolve("link.txt")));
            copies(client, "/into/?q", "HTTP/1.1 500 Internal Server Error", "Connection: close", "{page}");
            assertTrue(Files.isSymbolicLink(site.resolve("into")));
        }
    }

    @OwlboardOnly(row = "dav-itself", value = "empties the file")
    @Test void aCopyToItselfByAnotherNameChangesNothing() throws IOException {
        try (var edge = Edge.with(CONF, FILE); var client = edge.client()) {
            Files.createSymbolicLink(edge.file("/srv/site/link.txt"), edge.file("/srv/site/a.txt"));
            copies(client, "/link.txt", "HTTP/1.1 403 Forbidden", "Connection: keep-alive", "{page}");
            assertEquals("text", Files.readString(edge.file("/srv/site/a.txt")));
        }
    }

    @OwlboardOnly(row = "dav-links", value = "copies as many bytes as the link's own text has")
    @Test void aLinkIsCopiedAsTheFileThatItLeadsTo() throws IOException {
        try (var edge = Edge.with(CONF, Edge.file("/srv/site/b", "0123456789")); var client = edge.client()) {
            Files.createSymbolicLink(edge.file("/srv/site/a.txt"), Path.of("b"));
            copies(client, "/c.txt", "HTTP/1.1 204 No Content", "Connection: keep-alive", "");
            assertEquals("0123456789", Files.readString(edge.file("/srv/site/c.txt")));
        }
    }

    @WithoutNginx("would need a folder that is there before it starts")
    @Test void aFullDiskKeepsWhatWasThere() throws IOException, InterruptedException {
        try (var edge = Edge.with(CONF.replace("root /srv/site", "root /srv/disk"), FILE); var client = edge.client()) {
            var disk = Files.createDirectories(edge.file("/srv/disk"));
            Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
                    "only root can mount a small tmpfs");
            try {
                Files.writeString(disk.resolve("a.txt"), "text");
                client.sends("PUT /a.txt HTTP/1.1", "Host: shop", "Content-Length: 1000000", "").sendsRaw("x".repeat(1_000_000));
                client.receives("HTTP/1.1 500 Internal Server Error", "Connection: close", "{page}");
                edge.errorLog().awaitsPart("failed (28: No space left on device)");
                assertEquals("text", Files.readString(disk.resolve("a.txt")));
                assertEquals(List.of("a.txt"), in(disk));
            } finally {
                Wait.until("the disk is free", () -> unmounted(disk));
            }
        }
    }

    private static boolean unmounted(Path disk) {
        try {
            return run("umount", disk.toString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(Patience.SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
