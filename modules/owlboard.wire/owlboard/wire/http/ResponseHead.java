package owlboard.wire.http;

import java.io.EOFException;
import java.io.IOException;

/** Reads the head of a response (RFC 9112 §4, §5). Everything odd is a {@link BadMessage}: 502 for the client. */
public final class ResponseHead {
    /** What is said of a head that is longer than it may be. */
    public static final String TOO_BIG = "upstream sent too big header";

    private ResponseHead() {}

    /** Reads one head, at most {@code max} bytes long; false when the peer closed before its first byte. */
    public static boolean read(Input input, Head head, int max) throws IOException {
        input.unpin();
        int scanned = 0;
        int checked = 0;
        while (true) {
            if (input.available() > 0) {
                int from = input.from();
                head.reset(input.array(), from);
                int end = HeadReader.end(input.array(), Math.max(from, from + scanned - 3), input.to());
                if (end >= 0) {
                    if (end - from > max) throw new BadMessage(502, TOO_BIG);
                    parse(head, end);
                    input.skip(end - from);
                    input.pin();
                    return true;
                }
                scanned = input.available();
                if (scanned >= 5 && !isHttp(input.array(), from)) throw new BadMessage(502, "upstream sent no valid HTTP/1.0 header");
                checked = wholeLines(head, from + checked, input.to()) - from;
                if (scanned >= max) throw new BadMessage(502, TOO_BIG);
            }
            if (!input.fill(max)) {
                if (input.available() == 0) return false;
                throw new EOFException("upstream prematurely closed connection");
            }
        }
    }

    /** The head that {@code text} is, whole, with its empty line. */
    public static void parse(byte[] text, Head head) throws BadMessage {
        head.reset(text, 0);
        if (HeadReader.end(text, 0, text.length) != text.length) throw new BadMessage(502, "a head without an end");
        try {
            parse(head, text.length);
        } catch (IOException odd) {
            throw new BadMessage(502, odd.getMessage());
        }
    }

    /** Whether {@link #read} would not wait for more bytes: a head is there, or more than there may be. */
    public static boolean isWhole(Input input, int max) {
        return input.available() >= max || input.available() > 0 && HeadReader.end(input.array(), input.from(), input.to()) >= 0;
    }

    private static boolean isHttp(byte[] array, int at) {
        return array[at] == 'H' && array[at + 1] == 'T' && array[at + 2] == 'T' && array[at + 3] == 'P' && array[at + 4] == '/';
    }

    /** Looks at the lines that came whole since {@code at}, so that a bad head is not waited for; returns where the next one begins. */
    private static int wholeLines(Head head, int at, int to) throws BadMessage {
        if (at == head.start) {
            if (!HeadReader.hasLineFeed(head.array, at, to)) return at;
            at = statusLine(head);
        }
        return HeadReader.wholeLines(head, at, to, Integer.MAX_VALUE, true, true);
    }

    private static void parse(Head head, int end) throws IOException {
        head.end = end;
        HeadReader.lines(head, statusLine(head), Integer.MAX_VALUE, true, true, Integer.MAX_VALUE);
    }

    /** Reads the first line, which is there whole; returns where the next one begins. */
    private static int statusLine(Head head) throws BadMessage {
        var array = head.array;
        int at = head.start;
        int lineEnd = HeadReader.lineEnd(array, at);
        int textEnd = lineEnd > at && array[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        head.lineAt = at;
        head.lineLength = textEnd - at;
        if (textEnd - at < 12 || !isHttp(array, at) || array[at + 6] != '.' || array[at + 8] != ' ') {
            throw new BadMessage(502, "upstream sent no valid HTTP/1.0 header");
        }
        if (array[at + 5] != '1' || array[at + 7] < '0' || array[at + 7] > '9') {
            throw new BadMessage(502, "upstream sent unsupported HTTP version");
        }
        head.version = array[at + 7] == '0' ? 10 : 11;
        int status = 0;
        for (int i = at + 9; i < at + 12; i++) {
            if (array[i] < '0' || array[i] > '9') throw new BadMessage(502, "upstream sent invalid status");
            status = status * 10 + array[i] - '0';
        }
        if (status < 100 || textEnd > at + 12 && array[at + 12] != ' ') throw new BadMessage(502, "upstream sent invalid status");
        head.status = status;
        head.reasonAt = Math.min(at + 13, textEnd);
        head.reasonLength = textEnd - head.reasonAt;
        // some clients end a line there
        for (int i = head.reasonAt; i < textEnd; i++) {
            if (array[i] == '\r' || array[i] == 0) throw new BadMessage(502, "upstream sent a bare CR or NUL in its status line");
        }
        return lineEnd + 1;
    }
}
