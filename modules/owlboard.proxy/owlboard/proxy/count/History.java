package owlboard.proxy.count;

/**
 * How long things took, lately: a column of counts per 2 s, for 10 minutes. What did not happen takes no room. The {@link Sampler} adds
 * columns; whoever wants to know reads.
 */
public final class History {
    /** Of a column. */
    public static final int SECONDS = 2;
    public static final int COLUMNS = 300;

    /** Full buckets alone. */
    private record Column(short[] buckets, int[] counts) {
        void addTo(long[] sum) {
            for (int i = 0; i < buckets.length; i++) sum[buckets[i]] += counts[i];
        }

        void takeFrom(int[] sum) {
            for (int i = 0; i < buckets.length; i++) sum[buckets[i]] -= counts[i];
        }
    }

    private final Zone zone;
    private final Column[] columns = new Column[COLUMNS];
    private long ticks;
    private long ended;
    /** As it was counted at the last tick; null: nothing was yet. */
    private int[] last;
    private int[] lately;
    private long[] all;

    History(Zone zone) {
        this.zone = zone;
    }

    /** Once per 2 s. */
    synchronized void tick() {
        int at = (int) (ticks++ % COLUMNS);
        if (columns[at] != null) columns[at].takeFrom(lately);
        columns[at] = null;
        long count = zone.ended();
        if (count == ended) return;
        ended = count;
        var now = new int[Histogram.BUCKET_COUNT];
        if (last == null) {
            if (!zone.latencies(now)) return;
            last = new int[Histogram.BUCKET_COUNT];
            lately = new int[Histogram.BUCKET_COUNT];
            if (all == null) all = new long[Histogram.BUCKET_COUNT];
        } else {
            zone.latencies(now);
        }
        columns[at] = column(now);
        last = now;
    }

    private Column column(int[] now) {
        int full = 0;
        for (int i = 0; i < now.length; i++) if (now[i] != last[i]) full++;
        if (full == 0) return null;
        var column = new Column(new short[full], new int[full]);
        for (int i = 0, to = 0; i < now.length; i++) {
            int more = now[i] - last[i];
            if (more == 0) continue;
            column.buckets[to] = (short) i;
            column.counts[to++] = more;
            lately[i] += more;
            all[i] += more;
        }
        return column;
    }

    /** What came since the last tick is forgotten as well: until the next one it is counted against. */
    synchronized void reset() {
        var none = new long[Histogram.BUCKET_COUNT];
        addFresh(none);
        for (int i = 0; i < none.length; i++) none[i] = -none[i];
        all = none;
    }

    /** Of the last columns, 1 to {@link #COLUMNS}, and of what came since. */
    public synchronized Latencies last(int count) {
        var sum = new long[Histogram.BUCKET_COUNT];
        if (last == null) return new Latencies(sum);
        if (count >= COLUMNS) {
            for (int i = 0; i < sum.length; i++) sum[i] = lately[i];
        } else {
            for (long tick = Math.max(0, ticks - count); tick < ticks; tick++) {
                var column = columns[(int) (tick % COLUMNS)];
                if (column != null) column.addTo(sum);
            }
        }
        addFresh(sum);
        return new Latencies(sum);
    }

    /** Since the start. */
    public synchronized Latencies all() {
        var sum = all == null ? new long[Histogram.BUCKET_COUNT] : all.clone();
        addFresh(sum);
        return new Latencies(sum);
    }

    private void addFresh(long[] sum) {
        var now = new int[Histogram.BUCKET_COUNT];
        if (!zone.latencies(now)) return;
        for (int i = 0; i < now.length; i++) sum[i] += last == null ? now[i] : now[i] - last[i];
    }

    /** How many columns there have been. */
    public synchronized long ticks() {
        return ticks;
    }

    /**
     * Column {@code tick} in coarse rows: row {@code i} is what took less than {@code ends[i]} nanoseconds, and not less than the row
     * before; the last one has the rest. Null: nothing, or too long ago.
     */
    public synchronized int[] rows(long tick, long[] ends) {
        if (tick < 0 || tick >= ticks || tick < ticks - COLUMNS) return null;
        var column = columns[(int) (tick % COLUMNS)];
        if (column == null) return null;
        var rows = new int[ends.length];
        for (int i = 0, row = 0; i < column.buckets.length; i++) {
            while (row < ends.length - 1 && Histogram.middle(column.buckets[i]) >= ends[row]) row++;
            rows[row] += column.counts[i];
        }
        return rows;
    }
}
