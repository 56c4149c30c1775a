package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** Parts of a file (RFC 9110 §14; ngx_http_range_filter_module). */
class RangesTest {
    private static final String CONF =
            "server { listen 80; root /srv/site; default_type text/plain; location /few/ { max_ranges 2; alias /srv/site/; } location "
            + "/none/ { max_ranges 0; alias /srv/site/; } sendfile on; location /weak/ { add_header ETag W/\"v\"; alias /srv/site/; } }";

    private static Edge edge() {
        return Edge.with(CONF, Edge.file("/srv/site/a.txt", "0123456789"), Edge.file("/srv/site/long.txt", "0123456789".repeat(30)),
                Edge.file("/srv/site/empty.txt", ""));
    }

    /** Status line's code, then the body with the boundary named B, its CRLF as |. */
    private static String ask(Edge edge, String path, String... lines) {
        try (var client = edge.client()) {
            client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close");
            client.sends(lines);
            client.sends("");
            var head = client.head();
            var body = client.rest();
            var length = head.stream().filter(line -> line.startsWith("Content-Length: ")).findFirst().map(line -> line.substring(16));
            assertEquals(length.orElse("0"), "" + body.length());
            for (var line : head) {
                int at = line.indexOf("multipart/byteranges; boundary=");
                if (at >= 0) body = body.replace(line.substring(at + 31), "B");
            }
            var range = head.stream().filter(line -> line.startsWith("Content-Range: ")).map(line -> " [" + line.substring(15) + "]")
                    .findFirst().orElse("");
            return head.getFirst().split(" ")[1] + range + (body.startsWith("<html>") ? "" : " " + body.replace("\r\n", "|"));
        }
    }

    @Test void severalRangesAreParts() {
        try (var edge = edge()) {
            assertEquals(
                    "206 |--B|Content-Type: text/plain|Content-Range: bytes 0-1/300||01|--B|Content-Type: text/plain|Content-Range: bytes "
                    + "5-6/300||56|--B|Content-Type: text/plain|Content-Range: bytes 299-299/300||9|--B--|",
                    ask(edge, "/long.txt", "Range: bytes=0-1, 5-6,-1"));
        }
    }

    @OwlboardOnly(row = "parts-more-than-whole", value = "sends them (before 1.29.5)")
    @Test void partsThatAreMoreThanTheWholeAreTheWhole() {
        try (var edge = edge()) {
            assertEquals("200 0123456789", ask(edge, "/a.txt", "Range: bytes=0-1,5-6"));
            var parts = ask(edge, "/long.txt", "Range: bytes=0-49,60-109"); // and 200 bytes around them
            assertTrue(parts.startsWith("206 |--B"), parts);
            assertEquals("200 " + "0123456789".repeat(30), ask(edge, "/long.txt", "Range: bytes=0-49,60-110"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "bytes=0-0; 206 [bytes 0-0/10] 0",
        "bytes=0-; 206 [bytes 0-9/10] 0123456789",
        "BYTES = 1-2; 200 0123456789",
        "BYTES=1-2; 206 [bytes 1-2/10] 12",
        "bytes= 1 - 2; 206 [bytes 1-2/10] 12",
        "bytes=-100; 206 [bytes 0-9/10] 0123456789",
        "bytes=-0; 416 [bytes */10]",
        "bytes=a-b; 416 [bytes */10]",
        "bytes=1; 416 [bytes */10]",
        "bytes=1-2x; 416 [bytes */10]",
        "bytes=-; 416 [bytes */10]",
        "bytes=5-3; 416 [bytes */10]",
        "bytes=20-30,1-1; 206 [bytes 1-1/10] 1",
        "bytes=99999999999999999999-; 416 [bytes */10]",
        "bytes=0-9,0-9; 200 0123456789",
        "lines=1-2; 200 0123456789"})
    void aRange(String range, String answer) {
        try (var edge = edge()) {
            assertEquals(answer, ask(edge, "/a.txt", "Range: " + range));
        }
    }

    @OwlboardOnly(row = "range-forms", value = "416")
    @Test void emptyMembersAreNone() {
        try (var edge = edge()) {
            assertEquals("206 [bytes 0-1/10] 01", ask(edge, "/a.txt", "Range: bytes=0-1,"));
        }
    }

    @Test void noMoreThanMaxRanges() {
        try (var edge = edge()) {
            assertTrue(ask(edge, "/few/long.txt", "Range: bytes=0-0,2-2").startsWith("206 |--B"));
            assertTrue(ask(edge, "/few/long.txt", "Range: bytes=0-0,2-2,4-4").startsWith("200 0123456789"));
            assertEquals("200 0123456789", ask(edge, "/none/a.txt", "Range: bytes=0-0"));
        }
    }

    @Test void anEmptyFileIsSentWhole() {
        try (var edge = edge()) {
            assertEquals("200 ", ask(edge, "/empty.txt", "Range: bytes=0-"));
        }
    }

    @Test void ifRangeAsksForAllOfAnotherFile() {
        try (var edge = edge()) {
            var answer = edge.get("/a.txt");
            var tag = answer.headers().stream().filter(line -> line.startsWith("ETag: ")).findFirst().orElseThrow().substring(6);
            var time = answer.headers().stream().filter(line -> line.startsWith("Last-Modified: ")).findFirst().orElseThrow().substring(15);
            assertEquals("206 [bytes 1-1/10] 1", ask(edge, "/a.txt", "Range: bytes=1-1", "If-Range: " + tag));
            assertEquals("206 [bytes 1-1/10] 1", ask(edge, "/a.txt", "Range: bytes=1-1", "If-Range: " + time));
            assertEquals("200 0123456789", ask(edge, "/a.txt", "Range: bytes=1-1", "If-Range: \"other\""));
            assertEquals("200 0123456789", ask(edge, "/a.txt", "Range: bytes=1-1", "If-Range: Thu, 01 Jan 1970 00:00:01 GMT"));
        }
    }

    @Test void aTagWithSomethingBehindItIsAnotherOne() throws IOException {
        try (var edge = edge()) {
            Files.setLastModifiedTime(edge.file("/srv/site/a.txt"), FileTime.fromMillis(-5000)); // ngx_gmtime knows no time before 1970
            var answer = edge.get("/a.txt");
            assertTrue(answer.headers().contains("ETag: \"-5-a\""), answer.headers().toString());
            assertTrue(answer.headers().contains("Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT"), answer.headers().toString());
            assertEquals("200 0123456789", ask(edge, "/a.txt", "If-Match: \"x,y\",\t \"-5-a\" ,\"z\""));
            assertEquals("412", ask(edge, "/a.txt", "If-Match: \"-5-a\"x"));
            assertEquals("412", ask(edge, "/a.txt", "If-Match: \"x\" \"-5-a\""));
            assertEquals("412", ask(edge, "/a.txt", "If-Match: W/\"-5-a\""));
            assertEquals("200 0123456789", ask(edge, "/a.txt", "If-None-Match: \"-5-a\" x"));
            assertEquals("304 ", ask(edge, "/a.txt", "If-None-Match: \"x\", W/\"-5-a\""));
        }
    }

    @OwlboardOnly(row = "conditions", value = "a weak tag is as good as another")
    @Test void ifRangeWantsAStrongTag() {
        try (var edge = edge()) {
            assertEquals("200 0123456789", ask(edge, "/weak/a.txt", "Range: bytes=1-1", "If-Range: W/\"v\""));
        }
    }

    @Test void aFileThatBecomesShorterIsNamedInTheLog() throws IOException {
        try (var edge = edge(); var client = edge.client()) {
            var file = edge.file("/srv/site/a.txt");
            Files.write(file, new byte[32 << 20]);
            client.sends("GET /a.txt HTTP/1.1", "Host: shop", "Connection: close", "");
            client.head();
            Files.write(file, new byte[10]);
            client.rest();
            edge.errorLog().awaitsPart("/srv/site/a.txt\" was truncated at ");
        }
    }
}
