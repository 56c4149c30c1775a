package owlboard.proxy.route;

import java.nio.charset.StandardCharsets;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;
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
        byte before = 0;
        for (; pathEnd < end; pathEnd++) {
            byte b = from[pathEnd];
            if (b == '?' || b == '#') break;
            if (b == '%' || (b == '/' || b == '.') && before == '/') plain = false;
            before = b;
        }
        int argsEnd = end;
        for (int i = pathEnd; i < end; i++) {
            if (from[i] == '#') {
                argsEnd = i;
                break;
            }
        }
        exchange.args = pathEnd < argsEnd ? latin1(from, pathEnd + 1, argsEnd - pathEnd - 1) : "";
        exchange.uriUntouched = true;
        exchange.uriWasEncoded = false;
        if (plain) {
            exchange.uri = pathEnd == at ? "/" : latin1(from, at, pathEnd - at);
            return;
        }
        exchange.uri = resolve(exchange, from, at, pathEnd, mergeSlashes);
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
            } else if (c == '+') {
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

    /** Ends a segment: {@code .} goes, {@code ..} takes the one before along. Returns the new length, which ends with a slash when something went. */
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
        return Failure.client(400, "client sent invalid request URI");
    }

    /** Adds a decoded URI escaped again, as nginx does for a request line. */
    public static void addEscaped(Bytes out, String uri) {
        addEscaped(out, uri, 0);
    }

    public static void addEscaped(Bytes out, String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (ESCAPED[c & 255]) out.add('%').add(HEX[c >> 4 & 15]).add(HEX[c & 15]);
            else out.add(c);
        }
    }

    /** As it stands, but for what would break a request line. */
    public static void addSafely(Bytes out, String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f) out.add('%').add(HEX[c >> 4 & 15]).add(HEX[c & 15]);
            else out.add(c);
        }
    }

    /** Escaped as an argument of a query string or of a redirect: also {@code &} and {@code +}. */
    static void addEscapedArgument(Bytes out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ESCAPED[c & 255] || c == '&' || c == '+') out.add('%').add(HEX[c >> 4 & 15]).add(HEX[c & 15]);
            else out.add(c);
        }
    }
}
