package owlboard.proxy.count;

/** Counts by {@link Histogram#bucket}. */
public record Latencies(long[] counts) {
    public long count() {
        long all = 0;
        for (long count : counts) all += count;
        return all;
    }

    /** The duration that {@code share} of them did not exceed, 0 to 1, in nanoseconds; 0 when there are none. */
    public long percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(count() * share));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (counts[i] > 0 && seen >= wanted) return Histogram.middle(i);
        }
        return 0;
    }

    /** How many took no longer than that, to the precision of a bucket. */
    public long within(long nanos) {
        long seen = 0;
        for (int i = 0; i < counts.length && Histogram.end(i) <= nanos + nanos / 128; i++) seen += counts[i];
        return seen;
    }

    /** The mean in nanoseconds; 0 when there are none. */
    public long mean() {
        long all = 0;
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            all += counts[i];
            sum += (double) counts[i] * Histogram.middle(i);
        }
        return all == 0 ? 0 : (long) (sum / all);
    }

    public void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) counts[i] += other.counts[i];
    }
}
