package owlboard.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of {@code ./build.sh test}: {@code Run CLASSES [PART_OF_A_CLASS_NAME]}. */
public final class Run {
    public static void main(String[] args) throws IOException, InterruptedException {
        var report = new Report(System.out, Path.of(args[0]).resolveSibling("times"));
        logTo(Path.of(args[0]).resolveSibling("log"));
        List<String> pinned;
        var overseer = new Overseer(report);
        try (var pins = new PinnedWatch()) {
            var lanes = lanes(Path.of(args[0]), args.length > 1 ? args[1] : "");
            var beside = Thread.ofPlatform().name("lane: topologies").start(() -> run(Lane.TOPOLOGIES, lanes, report));
            run(Lane.PARTS, lanes, report);
            beside.join();
            run(Lane.ALONE, lanes, report);
            pinned = pins.stop();
        }
        overseer.stop();
        pinned.forEach(report::stalled);
        System.exit(report.finish() ? 0 : 1);
    }

    /** What tested code logs is for who looks for it, and not among the results. */
    private static void logTo(Path file) throws IOException {
        LogManager.getLogManager().reset();
        var handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        Logger.getLogger("").addHandler(handler);
    }

    private static Map<Lane, List<Class<?>>> lanes(Path classes, String part) {
        return ReflectionSupport.findAllClassesInClasspathRoot(classes.toUri(), test -> true,
                name -> name.endsWith("Test") && name.contains(part)).stream().collect(Collectors.groupingBy(Lane::of));
    }

    private static void run(Lane lane, Map<Lane, List<Class<?>>> lanes, Report report) {
        var classes = lanes.getOrDefault(lane, List.of());
        if (!classes.isEmpty()) LauncherFactory.create().execute(request(lane, classes), report);
    }

    private static LauncherDiscoveryRequest request(Lane lane, List<Class<?>> classes) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "" + lane.classesAtOnce())
                .configurationParameter("junit.jupiter.testclass.order.default", LongestFirst.class.getName())
                .configurationParameter("junit.jupiter.execution.timeout.default", Patience.TEST.toSeconds() + " s")
                .build();
    }
}
