package owlboard.wire.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes that heads and log lines are composed in: none before there is something in it. Reused: {@link #clear} keeps the
 * array.
 */
public final class Bytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NONE = {};

    private final int capacity;
    private byte[] array = NONE;
    private int length;

    /** {@code capacity}: of its first array. */
    public Bytes(int capacity) {
        this.capacity = capacity;
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** The array is as large as what is in it: for what is kept long. */
    public void trim() {
        array = Arrays.copyOf(array, length);
    }

    /** Cuts back to an earlier length. */
    public void truncate(int earlier) {
        length = earlier;
    }

    public byte at(int index) {
        return array[index];
    }

    public void set(int index, int value) {
        array[index] = (byte) value;
    }

    private void room(int count) {
        if (array.length - length < count) grow(length + count);
    }

    private void grow(int least) {
        array = Arrays.copyOf(array, Math.max(array.length == 0 ? capacity : array.length * 2, least));
    }

    public Bytes add(int value) {
        room(1);
        array[length++] = (byte) value;
        return this;
    }

    public Bytes add(byte[] from) {
        return add(from, 0, from.length);
    }

    public Bytes add(byte[] from, int at, int count) {
        room(count);
        System.arraycopy(from, at, array, length, count);
        length += count;
        return this;
    }

    /** The next {@code count} bytes of a buffer. */
    public Bytes add(ByteBuffer from, int count) {
        room(count);
        from.get(array, length, count);
        length += count;
        return this;
    }

    public Bytes add(Bytes other) {
        return add(other.array, 0, other.length);
    }

    /** Latin-1: each character is a byte. */
    @SuppressWarnings("deprecation") // the one conversion without a detour over an encoder
    public Bytes add(String text) {
        int count = text.length();
        room(count);
        text.getBytes(0, count, array, length);
        length += count;
        return this;
    }

    public Bytes addDecimal(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) return add(Long.toString(value)); // it has no positive counterpart
            add('-');
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) digits++;
        room(digits);
        for (int at = length + digits - 1; at >= length; at--) {
            array[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += digits;
        return this;
    }

    /** With leading zeros, as many as {@code digits} wants. */
    public Bytes addPadded(long value, int digits) {
        room(digits);
        for (int at = length + digits - 1; at >= length; at--) {
            array[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += digits;
        return this;
    }

    public Bytes addHex(long value) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
        room(digits);
        for (int at = length + digits - 1; at >= length; at--) {
            array[at] = HEX[(int) (value & 15)];
            value >>>= 4;
        }
        length += digits;
        return this;
    }

    public Bytes addCrlf() {
        room(2);
        array[length++] = '\r';
        array[length++] = '\n';
        return this;
    }

    /** The bytes from {@code from} to the end as Latin-1. */
    public String text(int from) {
        return new String(array, from, length - from, StandardCharsets.ISO_8859_1);
    }

    /** A part as Latin-1. */
    public String text(int from, int count) {
        return new String(array, from, count, StandardCharsets.ISO_8859_1);
    }

    public byte[] copy() {
        return Arrays.copyOf(array, length);
    }

    @Override
    public String toString() {
        return text(0);
    }
}
