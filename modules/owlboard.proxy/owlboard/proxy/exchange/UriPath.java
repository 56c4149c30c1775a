package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Bytes;

/** From a request target to the URI that locations see: percent-decoded once, dots resolved, slashes merged; and back. */
public final class UriPath {
    private static final boolean[] ESCAPED = new boolean[256];
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    static {
        for (int c = 0; c <= 0x20; c++) ESCAPED[c] = true;
        for (int c = 0x7f; c < 256; c++) ESCAPED[c] = true;
        for (char c : "\"#%<>?\\^`{|}".toCharArray()) ESCAPED[c] = true;
    }

    private UriPath() {}

    /** Sets {@code uri} and {@code args} of an exchange from its head; 400 for a path above the root, a bad escape, or NUL. */
    public static void set(Exchange exchange, boolean mergeSlashes) throws Failure {
        var head = exchange.head;
        var from = head.array;
        int at = head.targetAt;
        int end = at + head.targetLength;
        int pathEnd = at;
        boolean plain = true;
        boolean plus = false;
        byte before = 0;
        for (; pathEnd < end; pathEnd++) {
            byte b = from[pathEnd];
            if (b == '?' || b == '#') break;
            if (b == '%' || (b == '/' || b == '.') && before == '/') plain = false;
            if (b == '+') plus = true;
            before = b;
        }
        int argsEnd = end;
        for (int i = pathEnd; i < end; i++) {
            if (from[i] == '#') {
                argsEnd = i;
                break;
            }
        }
        exchange.uriUntouched = true;
        exchange.uriWasEncoded = false;
        exchange.uriHadPlus = plus;
        if (!plain) exchange.uri = resolve(exchange, from, at, pathEnd, mergeSlashes);
        else exchange.uri = pathEnd == at ? "/" : latin1(from, at, pathEnd - at);
        exchange.args = pathEnd < argsEnd ? latin1(from, pathEnd + 1, argsEnd - pathEnd - 1) : "";
    }

    private static String latin1(byte[] from, int at, int length) {
        return new String(from, at, length, StandardCharsets.ISO_8859_1);
    }

    private static String resolve(Exchange exchange, byte[] from, int at, int end, boolean mergeSlashes) throws Failure {
        var out = new byte[end - at + 1];
        int length = 0;
        int segment = 1; // where the current segment begins in out
        for (int i = at; i < end; i++) {
            int c = from[i];
            if (c == '%') {
                if (i + 2 >= end) throw invalid();
                int high = Character.digit(from[i + 1], 16);
                int low = Character.digit(from[i + 2], 16);
                if (high < 0 || low < 0 || (high | low) == 0) throw invalid();
                c = high << 4 | low;
                i += 2;
                exchange.uriWasEncoded = true;
            }
            if (c != '/' || length == 0) {
                out[length++] = (byte) c;
                continue;
            }
            int closed = close(out, segment, length);
            if (closed == length) {
                if (length == segment && mergeSlashes) continue;
                out[length++] = '/';
            } else {
                length = closed;
            }
            segment = length;
        }
        length = close(out, segment, length);
        return latin1(out, 0, length);
    }

    /**
     * Ends a segment: {@code .} goes, {@code ..} takes the one before along. Returns the new length, which ends with a slash when something
     * went.
     */
    private static int close(byte[] out, int segment, int length) throws Failure {
        int size = length - segment;
        if (size == 1 && out[segment] == '.') return segment;
        if (size != 2 || out[segment] != '.' || out[segment + 1] != '.') return length;
        if (segment <= 1) throw invalid();
        int slash = segment - 2;
        while (out[slash] != '/') slash--;
        return slash + 1;
    }

    private static Failure invalid() {
        return Failure.client(400, "client sent invalid request while reading client request line");
    }

    /** A decoded URI, escaped again, with the arguments in force. */
    public static String escaped(Exchange exchange, String uri) {
        var out = exchange.desk().takeBytes();
        addEscaped(out, uri, 0);
        if (!exchange.args.isEmpty()) out.add('?').add(exchange.args);
        var text = out.toString();
        exchange.desk().give(out);
        return text;
    }

    /** Adds a decoded URI escaped again, as nginx does for a request line. */
    public static void addEscaped(Bytes out, String uri) {
        addEscaped(out, uri, 0);
    }

    public static void addEscaped(Bytes out, String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (ESCAPED[c & 255]) addByte(out, c);
            else out.add(c);
        }
    }

    /** As it stands, but for what would break a request line. */
    public static void addSafely(Bytes out, String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f) addByte(out, c);
            else out.add(c);
        }
    }

    /** Escaped as a part of a query string or of a redirect: also {@code &}, {@code +} and {@code ;} (NGX_ESCAPE_ARGS). */
    public static void addEscapedArgument(Bytes out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ESCAPED[c & 255] || c == '&' || c == '+' || c == ';') addByte(out, c);
            else out.add(c);
        }
    }

    /** What a word of memcached's may not have is escaped: control characters, spaces, and what escapes begin with. */
    public static void addEscapedWord(Bytes out, Bytes text) {
        for (int i = 0; i < text.length(); i++) {
            int c = text.at(i) & 255;
            if (c <= ' ' || c == '%') addByte(out, c);
            else out.add(c);
        }
    }

    private static void addByte(Bytes out, int c) {
        out.add('%').add(HEX[c >> 4 & 15]).add(HEX[c & 15]);
    }

    /**
     * The path of a redirect, of which captures were escaped whole: escapes of printable bytes above {@code %} are taken back, up to the
     * first question mark, escaped or not (NGX_UNESCAPE_REDIRECT).
     */
    public static String unescapedRedirect(String text) {
        if (text.indexOf('%') < 0) return text;
        var out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length() && text.charAt(at) != '?') {
            int c = escaped(text, at);
            if (c == '?') return out.append('?').append(text, at + 3, text.length()).toString();
            if (c > '%' && c < 0x7f) {
                out.append((char) c);
                at += 3;
            } else {
                boolean isBare = text.charAt(at) == '%' && c < 0; // of a variable
                out.append(isBare ? "%25" : text.substring(at, at + 1));
                at++;
            }
        }
        return out.append(text, at, text.length()).toString();
    }

    /** The byte of an escape at {@code at}; -1 when none is there. */
    private static int escaped(String text, int at) {
        if (text.charAt(at) != '%' || at + 2 >= text.length()) return -1;
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
