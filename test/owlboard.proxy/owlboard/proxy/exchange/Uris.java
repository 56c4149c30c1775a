package owlboard.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import owlboard.fuzz.Seeds;
import owlboard.fuzz.Target;
import owlboard.wire.http.Bytes;

/** Targets: the path that a location is chosen by, escaped again for who comes next, is the same path for that one. */
public final class Uris implements Target {
    private final Exchange exchange;

    public Uris(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public String name() {
        return "uris";
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of("/", "/a/b/../c%20d?page=7&x=y", "/a//b/./c/", "/%41%2f..%2e%2e/x", "/a%2fb%3fc%23d?e#f", "/a;b/..;/c", 
                "/\u00e4%c3%a4",
                "/a/b/c/d/../../../e", "/%252e%252e/a", "*", "/a?", "/x=1+2~'()");
    }

    @Override
    public List<byte[]> spice() {
        return Seeds.of("/", "//", "..", ".", "/../", "/./", "%2e", "%2E%2e", "%2f", "%2F", "%5c", "\\", "%00", "%0d%0a", "%25", "%", "%4",
                "?", "#", ";",
                "%3f", "%23", "%20", "+", "\u00ff", "%ff", "%u002e", "&", "=", "\"", "<", "\u007f");
    }

    private static boolean isTarget(byte[] input) {
        if (input.length == 0 || input[0] != '/') return false;
        for (byte b : input) if (b >= 0 && b <= ' ' || b == 0x7f) return false; // no head would have it
        return true;
    }

    private String path(byte[] target, boolean mergeSlashes) throws Failure {
        exchange.head.reset(target, 0);
        exchange.head.targetAt = 0;
        exchange.head.targetLength = target.length;
        UriPath.set(exchange, mergeSlashes);
        return exchange.uri;
    }

    @Override
    public void take(byte[] input) {
        if (!isTarget(input)) return;
        for (boolean mergeSlashes : new boolean[] {true, false}) {
            String uri;
            try {
                uri = path(input, mergeSlashes);
            } catch (Failure refused) {
                continue;
            }
            var out = new Bytes(256);
            UriPath.addEscaped(out, uri);
            var escaped = out.copy();
            try {
                if (!isTarget(escaped)) throw new AssertionError("no target: " + new String(escaped, ISO_8859_1) + " of " + uri);
                var again = path(escaped, mergeSlashes);
                boolean isSame = again.equals(uri) && exchange.args.isEmpty();
                if (!isSame) throw new AssertionError(uri + " is read as " + again + "?" + exchange.args);
            } catch (Failure refused) {
                throw new AssertionError("refused at the second reading: " + new String(escaped, ISO_8859_1), refused);
            }
            if (("/" + uri + "/").contains("/../")) throw new AssertionError("dots are left in " + uri);
        }
    }
}
