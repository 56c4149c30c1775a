package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an {@link Application} was asked; {@code last}: the connection ends with the answer. */
record Request(String line, List<String> lines, String body, boolean last) {
    /** The client's port and the product's name differ from run to run. */
    private static final List<String> HIDDEN = List.of("REMOTE_PORT", "SERVER_SOFTWARE");

    /** One of HTTP/1; null at the end of the stream. */
    static Request read(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = lineOf(in); line == null || !line.isEmpty(); line = lineOf(in)) {
            if (line == null) return null;
            lines.add(line);
        }
        var head = new Request(lines.removeFirst(), lines, "", false);
        return new Request(head.line, lines, head.readBody(in), head.value("Connection").equalsIgnoreCase("close"));
    }

    /** One of a protocol that sends parameters: these are the lines. */
    static Request of(Map<String, String> params, String body, boolean last) {
        var lines = new ArrayList<String>();
        params.forEach((name, value) -> {
            if (name.startsWith("HTTP_PLAY_")) lines.add("Play-" + name.substring(10).toLowerCase(Locale.ROOT) + ": " + value);
            else if (!HIDDEN.contains(name)) lines.add(name + ": " + value);
        });
        return new Request(params.get("REQUEST_METHOD") + ' ' + params.get("REQUEST_URI"), lines, body, last);
    }

    private String readBody(InputStream in) throws IOException {
        var length = value("Content-Length");
        if (!length.isEmpty()) return new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
        if (value("Transfer-Encoding").isEmpty()) return "";
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(lineOf(in), 16);
            body.append(new String(in.readNBytes(size), ISO_8859_1));
            lineOf(in);
            if (size == 0) return body.toString();
        }
    }

    /** The value of the first line of this name, or nothing. */
    String value(String name) {
        return lines.stream().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)).findFirst()
                .map(line -> line.substring(name.length() + 1).strip()).orElse("");
    }

    private static String lineOf(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) return null;
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }
}
