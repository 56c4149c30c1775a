package owlboard.wire.loop;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks ten times within {@code owlboard.stall.millis} (default 200), or twice while all loops sleep, whether each loop has turned since;
 * one that is busy and has not for as long is reported with the stack of the virtual thread that ran last: a notice, and an alert when it
 * becomes a second. The time that it only waited for a core does not count. Where {@code owlboard.stalls} names a folder, a file is written
 * there as well: a test run fails on it.
 */
final class Watchdog {
    private static final int LOOKS = 10;
    private static final int LOOKS_ASLEEP = 2;
    private static final long ALERT_MILLIS = 1000;

    private Watchdog() {}

    static void watch(List<Loop> loops) {
        long stallMillis = Long.getLong("owlboard.stall.millis", 200);
        if (stallMillis <= 0) return;
        Thread.ofPlatform().daemon().name("stall-watchdog").start(() -> look(loops, stallMillis));
    }

    private static void look(List<Loop> loops, long stallMillis) {
        var seen = new long[loops.size()];
        var since = new long[loops.size()];
        var waited = new long[loops.size()];
        var tellAt = new long[loops.size()];
        long lookMillis = Math.max(1, stallMillis / LOOKS);
        long asleepMillis = Math.max(1, stallMillis / LOOKS_ASLEEP);
        long sleepMillis = lookMillis;
        long looked = System.nanoTime();
        Arrays.fill(since, looked);
        Arrays.fill(waited, -1);
        Arrays.fill(tellAt, stallMillis);
        while (true) {
            try {
                Thread.sleep(sleepMillis);
            } catch (InterruptedException stop) {
                return;
            }
            long now = System.nanoTime();
            long late = Math.max(0, now - looked - sleepMillis * 1_000_000);
            looked = now;
            sleepMillis = asleepMillis;
            for (int i = 0; i < seen.length; i++) {
                var loop = loops.get(i);
                if (!loop.isAsleep()) sleepMillis = lookMillis;
                long turns = loop.turns();
                if (turns != seen[i] || loop.isAsleep()) {
                    seen[i] = turns;
                    since[i] = now;
                    waited[i] = -1;
                    tellAt[i] = stallMillis;
                } else if (waited[i] < 0) {
                    waited[i] = loop.waitedForACore(); // from here on it may be a stall
                    since[i] += late;
                } else if (tellAt[i] < Long.MAX_VALUE) {
                    long waiting = loop.waitedForACore() - waited[i];
                    waited[i] += waiting;
                    since[i] += Math.max(waiting, late); // this machine gave it, or all of us, no time
                    long millis = (now - since[i]) / 1_000_000;
                    if (millis < tellAt[i]) continue;
                    boolean first = tellAt[i] == stallMillis;
                    tellAt[i] = millis < ALERT_MILLIS ? ALERT_MILLIS : Long.MAX_VALUE;
                    tell(i, new Stall(loop, millis), millis, first);
                }
            }
        }
    }

    private static void tell(int loop, Stall stall, long millis, boolean first) {
        Faults.tell(millis < ALERT_MILLIS ? Faults.Weight.NOTICE : Faults.Weight.ALERT, "loop " + loop, stall);
        var folder = System.getProperty("owlboard.stalls");
        if (folder == null || !first) return;
        try (var out = new PrintWriter(Files.newBufferedWriter(
                Path.of(folder, "stall-" + ProcessHandle.current().pid() + "-" + loop + "-" + System.nanoTime() + ".txt")))) {
            stall.printStackTrace(out);
        } catch (IOException failure) {
            Faults.report("writing into owlboard.stalls", failure);
        }
    }

    /** A loop that did not turn. Its stack trace is that of what ran on it. */
    static final class Stall extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stall(Loop loop, long millis) {
            super("stalled for " + millis + " ms; carrier at " + Arrays.stream(loop.carrier().getStackTrace()).limit(6)
                    .map(Object::toString).collect(Collectors.joining(" < ")));
            var thread = loop.running();
            setStackTrace(thread != null ? thread.getStackTrace() : loop.carrier().getStackTrace());
        }
    }
}
