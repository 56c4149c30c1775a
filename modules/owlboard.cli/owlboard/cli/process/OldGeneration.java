package owlboard.cli.process;

/**
 * Collects the heap when what is used has doubled since it was collected last, and is over {@link #SMALL}. The serial collector would let
 * the old generation grow to its
 * maximum first: that is meant for ten thousand connections, and their dead objects would be this process's memory for as long as it lives.
 * A collection stops the loops for about 2 ms per MB that lives.
 */
public final class OldGeneration {
    private static final long SMALL = 26L << 20;
    private static final long LOOK_MILLIS = 1_000;

    private OldGeneration() {}

    public static void watch() {
        Thread.ofPlatform().daemon().name("heap").start(OldGeneration::look);
    }

    private static void look() {
        long limit = SMALL;
        while (true) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
            if (used() <= limit) continue;
            System.gc();
            limit = Math.max(SMALL, 2 * used());
        }
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
