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
    public record Limits(int lineMax, int headMax, boolean underscores, boolean keepInvalid, int linesMax) {
        /** Whether a line of this name is kept. */
        public boolean keeps(byte[] from, int at, int length) {
            return keepInvalid || Head.isUsual(from, at, length, underscores);
        }

        /** The same, but for names: all are kept until it is known whose rules hold ({@link Head#dropOdd}). */
        public Limits ofAnyName() {
            return new Limits(lineMax, headMax, true, true, linesMax);
        }
    }

    private RequestHead() {}

    /**
     * Reads one head into {@code head}; false when the client closed before its first byte. On an {@link IOException} the head has the
     * lines that were good until then: who answers, and what the log says, may depend on them.
     */
    public static boolean read(Input input, Head head, Limits limits) throws IOException {
        input.unpin();
        input.wire.begins();
        head.reset(null, 0);
        try {
            return readWhole(input, head, limits);
        } catch (IOException refused) {
            partOf(input, head, limits);
            throw refused;
        }
    }

    /** The head that a text is, which came over no wire. {@code head} keeps the bytes. */
    public static void of(byte[] whole, Head head, Limits limits) throws IOException {
        head.reset(whole, 0);
        int end = HeadReader.end(whole, 0, whole.length);
        if (end < 0) throw new BadMessage(400, "the head has no end");
        if (end > limits.headMax) throw tooLarge(limits);
        parse(head, end, limits);
    }

    private static boolean readWhole(Input input, Head head, Limits limits) throws IOException {
        int scanned = 0;
        int checked = 0;
        while (true) {
            if (input.available() > 0 && HeadReader.skipEmptyLines(input)) scanned = checked = 0;
            if (input.available() > 0) {
                int from = input.from();
                head.reset(input.array(), from);
                int end = HeadReader.end(input.array(), Math.max(from, from + scanned - 3), input.to());
                if (checked == 0 && end < 0 && HeadReader.hasLineFeed(input.array(), from + scanned, input.to())
                        && isSimple(input.array(), from, input.to())) {
                    end = HeadReader.lineEnd(input.array(), from) + 1;
                }
                if (end >= 0) {
                    if (end - from > limits.headMax) throw tooLarge(limits);
                    parse(head, end, limits);
                    input.skip(end - from);
                    input.pin();
                    input.wire.finishes();
                    return true;
                }
                if (scanned == 0) checkMethod(input);
                scanned = input.available();
                checked = wholeLines(head, from + checked, input.to(), limits) - from;
                checkSize(input, limits);
                input.wire.isSlow();
                input.narrow();
            }
            if (!input.fill(limits.headMax)) {
                if (input.available() == 0) return false;
                throw new EOFException("client prematurely closed connection");
            }
        }
    }

    /** Looks at the lines that came whole since {@code at}; returns where the next one begins. */
    private static int wholeLines(Head head, int at, int to, Limits limits) throws BadMessage {
        if (at == head.start) {
            if (!HeadReader.hasLineFeed(head.array, at, to)) return at;
            at = line(head, limits);
        }
        return HeadReader.wholeLines(head, at, to, limits.lineMax, limits.underscores, limits.keepInvalid);
    }

    /** What there is of a head that will not be read any further. */
    private static void partOf(Input input, Head head, Limits limits) {
        if (input.available() == 0) return;
        head.reset(input.array(), input.from());
        head.end = input.to();
        int at = input.from();
        while (at < input.to() && head.array[at] != '\n' && head.array[at] != '\r') at++;
        head.lineAt = input.from();
        head.lineLength = Math.min(at - input.from(), limits.lineMax);
        try {
            wholeLines(head, head.start, input.to(), limits);
        } catch (BadMessage known) {
            return; // the lines before it are all that is wanted
        }
    }

    /** An HTTP/0.9 request is one line, {@code GET /path}. */
    private static boolean isSimple(byte[] array, int from, int to) {
        int at = from;
        while (at < to && array[at] != '\n') at++;
        if (at == to || at - from < 5 || array[from] != 'G' || array[from + 1] != 'E' || array[from + 2] != 'T' || array[from + 3] != ' ') {
            return false;
        }
        int end = array[at - 1] == '\r' ? at - 1 : at;
        for (int i = from + 4; i < end; i++) if (array[i] == ' ') return false;
        return true;
    }

    /** What cannot become a request is refused without waiting for its end: a TLS handshake on a plain port. */
    private static void checkMethod(Input input) throws BadMessage {
        var array = input.array();
        int at = input.from();
        while (at < input.to() && isMethod(array[at])) at++;
        if (at == input.to() || at > input.from() && array[at] == ' ' || at == input.from() && array[at] == '\r' && at + 1 == input.to()) {
            return;
        }
        throw new BadMessage(400, "client sent invalid method");
    }

    private static void checkSize(Input input, Limits limits) throws BadMessage {
        int size = input.available();
        if (size <= limits.lineMax) return;
        if (!HeadReader.hasLineFeed(input.array(), input.from(), input.to())) {
            throw new BadMessage(414, "client sent too long URI");
        }
        if (size >= limits.headMax) throw tooLarge(limits);
    }

    private static BadMessage tooLarge(Limits limits) {
        return new BadMessage(494, "client sent too large request: a head of more than " + limits.headMax + " bytes");
    }

    private static void parse(Head head, int end, Limits limits) throws IOException {
        head.end = end;
        int next = line(head, limits);
        if (head.version > 9) HeadReader.lines(head, next, limits.lineMax, limits.underscores, limits.keepInvalid, limits.linesMax);
    }

    /** The first line, which is there whole; returns where the next one begins. */
    private static int line(Head head, Limits limits) throws BadMessage {
        int at = head.start;
        int lineEnd = HeadReader.lineEnd(head.array, at);
        int textEnd = lineEnd > at && head.array[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        head.lineAt = at;
        head.lineLength = textEnd - at;
        if (head.lineLength > limits.lineMax) {
            head.lineLength = limits.lineMax; // what a log has of it
            throw new BadMessage(414, "client sent too long URI");
        }
        firstLine(head, at, textEnd);
        return lineEnd + 1;
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
            head.version = 9;
            if (!head.methodIs(GET)) throw new BadMessage(400, "client sent invalid method in HTTP/0.9 request");
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
        if (at == end) throw new BadMessage(400, "client sent invalid request");
        int i = at;
        if (array[i] != '/') {
            int scheme = i;
            while (i < end && (array[i] >= 'a' && array[i] <= 'z' || array[i] >= 'A' && array[i] <= 'Z' || i > scheme
                    && (array[i] >= '0' && array[i] <= '9' || array[i] == '+' || array[i] == '-' || array[i] == '.'))) {
                i++;
            }
            if (i > scheme && i + 2 < end && array[i] == ':' && array[i + 1] == '/' && array[i + 2] == '/') {
                i += 3;
                head.authorityAt = i;
                while (i < end && array[i] != '/' && array[i] != '?' && array[i] != ' ' && array[i] != '#') i++;
                head.authorityLength = i - head.authorityAt;
                if (head.authorityLength == 0 || i < end && array[i] == '#') throw new BadMessage(400, "client sent invalid request");
            } else if (!head.methodIs(CONNECT)) {
                throw new BadMessage(400, "client sent invalid request");
            } else {
                i = at;
            }
        }
        head.targetAt = i;
        while (i < end && array[i] != ' ') {
            if (array[i] >= 0 && array[i] < ' ' || array[i] == 0x7f) {
                throw new BadMessage(400, "client sent invalid request: control character in the target");
            }
            i++;
        }
        head.targetLength = i - head.targetAt;
        return i;
    }

    /** RFC 9112 §2.3. A first digit of 2 or more is told as what it is, whatever follows: {@code HTTP/2} has no minor version. */
    private static void version(Head head, int at, int end) throws BadMessage {
        var array = head.array;
        if (end - at < 6 || array[at] != 'H' || array[at + 1] != 'T' || array[at + 2] != 'T' || array[at + 3] != 'P'
                || array[at + 4] != '/') {
            throw new BadMessage(400, "client sent invalid request");
        }
        int i = at + 5;
        if (array[i] < '1' || array[i] > '9') throw new BadMessage(400, "client sent invalid version");
        if (array[i] > '1' || i + 1 < end && array[i + 1] >= '0' && array[i + 1] <= '9') {
            throw new BadMessage(505, "client sent invalid version");
        }
        if (++i == end || array[i++] != '.' || i == end) throw new BadMessage(400, "client sent invalid version");
        int minor = 0;
        for (; i < end; i++) {
            if (array[i] < '0' || array[i] > '9') throw new BadMessage(400, "client sent invalid version");
            minor = minor * 10 + array[i] - '0';
            if (minor > 99) throw new BadMessage(400, "client sent invalid version");
        }
        head.version = minor == 0 ? 10 : 11;
    }
}
