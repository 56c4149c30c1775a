package owlboard.proxy.upstream;

/**
 * How long a peer keeps idle connections, as it has shown: a request must not meet one that is just being closed. Any thread; times are
 * nanoseconds. What two connections in a row have shown holds for a minute, so that connections are retired earlier; a single one makes
 * requests that must not be lost careful, and so does a peer that has shown nothing.
 */
final class IdleLife {
    private static final long HOLDS_NANOS = 60_000_000_000L;
    /** Shorter ones end with the peer, not with their patience. */
    private static final long LEAST_NANOS = 10_000_000;
    /** What two may differ by and still show the same. */
    private static final double ALIKE = 0.8;
    /** The part of it that is used. */
    private static final double PART = 0.75;
    /** Nobody is thought to close earlier who has not done so. */
    private static final long TRUSTED_NANOS = 500_000_000;

    /** The last that was closed; 0: none was. */
    private volatile long last;
    /** Shown by two; 0: nothing was. */
    private volatile long shown;
    private long shownAt;
    /** The longest that it has answered after, and closed none before since. */
    private volatile long served;

    /** The peer has closed a connection that had been idle that long. */
    synchronized void closed(long idle, long now) {
        if (idle < LEAST_NANOS) return;
        if (idle <= served) served = 0;
        boolean alike = last != 0 && Math.min(last, idle) >= ALIKE * Math.max(last, idle);
        if (alike) {
            shown = Math.min(last, idle);
            shownAt = now;
        }
        last = idle;
    }

    /** It has answered on a connection that had been idle that long. */
    void served(long idle) {
        if (last != 0 || shown != 0 || idle > served) learn(idle);
    }

    private synchronized void learn(long idle) {
        if (ALIKE * idle > last) last = 0;
        if (ALIKE * idle > shown) shown = 0;
        served = Math.max(idle, served);
    }

    /** Another peer may be there. */
    synchronized void forget() {
        last = shown = served = 0;
    }

    /** How long a connection may rest, at most {@code most}. */
    long rest(long most, long now) {
        return shown == 0 ? most : shortened(most, now);
    }

    private synchronized long shortened(long most, long now) {
        if (now - shownAt > HOLDS_NANOS) shown = 0;
        return shown == 0 ? most : Math.min(most, (long) (PART * shown));
    }

    /**
     * Whether a request that must not be lost may go on a connection that has been idle that long. Without the lock: who asks is in the
     * middle of its loop's pool, and while it waited for another loop, others of its own would change that.
     */
    boolean isSafe(long idle) {
        boolean trusted = shown != 0 || idle < TRUSTED_NANOS || idle < PART * served;
        return trusted && isWithin(idle, last) && isWithin(idle, shown);
    }

    private static boolean isWithin(long idle, long known) {
        return known == 0 || idle < PART * known;
    }
}
