package owlboard.wire.http;

import java.nio.charset.StandardCharsets;

/** Whether a connection lasts beyond its message (RFC 9112 §9.3). */
public final class KeepAlive {
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);

    private KeepAlive() {}

    /** Whether the sender of a request or an answer means to keep its connection: "close" wins over "keep-alive". */
    public static boolean isMeantBy(Head head) {
        if (head.version >= 11) return !head.has(Name.CONNECTION) || !head.lists(Name.CONNECTION, CLOSE);
        return head.version == 10 && head.lists(Name.CONNECTION, KEEP_ALIVE) && !head.lists(Name.CONNECTION, CLOSE);
    }
}
