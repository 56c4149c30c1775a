package owlboard.harness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of {@code ./build.sh test}: {@code Run CLASSES [PART_OF_A_CLASS_NAME]}. */
public final class Run {
    private static final int CLASSES_AT_ONCE = 4;

    public static void main(String[] args) throws IOException {
        var report = new Report(System.out);
        logTo(Path.of(args[0]).resolveSibling("log"));
        List<String> stalls;
        try (var pins = new PinnedWatch()) {
            LauncherFactory.create().execute(request(Path.of(args[0]), args.length > 1 ? args[1] : ""), report);
            stalls = pins.stop();
        }
        stalls.addAll(stallFiles());
        stalls.forEach(report::stalled);
        System.exit(report.finish() ? 0 : 1);
    }

    /** What tested code logs is for who looks for it, and not among the results. */
    private static void logTo(Path file) throws IOException {
        LogManager.getLogManager().reset();
        var handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        Logger.getLogger("").addHandler(handler);
    }

    private static LauncherDiscoveryRequest request(Path classes, String part) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(Set.of(classes)))
                .filters(ClassNameFilter.includeClassNamePatterns(".*" + Pattern.quote(part) + ".*"))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "" + CLASSES_AT_ONCE)
                .configurationParameter("junit.jupiter.testclass.order.default", LongestFirst.class.getName())
                .configurationParameter("junit.jupiter.execution.timeout.default", Patience.TEST.toSeconds() + " s")
                .build();
    }

    /** What the stall watchdogs of this process and of the images it started have written. */
    private static List<String> stallFiles() throws IOException {
        var directory = System.getProperty("owlboard.stalls");
        if (directory == null) return List.of();
        try (var files = Files.list(Path.of(directory))) {
            return files.sorted().map(Run::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return file.getFileName() + ":\n" + Files.readString(file);
        } catch (IOException unreadable) {
            return file + " cannot be read: " + unreadable;
        }
    }
}
