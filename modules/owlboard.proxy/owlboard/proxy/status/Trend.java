package owlboard.proxy.status;

import owlboard.proxy.count.Latencies;
import owlboard.proxy.count.Sum;
import owlboard.proxy.count.Zone;

/** How a zone has changed between two looks. The observer's thread only. */
final class Trend {
    private static final double NANOS = 1e9;
    /** What lately is: columns of the history. */
    private static final int COLUMNS = 5;
    private static final int LATELY_SECONDS = 10;

    private final Zone zone;
    private Sum sum;
    private double p50;
    private double p99;
    private long requests;
    private long failed;
    private long lastNanos;
    private double rate;
    private double failedRate;
    /** How many failed, by the second in which that was seen. */
    private final long[] lately = new long[LATELY_SECONDS];
    private final long[] seconds = new long[LATELY_SECONDS];

    Trend(Zone zone) {
        this.zone = zone;
    }

    void look(long nowNanos) {
        sum = zone.sum();
        long bad = sum.failed();
        if (lastNanos != 0) {
            double seconds = Math.max(.05, (nowNanos - lastNanos) / NANOS);
            rate = Math.max(0, (sum.requests - requests) / seconds);
            failedRate = Math.max(0, (bad - failed) / seconds);
        }
        if (lastNanos != 0) count(nowNanos, Math.max(0, bad - failed));
        requests = sum.requests;
        failed = bad;
        lastNanos = nowNanos;
        var last = zone.history.last(COLUMNS);
        var of = last.count() > 0 ? last : zone.history.last(Integer.MAX_VALUE);
        p50 = millis(of, .5);
        p99 = millis(of, .99);
    }

    private static double millis(Latencies of, double share) {
        return Math.round(of.percentile(share) / 1e4) / 100.0;
    }

    /** As it was counted at the last look. */
    Sum sum() {
        return sum;
    }

    private void count(long nowNanos, long more) {
        long second = nowNanos / (long) NANOS;
        int at = (int) Math.floorMod(second, (long) LATELY_SECONDS);
        if (seconds[at] != second) lately[at] = 0;
        seconds[at] = second;
        lately[at] += more;
    }

    /** How many failed in the last 10 s, as far as somebody looked. */
    long failedLately() {
        long now = lastNanos / (long) NANOS;
        long all = 0;
        for (int i = 0; i < LATELY_SECONDS; i++) if (now - seconds[i] < LATELY_SECONDS) all += lately[i];
        return all;
    }

    /** A second. */
    double rate() {
        return rate;
    }

    double failedRate() {
        return failedRate;
    }

    /** In milliseconds, of the last 10 s; of the last 10 minutes when nothing came in those; 0: nothing did. */
    double p50() {
        return p50;
    }

    /** The same. */
    double p99() {
        return p99;
    }
}
