package owlboard.wire.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a message as slices of the array that it was read into: valid until the next message of the connection is read.
 * A request has a method, a target and a version; a response a version, a status and a reason.
 */
public final class Head {
    /** The array that all positions refer to. */
    public byte[] array;
    public int methodAt, methodLength, targetAt, targetLength;
    /** The authority of an absolute-form target (RFC 9112 §3.2.2); length 0 when there is none. */
    public int authorityAt, authorityLength;
    /** The whole first line, without its end. */
    public int lineAt, lineLength;
    /** 9, 10, 11 or 20. */
    public int version;
    public int status;
    public int reasonAt, reasonLength;
    /** Where the head begins and the first byte behind it. */
    public int start, end;

    /** The last line whose name was odd and that was dropped for it; length 0 when there was none. */
    public int droppedAt, droppedLength;

    /** A line is there whose name is more than letters, digits and dashes. */
    public boolean odd;

    private int count;
    private int[] slots = new int[5 * 24];
    private long seen;

    private static final int NAME_AT = 0, NAME_LENGTH = 1, VALUE_AT = 2, VALUE_LENGTH = 3, ID = 4, WIDTH = 5;

    public Head() {}

    /** The same in an array of its own: it outlives the connection's next message. */
    public Head copy() {
        var copy = new Head();
        copy.reset(Arrays.copyOf(array, end), start);
        copy.end = end;
        copy.methodAt = methodAt;
        copy.methodLength = methodLength;
        copy.targetAt = targetAt;
        copy.targetLength = targetLength;
        copy.authorityAt = authorityAt;
        copy.authorityLength = authorityLength;
        copy.lineAt = lineAt;
        copy.lineLength = lineLength;
        copy.version = version;
        copy.status = status;
        copy.reasonAt = reasonAt;
        copy.reasonLength = reasonLength;
        copy.count = count;
        copy.slots = slots.clone();
        copy.seen = seen;
        return copy;
    }

    /** Moves into arrays that are its own and no larger than it is: a message that lasts, such as the head of a tunnel. */
    public void settle() {
        array = Arrays.copyOf(array, end);
        slots = Arrays.copyOf(slots, Math.max(1, count) * WIDTH);
    }

    /** Begins a new head: for who reads one. */
    public void reset(byte[] newArray, int from) {
        array = newArray;
        start = from;
        count = 0;
        seen = 0;
        methodLength = targetLength = reasonLength = authorityLength = 0;
        status = 0;
        version = 0;
        droppedLength = 0;
        odd = false;
        lineLength = 0;
    }

    /** The next line. {@code id} is what {@link Name#of} says of its name. */
    public void add(int nameAt, int nameLength, int id, int valueAt, int valueLength) {
        int at = count * WIDTH;
        if (at == slots.length) slots = Arrays.copyOf(slots, slots.length * 2);
        slots[at + NAME_AT] = nameAt;
        slots[at + NAME_LENGTH] = nameLength;
        slots[at + VALUE_AT] = valueAt;
        slots[at + VALUE_LENGTH] = valueLength;
        slots[at + ID] = id;
        seen |= 1L << id;
        count++;
    }

    /** Drops lines with odd names: the first ones by these limits, the others by those. For a head that was read by laxer ones. */
    public void dropOdd(int first, RequestHead.Limits before, RequestHead.Limits behind) {
        int kept = 0;
        seen = 0;
        for (int i = 0; i < count; i++) {
            if (!(i < first ? before : behind).keeps(array, nameAt(i), nameLength(i))) {
                droppedAt = nameAt(i);
                droppedLength = valueAt(i) + valueLength(i) - nameAt(i);
                continue;
            }
            System.arraycopy(slots, i * WIDTH, slots, kept++ * WIDTH, WIDTH);
            seen |= 1L << id(i);
        }
        count = kept;
    }

    /** Whether a name of a line is made of what usual ones have, and perhaps of underscores. */
    public static boolean isUsual(byte[] from, int at, int length, boolean underscores) {
        for (int i = at; i < at + length; i++) if (!isUsual(from[i]) && !(from[i] == '_' && underscores)) return false;
        return true;
    }

    static boolean isUsual(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-';
    }

    /** Number of header lines, in the order they came. */
    public int count() {
        return count;
    }

    public int nameAt(int i) {
        return slots[i * WIDTH + NAME_AT];
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

    /** A constant of {@link Name}. */
    public int id(int i) {
        return slots[i * WIDTH + ID];
    }

    public boolean has(int id) {
        return (seen & 1L << id) != 0;
    }

    /** The first line with this name, from {@code from} on; -1 when there is none. */
    public int find(int id, int from) {
        if (!has(id)) return -1;
        for (int i = from; i < count; i++) if (id(i) == id) return i;
        return -1;
    }

    public int find(int id) {
        return find(id, 0);
    }

    /** The first line with this lower-case name, from {@code from} on. */
    public int find(byte[] lowerCase, int from) {
        for (int i = from; i < count; i++) if (Name.is(array, nameAt(i), nameLength(i), lowerCase)) return i;
        return -1;
    }

    public String name(int i) {
        return latin1(nameAt(i), nameLength(i));
    }

    public String value(int i) {
        return latin1(valueAt(i), valueLength(i));
    }

    /** The value of the first line with this name, or null. */
    public String value(int id, String missing) {
        int i = find(id);
        return i < 0 ? missing : value(i);
    }

    public String latin1(int at, int length) {
        return new String(array, at, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether a value is this lower-case text, whatever its case. */
    public boolean valueIs(int i, byte[] lowerCase) {
        return Name.is(array, valueAt(i), valueLength(i), lowerCase);
    }

    public boolean methodIs(byte[] method) {
        return Arrays.equals(array, methodAt, methodAt + methodLength, method, 0, method.length);
    }

    /** Whether the comma-separated lists of all lines with this name hold a token, whatever its case (RFC 9110 §5.6.1). */
    public boolean lists(int id, byte[] lowerCase) {
        for (int i = find(id); i >= 0; i = find(id, i + 1)) {
            int at = valueAt(i);
            int end = at + valueLength(i);
            while (at < end) {
                int comma = at;
                while (comma < end && array[comma] != ',') comma++;
                int from = at;
                int to = comma;
                while (from < to && (array[from] == ' ' || array[from] == '\t')) from++;
                while (to > from && (array[to - 1] == ' ' || array[to - 1] == '\t')) to--;
                if (Name.is(array, from, to - from, lowerCase)) return true;
                at = comma + 1;
            }
        }
        return false;
    }
}
