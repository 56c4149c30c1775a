package owlboard.wire.http;

import java.io.IOException;

/** Reads until a head is whole and cuts it into lines: what requests and responses share (RFC 9112 §2.2, §5). */
final class HeadReader {
    private HeadReader() {}

    static final byte CR = '\r';
    static final byte LF = '\n';
    /** Of a line that is told in a log. */
    private static final int SHOWN_MAX = 1000;

    /** The end of the head that begins at {@code from} (behind its empty line); -1 when it is not whole. */
    static int end(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] != LF) continue;
            int next = i + 1;
            if (next < to && array[next] == LF) return next + 1;
            if (next + 1 < to && array[next] == CR && array[next + 1] == LF) return next + 2;
        }
        return -1;
    }

    /** Skips empty lines in front of a request (RFC 9112 §2.2); true when there was one. */
    static boolean skipEmptyLines(Input input) {
        var array = input.array();
        int before = input.from();
        while (input.available() > 0) {
            byte b = array[input.from()];
            if (b == LF) input.skip(1);
            else if (b == CR && input.available() > 1 && array[input.from() + 1] == LF) input.skip(2);
            else break;
        }
        return input.from() > before;
    }

    static boolean hasLineFeed(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) if (array[i] == LF) return true;
        return false;
    }

    /** The index of the line feed that ends the line at {@code at}. */
    static int lineEnd(byte[] array, int at) {
        while (array[at] != LF) at++;
        return at;
    }

    /**
     * Cuts header lines from {@code at} to the empty line. {@code lineMax}: a longer line is 494, nginx's "Request Header Or Cookie Too
     * Large".
     */
    static void lines(Head head, int at, int lineMax, boolean underscores, boolean keepInvalid, int linesMax) throws IOException {
        var array = head.array;
        while (true) {
            if (array[at] == LF || array[at] == CR && array[at + 1] == LF) return;
            at = line(head, at, lineMax, underscores, keepInvalid);
            if (head.count() > linesMax) throw new BadMessage(494, "more than " + linesMax + " header lines");
        }
    }

    /**
     * The lines of a head that is not whole yet, from {@code at}: each is looked at once, when it is there, so that nobody waits for the
     * end of what is refused anyway. Returns where the first line begins that is not there yet.
     */
    static int wholeLines(Head head, int at, int to, int lineMax, boolean underscores, boolean keepInvalid) throws BadMessage {
        var array = head.array;
        while (true) {
            if (at + 1 < to && array[at] == CR && array[at + 1] != LF) throw invalid(head, at, at, "bare CR");
            if (!hasLineFeed(array, at, to)) return at;
            at = line(head, at, lineMax, underscores, keepInvalid);
        }
    }

    private static int line(Head head, int at, int lineMax, boolean underscores, boolean keepInvalid) throws BadMessage {
        var array = head.array;
        int hash = 0;
        boolean valid = true;
        boolean odd = false;
        int colon = at;
        for (byte b; (b = array[colon]) != ':'; colon++) {
            if (b <= ' ' && b >= 0 || b == 0x7f) {
                throw invalid(head, at, colon, b == LF || b == CR ? "no colon" : "control character or space in a name");
            }
            boolean usual = Head.isUsual(b);
            if (b == '/' && head.status != 0 && isHttp(array, at, colon)) return lineEnd(array, colon) + 1;
            valid &= usual || b == '_' && underscores;
            odd |= !usual;
            hash = Name.step(hash, Name.lower(b));
        }
        if (colon == at) throw invalid(head, at, colon, "no name");
        boolean tabs = head.status != 0; // of a request they are in the value, as nginx has it (RFC 9110 §5.6.3)
        int valueAt = colon + 1;
        while (array[valueAt] == ' ' || tabs && array[valueAt] == '\t') valueAt++;
        int end = valueAt;
        for (byte b; (b = array[end]) != LF; end++) {
            if (b == 0) throw invalid(head, at, end, "NUL");
            if (b == CR && array[end + 1] != LF) throw invalid(head, at, end, "bare CR");
        }
        if (end - at > lineMax) throw new BadMessage(494, "client sent too long header line: \"" + shown(head, at, end) + "...\"");
        int valueEnd = end;
        if (valueEnd > valueAt && array[valueEnd - 1] == CR) valueEnd--;
        while (valueEnd > valueAt && (array[valueEnd - 1] == ' ' || tabs && array[valueEnd - 1] == '\t')) valueEnd--;
        if (!valid && !keepInvalid) {
            head.droppedAt = at;
            head.droppedLength = valueEnd - at;
        } else {
            head.odd |= odd;
            head.add(at, colon - at, Name.of(array, at, colon - at, Name.spread(hash)), valueAt, valueEnd - valueAt);
        }
        return end + 1;
    }

    /** Whether a line of an answer is its first line said once more, which some servers do, and nginx passes over. */
    private static boolean isHttp(byte[] array, int from, int to) {
        return to - from == 4 && array[from] == 'H' && array[from + 1] == 'T' && array[from + 2] == 'T' && array[from + 3] == 'P';
    }

    /** nginx's words: the line as far as it is good, and the byte that is not. */
    private static BadMessage invalid(Head head, int at, int bad, String why) {
        var begin = head.status != 0 ? "upstream sent invalid header: \"" : "client sent invalid header line: \"";
        return new BadMessage(400, begin + shown(head, at, bad) + String.format("\\x%02x...\" (%s)", head.array[bad] & 0xff, why));
    }

    private static String shown(Head head, int at, int end) {
        return head.latin1(at, Math.min(end - at, SHOWN_MAX));
    }
}
