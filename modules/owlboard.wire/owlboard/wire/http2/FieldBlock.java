package owlboard.wire.http2;

import java.util.Arrays;
import owlboard.wire.http.Bytes;

/** The fields of one header block in their order, one behind the other in {@link #text}, as long as they keep within the limits. */
final class FieldBlock {
    private static final int WIDTH = 3;
    /** What a line takes in HTTP/1 beside name and value. */
    private static final int LINE_OVERHEAD = 4;

    final Bytes text = new Bytes(512);
    private int[] slots = new int[WIDTH * 24];
    private int count;
    private int most;
    private int lineMax;
    private int linesMax;
    private boolean tooLarge;

    /** @param bytesMax most bytes of all fields, counted as lines of HTTP/1 */
    void reset(int bytesMax, int lineBytesMax, int fieldsMax) {
        text.clear();
        count = 0;
        most = bytesMax;
        lineMax = lineBytesMax;
        linesMax = fieldsMax;
        tooLarge = false;
    }

    int most() {
        return most;
    }

    void add(byte[] name, int nameLength, byte[] value, int valueLength) {
        if (tooLarge) return;
        if (text.length() + count * LINE_OVERHEAD + nameLength + valueLength > most || nameLength + valueLength > lineMax
                || count == linesMax) {
            tooLarge = true;
            return;
        }
        if (count * WIDTH == slots.length) slots = Arrays.copyOf(slots, slots.length * 2);
        int slot = count++ * WIDTH;
        slots[slot] = text.length();
        slots[slot + 1] = nameLength;
        slots[slot + 2] = valueLength;
        text.add(name, 0, nameLength).add(value, 0, valueLength);
    }

    void tooLarge() {
        tooLarge = true;
    }

    /** Some fields were over the limits and are not here. */
    boolean isTooLarge() {
        return tooLarge;
    }

    int count() {
        return count;
    }

    int nameAt(int i) {
        return slots[i * WIDTH];
    }

    int nameLength(int i) {
        return slots[i * WIDTH + 1];
    }

    int valueAt(int i) {
        return nameAt(i) + nameLength(i);
    }

    int valueLength(int i) {
        return slots[i * WIDTH + 2];
    }

    /** RFC 9113 §8.2.1: neither empty nor in upper case; a pseudo-header is none. */
    boolean hasName(int i) {
        int at = nameAt(i);
        int end = at + nameLength(i);
        if (at == end) return false;
        for (; at < end; at++) {
            byte b = text.at(at);
            if (b <= ' ' || b == 0x7f || b == ':' || b >= 'A' && b <= 'Z') return false;
        }
        return true;
    }

    boolean isPseudo(int i) {
        return nameLength(i) > 0 && text.at(nameAt(i)) == ':';
    }

    /** CR, LF or NUL in a value, which would be more than one line elsewhere. */
    boolean breaksLine(int i) {
        int at = valueAt(i);
        for (int end = at + valueLength(i); at < end; at++) {
            if (text.at(at) == 0 || text.at(at) == '\r' || text.at(at) == '\n') return true;
        }
        return false;
    }
}
