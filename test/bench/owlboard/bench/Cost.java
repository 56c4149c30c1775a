package owlboard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import owlboard.bench.Threads.Work;

/**
 * {@code ./build.sh bench --cost [--rounds N] [--seconds N] [--rate N] [page] [metrics] [api] [top]}: what a balancer under a steady rate
 * pays for being looked at, by all or by those that are named. One process, so that nothing but the looking differs; windows in which they
 * look lie between windows in which nobody does, and each is compared with the mean of its two neighbours, so that what drifts cancels out.
 */
final class Cost {
    private static final int WARM_UP_SECONDS = 15;
    /** The page's observer ends 10 s after the last one who looked. */
    private static final int FORGET_SECONDS = 12;
    private static final int HURRY_SECONDS = 10;
    private static final int HURRY_MOST = 12;
    /** How much more often than usual they look while their code is being compiled. */
    private static final int HURRY = 20;
    private static final int SETTLE_SECONDS = 2;
    /** Compilers that use less of a core are quiet. */
    private static final double QUIET = .01;
    private static final String NOBODY = "nobody looks";

    /** CPU microseconds per request in one window. */
    private record Window(Map<Work, Double> micros) {
        double all() {
            return micros.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private final int rounds;
    private final int seconds;
    private final int rate;
    private final List<Onlookers.Who> who;
    private final Program balancer;
    private final int admin;
    private final Steady load;

    private Cost(List<String> options, Program balancer, int admin) {
        boolean quick = options.contains("--quick");
        rounds = Plan.number(options, "--rounds", quick ? 2 : 20);
        seconds = Plan.number(options, "--seconds", quick ? 3 : 6);
        rate = Plan.number(options, "--rate", 5000);
        who = Stream.of(Onlookers.Who.values()).filter(one -> options.contains(one.name().toLowerCase(Locale.ROOT))).toList();
        this.balancer = balancer;
        this.admin = admin;
        load = new Steady(balancer.doors().http1(), rate);
    }

    static void run(Path image, Path directory, List<String> options) throws IOException, InterruptedException {
        int[] backends = Ports.free(4);
        var fast = Program.isInstalled("nginx") ? List.of("nginx") : List.of(image + "/bin/owlboard", "nginx");
        Program.start("backends", fast, Recipes.backends(directory.resolve("backends"), backends), new Doors(backends[3], 0, 0));
        int admin = Ports.free(1)[0];
        var doors = Doors.free();
        var recipe = new Recipes(backends, null).watched(directory.resolve("owlboard"), doors, admin);
        var balancer = Program.start("owlboard", List.of(image + "/bin/owlboard", "nginx"), recipe, doors);
        System.out.println(Machine.describe(image));
        new Cost(options, balancer, admin).measure();
    }

    private void measure() throws IOException, InterruptedException {
        System.out.printf("%,d requests/s for %d s, until what is hot is compiled%n", rate, WARM_UP_SECONDS);
        pause(WARM_UP_SECONDS);
        warmUp();
        var windows = new ArrayList<Window>();
        pause(FORGET_SECONDS);
        windows.add(window(0, false));
        for (int round = 1; round <= rounds; round++) {
            try (var onlookers = new Onlookers(admin, balancer.doors().http1(), who, 1)) {
                pause(SETTLE_SECONDS);
                windows.add(window(round, true));
                System.out.println("         in which they saw " + onlookers.seen());
            }
            pause(FORGET_SECONDS);
            windows.add(window(round, false));
        }
        load.close();
        print(windows);
    }

    /** What is looked at for hours is compiled for good; here they look more often until it is. */
    private void warmUp() throws IOException, InterruptedException {
        try (var _ = new Onlookers(admin, balancer.doors().http1(), who, HURRY)) {
            for (int i = 1; i <= HURRY_MOST; i++) {
                var before = Threads.of(balancer);
                pause(HURRY_SECONDS);
                double compiling = Threads.of(balancer).since(before).get(Work.COMPILING) / (HURRY_SECONDS * 1e9);
                System.out.printf(Locale.ROOT, "looked at %d times as often for %d s: the compilers take %.1f %% of a core%n", HURRY,
                        i * HURRY_SECONDS, 100 * compiling);
                if (compiling < QUIET) return;
            }
        }
        System.out.println("the compilers are not quiet yet");
    }

    private static void pause(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1000L);
    }

    private Window window(int round, boolean isLookedAt) throws IOException, InterruptedException {
        long failed = load.failed();
        long answered = load.answered();
        var before = Threads.of(balancer);
        long nanos = System.nanoTime();
        pause(seconds);
        var spent = Threads.of(balancer).since(before);
        long requests = load.answered() - answered;
        nanos = System.nanoTime() - nanos;
        failed = load.failed() - failed;
        if (requests == 0) throw new IOException("nothing was answered in " + seconds + " s");
        double due = rate * nanos / 1e9;
        var micros = new EnumMap<Work, Double>(Work.class);
        // a busy machine is late with requests and makes up for it; who looks does so by the second
        spent.forEach((work, all) -> micros.put(work, all / 1e3 / (work.isOfRequests ? requests : due)));
        var window = new Window(micros);
        System.out.printf(Locale.ROOT, "round %d  %6.2f CPU \u00b5s per request, %6.0f requests/s%s  %s%n", round, window.all(),
                requests * 1e9 / nanos, failed == 0 ? "" : ", FAILED: " + failed, isLookedAt ? somebody() : NOBODY);
        return window;
    }

    /** {@code windows}: in turn nobody looks and somebody does, and nobody at the end. */
    private void print(List<Window> windows) {
        System.out.printf(Locale.ROOT, "%nMedians (%s) of %d windows of %d s, %,d requests/s%n%n", rounds < Median.ENOUGH
                ? "the least to the most" : "with 95 % between", rounds, seconds, rate);
        System.out.println("| | CPU \u00b5s per request | of a core |");
        System.out.println("|---|---|---|");
        row(NOBODY, every(windows, 0, Window::all));
        row(somebody(), every(windows, 1, Window::all));
        row("the difference to the windows around it", differences(windows, 2, Window::all));
        for (var work : Work.values()) row("of that: " + work.words, differences(windows, 2, window -> window.micros.get(work)));
        if (rounds > 1) {
            var quiet = IntStream.range(0, windows.size()).filter(i -> i % 2 == 0).mapToObj(windows::get).toList();
            row("the same of windows in which nobody looks", differences(quiet, 1, Window::all));
        }
    }

    private static List<Double> every(List<Window> windows, int from, ToDoubleFunction<Window> what) {
        return IntStream.range(0, windows.size()).filter(i -> i % 2 == from).mapToObj(i -> what.applyAsDouble(windows.get(i))).toList();
    }

    /** Of a window to the mean of the one before and the one after, for each that has both, {@code step} by {@code step}. */
    private static List<Double> differences(List<Window> windows, int step, ToDoubleFunction<Window> what) {
        var all = new ArrayList<Double>();
        for (int i = 1; i + 1 < windows.size(); i += step) {
            double around = (what.applyAsDouble(windows.get(i - 1)) + what.applyAsDouble(windows.get(i + 1))) / 2;
            all.add(what.applyAsDouble(windows.get(i)) - around);
        }
        return all;
    }

    private String somebody() {
        return who.isEmpty() ? "page, metrics, API and top are read each second" : "read each second: " + who;
    }

    private void row(String what, List<Double> micros) {
        var median = Median.of(micros);
        System.out.printf(Locale.ROOT, "| %s | %.2f (%.2f to %.2f) | %.2f %% (%.2f to %.2f) |%n", what, median.value(), median.low(),
                median.high(), share(median.value()), share(median.low()), share(median.high()));
    }

    /** Percent of a core that so many microseconds per request are. */
    private double share(double micros) {
        return micros * rate / 1e4;
    }
}
