package owlboard.wire.loop;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loops of this process: one per processor, started at first use, running until the process ends.
 * The system property {@code owlboard.loops} (1 to 64) sets another number.
 */
public final class Loops {
    /** More than a quiet machine needs for a first selector; without it the pollers are born later. */
    private static final Duration POLLERS = Duration.ofSeconds(5);

    private static final class Started {
        static final List<Loop> LOOPS = start();
    }

    private Loops() {}

    public static List<Loop> all() {
        return Started.LOOPS;
    }

    private static List<Loop> start() {
        int count = Integer.getInteger("owlboard.loops", Runtime.getRuntime().availableProcessors());
        if (count < 1 || count > 64) throw new IllegalArgumentException("owlboard.loops is " + count + ": it must be 1 to 64");
        bearPollersElsewhere();
        var loops = IntStream.range(0, count).mapToObj(index -> new Loop(index, count)).toList();
        loops.forEach(Loop::start);
        Watchdog.watch(loops);
        return loops;
    }

    /**
     * The JDK's own pollers are born on the scheduler of the first virtual thread that blocks: not on a loop, whose stalls would be
     * everybody's. They and that scheduler's threads have the rights of whoever starts it.
     */
    private static void bearPollersElsewhere() {
        SelectorProvider.provider(); // its class initializer reads files: not while it pins a carrier
        var starter = Serving.thread("pollers", () -> awaited(Thread.ofVirtual().start(() -> {
            try (var selector = Selector.open()) {
                selector.select(1);
            } catch (IOException failure) {
                Faults.report("the JDK's pollers", failure);
            }
        })));
        starter.start();
        awaited(starter);
    }

    private static void awaited(Thread thread) {
        try {
            thread.join(POLLERS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
