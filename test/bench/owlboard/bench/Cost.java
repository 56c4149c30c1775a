package owlboard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code ./build.sh bench --cost [--rounds N] [--seconds N] [--rate N] [page] [metrics] [api] [top]}: what a balancer under a steady rate
 * pays for being looked at, by all or by those that are named. One process, so that nothing but the looking differs; in each round nobody
 * looks, then they do twice, then nobody again, so that what drifts meets both alike.
 */
final class Cost {
    private static final int WARM_UP_SECONDS = 15;
    /** The page's observer ends 10 s after the last one who looked. */
    private static final int FORGET_SECONDS = 12;
    private static final int FIRST_SECONDS = 30;
    private static final int SETTLE_SECONDS = 2;
    private static final String NOBODY = "nobody looks";

    /** CPU microseconds per request in one window. */
    private record Window(boolean isLookedAt, double micros) {}

    private final int rounds;
    private final int seconds;
    private final int rate;
    private final List<Onlookers.Who> who;
    private final Program balancer;
    private final int admin;
    private final Steady load;

    private Cost(List<String> options, Program balancer, int admin) {
        boolean quick = options.contains("--quick");
        rounds = Plan.number(options, "--rounds", quick ? 1 : 5);
        seconds = Plan.number(options, "--seconds", quick ? 3 : 10);
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
        var all = new ArrayList<List<Window>>();
        System.out.printf("%,d requests/s for %d s, until what is hot is compiled%n", rate, WARM_UP_SECONDS);
        pause(WARM_UP_SECONDS);
        long cpu = balancer.cpuMicros();
        try (var _ = new Onlookers(admin, who)) {
            pause(FIRST_SECONDS);
        }
        System.out.printf(Locale.ROOT, "%.2f s of CPU, requests included, in the first %d s of looking, while its code is compiled%n",
                (balancer.cpuMicros() - cpu) / 1e6, FIRST_SECONDS);
        for (int round = 1; round <= rounds; round++) {
            var windows = new ArrayList<Window>();
            pause(FORGET_SECONDS);
            windows.add(window(round, false));
            try (var onlookers = new Onlookers(admin, who)) {
                pause(SETTLE_SECONDS);
                windows.add(window(round, true));
                windows.add(window(round, true));
                System.out.println("         in which they saw " + onlookers.seen());
            }
            pause(FORGET_SECONDS);
            windows.add(window(round, false));
            all.add(windows);
        }
        load.close();
        print(all);
    }

    private static void pause(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1000L);
    }

    private Window window(int round, boolean isLookedAt) throws IOException, InterruptedException {
        long failed = load.failed();
        long answered = load.answered();
        long cpu = balancer.cpuMicros();
        long nanos = System.nanoTime();
        pause(seconds);
        cpu = balancer.cpuMicros() - cpu;
        answered = load.answered() - answered;
        nanos = System.nanoTime() - nanos;
        failed = load.failed() - failed;
        if (answered == 0) throw new IOException("nothing was answered in " + seconds + " s");
        var window = new Window(isLookedAt, cpu / (double) answered);
        System.out.printf(Locale.ROOT, "round %d  %6.2f CPU \u00b5s per request, %6.0f requests/s%s  %s%n", round, window.micros,
                answered * 1e9 / nanos, failed == 0 ? "" : ", FAILED: " + failed, isLookedAt ? somebody() : NOBODY);
        return window;
    }

    private void print(List<List<Window>> all) {
        System.out.printf(Locale.ROOT, "%nMedians (the least to the most) of %d round(s) of 4 windows of %d s, %,d requests/s%n%n",
                rounds, seconds, rate);
        System.out.println("| | CPU \u00b5s per request | of a core |");
        System.out.println("|---|---|---|");
        row(NOBODY, all.stream().flatMap(List::stream).filter(window -> !window.isLookedAt).map(Window::micros).toList());
        row(somebody(), all.stream().flatMap(List::stream).filter(Window::isLookedAt).map(Window::micros).toList());
        row("the difference, round by round", all.stream().map(each -> mean(each, true) - mean(each, false)).toList());
        row("two windows of a round in which nobody looks differ by", all.stream().map(each -> Math.abs(each.getLast().micros
                - each.getFirst().micros)).toList());
    }

    private String somebody() {
        return who.isEmpty() ? "page, metrics, API and top are read each second" : "read each second: " + who;
    }

    private static double mean(List<Window> windows, boolean isLookedAt) {
        return windows.stream().filter(window -> window.isLookedAt == isLookedAt).mapToDouble(Window::micros).average().orElseThrow();
    }

    private void row(String what, List<Double> micros) {
        var sorted = micros.stream().sorted().toList();
        double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        System.out.printf(Locale.ROOT, "| %s | %.2f (%.2f to %.2f) | %.2f %% (%.2f to %.2f) |%n", what, median, sorted.getFirst(),
                sorted.getLast(), share(median), share(sorted.getFirst()), share(sorted.getLast()));
    }

    /** Percent of a core that so many microseconds per request are. */
    private double share(double micros) {
        return micros * rate / 1e4;
    }
}
