package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import owlboard.edge.Edge;

/** {@code open_file_cache}: what is known of a file counts until it is looked at again, as on nginx. */
@Execution(ExecutionMode.CONCURRENT)
class OpenFileCacheTest {
    private static Edge edge(String directives) {
        return Edge.with("""
                server { listen 80; root /usr/share/nginx/html; %s location /tried { try_files $uri $uri/ /srv.txt =404; } }
                """.formatted(directives), Edge.file("/usr/share/nginx/html/a.txt", "first"),
                Edge.file("/usr/share/nginx/html/tried/index.html", "index"), Edge.file("/usr/share/nginx/html/srv.txt", "fallback"));
    }

    private static String got(Edge edge, String path) {
        var answer = edge.get(path);
        return answer.status() + (answer.status() == 200 ? " " + answer.body() : "");
    }

    @Test void aFileThatIsKnownIsSentAsItWas() throws IOException {
        for (var words : new String[] {"open_file_cache max=10;", "open_file_cache off;"}) {
            try (var edge = edge(words)) {
                assertEquals("200 first", got(edge, "/a.txt"));
                Files.delete(edge.file("/usr/share/nginx/html/a.txt"));
                assertEquals(words.contains("off") ? "404" : "200 first", got(edge, "/a.txt"));
            }
        }
    }

    @Test void afterItsTimeItIsLookedAtAgain() throws Exception {
        try (var edge = edge("open_file_cache max=10; open_file_cache_valid 1s;")) {
            assertEquals("200 first", got(edge, "/a.txt"));
            Files.delete(edge.file("/usr/share/nginx/html/a.txt"));
            edge.writes("/usr/share/nginx/html/a.txt", "second file");
            Thread.sleep(2100); // nginx counts whole seconds
            assertEquals("200 second file", got(edge, "/a.txt"));
        }
    }

    @Test void missingFilesAreKnownWhereTheFileSaysSo() throws IOException {
        for (boolean errors : new boolean[] {true, false}) {
            try (var edge = edge("open_file_cache max=10; open_file_cache_errors " + (errors ? "on;" : "off;"))) {
                assertEquals("404", got(edge, "/late.txt"));
                edge.writes("/usr/share/nginx/html/late.txt", "late");
                assertEquals(errors ? "404" : "200 late", got(edge, "/late.txt"));
            }
        }
    }

    @Test void foldersAndTriedFilesAreKnownToo() {
        try (var edge = edge("open_file_cache max=10; open_file_cache_min_uses 2; open_file_cache_errors on;")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("200 index", got(edge, "/tried/"));
                assertEquals("301", got(edge, "/tried"));
                assertEquals("200 fallback", got(edge, "/tried/nothing"));
                assertEquals("404", got(edge, "/nothing"));
                assertEquals(206, edge.get("/a.txt", "Range: bytes=1-2").status());
            }
        }
    }
}
