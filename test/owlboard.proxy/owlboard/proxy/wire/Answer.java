package owlboard.proxy.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import owlboard.edge.Edge;
import owlboard.edge.Wire;

/** A whole answer on a connection that ends with it: its head, its body out of its chunks, and what followed that. */
record Answer(List<String> head, String body, List<String> trailers) {
    /** GET; {@code lines} are header lines beside Host and Connection. */
    static Answer get(Edge edge, String path, String... lines) {
        return of(edge, "GET " + path + " HTTP/1.1", lines);
    }

    static Answer of(Edge edge, String requestLine, String... lines) {
        try (var client = edge.client()) {
            client.sends(requestLine, "Host: shop", "Connection: close").sends(lines.length == 0 ? new String[] {"X-None: 1"} : lines)
                    .sends("");
            return read(client);
        }
    }

    /** The connection ends behind it. */
    static Answer read(Wire client) {
        var head = client.head();
        var rest = client.rest();
        if (!head.contains("Transfer-Encoding: chunked")) return new Answer(head, rest, List.of());
        var body = new StringBuilder();
        int at = 0;
        while (true) {
            int end = rest.indexOf("\r\n", at);
            if (end < 0) throw new AssertionError("chunks end too early: " + head);
            int size = Integer.parseInt(rest.substring(at, end), 16);
            at = end + 2;
            if (size == 0) break;
            body.append(rest, at, at + size);
            at += size + 2;
        }
        var trailers = new ArrayList<String>();
        for (int end; !rest.startsWith("\r\n", at); at = end + 2) {
            end = rest.indexOf("\r\n", at);
            trailers.add(rest.substring(at, end));
        }
        if (at + 2 != rest.length()) throw new AssertionError("more follows: " + rest.substring(at + 2));
        return new Answer(head, body.toString(), trailers);
    }

    int status() {
        return Integer.parseInt(head.getFirst().split(" ")[1]);
    }

    /** The value of the first line with this name, as written; null when there is none. */
    String header(String name) {
        return head.stream().filter(line -> line.startsWith(name + ": ")).map(line -> line.substring(name.length() + 2))
                .findFirst().orElse(null);
    }

    boolean isPacked() {
        return "gzip".equals(header("Content-Encoding"));
    }

    String unpacked() {
        return unpacked(body);
    }

    static String unpacked(String gzip) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip.getBytes(StandardCharsets.ISO_8859_1)))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    static byte[] packed(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static String packedText(String text) {
        return new String(packed(text), StandardCharsets.ISO_8859_1);
    }
}
