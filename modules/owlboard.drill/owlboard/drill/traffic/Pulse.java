package owlboard.drill.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What this machine does to whoever only hands something on: two threads that toss a ball as often as a request passes from one process to
 * another. What delays them is neither the edge nor a fault in it.
 */
public final class Pulse implements AutoCloseable {
    /** Client, balancer, gateway, service, and back. */
    private static final int TOSSES = 6;
    private static final long EVERY_NANOS = 20_000_000;
    private static final long WAIT_NANOS = 50_000_000;
    private static final int MAX = 100_000;
    private static final double MILLION = 1e6;
    private static final double SHARE = 0.99;

    private record Beat(long atNanos, long tookNanos) {}

    private final Journal journal;
    private final List<Beat> beats = new ArrayList<>();
    private final Thread left;
    private final Thread right;
    private volatile int tosses;
    private volatile boolean over;

    /** Begins; {@code journal} has the clock. */
    public Pulse(Journal journal) {
        this.journal = journal;
        right = Thread.ofPlatform().daemon().name("drill: pulse, back").start(this::tossBack);
        left = Thread.ofPlatform().daemon().name("drill: pulse").start(this::beat);
    }

    private void beat() {
        while (!over && beats() < MAX) {
            long at = journal.now();
            for (int i = 0; i < TOSSES && !over; i += 2) {
                tosses++;
                LockSupport.unpark(right);
                while (tosses % 2 == 1 && !over) LockSupport.parkNanos(WAIT_NANOS);
            }
            add(new Beat(at, journal.now() - at));
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private void tossBack() {
        while (!over) {
            if (tosses % 2 == 1) {
                tosses++;
                LockSupport.unpark(left);
            }
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    private synchronized int beats() {
        return beats.size();
    }

    private synchronized void add(Beat beat) {
        beats.add(beat);
    }

    /** Milliseconds that 99 % of the balls took at most which were tossed in this time of the journal; 0 where none was. */
    public double p99(long fromNanos, long toNanos) {
        return nearest(SHARE, fromNanos, toNanos);
    }

    /** The longest of them. */
    public double slowest(long fromNanos, long toNanos) {
        return nearest(1, fromNanos, toNanos);
    }

    private synchronized double nearest(double share, long fromNanos, long toNanos) {
        var took = beats.stream().filter(beat -> beat.atNanos >= fromNanos && beat.atNanos < toNanos).mapToLong(Beat::tookNanos).sorted()
                .toArray();
        return took.length == 0 ? 0 : took[(int) Math.ceil(share * took.length) - 1] / MILLION;
    }

    /** Tosses no more. */
    @Override public void close() {
        over = true;
        for (var thread : List.of(left, right)) LockSupport.unpark(thread);
    }
}
