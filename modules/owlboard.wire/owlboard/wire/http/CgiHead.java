package owlboard.wire.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of a CGI script's answer (RFC 3875 §6), and makes of it what the same answer would have over HTTP. Everything odd is a
 * {@link BadMessage}: 502 for the client.
 */
public final class CgiHead {
    private static final byte[] STATUS = "status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MOVED = "302 Moved Temporarily".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "200 OK".getBytes(StandardCharsets.US_ASCII);

    private CgiHead() {}

    /**
     * Reads one head, at most {@code max} bytes long; false when the peer closed before its first byte. {@code statusLine}: HTTP's first
     * line counts where there is one; otherwise it is passed over.
     */
    public static boolean read(Input input, Head head, int max, boolean statusLine) throws IOException {
        int scanned = 0;
        while (true) {
            if (input.available() > 0) {
                int end = end(input, scanned);
                if (end >= 0 ? end - input.from() > max : input.available() >= max) {
                    throw new BadMessage(502, ResponseHead.TOO_BIG);
                }
                if (end >= 0) {
                    parse(input, end, statusLine, head);
                    input.skip(end - input.from());
                    return true;
                }
                scanned = input.available();
            }
            if (!input.fill(max)) {
                if (input.available() == 0) return false;
                throw new EOFException("upstream prematurely closed connection");
            }
        }
    }

    /** Behind the empty line, which may be the first one; -1: it is not there yet. */
    private static int end(Input input, int scanned) {
        var array = input.array();
        int from = input.from();
        if (array[from] == '\n') return from + 1;
        if (array[from] == '\r' && input.available() > 1 && array[from + 1] == '\n') return from + 2;
        return HeadReader.end(array, Math.max(from, from + scanned - 3), input.to());
    }

    private static void parse(Input input, int end, boolean statusLine, Head head) throws IOException {
        var lines = new Head();
        lines.reset(input.array(), input.from());
        lines.status = 200;
        try {
            HeadReader.lines(lines, input.from(), Integer.MAX_VALUE, true, true, Integer.MAX_VALUE);
        } catch (BadMessage odd) {
            throw new BadMessage(502, odd.getMessage());
        }
        var text = new Bytes(end - input.from() + 64);
        int status = statusLine ? behindVersion(lines.array, input.from()) : -1;
        if (status >= 0) text.add(VERSION).add(lines.array, status, lineLength(lines.array, status));
        else addStatus(text, lines);
        text.addCrlf();
        for (int i = 0; i < lines.count(); i++) {
            if (lines.id(i) == Name.TRANSFER_ENCODING) continue;
            text.add(lines.array, lines.nameAt(i), lines.nameLength(i)).add(':').add(' ')
                    .add(lines.array, lines.valueAt(i), lines.valueLength(i)).addCrlf();
        }
        text.addCrlf();
        ResponseHead.parse(text.copy(), head);
    }

    /** Where the status of HTTP's first line begins; -1: there is no such line (ngx_http_parse_status_line). */
    private static int behindVersion(byte[] array, int at) {
        for (byte letter : HTTP) if (array[at++] != letter) return -1;
        int major = at;
        while (array[at] >= '0' && array[at] <= '9') at++;
        if (at == major || array[major] == '0' || array[at++] != '.') return -1;
        int minor = at;
        while (array[at] >= '0' && array[at] <= '9') at++;
        return at > minor && array[at] == ' ' ? at + 1 : -1;
    }

    private static int lineLength(byte[] array, int at) {
        int end = HeadReader.lineEnd(array, at);
        return (end > at && array[end - 1] == '\r' ? end - 1 : end) - at;
    }

    /** What {@code Status} says, or else whether there is a {@code Location} (RFC 3875 §6.2). */
    private static void addStatus(Bytes text, Head lines) throws BadMessage {
        text.add(VERSION);
        int status = lines.find(STATUS, 0);
        if (status < 0) {
            text.add(lines.has(Name.LOCATION) ? MOVED : OK);
            return;
        }
        int at = lines.valueAt(status);
        int length = lines.valueLength(status);
        boolean valid = length == 3 || length > 3 && lines.array[at + 3] == ' ';
        for (int i = 0; i < 3 && valid; i++) valid = lines.array[at + i] >= '0' && lines.array[at + i] <= '9';
        if (!valid) throw new BadMessage(502, "upstream sent invalid status \"" + lines.value(status) + '"');
        text.add(lines.array, at, length);
        if (length > 3) return;
        int code = Integer.parseInt(lines.value(status));
        text.add(' ').add(Reasons.of(code));
    }
}
