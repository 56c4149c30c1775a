package owlboard.httpserver;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Reasons;

/** Writes the head of a response. Names leave in the usual case, {@code Content-Type}, whatever {@code Headers} makes of them. */
final class ResponseHead {
    private static final byte[] OK = latin1("HTTP/1.1 200 OK\r\n");
    private static final byte[] DATE_NAME = latin1("Date: ");

    private record Stamp(long second, byte[] line) {}

    private static volatile Stamp stamp = new Stamp(0, new byte[0]);

    private ResponseHead() {}

    /** The status line, Date, and the headers except those in {@code ours}, which are in the form that {@code Headers} gives to names. */
    static void write(Bytes out, int status, Headers headers, Set<String> ours) throws IOException {
        if (status == 200) out.add(OK);
        else out.add("HTTP/1.1 ").addPadded(status, 3).add(' ').add(Reasons.of(status)).addCrlf();
        if (status >= 200 && !headers.containsKey("Date")) out.add(date(System.currentTimeMillis() / 1000));
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = header.getKey();
            if (ours.contains(name)) continue;
            for (String value : header.getValue()) {
                writeName(out, name);
                out.add(':').add(' ');
                writeValue(out, name, value);
                out.addCrlf();
            }
        }
    }

    private static void writeName(Bytes out, String name) throws IOException {
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') throw refused("name", name, c);
            out.add(first && c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
            first = c == '-';
        }
    }

    private static void writeValue(Bytes out, String name, String value) throws IOException {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) throw refused("value", name, c);
        }
        out.add(value);
    }

    private static IOException refused(String part, String name, char c) {
        return new IOException("the %s of the response header \"%s\" holds U+%04X, which a header cannot carry: encode it"
                .formatted(part, name.replaceAll("\\p{Cntrl}", "?"), (int) c));
    }

    private static byte[] date(long second) {
        var current = stamp;
        if (current.second != second) {
            var line = new Bytes(40).add(DATE_NAME).add(HttpDate.of(second)).addCrlf().copy();
            stamp = current = new Stamp(second, line);
        }
        return current.line;
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
