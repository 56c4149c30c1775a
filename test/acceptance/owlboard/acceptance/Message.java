package owlboard.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A request or an answer as it came over a raw socket; text is bytes, one char each. Header lines keep their order and spelling. */
record Message(String start, List<String> headers, String body) {

    /** The status code of an answer. */
    int status() {
        return Integer.parseInt(start.split(" ")[1]);
    }

    /** The values of every header line of this name. */
    List<String> values(String name) {
        return headers.stream().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip()).toList();
    }

    /** Null before the first byte: the other side has closed. */
    static Message read(InputStream in) throws IOException {
        var head = readHead(in);
        if (head == null) return null;
        boolean bodiless = head.start.startsWith("HTTP/1.1 204") || head.start.startsWith("HTTP/1.1 304")
                || head.start.startsWith("HTTP/1.1 101");
        if (bodiless) return head;
        if (head.values("Transfer-Encoding").contains("chunked")) return head.with(chunks(in));
        var length = head.values("Content-Length");
        if (!length.isEmpty()) return head.with(exactly(in, Integer.parseInt(length.getFirst())));
        return head.start.startsWith("HTTP/") ? head.with(new String(in.readAllBytes(), ISO_8859_1)) : head;
    }

    static Message readHead(InputStream in) throws IOException {
        var start = line(in, true);
        if (start == null) return null;
        var headers = new ArrayList<String>();
        for (var line = line(in, false); !line.isEmpty(); line = line(in, false)) headers.add(line);
        return new Message(start, headers, "");
    }

    private Message with(String text) {
        return new Message(start, headers, text);
    }

    private static String line(InputStream in, boolean mayEnd) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && mayEnd && bytes.size() == 0) return null;
            if (b < 0) throw new EOFException("the connection ended within a head: " + bytes.toString(ISO_8859_1));
            bytes.write(b);
        }
        return bytes.toString(ISO_8859_1).stripTrailing();
    }

    private static String chunks(InputStream in) throws IOException {
        var body = new StringBuilder();
        while (true) {
            int length = Integer.parseInt(line(in, false), 16);
            body.append(exactly(in, length));
            line(in, false);
            if (length == 0) return body.toString();
        }
    }

    static String exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes of a body");
        }
        return new String(bytes, ISO_8859_1);
    }
}
