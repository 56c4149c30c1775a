package owlboard.proxy.respond;

/**
 * How many bytes may have passed by now: so many at once, a second's worth, and the same each second from then on. As nginx, but by the
 * nanosecond.
 */
public final class Pace {
    /** Beyond it nothing is limited, and before it nothing overflows. */
    public static final long RATE_MAX = 1L << 50;
    private static final int LEAST_PER_SECOND = 8;
    private static final long LEAST_MAX = 64 << 10;

    private final double rate;
    private final double free;
    private final long startNanos;
    /** What is worth a write: an eighth of a second, a buffer at most. */
    private final long least;
    private long passed;

    /** @param rate bytes a second, above 0 @param free bytes that do not count */
    public Pace(long rate, long free, long startNanos) {
        this.rate = rate;
        this.free = free;
        this.startNanos = startNanos;
        least = Math.clamp(rate / LEAST_PER_SECOND, 1, LEAST_MAX);
    }

    public void pass(long bytes) {
        passed += bytes;
    }

    /** 0: none until {@link #waitMillis} have gone by. */
    public long allowed(long nowNanos) {
        return Math.max(0, (long) (free + rate * (1 + (nowNanos - startNanos) * 1e-9)) - passed);
    }

    /** 0 when enough of the {@code wanted} bytes may pass to be worth it. */
    public long waitMillis(long wanted, long nowNanos) {
        long missing = Math.min(wanted, least) - allowed(nowNanos);
        return missing <= 0 ? 0 : Math.max(1, (long) Math.ceil(missing * 1000 / rate));
    }
}
