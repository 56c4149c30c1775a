package owlboard.wire.http;

import java.io.EOFException;
import java.io.IOException;

/** Reads the head of a request (RFC 9112 §3, §5), with nginx's limits and tolerances. */
public final class RequestHead {
    /**
     * @param lineMax longest first line and longest header line in bytes; a longer one is 414 or 494
     * @param headMax longest head in bytes; a longer one is 494
     * @param underscores whether {@code _} is allowed in names
     * @param keepInvalid whether lines with other odd characters in their name are kept instead of dropped
     * @param linesMax most header lines; more are 494
     */
    public record Limits(int lineMax, int headMax, boolean underscores, boolean keepInvalid, int linesMax) {}

    private RequestHead() {}

    /** Reads one head into {@code head}; false when the client closed before its first byte. On {@link BadMessage} the first line is set as far as it was read. */
    public static boolean read(Input input, Head head, Limits limits) throws IOException {
        input.unpin();
        int scanned = 0;
        boolean lineIsWhole = false;
        head.reset(null, 0);
        while (true) {
            if (input.available() > 0 && HeadReader.skipEmptyLines(input)) scanned = 0;
            if (input.available() > 0) {
                int from = input.from();
                head.reset(input.array(), from);
                int end = HeadReader.end(input.array(), Math.max(from, from + scanned - 3), input.to());
                if (!lineIsWhole && end < 0) {
                    lineIsWhole = HeadReader.hasLineFeed(input.array(), from + scanned, input.to());
                    if (lineIsWhole && isSimple(input.array(), from, input.to())) end = HeadReader.lineEnd(input.array(), from) + 1;
                }
                if (end >= 0) {
                    if (end - from > limits.headMax) throw tooLarge(head, input, limits);
                    parse(head, end, limits);
                    input.skip(end - from);
                    input.pin();
                    return true;
                }
                if (scanned == 0) checkMethod(head, input);
                scanned = input.available();
                checkSize(head, input, limits);
            }
            boolean more;
            try {
                more = input.fill(limits.headMax);
            } catch (IOException broken) {
                firstLineForTheLog(head, input);
                throw broken;
            }
            if (more) continue;
            if (input.available() == 0) return false;
            firstLineForTheLog(head, input);
            throw new EOFException("client prematurely closed connection");
        }
    }

    /** An HTTP/0.9 request is one line, {@code GET /path}. */
    private static boolean isSimple(byte[] array, int from, int to) {
        int at = from;
        while (at < to && array[at] != '\n') at++;
        if (at == to || at - from < 5 || array[from] != 'G' || array[from + 1] != 'E' || array[from + 2] != 'T' || array[from + 3] != ' ') return false;
        int end = array[at - 1] == '\r' ? at - 1 : at;
        for (int i = from + 4; i < end; i++) if (array[i] == ' ') return false;
        return true;
    }

    /** What cannot become a request is refused without waiting for its end: a TLS handshake on a plain port. */
    private static void checkMethod(Head head, Input input) throws BadMessage {
        var array = input.array();
        int at = input.from();
        while (at < input.to() && isMethod(array[at])) at++;
        if (at == input.to() || at > input.from() && array[at] == ' ' || at == input.from() && array[at] == '\r') return;
        firstLineForTheLog(head, input);
        throw new BadMessage(400, "client sent invalid method");
    }

    private static void checkSize(Head head, Input input, Limits limits) throws BadMessage {
        int size = input.available();
        if (size <= limits.lineMax) return;
        int at = input.from();
        while (at < input.to() && array(input)[at] != '\n') at++;
        if (at == input.to()) {
            firstLineForTheLog(head, input);
            throw new BadMessage(414, "request line of more than " + limits.lineMax + " bytes");
        }
        if (size < limits.headMax) return;
        throw tooLarge(head, input, limits);
    }

    private static BadMessage tooLarge(Head head, Input input, Limits limits) {
        firstLineForTheLog(head, input);
        return new BadMessage(494, "request head of more than " + limits.headMax + " bytes");
    }

    private static byte[] array(Input input) {
        return input.array();
    }

    private static void firstLineForTheLog(Head head, Input input) {
        if (input.available() == 0) return;
        var array = input.array();
        head.array = array;
        int at = input.from();
        while (at < input.to() && array[at] != '\n' && array[at] != '\r') at++;
        head.lineAt = input.from();
        head.lineLength = at - input.from();
    }

    private static void parse(Head head, int end, Limits limits) throws IOException {
        var array = head.array;
        int at = head.start;
        int lineEnd = HeadReader.lineEnd(array, at);
        head.end = end;
        head.lineAt = at;
        int textEnd = lineEnd > at && array[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        head.lineLength = textEnd - at;
        if (head.lineLength > limits.lineMax) throw new BadMessage(414, "request line of " + head.lineLength + " bytes");
        firstLine(head, at, textEnd);
        if (head.version > 9) HeadReader.lines(head, lineEnd + 1, limits.lineMax, limits.underscores, limits.keepInvalid, limits.linesMax);
    }

    private static void firstLine(Head head, int at, int end) throws BadMessage {
        var array = head.array;
        int i = at;
        while (i < end && isMethod(array[i])) i++;
        if (i == at || i == end || array[i] != ' ') throw new BadMessage(400, "client sent invalid method");
        head.methodAt = at;
        head.methodLength = i - at;
        while (i < end && array[i] == ' ') i++;
        i = target(head, i, end);
        if (i == end) {
            if (!head.methodIs(GET)) throw new BadMessage(400, "client sent invalid request line");
            head.version = 9;
            return;
        }
        while (i < end && array[i] == ' ') i++;
        while (end > i && array[end - 1] == ' ') end--;
        version(head, i, end);
    }

    private static final byte[] GET = {'G', 'E', 'T'};
    private static final byte[] CONNECT = {'C', 'O', 'N', 'N', 'E', 'C', 'T'};

    private static boolean isMethod(byte b) {
        return b >= 'A' && b <= 'Z' || b == '_' || b == '-';
    }

    /** RFC 9112 §3.2: origin-form or absolute-form; the authority-form of CONNECT is read so that it can be refused by its method. */
    private static int target(Head head, int at, int end) throws BadMessage {
        var array = head.array;
        if (at == end) throw new BadMessage(400, "client sent invalid request line");
        int i = at;
        if (array[i] != '/') {
            int scheme = i;
            while (i < end && (array[i] >= 'a' && array[i] <= 'z' || array[i] >= 'A' && array[i] <= 'Z' || i > scheme && (array[i] >= '0' && array[i] <= '9' || array[i] == '+' || array[i] == '-' || array[i] == '.'))) i++;
            if (i > scheme && i + 2 < end && array[i] == ':' && array[i + 1] == '/' && array[i + 2] == '/') {
                i += 3;
                head.authorityAt = i;
                while (i < end && array[i] != '/' && array[i] != '?' && array[i] != ' ' && array[i] != '#') i++;
                head.authorityLength = i - head.authorityAt;
                if (head.authorityLength == 0) throw new BadMessage(400, "client sent invalid request line");
            } else if (!head.methodIs(CONNECT)) {
                throw new BadMessage(400, "client sent invalid request line");
            } else {
                i = at;
            }
        }
        head.targetAt = i;
        while (i < end && array[i] != ' ') {
            if (array[i] >= 0 && array[i] < ' ' || array[i] == 0x7f) throw new BadMessage(400, "client sent invalid request line: control character in the target");
            i++;
        }
        head.targetLength = i - head.targetAt;
        return i;
    }

    private static void version(Head head, int at, int end) throws BadMessage {
        var array = head.array;
        if (end - at < 8 || array[at] != 'H' || array[at + 1] != 'T' || array[at + 2] != 'T' || array[at + 3] != 'P' || array[at + 4] != '/') {
            throw new BadMessage(400, "client sent invalid request line");
        }
        int i = at + 5;
        if (array[i] < '1' || array[i] > '9') throw new BadMessage(400, "client sent invalid version");
        int major = 0;
        for (; i < end && array[i] >= '0' && array[i] <= '9'; i++) {
            major = major * 10 + array[i] - '0';
            if (major > 99) throw new BadMessage(400, "client sent invalid version");
        }
        if (i == end || array[i++] != '.' || i == end) throw new BadMessage(400, "client sent invalid version");
        int minor = 0;
        for (; i < end; i++) {
            if (array[i] < '0' || array[i] > '9') throw new BadMessage(400, "client sent invalid version");
            minor = minor * 10 + array[i] - '0';
            if (minor > 99) throw new BadMessage(400, "client sent invalid version");
        }
        if (major > 1) throw new BadMessage(505, "client sent HTTP version " + major);
        head.version = minor == 0 ? 10 : 11;
    }
}
