package owlboard.wire.http;

import java.nio.charset.StandardCharsets;

/** Header names that something in the program asks for by name, as small integers. Everything else is {@link #OTHER}. */
public final class Name {
    public static final int OTHER = 0;
    public static final int HOST = 1;
    public static final int CONNECTION = 2;
    public static final int CONTENT_LENGTH = 3;
    public static final int TRANSFER_ENCODING = 4;
    public static final int UPGRADE = 5;
    public static final int EXPECT = 6;
    public static final int KEEP_ALIVE = 7;
    public static final int PROXY_CONNECTION = 8;
    public static final int TE = 9;
    public static final int TRAILER = 10;
    public static final int X_FORWARDED_FOR = 11;
    public static final int CONTENT_TYPE = 12;
    public static final int SERVER = 13;
    public static final int DATE = 14;
    public static final int USER_AGENT = 15;
    public static final int REFERER = 16;
    public static final int COOKIE = 17;
    public static final int LOCATION = 18;
    public static final int REFRESH = 19;
    public static final int LAST_MODIFIED = 20;
    public static final int ETAG = 21;
    public static final int CACHE_CONTROL = 22;
    public static final int EXPIRES = 23;
    public static final int SET_COOKIE = 24;
    public static final int X_ACCEL_REDIRECT = 25;
    public static final int X_ACCEL_BUFFERING = 26;
    public static final int X_ACCEL_EXPIRES = 27;
    public static final int X_ACCEL_LIMIT_RATE = 28;
    public static final int X_ACCEL_CHARSET = 29;
    public static final int X_PAD = 30;
    public static final int IF_MODIFIED_SINCE = 31;
    public static final int IF_NONE_MATCH = 32;
    public static final int IF_UNMODIFIED_SINCE = 33;
    public static final int IF_MATCH = 34;
    public static final int IF_RANGE = 35;
    public static final int RANGE = 36;
    public static final int AUTHORIZATION = 37;
    public static final int ACCEPT = 38;
    public static final int ACCEPT_RANGES = 39;
    public static final int X_REAL_IP = 40;
    public static final int HTTP2_SETTINGS = 41;
    public static final int SEC_WEBSOCKET_ACCEPT = 42;
    public static final int FORWARDED = 43;
    public static final int X_FORWARDED_PROTO = 44;
    public static final int X_FORWARDED_HOST = 45;
    public static final int X_FORWARDED_PORT = 46;
    public static final int CONTENT_RANGE = 47;
    public static final int STATUS = 48;
    public static final int PROXY_AUTHORIZATION = 49;
    public static final int CONTENT_ENCODING = 50;
    public static final int ACCEPT_ENCODING = 51;
    public static final int VIA = 52;
    public static final int VARY = 53;
    public static final int ACCESS_CONTROL_ALLOW_ORIGIN = 54;

    private static final String[] NAMES = {"", "host", "connection", "content-length", "transfer-encoding", "upgrade", "expect",
            "keep-alive", "proxy-connection",
        "te", "trailer", "x-forwarded-for", "content-type", "server", "date", "user-agent", "referer", "cookie", "location", "refresh",
        "last-modified", "etag",
        "cache-control", "expires", "set-cookie", "x-accel-redirect", "x-accel-buffering", "x-accel-expires", "x-accel-limit-rate",
        "x-accel-charset", "x-pad",
        "if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range", "range", "authorization", "accept",
        "accept-ranges", "x-real-ip",
        "http2-settings", "sec-websocket-accept", "forwarded", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port",
        "content-range", "status",
        "proxy-authorization", "content-encoding", "accept-encoding", "via", "vary",
        "access-control-allow-origin"};

    private static final int MASK = 255;
    private static final byte[] TABLE = new byte[MASK + 1];
    private static final byte[][] BYTES = new byte[NAMES.length][];

    static {
        for (int id = 1; id < NAMES.length; id++) {
            BYTES[id] = NAMES[id].getBytes(StandardCharsets.US_ASCII);
            int at = hash(BYTES[id], 0, BYTES[id].length) & MASK;
            while (TABLE[at] != 0) at = (at + 1) & MASK;
            TABLE[at] = (byte) id;
        }
    }

    private Name() {}

    static int step(int hash, int lowerCase) {
        return hash * 31 + lowerCase;
    }

    static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    /** The hash of a name, whatever its case. */
    public static int hash(byte[] from, int at, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) hash = step(hash, lower(from[at + i]));
        return spread(hash);
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    static int of(byte[] from, int at, int length, int hash) {
        for (int probe = hash & MASK; TABLE[probe] != 0; probe = (probe + 1) & MASK) {
            int id = TABLE[probe];
            if (is(from, at, length, BYTES[id])) return id;
        }
        return OTHER;
    }

    /** The number of a name, whatever its case. */
    public static int of(byte[] from, int at, int length) {
        return of(from, at, length, hash(from, at, length));
    }

    /** The number of a name, whatever its case. */
    public static int of(String name) {
        var bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return of(bytes, 0, bytes.length);
    }

    /** A line about one connection of HTTP/1, which HTTP/2 has no place for (RFC 9113 §8.2.2). */
    public static boolean isOfAConnection(int id) {
        return switch (id) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE -> true;
            default -> false;
        };
    }

    /** Compares with a lower-case name. */
    public static boolean is(byte[] from, int at, int length, byte[] lowerCase) {
        if (length != lowerCase.length) return false;
        for (int i = 0; i < length; i++) if (lower(from[at + i]) != lowerCase[i]) return false;
        return true;
    }
}
