package owlboard.proxy.logfile;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Bytes;

/** What a line of the error log is about, word by word: as nginx writes it, or as members of a JSON object. */
public final class LineWords {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Bytes out;
    private final boolean isJson;

    LineWords(Bytes out, boolean isJson) {
        this.out = out;
        this.isJson = isJson;
    }

    /** {@code , name: value}. */
    public void add(String name, String value) {
        if (isJson) member(out, name, value);
        else out.add(", ").add(name).add(": ").add(ErrorLog.oneLine(value));
    }

    /** {@code , name: "value"}. */
    public void quote(String name, String value) {
        if (isJson) member(out, name, value);
        else out.add(", ").add(name).add(": \"").add(ErrorLog.oneLine(value)).add('"');
    }

    /** {@code  while action}, right behind the message. */
    public void doing(String action) {
        if (isJson) member(out, "while", action);
        else out.add(" while ").add(action);
    }

    /** {@code , name:value}. */
    public void pair(String name, String value) {
        if (isJson) member(out, name, value);
        else out.add(", ").add(name).add(':').add(value);
    }

    /** Behind another one. {@code value} is Latin-1, bytes of UTF-8 perhaps. */
    static void member(Bytes out, String name, String value) {
        out.add(",\"").add(name).add("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') out.add('\\').add(c);
            else if (c < 32 || c >= 127) escaped(out, c);
            else out.add(c);
        }
        out.add('"');
    }

    private static void escaped(Bytes out, char c) {
        out.add("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.add(HEX[c >> shift & 15]);
    }
}
