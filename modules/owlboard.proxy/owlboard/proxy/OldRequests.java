package owlboard.proxy;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Requests of configurations that were replaced: they are ended when the {@code worker_shutdown_timeout} of theirs is over. Any thread;
 * there is one of its own while somebody has to wait.
 */
final class OldRequests {
    /** Reloads that are remembered one by one; beyond, the last two count as one. */
    private static final int MOST = 64;

    /** Times of System.nanoTime(). */
    private record Due(long atNanos, long begunBefore) {}

    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
    private final LongConsumer ender;
    private Thread waiting;
    private boolean closed;

    /** {@code ender} ends what began before a time of System.nanoTime(). */
    OldRequests(LongConsumer ender) {
        this.ender = ender;
    }

    /** A configuration was replaced now. */
    synchronized void mayLast(long millis) {
        if (closed) return;
        long now = System.nanoTime();
        var next = new Due(now + TimeUnit.MILLISECONDS.toNanos(millis), now);
        if (due.size() == MOST) {
            var last = due.stream().max(Comparator.comparingLong(Due::begunBefore)).orElseThrow();
            due.remove(last);
            next = new Due(Math.max(last.atNanos, next.atNanos), now);
        }
        due.add(next);
        if (waiting == null) waiting = Thread.ofPlatform().daemon().name("old-requests").start(this::run);
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        due.clear();
        notifyAll();
    }

    private void run() {
        try {
            for (Due next; (next = next()) != null; ) ender.accept(next.begunBefore);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when there is nothing left to wait for. */
    private synchronized Due next() throws InterruptedException {
        while (!due.isEmpty()) {
            long left = due.peek().atNanos - System.nanoTime();
            if (left <= 0) return due.poll();
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        waiting = null;
        return null;
    }
}
