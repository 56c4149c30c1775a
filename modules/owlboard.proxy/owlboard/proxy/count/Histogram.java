package owlboard.proxy.count;

/**
 * Where durations lie: buckets of at most a 64th of their value, which is two digits, from 0.26 ms to 60 s; below they are 4 µs wide, and
 * what takes longer is in the last one.
 */
public final class Histogram {
    private static final int UNIT_SHIFT = 12; // 4096 ns
    private static final int SUB_BITS = 6;
    private static final int SUB = 1 << SUB_BITS;
    private static final int OCTAVES = 18;
    /** How many buckets there are. */
    public static final int BUCKET_COUNT = SUB * (OCTAVES + 1);

    private Histogram() {}

    /** Any duration has one; a negative one counts as none. */
    public static int bucket(long nanos) {
        if (nanos <= 0) return 0;
        long units = nanos >>> UNIT_SHIFT;
        if (units < SUB) return (int) units;
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - SUB_BITS;
        return octave >= OCTAVES ? BUCKET_COUNT - 1 : SUB * octave + (int) (units >>> octave);
    }

    /** How many buckets lie below that duration, to the precision of one. */
    public static int within(long nanos) {
        int count = 0;
        while (count < BUCKET_COUNT && end(count) <= nanos + nanos / 128) count++;
        return count;
    }

    /** The least duration that is beyond it, in nanoseconds. */
    public static long end(int bucket) {
        return start(bucket + 1);
    }

    private static long start(int bucket) {
        if (bucket < SUB) return (long) bucket << UNIT_SHIFT;
        int octave = bucket / SUB - 1;
        return (long) (SUB + bucket % SUB) << octave << UNIT_SHIFT;
    }

    /** The middle of it, in nanoseconds. */
    public static long middle(int bucket) {
        return (start(bucket) + end(bucket)) / 2;
    }
}
