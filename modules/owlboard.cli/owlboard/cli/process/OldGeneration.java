package owlboard.cli.process;

import java.util.function.LongSupplier;

/**
 * Collects the heap when what is used is twice what should live, and is over {@link #SMALL}. The serial collector would let the old
 * generation grow to its maximum first: that is meant for ten thousand connections, and their dead objects would be this process's memory
 * for as long as it lives. A collection stops the loops for about 2 ms per MB that lives, so there is none while a crowd comes, of which
 * all lives and nothing would be won, but soon after it has left, when it is short.
 */
public final class OldGeneration {
    static final long SMALL = 28L << 20;
    /** What an open connection keeps alive: between two requests less, in the middle of one a little more. */
    static final long PER_CONNECTION = 8 << 10;
    private static final long LOOK_MILLIS = 1_000;
    /** Loops stand still for at most a hundredth of the time: of a hundred requests 99 do not meet it. */
    private static final int TIMES = 100;
    private static final long REST_MILLIS_MAX = 30_000;

    private OldGeneration() {}

    /** {@code connections}: how many are open now; one that keeps twice as much, as TLS does, counts twice. */
    public static void watch(LongSupplier connections) {
        Thread.ofPlatform().daemon().name("heap").start(() -> look(connections));
    }

    private static void look(LongSupplier connections) {
        var collected = new Collected(0, 0);
        long rest = LOOK_MILLIS;
        while (true) {
            try {
                Thread.sleep(rest);
            } catch (InterruptedException stop) {
                return;
            }
            long open = connections.getAsLong();
            rest = LOOK_MILLIS;
            if (used() <= collected.limit(open)) continue;
            long began = System.nanoTime();
            System.gc();
            rest = restMillis(System.nanoTime() - began);
            collected = new Collected(used(), open);
        }
    }

    /** For how long there is no other one after one that took so long. */
    static long restMillis(long tookNanos) {
        return Math.clamp(TIMES * tookNanos / 1_000_000, LOOK_MILLIS, REST_MILLIS_MAX);
    }

    /**
     * What the last collection found.
     *
     * @param livedBytes what lived then
     * @param open       connections then
     */
    record Collected(long livedBytes, long open) {
        /** Bytes that may be used, dead ones with them, while so many connections are open. */
        long limit(long openNow) {
            return Math.max(SMALL, 2 * (livedBytes + (openNow - open) * PER_CONNECTION));
        }
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
