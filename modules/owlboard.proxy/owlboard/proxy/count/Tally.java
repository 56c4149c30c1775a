package owlboard.proxy.count;

import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/** A few counts by loop, as a {@link Cell} has them. */
public final class Tally {
    /** A line of nothing on either side of what a loop writes. */
    private static final int APART = 8;

    private final long[][] loops;
    private final int kinds;
    private volatile long[] forgotten;

    /** Of kinds 0 to {@code kinds} - 1. */
    public Tally(int kinds) {
        this.kinds = kinds;
        loops = new long[Loops.all().size()][2 * APART + kinds];
        forgotten = new long[kinds];
    }

    public void count(Loop loop, int kind) {
        loops[loop.index][APART + kind]++;
    }

    /** So many more. */
    public void add(Loop loop, int kind, long more) {
        loops[loop.index][APART + kind] += more;
    }

    /** Since the start, or since {@link #reset}. */
    public long sum(int kind) {
        return all(kind) - forgotten[kind];
    }

    private long all(int kind) {
        long all = 0;
        for (var loop : loops) all += loop[APART + kind];
        return all;
    }

    public void reset() {
        var now = new long[kinds];
        for (int kind = 0; kind < kinds; kind++) now[kind] = all(kind);
        forgotten = now;
    }
}
