package owlboard.harness;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How long a test waits for what must come: only a hang takes longer, also where a process gets a tenth of a core. */
public final class Patience {
    public static final Duration TIME = Duration.ofMinutes(4);
    public static final long SECONDS = TIME.toSeconds();
    public static final int MILLIS = (int) TIME.toMillis();
    public static final long NANOS = TIME.toNanos();
    /** Of a whole test, which waits for several things; JUnit ends it then. */
    static final Duration TEST = TIME.multipliedBy(4);
    private static final long PIECE_NANOS = 20_000_000;

    private Patience() {}

    /**
     * What a time that is itself the behaviour, on a quiet machine no more than {@code seconds}, may be on this one now: longer by three
     * times what this thread waits for a core.
     */
    public static Duration stretched(long seconds) {
        return Duration.ofMillis((long) (seconds * 1000 * stretch()));
    }

    /** 1 on a quiet machine. */
    public static double stretch() {
        var threads = ManagementFactory.getThreadMXBean();
        long began = System.nanoTime();
        long computed = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - computed < PIECE_NANOS) Thread.onSpinWait();
        double slower = (System.nanoTime() - began) / (double) (threads.getCurrentThreadCpuTime() - computed);
        return Math.max(1, 3 * slower - 2);
    }
}
