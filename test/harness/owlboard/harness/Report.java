package owlboard.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints a line for each class that has ended, failures when they happen, skipped tests with their reasons at the end, and the counts as
 * the last line. Writes into a file when each test began, how long it took, and its name. It hears of several runs at once.
 */
final class Report implements TestExecutionListener {
    private final PrintStream out;
    private final List<String> skips = new ArrayList<>();
    private final Map<String, ClassRun> running = new HashMap<>();
    private final Map<String, Long> begun = new HashMap<>();
    private final List<String> times = new ArrayList<>();
    private final Path timesFile;
    private final long startNanos = System.nanoTime();
    private final List<TestPlan> plans = new ArrayList<>();
    private long passed;
    private long failed;
    private long skipped;
    private boolean stalled;

    /** A top-level class whose tests run. */
    private static final class ClassRun {
        private final long startNanos = System.nanoTime();
        private long passed;
        private long failed;
        private long skipped;
    }

    Report(PrintStream out, Path timesFile) {
        this.out = out;
        this.timesFile = timesFile;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
        plans.add(started);
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        if (isTopClass(test)) classOf(test);
        begun.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        skip(test, reason);
        if (isTopClass(test)) ended(test);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> pass(test);
            case ABORTED -> skip(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
            case FAILED -> fail(test, result);
        }
        timed(test);
        if (isTopClass(test)) ended(test);
    }

    /** {@code   12.3    4.5 PeerTest.aPeer()}: seconds after the start of all, and seconds. */
    private void timed(TestIdentifier test) {
        long began = begun.remove(test.getUniqueId());
        if (test.isTest() || isTopClass(test)) {
            times.add("%7.1f %7.2f %s".formatted((began - startNanos) / 1e9, (System.nanoTime() - began) / 1e9, name(test)));
        }
    }

    private void pass(TestIdentifier test) {
        if (!test.isTest()) return;
        passed++;
        classOf(test).passed++;
    }

    private void fail(TestIdentifier test, TestExecutionResult result) {
        failed++;
        classOf(test).failed++;
        out.println("FAILED " + name(test));
        result.getThrowable().ifPresent(this::print);
    }

    /** {@code  12.3 s  proxy.upstream.PeerTest: 8 passed, 1 skipped}. */
    private void ended(TestIdentifier test) {
        var run = running.remove(topClass(test));
        if (run.passed + run.failed + run.skipped == 0) return;
        var counts = Stream.of(count(run.passed, "passed"), count(run.failed, "failed"), count(run.skipped, "skipped"))
                .filter(text -> !text.isEmpty());
        out.println("%6.1f s  %s: %s".formatted((System.nanoTime() - run.startNanos) / 1e9,
                topClass(test).replaceFirst("^owlboard\\.", ""), counts.collect(Collectors.joining(", "))));
    }

    private static String count(long count, String what) {
        return count == 0 ? "" : count + " " + what;
    }

    private ClassRun classOf(TestIdentifier test) {
        return running.computeIfAbsent(topClass(test), first -> new ClassRun());
    }

    private static boolean isTopClass(TestIdentifier test) {
        return test.getSource().orElse(null) instanceof ClassSource source && !source.getClassName().contains("$");
    }

    /** Empty for the engine itself. */
    private static String topClass(TestIdentifier test) {
        var segments = test.getUniqueIdObject().getSegments();
        return segments.size() > 1 ? segments.get(1).getValue() : "";
    }

    private void skip(TestIdentifier test, String reason) {
        long count = test.isTest() ? 1 : Math.max(1, plans.stream().flatMap(plan -> plan.getDescendants(test).stream())
                .filter(TestIdentifier::isTest).count());
        skipped += count;
        classOf(test).skipped += count;
        skips.add("skipped " + name(test) + (count > 1 ? " (" + count + " tests)" : "") + ": "
                + reason.replaceFirst("^Assumption failed: ", ""));
    }

    synchronized void stalled(String where) {
        stalled = true;
        out.println("STALLED " + where);
    }

    /** Prints what still runs after {@code limit}, where all threads are, and the counts. */
    synchronized void hangs(Duration limit, String stacks) throws IOException {
        failed++;
        out.println("FAILED the run: it is not done after " + limit.toMinutes() + " min; what runs, and since when:");
        begun.forEach((test, since) -> out.println("  %6.1f s  %s".formatted((System.nanoTime() - since) / 1e9, test)));
        out.print(stacks);
        finish();
    }

    /** Prints the counts; true when tests ran, none failed, and no loop was held up. */
    synchronized boolean finish() throws IOException {
        Files.write(timesFile, times);
        skips.stream().sorted().forEach(out::println);
        if (stalled) out.println("the run fails because a loop was held up, see STALLED above");
        if (passed + failed == 0) out.println(skipped == 0 ? "no test has such a name" : "no test ran, every one was skipped");
        out.println("%d s".formatted((System.nanoTime() - startNanos) / 1_000_000_000));
        out.println("tests: %d passed, %d failed, %d skipped".formatted(passed, failed, skipped));
        return failed == 0 && passed > 0 && !stalled;
    }

    /** The trace down to the test method; what JUnit does beneath it says nothing. */
    private void print(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            out.println("  " + cause);
            for (var frame : cause.getStackTrace()) {
                if (frame.getClassName().startsWith("jdk.internal.reflect")) break;
                if (!frame.getClassName().startsWith("org.junit.")) out.println("      at " + frame);
            }
        }
    }

    private String name(TestIdentifier test) {
        var source = test.getSource().orElse(null);
        if (!(source instanceof MethodSource method)) return test.getDisplayName();
        var name = method.getClassName().replaceAll(".*\\.", "") + "." + method.getMethodName();
        return test.getDisplayName().startsWith(method.getMethodName() + "(") ? name : name + " " + test.getDisplayName();
    }
}
