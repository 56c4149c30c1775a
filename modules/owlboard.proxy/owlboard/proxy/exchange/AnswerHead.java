package owlboard.proxy.exchange;

import java.util.Arrays;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/**
 * The head of an answer on its way to a client: status and header lines, in the order in which they are to be sent. What belongs to a
 * connection ({@code Connection}, {@code Transfer-Encoding}) is not in it: the protocol adds that, and the length, at the places that are
 * marked. Lines lie behind each other as HTTP/1 writes them, so that a head that nobody has edited is copied in few pieces. Reused:
 * {@link #begin}.
 */
public final class AnswerHead {
    private static final int START = 0, END = 1, NAME_LENGTH = 2, VALUE_AT = 3, VALUE_LENGTH = 4, ID = 5, WIDTH = 6;
    /** The id of a line that was dropped. */
    private static final int DROPPED = -1;
    private static final int[] NONE = {};
    private static final int LINES = 24;

    private final Bytes text = new Bytes(1024);
    private int[] slots = NONE;
    private int count;
    private long seen;
    private int lengthIndex;
    private int connectionIndex;
    private int openName;

    /** As it is sent. */
    public int status;
    /** Of the body, in bytes; -1 when that is not known. */
    public long length;
    /** No body follows, whatever {@link #length} says: an answer to HEAD, 204, 304. */
    public boolean bodiless;
    /** The body depends on {@code Accept-Encoding}. */
    public boolean varies;
    /** What follows the body where the protocol can say it ({@code add_trailer}); null when nothing does. */
    public Trailers trailers;
    private int reasonAt;
    private int reasonLength;
    private boolean hasReason;

    /** Lines behind a body, known when it has ended. */
    @FunctionalInterface
    public interface Trailers {
        void addTo(AnswerHead lines);
    }

    /** Empties it. */
    public AnswerHead begin(int newStatus) {
        text.clear();
        count = 0;
        seen = 0;
        lengthIndex = connectionIndex = Integer.MAX_VALUE;
        status = newStatus;
        length = -1;
        bodiless = false;
        varies = false;
        trailers = null;
        reasonLength = 0;
        hasReason = false;
        return this;
    }

    /** It takes no more room than it needs: for one that is kept long. */
    public void settle() {
        text.trim();
        slots = Arrays.copyOf(slots, Math.max(1, count) * WIDTH);
    }

    /** A reason phrase that is not the usual one; it may be empty. */
    public void reason(byte[] from, int at, int size) {
        reasonAt = text.length();
        reasonLength = size;
        hasReason = true;
        text.add(from, at, size);
    }

    public boolean hasReason() {
        return hasReason;
    }

    public int reasonLength() {
        return reasonLength;
    }

    public int reasonAt() {
        return reasonAt;
    }

    /** The length belongs here. */
    public void lengthHere() {
        lengthIndex = count;
    }

    /** The lines of the connection belong here. */
    public void connectionHere() {
        connectionIndex = count;
        if (lengthIndex > count) lengthIndex = count;
    }

    // Adding lines.

    /** A line whose bytes are all in one array. */
    public void add(byte[] from, int nameAt, int nameLength, int id, int valueAt, int valueLength) {
        int start = text.length();
        text.add(from, nameAt, nameLength).add(':').add(' ').add(from, valueAt, valueLength).addCrlf();
        slot(start, nameLength, id);
    }

    public void add(byte[] name, int id, byte[] value) {
        open(name, id).add(value);
        close(id);
    }

    /** {@code value} in Latin-1. */
    public void add(byte[] name, int id, String value) {
        open(name, id).add(value);
        close(id);
    }

    /** Begins a line whose value the caller then adds; {@link #close} ends it. */
    public Bytes open(byte[] name, int id) {
        openName = text.length();
        slots = room();
        slots[count * WIDTH + START] = openName;
        slots[count * WIDTH + NAME_LENGTH] = name.length;
        return text.add(name).add(':').add(' ');
    }

    public void close(int id) {
        int nameLength = slots[count * WIDTH + NAME_LENGTH];
        text.addCrlf();
        slot(openName, nameLength, id);
    }

    /** The open line is not to be sent after all. */
    public void abandon() {
        text.truncate(openName);
    }

    private int[] room() {
        return count * WIDTH < slots.length ? slots : Arrays.copyOf(slots, Math.max(WIDTH * LINES, slots.length * 2));
    }

    private void slot(int start, int nameLength, int id) {
        slots = room();
        int at = count++ * WIDTH;
        slots[at + START] = start;
        slots[at + END] = text.length();
        slots[at + NAME_LENGTH] = nameLength;
        slots[at + VALUE_AT] = start + nameLength + 2;
        slots[at + VALUE_LENGTH] = text.length() - 2 - slots[at + VALUE_AT];
        slots[at + ID] = id;
        seen |= 1L << id;
    }

    // Editing.

    /** The first line with this name; -1 when there is none. */
    public int find(int id) {
        if ((seen & 1L << id) == 0) return -1;
        for (int i = 0; i < count; i++) if (slots[i * WIDTH + ID] == id) return i;
        return -1;
    }

    public boolean has(int id) {
        return find(id) >= 0;
    }

    /** A line right behind those of the connection. */
    public void addBehindConnection(byte[] name, int id, byte[] value) {
        add(name, id, value);
        int at = Math.min(connectionIndex, --count);
        var line = Arrays.copyOfRange(slots, count * WIDTH, (count + 1) * WIDTH);
        System.arraycopy(slots, at * WIDTH, slots, (at + 1) * WIDTH, (count++ - at) * WIDTH);
        System.arraycopy(line, 0, slots, at * WIDTH, WIDTH);
    }

    /** All lines with this name go. */
    public void drop(int id) {
        for (int i = find(id); i >= 0; i = find(id)) slots[i * WIDTH + ID] = DROPPED;
    }

    /** The first line with this name whatever its case, where {@link Name} does not know it; -1 when there is none. */
    public int find(byte[] lowerCase) {
        for (int i = 0; i < count; i++) {
            if (slots[i * WIDTH + ID] == Name.OTHER && Name.is(text.array(), nameAt(i), nameLength(i), lowerCase)) return i;
        }
        return -1;
    }

    public void dropLine(int i) {
        slots[i * WIDTH + ID] = DROPPED;
    }

    /** Another value, in the place of the line. {@code value} in Latin-1. */
    public void replace(int i, String value) {
        int at = i * WIDTH;
        int nameAt = slots[at + START];
        int start = text.length();
        text.add(text.array(), nameAt, slots[at + NAME_LENGTH]).add(':').add(' ').add(value).addCrlf();
        slots[at + START] = start;
        slots[at + END] = text.length();
        slots[at + VALUE_AT] = start + slots[at + NAME_LENGTH] + 2;
        slots[at + VALUE_LENGTH] = value.length();
    }

    /** The bytes of the body are made anew as they go: no length, no parts, a tag that is weak (RFC 9110 §8.8.1). */
    public void becomesOther() {
        length = -1;
        drop(Name.ACCEPT_RANGES);
        int tag = find(Name.ETAG);
        if (tag < 0) return;
        var value = value(tag);
        if (value.startsWith("\"")) replace(tag, "W/" + value);
        else if (!value.startsWith("W/")) dropLine(tag);
    }

    /** It tells of a part instead of the whole. */
    public void becomesPart(long partLength) {
        status = 206;
        hasReason = false;
        length = partLength;
    }

    // Reading.

    public int count() {
        return count;
    }

    public boolean isDropped(int i) {
        return slots[i * WIDTH + ID] == DROPPED;
    }

    public int id(int i) {
        return slots[i * WIDTH + ID];
    }

    public Bytes text() {
        return text;
    }

    public int nameAt(int i) {
        return slots[i * WIDTH + START];
    }

    public int nameLength(int i) {
        return slots[i * WIDTH + NAME_LENGTH];
    }

    public int valueAt(int i) {
        return slots[i * WIDTH + VALUE_AT];
    }

    public int valueLength(int i) {
        return slots[i * WIDTH + VALUE_LENGTH];
    }

    public String value(int i) {
        return text.text(valueAt(i), valueLength(i));
    }

    /** The value of the first line with this name, or null. */
    public String value(int id, String missing) {
        int i = find(id);
        return i < 0 ? missing : value(i);
    }

    /** Adds the values of all lines with this name, with commas between; false when there are none. */
    public boolean addValues(Bytes out, int id, byte[] lowerCase) {
        boolean any = false;
        for (int i = 0; i < count; i++) {
            if (id(i) != id || id == Name.OTHER && !Name.is(text.array(), nameAt(i), nameLength(i), lowerCase)) continue;
            if (any) out.add(',').add(' ');
            out.add(text.array(), valueAt(i), valueLength(i));
            any = true;
        }
        return any;
    }

    /** Whether the length is to be told before line {@code i}. */
    public boolean isLengthAt(int i) {
        return i == lengthIndex;
    }

    /** Whether the lines of the connection go before line {@code i}. */
    public boolean isConnectionAt(int i) {
        return i == connectionIndex;
    }

    /** Adds the lines from {@code from} on that can be copied at once; returns the first line behind them, or behind a dropped one. */
    public int copyRun(int from, Bytes out) {
        if (isDropped(from)) return from + 1;
        int start = slots[from * WIDTH + START];
        int end = slots[from * WIDTH + END];
        int i = from + 1;
        for (; i < count && i != lengthIndex && i != connectionIndex && !isDropped(i) && slots[i * WIDTH + START] == end; i++) {
            end = slots[i * WIDTH + END];
        }
        out.add(text.array(), start, end - start);
        return i;
    }
}
