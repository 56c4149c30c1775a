package owlboard.proxy.upstream;

/** Requests for which a group had nobody, over all reloads: no peer was left, or too many waited already. Any thread. */
public final class Unserved {
    private static final int SECONDS = 10;

    private long all;
    private long lastMillis;
    private long sinceMillis;
    private final int[] counts = new int[SECONDS];
    private final long[] seconds = new long[SECONDS];

    synchronized void count() {
        count(System.currentTimeMillis());
    }

    synchronized void count(long nowMillis) {
        long second = nowMillis / 1000;
        int at = (int) (second % SECONDS);
        if (seconds[at] != second) counts[at] = 0;
        seconds[at] = second;
        counts[at]++;
        all++;
        if (second - lastMillis / 1000 >= SECONDS) sinceMillis = nowMillis;
        lastMillis = nowMillis;
    }

    /** Since the start. */
    public synchronized long all() {
        return all;
    }

    /** In the last 10 s. */
    public synchronized long lately(long nowMillis) {
        long now = nowMillis / 1000;
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) if (now - seconds[i] < SECONDS) sum += counts[i];
        return sum;
    }

    /** Since when it happens, without a pause of 10 s. */
    public synchronized long sinceMillis() {
        return sinceMillis;
    }
}
