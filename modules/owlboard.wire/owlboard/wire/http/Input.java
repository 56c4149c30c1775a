package owlboard.wire.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import owlboard.wire.loop.Buffers;
import owlboard.wire.net.Wire;

/** What was read from a wire and not used yet. Holds an array only while there is something in it. */
public final class Input {
    /** Of an array for the little that has come of a message so far. */
    private static final int NARROW = 512;

    public final Wire wire;
    private byte[] array;
    private int from;
    private int to;
    /** Bytes below belong to a head that is still in use. */
    private int pinned;
    /** Bytes of arrays that were left to such a head. */
    private int headsArray;

    public Input(Wire wire) {
        this.wire = wire;
    }

    public byte[] array() {
        return array;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int available() {
        return to - from;
    }

    /** The next {@code count} bytes are used. */
    public void skip(int count) {
        from += count;
    }

    /** Puts bytes in front that were read elsewhere. */
    public void unread(byte[] bytes) {
        if (available() > 0) throw new IllegalStateException("there is input already");
        wire.keep(bytes.length);
        array = bytes;
        from = 0;
        to = bytes.length;
    }

    /**
     * Reads once, waiting if needed, also for room to keep what comes: false at the end. Grows the array by doubling, at most to
     * {@code max} bytes; when that is full: 0 bytes were read and {@link #isFull} tells.
     */
    public boolean fill(int max) throws IOException {
        int more = wanted();
        if (more > 0) wire.awaitRoom(more, array == null);
        makeRoom(max);
        int count = wire.read(array, to, array.length - to);
        if (count < 0) return false;
        to += count;
        return true;
    }

    /** Like {@link #fill} without waiting: the count, 0 for nothing yet, -1 at the end. */
    public int fillNow(int max) throws IOException {
        makeRoom(max);
        int count = wire.readNow(array, to, array.length - to);
        if (count > 0) to += count;
        return count;
    }

    /** By how much the next read would grow what is kept. */
    private int wanted() {
        if (array == null) return Buffers.ARRAY;
        return to < array.length || from > pinned ? 0 : grown(to - from);
    }

    private static int grown(int left) {
        return Math.max(Buffers.ARRAY, 2 * left);
    }

    /**
     * The message comes slowly, and nobody knows when there will be more: a few bytes move to an array that is hardly larger. Positions
     * change.
     */
    void narrow() {
        if (array == null || array.length != Buffers.ARRAY || available() > NARROW / 2 || pinned > 0) return;
        var wide = array;
        array = Arrays.copyOfRange(wide, from, from + NARROW);
        to -= from;
        from = 0;
        wire.loop.buffers.give(wide);
        wire.keepLess(Buffers.ARRAY - NARROW);
    }

    public boolean isFull(int max) {
        return available() >= max;
    }

    private void makeRoom(int max) {
        if (array == null) {
            array = wire.loop.buffers.takeArray();
            wire.keep(array.length);
            from = to = 0;
        }
        if (to < array.length) return;
        if (from > pinned) {
            System.arraycopy(array, from, array, pinned, to - from);
            to -= from - pinned;
            from = pinned;
        } else if (to - from >= Math.max(max, Buffers.ARRAY)) {
            throw new IllegalStateException("the limit of " + max + " bytes is reached");
        } else {
            leaveToTheHead(to - from);
        }
    }

    /**
     * There is no room but what a pinned head, and what is not used yet, take: the head keeps the array, the rest moves to a larger one.
     */
    private void leaveToTheHead(int left) {
        int size = grown(left);
        wire.keep(size);
        if (pinned > 0) headsArray += array.length;
        else wire.keepLess(array.length);
        array = Arrays.copyOfRange(array, from, from + size);
        from = pinned = 0;
        to = left;
    }

    /** What was used until now is a head whose slices stay valid until {@link #unpin}. */
    public void pin() {
        pinned = from;
    }

    public void unpin() {
        pinned = 0;
        wire.keepLess(headsArray);
        headsArray = 0;
        if (from == to) from = to = 0;
    }

    /** Gives the array back when nothing is left in it and no head is pinned. */
    public void release() {
        if (array == null || from < to || pinned > 0) return;
        wire.loop.buffers.give(array);
        wire.keepLess(array.length);
        array = null;
        from = to = pinned = 0;
    }

    /** Nothing is held here any more when nothing is left to read: who still looks into the array has it alone. */
    public void leave() {
        if (array == null || from < to) return;
        wire.keepLess(array.length + headsArray);
        array = null;
        from = to = pinned = headsArray = 0;
    }

    /** Everything that is here, in a buffer of its own from the loop's; null when there is nothing. */
    public ByteBuffer takeAll() {
        if (available() == 0) return null;
        var buffer = wire.loop.buffers.takeDirect();
        drain(buffer, Long.MAX_VALUE);
        if (available() > 0) throw new IllegalStateException("more bytes than a buffer holds");
        return buffer.flip();
    }

    /** Moves what fits into {@code into}. */
    public int drain(ByteBuffer into, long atMost) {
        int count = (int) Math.min(Math.min(into.remaining(), available()), atMost);
        into.put(array, from, count);
        from += count;
        return count;
    }
}
