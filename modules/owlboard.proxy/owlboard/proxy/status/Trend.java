package owlboard.proxy.status;

import owlboard.proxy.count.Latencies;
import owlboard.proxy.count.Pace;
import owlboard.proxy.count.Sum;
import owlboard.proxy.count.Zone;

/** How a zone does now and did in the last 10 s, as of one moment. */
final class Trend {
    /** What lately is: columns of the history. */
    private static final int COLUMNS = 5;

    private final Sum sum;
    private final Pace.Passed now;
    private final Pace.Passed lately;
    private final long failingSinceMillis;
    private final double p50;
    private final double p99;

    Trend(Zone zone, long nowNanos) {
        sum = zone.sum();
        now = zone.pace.now(nowNanos);
        lately = zone.pace.lately(nowNanos);
        failingSinceMillis = zone.pace.failingSinceMillis();
        var last = zone.history.last(COLUMNS);
        p50 = millis(last, .5);
        p99 = millis(last, .99);
    }

    private static double millis(Latencies of, double share) {
        return Math.round(of.percentile(share) / 1e4) / 100.0;
    }

    Sum sum() {
        return sum;
    }

    /** Of the last 10 s. */
    Pace.Passed lately() {
        return lately;
    }

    /** How many failed in the last 10 s. */
    long failedLately() {
        return lately.failed();
    }

    /** Since when most fail; 0: they do not. */
    long failingSinceMillis() {
        return failingSinceMillis;
    }

    /** A second. */
    double rate() {
        return now.rate();
    }

    double failedRate() {
        return now.failedRate();
    }

    /** In milliseconds, of the last 10 s; 0: nothing ended in those. */
    double p50() {
        return p50;
    }

    /** The same. */
    double p99() {
        return p99;
    }
}
