package owlboard.wire.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/**
 * What comes as the answer to one request: heads as HTTP/1 would have them, then the body, as far as nobody has read it, which is no more
 * than the window; and the trailers.
 */
final class Reply {
    /** How much of a body may come before it is read. */
    static final int WINDOW = 256 << 10;
    private static final byte[] STATUS = ":status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_ROOM = 4 << 10;

    /** A body has as many bytes as it declares; what answers HEAD has none. */
    private final boolean toHead;
    /** From {@code from} on; null while there is nothing. */
    private byte[] inbox;
    private int from;
    private int to;
    /** Of that, bytes of heads. */
    private int text;
    private int window = WINDOW;
    /** How much was read since the server was last told. */
    private int read;
    private boolean headCame;
    private boolean ended;
    private long declared = -1;
    private long came;
    private byte[] trailers;

    Reply(boolean toHead) {
        this.toHead = toHead;
    }

    boolean headCame() {
        return headCame;
    }

    boolean isEnded() {
        return ended;
    }

    int available() {
        return to - from;
    }

    long declared() {
        return declared;
    }

    /** As lines; null: there are none. */
    byte[] trailers() {
        return trailers;
    }

    void drain(ByteBuffer into) {
        int count = Math.min(into.remaining(), to - from);
        if (count == 0) return;
        into.put(inbox, from, count);
        from += count;
        if (from == to) {
            inbox = null;
            from = to = 0;
        }
        int heads = Math.min(text, count);
        text -= heads;
        read += count - heads;
    }

    /** By how much the window is to be opened again: few frames say it. */
    int wanted() {
        return ended || read < WINDOW / 2 ? 0 : read;
    }

    void opened(int more) {
        read -= more;
        window += more;
    }

    // What comes.

    /** A header block: a head, an interim one (RFC 9110 §15.2), or trailers. */
    void fields(FieldBlock fields, boolean end) throws Http2Error {
        var lines = new Bytes(fields.text.length() + 4 * fields.count() + 32);
        if (headCame) {
            if (!end) throw Http2Error.protocol("trailers that do not end the stream");
            lines(fields, 0, lines);
            if (lines.length() > 0) trailers = lines.copy();
        } else {
            head(fields, lines, end);
        }
        if (end) end();
    }

    private void head(FieldBlock fields, Bytes lines, boolean end) throws Http2Error {
        boolean told = fields.count() > 0 && Name.is(fields.text.array(), fields.nameAt(0), fields.nameLength(0), STATUS);
        if (!told) throw Http2Error.protocol("no :status first");
        int status = 0;
        for (int i = 0; i < fields.valueLength(0); i++) {
            int digit = fields.text.at(fields.valueAt(0) + i) - '0';
            if (digit < 0 || digit > 9) status = 1000;
            status = Math.min(1000, status * 10 + digit);
        }
        if (fields.valueLength(0) != 3 || status < 100 || status > 999) throw Http2Error.protocol("an invalid :status");
        boolean interim = status < 200;
        if (interim && (end || status == 101)) throw Http2Error.protocol("status " + status + " where none can be");
        headCame = !interim;
        lines.add(VERSION).addDecimal(status).addCrlf();
        lines(fields, 1, lines);
        lines.addCrlf();
        if (toHead || interim || status == 204 || status == 304) declared = -1;
        room(lines.length());
        System.arraycopy(lines.array(), 0, inbox, to, lines.length());
        to += lines.length();
        text += lines.length();
    }

    private void lines(FieldBlock fields, int first, Bytes lines) throws Http2Error {
        var array = fields.text.array();
        for (int i = first; i < fields.count(); i++) {
            if (fields.isPseudo(i)) throw Http2Error.protocol("a pseudo-header where none can be");
            if (!fields.hasName(i)) throw Http2Error.protocol("an invalid header name");
            if (fields.breaksLine(i)) throw Http2Error.protocol("CR, LF or NUL in a header value");
            int id = Name.of(array, fields.nameAt(i), fields.nameLength(i));
            if (Name.isOfAConnection(id)) continue;
            if (id == Name.CONTENT_LENGTH && first == 1) length(fields, i);
            lines.add(array, fields.nameAt(i), fields.nameLength(i)).add(':').add(' ')
                    .add(array, fields.valueAt(i), fields.valueLength(i)).addCrlf();
        }
    }

    /** All digits, below 2^63 (RFC 9110 §8.6); that it comes once is left to whoever reads the head. */
    private void length(FieldBlock fields, int i) throws Http2Error {
        int at = fields.valueAt(i);
        int length = fields.valueLength(i);
        long value = 0;
        boolean valid = length > 0;
        for (int k = at; k < at + length && valid; k++) {
            int digit = fields.text.at(k) - '0';
            valid = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = value * 10 + digit;
        }
        if (!valid) {
            var told = new String(fields.text.array(), at, length, StandardCharsets.ISO_8859_1);
            throw Http2Error.protocol("invalid \"Content-Length\" header: \"" + told + "\"");
        }
        declared = value;
    }

    /** DATA: {@code counted} bytes of the window, of which those in {@code payload} are no padding. */
    void data(ByteBuffer payload, int counted, boolean end, ByteBuffer target) throws Http2Error {
        if (!headCame) throw Http2Error.protocol("DATA before a head");
        window -= counted;
        if (window < 0) throw Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, "client sent more than the window of its stream");
        int length = payload.remaining();
        read += counted - length;
        came += length;
        if (declared >= 0 && came > declared) throw Http2Error.protocol("response body larger than indicated content length");
        if (target != null && to == from) {
            int count = Math.min(length, target.remaining());
            target.put(target.position(), payload, payload.position(), count);
            target.position(target.position() + count);
            payload.position(payload.position() + count);
            read += count;
            length -= count;
        }
        if (length > 0) {
            room(length);
            payload.get(inbox, to, length);
            to += length;
        }
        if (end) end();
    }

    private void end() throws Http2Error {
        if (declared >= 0 && came != declared) throw Http2Error.protocol("response body smaller than indicated content length");
        ended = true;
    }

    private void room(int length) {
        if (inbox == null) inbox = new byte[Math.max(FIRST_ROOM, length)];
        if (to + length <= inbox.length) return;
        int kept = to - from;
        var target = kept + length <= inbox.length ? inbox : new byte[Math.max(kept + length, 2 * inbox.length)];
        System.arraycopy(inbox, from, target, 0, kept);
        inbox = target;
        from = 0;
        to = kept;
    }
}
