package owlboard.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a run from beside it. What the stall watchdogs of this process and of the images that it starts write into
 * {@code owlboard.stalls} is told as it comes, since after it nothing else may. A run that takes three times what it takes on two busy
 * cores is told where it stands, and ended: one that is killed from outside says nothing.
 */
final class Overseer {
    private static final Duration RUN_MAX = Duration.ofMinutes(60);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Report report;
    private final Set<Path> told = new HashSet<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    Overseer(Report report) {
        this.report = report;
        thread = Thread.ofPlatform().daemon().name("overseer").start(this::run);
    }

    /** Returns when all stalls have been told. */
    void stop() throws InterruptedException {
        done.countDown();
        thread.join();
    }

    private void run() {
        long end = System.nanoTime() + RUN_MAX.toNanos();
        try {
            boolean last;
            do {
                last = done.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                tellStalls();
                if (!last && System.nanoTime() > end) {
                    report.hangs(RUN_MAX, stacks());
                    System.exit(1);
                }
            } while (!last);
        } catch (IOException | InterruptedException failure) {
            report.stalled("what the watchdogs wrote cannot be told: " + failure);
        }
    }

    private void tellStalls() throws IOException {
        var directory = System.getProperty("owlboard.stalls");
        if (directory == null) return;
        try (var files = Files.list(Path.of(directory))) {
            var written = files.filter(file -> file.toFile().length() > 0); // they are written whole
            for (var file : written.filter(told::add).sorted().toList()) {
                report.stalled(file.getFileName() + ":\n" + Files.readString(file));
            }
        }
    }

    private static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream().map(Overseer::stack).sorted().collect(Collectors.joining());
    }

    private static String stack(Map.Entry<Thread, StackTraceElement[]> one) {
        return one.getKey().getName() + " " + one.getKey().getState() + "\n"
                + Stream.of(one.getValue()).map(frame -> "      at " + frame + "\n").collect(Collectors.joining());
    }
}
