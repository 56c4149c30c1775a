package owlboard.acceptance;

import java.util.ArrayList;
import java.util.List;

/**
 * The classes of attacks on heads and bodies as a table: what a client sends to the balancer, the statuses that it gets until the end of
 * the connection, and the request lines that the service behind the gateway sees.
 *
 * @param bytes one character each; {@link #LAST} ends the connection in good order where it still stands
 */
record HostileInput(String name, String bytes, List<String> statuses, List<String> seen) {
    private static final String LINES = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /api/canvas/first" + LINES;
    private static final String EVIL = "GET /api/canvas/smuggled" + LINES + "\r\n";
    private static final String LAST = "GET /api/canvas/last" + LINES + "Connection: close\r\n\r\n";
    private static final List<String> FIRST_AND_LAST = List.of("POST /canvas/first HTTP/1.1", "GET /canvas/last HTTP/1.1");
    private static final List<String> ONLY_LAST = List.of("GET /canvas/last HTTP/1.1");

    /** 400 and the end, and nothing gets through. */
    private static HostileInput refused(String name, String bytes) {
        return new HostileInput(name, bytes, List.of("400"), List.of());
    }

    /** One request, and the one behind it is the next. */
    private static HostileInput isOne(String name, String bytes) {
        return new HostileInput(name, bytes + LAST, List.of("200", "200"), FIRST_AND_LAST);
    }

    static List<HostileInput> all() {
        var all = new ArrayList<HostileInput>();
        for (var lines : List.of("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6", "Content-Length: +5", "Content-Length: 0x5", "Content-Length:", "Content-Length: 5 5",
                "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding\u0000: chunked", "Transfer-Encoding : chunked", " Transfer-Encoding: chunked", "X: y\r\n Z: folded",
                "X: y\rContent-Length: 5", "X: a\u0000b", ": x", "no colon", "Host: other")) {
            all.add(refused("a head with " + lines, POST + lines + "\r\n\r\n0\r\n\r\n" + EVIL));
        }
        all.add(refused("a coding in HTTP/1.0", "POST /api/canvas/first HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL));
        for (var coding : List.of("xchunked", "chunked, identity", "identity", "gzip, chunked")) {
            all.add(new HostileInput("the coding " + coding, POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n" + EVIL,
                    List.of("501"), List.of()));
        }
        for (var chunks : List.of("ffffffffffffffff0\r\n", "10000000000000000\r\n", "-1\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
                "5 \nhello\n0\n\n",
                "2\r\nhello\r\n0\r\n\r\n")) {
            all.add(refused("the chunks " + chunks, POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks + EVIL));
        }
        for (var line : List.of("\u0001GET /api/canvas/first HTTP/1.1", "GET /api/canvas/../../../x HTTP/1.1",
                "GET /api/canvas/%00 HTTP/1.1", "GET /api/canvas/%zz HTTP/1.1", "GET api/canvas HTTP/1.1",
                "GET /api/canvas HTTP/1.1 HTTP/1.1")) {
            all.add(refused("the line " + line, line + "\r\nHost: localhost\r\n\r\n" + EVIL));
        }
        for (var host : List.of("a b", "a/b", "a@b:c", "[::1", "a\u0000")) {
            all.add(refused("the host " + host, "GET /api/canvas/first HTTP/1.1\r\nHost: " + host + "\r\n\r\n" + EVIL));
        }
        all.add(new HostileInput("a line of a megabyte", "GET /" + "a".repeat(1 << 20), List.of("414"), List.of()));
        all.add(refused("ten thousand lines", POST + "X-Line: 0123456789\r\n".repeat(10_000) + "\r\n"));
        all.add(isOne("a body that looks like a request", POST + "Content-Length: " + EVIL.length() + "\r\n\r\n" + EVIL));
        all.add(isOne("chunks that look like a request", POST + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(EVIL.length()) + "\r\n" + EVIL + "\r\n0\r\nX-Real-IP: 6.6.6.6\r\nContent-Length: 9\r\n\r\n"));
        all.add(isOne("an upgrade to h2c", POST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"
                + "Content-Length: 0\r\n\r\n"));
        all.add(isOne("names with underscores", POST + "Content_Length: 40\r\nTransfer_Encoding: chunked\r\nX_Real_IP: 6.6.6.6\r\n"
                + "Content-Length: 0\r\n\r\n"));
        all.add(isOne("words of one hop", POST + "Connection: keep-alive, X-Real-IP, Content-Length, Host\r\n"
                + "Content-Length: 5\r\n\r\nhello"));
        all.add(new HostileInput("a body that nobody reads", "POST /health" + LINES + "Content-Length: " + EVIL.length() + "\r\n\r\n" + EVIL
                + LAST, List.of("200", "200"), ONLY_LAST));
        all.add(new HostileInput("chunks that nobody reads", "POST /health" + LINES + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(EVIL.length()) + "\r\n" + EVIL + "\r\n0\r\n\r\n" + LAST, List.of("200", "200"), ONLY_LAST));
        all.add(new HostileInput("a path that goes back into another location", "GET /api/canvas/..%2f..%2fhealth" + LINES + "\r\n" + LAST,
                List.of("200", "200"), ONLY_LAST));
        return all;
    }
}
