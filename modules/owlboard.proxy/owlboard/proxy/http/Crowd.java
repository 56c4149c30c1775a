package owlboard.proxy.http;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import owlboard.proxy.exchange.Desk;
import owlboard.wire.loop.Loop;

/** The clients of one loop. Used by that loop's threads only, but for {@link #openSince}. */
public final class Crowd {
    /** A client. */
    interface Member {
        /** Nothing is in progress on its connection. */
        boolean isIdle();

        /** When the oldest of what it does began, in the units of {@link System#nanoTime}; {@link Long#MAX_VALUE}: it does nothing. */
        long beganNanos();

        /** Makes room, with the word for it where its protocol has one: then it has left soon, or is closed when asked again. */
        void close();
    }

    private static final int CLOSED_AT_ONCE = 32;
    private static final long COUNT_MILLIS = 400;
    /** So long after a look that found few there is no other: a crowd at the door must not make each newcomer cost a look at everybody. */
    private static final long LOOK_NANOS = 10_000_000;

    final Desk desk;
    /** Those that came first in front. */
    private final LinkedHashSet<Member> clients = new LinkedHashSet<>();
    private long lookedForIdleNanos;

    public Crowd(Loop loop) {
        desk = new Desk(loop, Serving.CHILDREN);
    }

    /** Of its loop. */
    public Desk desk() {
        return desk;
    }

    /** See {@link Desk#turnEnd}. */
    public Runnable turnEnd() {
        return desk.turnEnd;
    }

    void enter(Member client) {
        clients.add(client);
    }

    void leave(Member client) {
        clients.remove(client);
    }

    /**
     * {@link #since} of all of them together. Null: a loop did not tell within 400 ms. Not on a loop.
     *
     * @param crowds by their loops
     */
    public static int[] openSince(Map<Loop, Crowd> crowds, long[] nanos) {
        var all = new AtomicIntegerArray(nanos.length);
        var asked = Map.copyOf(crowds);
        var left = new CountDownLatch(asked.size());
        asked.forEach((loop, crowd) -> loop.start(() -> {
            var some = crowd.since(nanos);
            for (int i = 0; i < some.length; i++) all.addAndGet(i, some[i]);
            left.countDown();
        }));
        try {
            if (!left.await(COUNT_MILLIS, TimeUnit.MILLISECONDS)) return null;
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            return null;
        }
        return IntStream.range(0, nanos.length).map(all::get).toArray();
    }

    /** How many there are whose work began since each of these times, which ascend, and before the next; those without are the last's. */
    int[] since(long[] nanos) {
        var counts = new int[nanos.length];
        for (var client : clients) {
            long began = client.beganNanos();
            int at = nanos.length - 1;
            while (at > 0 && began < nanos[at]) at--;
            counts[at]++;
        }
        return counts;
    }

    /**
     * Closes an eighth of the clients that wait between two requests, at most 32 and those that came first, as nginx does; false when there
     * are none.
     */
    boolean closeIdle() {
        if (desk.loop.now() - lookedForIdleNanos < LOOK_NANOS) return false;
        var idle = clients.stream().filter(Member::isIdle).toList();
        for (var client : idle.subList(0, Math.min(CLOSED_AT_ONCE, (idle.size() + 7) / 8))) {
            if (client.isIdle()) client.close(); // no longer, when the one before it took a while
        }
        if (idle.size() <= CLOSED_AT_ONCE) lookedForIdleNanos = desk.loop.now();
        return !idle.isEmpty();
    }
}
