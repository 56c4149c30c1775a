package owlboard.proxy.status;

import owlboard.proxy.count.Sum;
import owlboard.proxy.count.Zone;

/** How a zone has changed between two looks. The observer's thread only. */
final class Trend {
    private static final double NANOS = 1e9;
    /** What lately is: columns of the history. */
    private static final int COLUMNS = 5;

    private final Zone zone;
    private long requests;
    private long failed;
    private long lastNanos;
    private double rate;
    private double failedRate;
    /** When an answer that is no failure was seen last; 0: never. */
    private long goodMillis;

    Trend(Zone zone) {
        this.zone = zone;
    }

    Sum look(long nowNanos) {
        var sum = zone.sum();
        long bad = sum.hundred(5) + sum.discarded;
        if (lastNanos != 0) {
            double seconds = Math.max(.05, (nowNanos - lastNanos) / NANOS);
            rate = Math.max(0, (sum.requests - requests) / seconds);
            failedRate = Math.max(0, (bad - failed) / seconds);
        }
        if (lastNanos != 0 && sum.requests - bad > requests - failed) goodMillis = System.currentTimeMillis();
        requests = sum.requests;
        failed = bad;
        lastNanos = nowNanos;
        return sum;
    }

    /** A second. */
    double rate() {
        return rate;
    }

    double failedRate() {
        return failedRate;
    }

    long goodMillis() {
        return goodMillis;
    }

    /** In milliseconds, of the last 10 s; of the last 10 minutes when nothing came in those; 0: nothing did. */
    double percentile(double share) {
        var lately = zone.history.last(COLUMNS);
        var of = lately.count() > 0 ? lately : zone.history.last(Integer.MAX_VALUE);
        return Math.round(of.percentile(share) / 1e4) / 100.0;
    }
}
