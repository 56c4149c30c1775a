package owlboard.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;
import owlboard.config.Upstream.Measure;

/** How long a peer takes to answer: a moving average, which fades while nothing is measured. Any thread. */
final class ResponseTimes {
    /** What a new time counts for. */
    private static final double PART = 0.2;
    /** Without new ones a time counts half after this. */
    private static final double HALF_NANOS = 10e9;

    /** One of the two kinds. */
    private static final class Average {
        private double nanos;
        private long at;

        synchronized void add(long sample, long now) {
            nanos = nanos == 0 ? sample : nanos + PART * (sample - nanos);
            at = now;
        }

        synchronized long now(long now) {
            return nanos == 0 ? 0 : (long) (nanos * Math.pow(0.5, Math.max(0, now - at) / HALF_NANOS));
        }
    }

    private final Average header = new Average();
    private final Average lastByte = new Average();
    /** When those in progress began, added up: its overflow does no harm, for differences hold. */
    private final AtomicLong begun = new AtomicLong();

    void add(Measure measure, long nanos, long now) {
        average(measure).add(Math.max(1, nanos), now);
    }

    /** 0 while nothing was measured. */
    long nanos(Measure measure, long now) {
        return average(measure).now(now);
    }

    private Average average(Measure measure) {
        return measure == Measure.HEADER ? header : lastByte;
    }

    void begins(long startNanos) {
        begun.addAndGet(startNanos);
    }

    void ends(long startNanos) {
        begun.addAndGet(-startNanos);
    }

    /** The mean of those in progress, of which there are {@code count}. */
    long inFlightNanos(int count, long now) {
        return count <= 0 ? 0 : Math.max(0, (count * now - begun.get()) / count);
    }
}
