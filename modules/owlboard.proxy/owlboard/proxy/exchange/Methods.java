package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import owlboard.wire.http.Head;

/** The methods of RFC 9110 §9.3, PATCH and those of WebDAV that something asks for, as arrays that are compared by identity. */
public final class Methods {
    public static final byte[] GET = bytes("GET");
    public static final byte[] HEAD = bytes("HEAD");
    public static final byte[] POST = bytes("POST");
    public static final byte[] PUT = bytes("PUT");
    public static final byte[] DELETE = bytes("DELETE");
    public static final byte[] OPTIONS = bytes("OPTIONS");
    public static final byte[] PATCH = bytes("PATCH");
    public static final byte[] TRACE = bytes("TRACE");
    public static final byte[] CONNECT = bytes("CONNECT");
    public static final byte[] LOCK = bytes("LOCK");
    public static final byte[] MKCOL = bytes("MKCOL");
    public static final byte[] COPY = bytes("COPY");
    public static final byte[] MOVE = bytes("MOVE");
    private static final List<byte[]> KNOWN = List.of(GET, POST, HEAD, PUT, DELETE, OPTIONS, PATCH, TRACE, CONNECT, LOCK, MKCOL,
            COPY, MOVE);

    private static final Set<String> SAFE = Set.of("PROPFIND", "REPORT", "SEARCH", "QUERY");

    private Methods() {}

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] of(Head head) {
        for (var known : KNOWN) if (head.methodIs(known)) return known;
        return Arrays.copyOfRange(head.array, head.methodAt, head.methodAt + head.methodLength);
    }

    public static byte[] named(String name) {
        for (var known : KNOWN) if (name.equals(new String(known, StandardCharsets.US_ASCII))) return known;
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it changes nothing (RFC 9110 §9.2.1, and what the registry of methods says of the others). */
    public static boolean isSafe(byte[] method) {
        return method == GET || method == HEAD || method == OPTIONS || method == TRACE
                || SAFE.contains(new String(method, StandardCharsets.US_ASCII));
    }

    /** Not to be sent twice (RFC 9110 §9.2.2, as nginx counts): POST, LOCK, PATCH. */
    public static boolean isIdempotent(byte[] method) {
        return method != POST && method != LOCK && method != PATCH;
    }
}
