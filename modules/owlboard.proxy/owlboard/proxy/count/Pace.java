package owlboard.proxy.count;

import java.util.function.LongSupplier;

/**
 * How many ended, and how many of them failed, lately: a mark each 2 s, which the sampler makes, so that it is known whether
 * somebody has looked before or not. Any thread.
 */
public final class Pace {
    private static final int MARKS = 8;
    private static final double NANOS = 1e9;
    private static final long LATELY_NANOS = 10_000_000_000L;
    private static final long TICK_MILLIS = 2000;
    private static final long LEAST_NANOS = 500_000_000;

    /** As it was counted then, since the start. */
    private record Mark(long nanos, long ended, long failed) {}

    /** What was counted in {@code seconds} that have just passed. */
    public record Passed(double seconds, long ended, long failed) {
        public double rate() {
            return ended / seconds;
        }

        public double failedRate() {
            return failed / seconds;
        }

        /** 0 to 1. */
        public double share() {
            return ended == 0 ? 0 : (double) failed / ended;
        }
    }

    private final LongSupplier allEnded;
    private final LongSupplier allFailed;
    /** Round and round; the first ones are null. */
    private final Mark[] marks = new Mark[MARKS];
    private int next;
    private final Mark first = new Mark(System.nanoTime(), 0, 0);
    private long failingSinceMillis;

    /** Both since the start. */
    Pace(LongSupplier ended, LongSupplier failed) {
        allEnded = ended;
        allFailed = failed;
    }

    /** Once per 2 s. */
    void tick() {
        tick(System.nanoTime(), System.currentTimeMillis());
    }

    synchronized void tick(long nanos, long millis) {
        var before = latest();
        long ended = allEnded.getAsLong();
        boolean same = ended == before.ended;
        var now = new Mark(nanos, ended, same ? before.failed : allFailed.getAsLong());
        marks[next++ % MARKS] = now;
        if (same) return;
        long failed = now.failed - before.failed;
        boolean isFailing = failed > 0 && 2 * failed >= ended - before.ended;
        if (!isFailing) failingSinceMillis = 0;
        else if (failingSinceMillis == 0) failingSinceMillis = millis - TICK_MILLIS;
    }

    private Mark latest() {
        return next == 0 ? first : marks[(next - 1) % MARKS];
    }

    /** In the last 10 s, or a little more. */
    public Passed lately(long nowNanos) {
        return since(nowNanos, LATELY_NANOS);
    }

    /** In the last moments: half a second to two and a half. */
    public Passed now(long nowNanos) {
        return since(nowNanos, LEAST_NANOS);
    }

    private synchronized Passed since(long nowNanos, long least) {
        var from = first;
        for (int i = next - 1; i >= Math.max(0, next - MARKS); i--) {
            from = marks[i % MARKS];
            if (nowNanos - from.nanos >= least) break;
            if (i == 0) from = first;
        }
        double seconds = Math.max(LEAST_NANOS, nowNanos - from.nanos) / NANOS;
        long ended = allEnded.getAsLong();
        long failed = ended == from.ended ? from.failed : allFailed.getAsLong();
        return new Passed(seconds, ended - from.ended, Math.max(0, failed - from.failed));
    }

    /** Since when more than half of all fail, as far as there are any; 0: they do not. */
    public synchronized long failingSinceMillis() {
        return failingSinceMillis;
    }
}
