package owlboard.clients.redis.resp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads commands or replies, each within bounds. */
public final class RespReader {
    /** Bytes of one bulk string, and of all arguments of one command. Redis allows 512 MB; a stand-in keeps it in its heap. */
    public static final int BULK_MAX = 16 << 20;
    /** Elements of one array. */
    public static final int ITEMS_MAX = 1 << 20;
    static final int LINE_MAX = 64 << 10;
    static final int DEPTH_MAX = 100;

    /** What a peer may send in one command: arguments, and bytes of each. */
    public record Bounds(int arguments, int bytes) {
        public static final Bounds WIDE = new Bounds(ITEMS_MAX, BULK_MAX);
        /** Before the password was told, as in Redis. */
        public static final Bounds STRANGER = new Bounds(10, 16 << 10);
    }

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int at;
    private int end;

    public RespReader(InputStream in) {
        this.in = in;
    }

    /** Whether the next read may be served without waiting for the peer. */
    public boolean hasMore() {
        return at < end;
    }

    /** Waits for the peer's next byte and keeps it; false when the peer has ended. */
    public boolean awaitMore() throws IOException {
        if (at < end) return true;
        int count = in.read(buffer, 0, buffer.length);
        if (count <= 0) return false;
        at = 0;
        end = count;
        return true;
    }

    /**
     * The next command, one char per byte; null when the peer has ended between commands. A line without {@code *} is split at its spaces.
     */
    public List<String> command(Bounds bounds) throws IOException {
        while (true) {
            if (!awaitMore()) return null;
            if (buffer[at] != '*') {
                var words = Inline.split(line());
                if (!words.isEmpty()) return words;
                continue;
            }
            at++;
            long count = whole("invalid multibulk length");
            if (count > bounds.arguments) throw new ProtocolException(tooMany(bounds, "multibulk"));
            if (count > 0) return arguments((int) count, bounds);
        }
    }

    private List<String> arguments(int count, Bounds bounds) throws IOException {
        var words = new ArrayList<String>(Math.min(count, 64));
        long total = 0;
        for (int i = 0; i < count; i++) {
            int kind = next();
            if (kind != '$') throw new ProtocolException("expected '$', got '" + (char) kind + "'");
            long length = whole("invalid bulk length");
            total += Math.max(length, 16);
            if (length < 0) throw new ProtocolException("invalid bulk length");
            if (length > bounds.bytes || total > BULK_MAX) throw new ProtocolException(tooMany(bounds, "bulk"));
            words.add(new String(bulk((int) length), StandardCharsets.ISO_8859_1));
        }
        return words;
    }

    private static String tooMany(Bounds bounds, String what) {
        return bounds == Bounds.STRANGER ? "unauthenticated " + what + " length" : "invalid " + what + " length: a command may have "
                + bounds.arguments + " arguments and " + BULK_MAX + " bytes here";
    }

    /** The next reply. */
    public Reply reply() throws IOException {
        return reply(0);
    }

    private Reply reply(int depth) throws IOException {
        if (depth > DEPTH_MAX) throw new ProtocolException("a reply is nested more than " + DEPTH_MAX + " deep");
        int kind = next();
        return switch (kind) {
            case '+', '(' -> new Reply.Status(line());
            case '-' -> new Reply.Failure(line());
            case ':' -> new Reply.Number(whole("invalid number"));
            case '$' -> bulkReply();
            case '!' -> bulkReply() instanceof Reply.Bulk bulk ? new Reply.Failure(bulk.text()) : new Reply.Failure("ERR");
            case '=' -> verbatim();
            case '_' -> { line(); yield Reply.Nothing.VALUE; }
            case '#' -> new Reply.Flag(line().equals("t"));
            case ',' -> real();
            case '*' -> {
                long count = count();
                yield count < 0 ? Reply.Nothing.ARRAY : new Reply.Items(list(count, depth));
            }
            case '%' -> new Reply.Pairs(list(2 * count(), depth));
            case '~' -> new Reply.Unordered(list(count(), depth));
            case '>' -> new Reply.Push(list(count(), depth));
            case '|' -> {
                list(2 * count(), depth); // attributes of the reply that follows
                yield reply(depth + 1);
            }
            default -> throw new ProtocolException("a reply cannot begin with '" + (char) kind + "'");
        };
    }

    private long count() throws IOException {
        long count = whole("invalid length");
        if (count > ITEMS_MAX) throw new ProtocolException("a reply has " + count + " elements, more than " + ITEMS_MAX);
        return count;
    }

    private List<Reply> list(long count, int depth) throws IOException {
        if (count < 0) throw new ProtocolException("invalid length " + count);
        var list = new ArrayList<Reply>((int) Math.min(count, 64));
        for (long i = 0; i < count; i++) list.add(reply(depth + 1));
        return list;
    }

    private Reply bulkReply() throws IOException {
        long length = whole("invalid length");
        if (length < 0) return Reply.Nothing.VALUE;
        if (length > BULK_MAX) throw new ProtocolException("a reply of " + length + " bytes is longer than " + BULK_MAX);
        return new Reply.Bulk(bulk((int) length));
    }

    private Reply verbatim() throws IOException {
        return bulkReply() instanceof Reply.Bulk bulk && bulk.bytes().length >= 4
                ? new Reply.Bulk(Arrays.copyOfRange(bulk.bytes(), 4, bulk.bytes().length)) : Reply.Nothing.VALUE;
    }

    private Reply real() throws IOException {
        var text = line();
        if (text.equals("nan")) return new Reply.Real(Double.NaN);
        var value = Numbers.real(text);
        if (value == null) throw new ProtocolException("not a number: " + text);
        return new Reply.Real(value);
    }

    private byte[] bulk(int length) throws IOException {
        var bytes = new byte[length];
        int have = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, 0, have);
        at += have;
        if (in.readNBytes(bytes, have, length - have) < length - have) throw ended();
        if (next() != '\r' || next() != '\n') throw new ProtocolException("a bulk string does not end where its length says");
        return bytes;
    }

    private long whole(String otherwise) throws IOException {
        var text = line();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new ProtocolException(otherwise);
        }
    }

    /** Up to the line feed; without it and the carriage return before it. */
    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            if (line.length() == LINE_MAX) throw new ProtocolException("too big inline request");
            line.append((char) c);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') line.setLength(line.length() - 1);
        return line.toString();
    }

    private int next() throws IOException {
        if (!awaitMore()) throw ended();
        return buffer[at++] & 0xff;
    }

    private static EOFException ended() {
        return new EOFException("the peer closed the connection");
    }
}
