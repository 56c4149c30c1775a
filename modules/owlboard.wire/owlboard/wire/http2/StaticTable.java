package owlboard.wire.http2;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Name;

/** RFC 7541 Appendix A. Positions count from 1. */
final class StaticTable {
    private static final String[][] LINES = {
        {":authority", ""}, {":method", "GET"}, {":method", "POST"}, {":path", "/"}, {":path", "/index.html"}, {":scheme", "http"},
                {":scheme", "https"},
        {":status", "200"}, {":status", "204"}, {":status", "206"}, {":status", "304"}, {":status", "400"}, {":status", "404"},
        {":status", "500"},
        {"accept-charset", ""}, {"accept-encoding", "gzip, deflate"}, {"accept-language", ""}, {"accept-ranges", ""}, {"accept", ""},
        {"access-control-allow-origin", ""}, {"age", ""}, {"allow", ""}, {"authorization", ""}, {"cache-control", ""},
        {"content-disposition", ""},
        {"content-encoding", ""}, {"content-language", ""}, {"content-length", ""}, {"content-location", ""}, {"content-range", ""},
        {"content-type", ""},
        {"cookie", ""}, {"date", ""}, {"etag", ""}, {"expect", ""}, {"expires", ""}, {"from", ""}, {"host", ""}, {"if-match", ""},
        {"if-modified-since", ""}, {"if-none-match", ""}, {"if-range", ""}, {"if-unmodified-since", ""}, {"last-modified", ""},
        {"link", ""},
        {"location", ""}, {"max-forwards", ""}, {"proxy-authenticate", ""}, {"proxy-authorization", ""}, {"range", ""}, {"referer", ""},
        {"refresh", ""},
        {"retry-after", ""}, {"server", ""}, {"set-cookie", ""}, {"strict-transport-security", ""}, {"transfer-encoding", ""},
        {"user-agent", ""},
        {"vary", ""}, {"via", ""}, {"www-authenticate", ""}};

    static final int COUNT = LINES.length;
    static final int STATUS_200 = 8;

    private static final Field[] FIELDS = new Field[COUNT + 1];
    private static final int MASK = 255;
    /** First position of each name, open addressing by the hash of the name. */
    private static final byte[] BY_NAME = new byte[MASK + 1];

    static {
        for (int i = 1; i <= COUNT; i++) {
            FIELDS[i] = new Field(LINES[i - 1][0].getBytes(StandardCharsets.US_ASCII), LINES[i - 1][1].getBytes(StandardCharsets.US_ASCII));
            int at = Name.hash(FIELDS[i].name(), 0, FIELDS[i].name().length) & MASK;
            while (BY_NAME[at] != 0 && !same(BY_NAME[at], i)) at = at + 1 & MASK;
            if (BY_NAME[at] == 0) BY_NAME[at] = (byte) i;
        }
    }

    /** A name in lower case and a value. */
    record Field(byte[] name, byte[] value) {
        /** RFC 7541 §4.1. */
        int size() {
            return name.length + value.length + 32;
        }
    }

    private StaticTable() {}

    private static boolean same(int a, int b) {
        return LINES[a - 1][0].equals(LINES[b - 1][0]);
    }

    static Field get(int position) {
        return FIELDS[position];
    }

    /** The first position with this name, whatever its case; 0 when there is none. */
    static int find(byte[] from, int at, int length) {
        for (int probe = Name.hash(from, at, length) & MASK; BY_NAME[probe] != 0; probe = probe + 1 & MASK) {
            if (Name.is(from, at, length, FIELDS[BY_NAME[probe]].name())) return BY_NAME[probe];
        }
        return 0;
    }

    /** The position of {@code :status} with this value; 0 when there is none. */
    static int status(int status) {
        return switch (status) {
            case 200 -> STATUS_200;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
    }
}
