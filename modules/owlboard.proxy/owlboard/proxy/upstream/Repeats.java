package owlboard.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a group's requests have cost more than one try each, over all reloads. Any thread.
 * A retry repeats what was sent; connections are made, and requests sent, beside one that is late ({@code owlboard_hedge}).
 */
public final class Repeats {
    /** Exchanges in progress that have sent something again: what {@code owlboard_retry_budget} bounds. */
    final AtomicInteger active = new AtomicInteger();
    final LongAdder retries = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder connections = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder won = new LongAdder();

    /**
     * At one moment.
     *
     * @param active      exchanges in progress that have sent something again
     * @param retries     all of those that have
     * @param refused     retries that {@code owlboard_retry_budget} did not allow
     * @param connections that were made beside one that was late, and {@code requests} that were sent so
     * @param won         of both those that were there first
     */
    public record Counts(int active, long retries, long refused, long connections, long requests, long won) {}

    public Counts counts() {
        return new Counts(active.get(), retries.sum(), refused.sum(), connections.sum(), requests.sum(), won.sum());
    }

    /** Another one is asked beside one that is late: to connect, or to answer. */
    public void beside(boolean request) {
        (request ? requests : connections).increment();
    }

    /** The one that was asked later was there first. */
    public void won() {
        won.increment();
    }

    /** The budget is spent. */
    public void refused() {
        refused.increment();
    }

    /** An exchange begins to send again what it has sent; {@code first}: it has not done so before. */
    public void begins(boolean first) {
        active.incrementAndGet();
        if (first) retries.increment();
    }

    /** It does so outside of the budget: the connection of the try before has broken. */
    public void again() {
        retries.increment();
    }

    /** It is over. */
    public void ends() {
        active.decrementAndGet();
    }
}
