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
        return within(new int[] {Histogram.within(nanos)})[0];
    }

    /** How many are in the first of {@code buckets}, which ascend: for each of these numbers. */
    public long[] within(int[] buckets) {
        var all = new long[buckets.length];
        long seen = 0;
        for (int i = 0, at = 0; i < buckets.length; i++) {
            while (at < buckets[i]) seen += counts[at++];
            all[i] = seen;
        }
        return all;
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
