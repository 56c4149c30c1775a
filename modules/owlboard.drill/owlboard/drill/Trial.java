package owlboard.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import owlboard.drill.edge.Cores;
import owlboard.drill.edge.Edge;
import owlboard.drill.edge.Standing;
import owlboard.drill.fault.Fault;
import owlboard.drill.fault.Scene;
import owlboard.drill.judge.Course;
import owlboard.drill.judge.Evidence;
import owlboard.drill.judge.Judge;
import owlboard.drill.judge.Machine;
import owlboard.drill.judge.Times;
import owlboard.drill.traffic.Crowd;
import owlboard.drill.traffic.Journal;
import owlboard.drill.traffic.Pulse;
import owlboard.drill.traffic.Seen;
import owlboard.topology.Run;

/** One drill, from the first request to the last verdict. */
final class Trial {
    private static final int RATE = 50;
    /** Where a p99 is judged: enough of them within a few seconds. */
    private static final int RATE_OF_MANY = 130;
    private static final Duration WARM_WITHIN = Duration.ofSeconds(15);
    private static final Duration STEADY = Duration.ofSeconds(1);
    private static final Duration QUICK = Duration.ofMillis(500);
    /** Where the machine can do no better: less than what ends a request. */
    private static final Duration SLOW = Duration.ofSeconds(3);
    private static final Duration SLOW_WITHIN = Duration.ofSeconds(45);
    /** Than the slowest before: somebody waited. */
    private static final Duration LONGER = Duration.ofMillis(300);
    private static final Duration WELL_WITHIN = Duration.ofSeconds(60);
    /** Beyond the longest timeout of the edge. */
    private static final Duration END_WITHIN = Duration.ofSeconds(75);
    private static final long QUIET_MILLIS_MAX = 4000;
    /** Where only errors are looked for. */
    private static final long QUIET_MILLIS_FEW = 2000;
    /** A machine that has little to spare shows late what was there in time. */
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration IDLE_WITHIN = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 100;

    private final Edge edge;
    private final Fault fault;
    private final Drill.Options options;
    private final Consumer<String> live;
    private final Journal journal = new Journal();
    private final Duration quiet;
    private final Duration lasts;
    private volatile boolean over;

    /** {@code live} hears what happens, as it happens. */
    Trial(Edge edge, Fault fault, Drill.Options options, Consumer<String> live) {
        this.edge = edge;
        this.fault = fault;
        this.options = options;
        this.live = live;
        long millis = options.seconds() * 1000L;
        long longest = Math.min(millis / 3, QUIET_MILLIS_MAX);
        this.quiet = Duration.ofMillis(fault.promise().slower().isJudged() ? longest : Math.min(longest, QUIET_MILLIS_FEW));
        this.lasts = Duration.ofMillis(millis - 2 * longest);
    }

    Journal journal() {
        return journal;
    }

    Course run() throws IOException, InterruptedException {
        awaitWell();
        var before = edge.standing();
        try (var pulse = new Pulse(journal); var crowd = new Crowd(edge.address(), rate(), edge.path(), journal)) {
            var scene = new Scene(edge, crowd, journal, lasts, live);
            var watcher = Thread.ofPlatform().daemon().name("drill: watcher").start(() -> watch(scene));
            try {
                awaitWarm();
                if (options.rate() == 0 && fault.promise().slower().p99Times() > 0) quicken(crowd);
                long warmNanos = journal.now();
                live.accept("steady traffic: " + crowd.rate() + " requests per second");
                var cores = Cores.now();
                Thread.sleep(quiet);
                double idle = Cores.now().idleSince(cores);
                fault.strike(scene);
                long backNanos = awaitBack(scene);
                Thread.sleep(quiet);
                over = true;
                if (!crowd.end(END_WITHIN)) scene.tells("some requests have no answer yet");
                tellWhatWasNoticed(scene, warmNanos);
                var times = new Times(warmNanos, scene.struckNanos(), scene.healedNanos(), backNanos, journal.now());
                return course(scene, crowd, new Measured(times, times.machine(idle, pulse), before, left(before)));
            } finally {
                over = true;
                watcher.join(Duration.ofSeconds(10));
            }
        }
    }

    /** Beside what clients saw. */
    private record Measured(Times times, Machine machine, Standing before, Evidence.Left left) {}

    /** When clients wait for nothing any more: at once, but for what a balancer has not heard of yet. */
    private Evidence.Left left(Standing before) throws InterruptedException {
        boolean othersBefore = !edge.isOwn() && !before.active().isEmpty();
        long deadline = System.nanoTime() + (othersBefore ? 0 : IDLE_WITHIN.toNanos());
        while (true) {
            var now = edge.standing();
            boolean known = !now.peers().isEmpty();
            if (known && now.active().isEmpty() || System.nanoTime() > deadline || !known && before.peers().isEmpty()) {
                return new Evidence.Left(now.peers().size(), now.active(), othersBefore);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private Course course(Scene scene, Crowd crowd, Measured measured) {
        var times = measured.times;
        var before = measured.before;
        var after = edge.standing();
        boolean comparable = fault.promise().counters() && !before.peers().isEmpty() && journal.beyond() == 0
                && before.peers().keySet().equals(after.peers().keySet());
        var seen = journal.all();
        Map<String, Integer> executions = null;
        var unknown = "";
        try {
            var posts = seen.stream().filter(one -> one.sort() == Seen.Sort.POST).toList();
            if (posts.isEmpty()) unknown = "nothing is written there";
            else executions = crowd.executions(posts);
        } catch (IOException unreadable) {
            unknown = unreadable.getMessage();
        }
        var counters = !comparable ? null : new Evidence.Counters(after.requests() - before.requests(), crowd.handshakes(), crowd.unheard(),
                !edge.isOwn());
        var evidence = new Evidence(seen, executions, unknown, counters, measured.left, measured.machine);
        return new Course(fault, edge.title(), times, scene.events(), seen, Judge.verdicts(fault, scene, times, evidence));
    }

    /** What a drill before has left may still heal. */
    private void awaitWell() throws IOException, InterruptedException {
        if (edge.run().isEmpty()) return;
        long deadline = System.nanoTime() + WELL_WITHIN.toNanos();
        while (true) {
            var ill = edge.run().get().members().stream().filter(member -> !member.healthy()).map(Run.Member::name).toList();
            var standing = edge.standing();
            if (ill.isEmpty() && (standing.peers().isEmpty() || standing.isAllUp())) return;
            if (System.nanoTime() > deadline) throw new IOException("not healthy before the drill: " + (ill.isEmpty() ? standing : ill));
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Requests per second, WebSockets aside. */
    private int rate() {
        return options.rate() == 0 ? RATE : options.rate();
    }

    /** Until a whole second's answers were well and quick: what was just started is slow, which is no fault. */
    private void awaitWarm() throws IOException, InterruptedException {
        if (isSteadyWithin(WARM_WITHIN, rate(), QUICK)) return;
        if (journal.size() == 0 || journal.failed() < journal.size()) isSteadyWithin(SLOW_WITHIN, rate(), SLOW);
        if (journal.size() == journal.failed()) {
            throw new IOException("no answers from " + edge.title() + ": " + journal.all().stream().filter(Seen::isFailed)
                    .findFirst().map(Seen::trouble).orElse("nothing within " + WARM_WITHIN.plus(SLOW_WITHIN).toSeconds() + " s"));
        }
        live.accept("this machine is too busy for quick answers; what follows is what it can do");
    }

    /** Where the machine can do that. */
    private void quicken(Crowd crowd) throws IOException, InterruptedException {
        crowd.asks(RATE_OF_MANY);
        if (isSteadyWithin(WARM_WITHIN, RATE_OF_MANY, QUICK)) return;
        live.accept("this machine is too busy for " + RATE_OF_MANY + " requests per second");
        crowd.asks(RATE);
        awaitWarm();
    }

    private boolean isSteadyWithin(Duration patience, int rate, Duration longest) throws InterruptedException {
        long began = journal.now();
        while (!isSteady(began, rate, longest)) {
            if (journal.now() - began > patience.toNanos()) return false;
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private boolean isSteady(long began, int rate, Duration longest) {
        long now = journal.now();
        if (now - began < STEADY.toNanos()) return false;
        var last = journal.all().stream().filter(one -> one.endNanos() > now - STEADY.toNanos()).toList();
        return last.size() >= rate * STEADY.toSeconds() / 2
                && last.stream().noneMatch(one -> one.isFailed() || one.tookNanos() > longest.toNanos());
    }

    /** When the last of those that were struck served again; -1 when one did not within what is promised, and a little more. */
    private long awaitBack(Scene scene) throws InterruptedException {
        long healed = Math.max(scene.healedNanos(), scene.struckNanos());
        long deadline = healed + Duration.ofMillis(fault.promise().backMillis()).plus(LATE).toNanos();
        while (true) {
            long back = back(scene, healed);
            if (back >= 0 && (scene.struck().isEmpty() || edge.standing().isAllUp())) {
                scene.tells(scene.struck().isEmpty() ? "it is over" : "all peers serve");
                return back;
            }
            if (journal.now() > deadline) return -1;
            Thread.sleep(LOOK_MILLIS / 2);
        }
    }

    private long back(Scene scene, long healed) {
        long last = healed;
        var seen = journal.all();
        for (var service : fault.promise().services()) {
            long first = seen.stream().filter(one -> one.endNanos() > healed && one.service().equals(service) && !one.isFailed())
                    .mapToLong(Seen::endNanos).min().orElse(-1);
            if (first < 0) return -1;
            last = Math.max(last, first);
        }
        for (var peer : scene.struck()) {
            long first = seen.stream().filter(one -> one.endNanos() > healed && one.outcome().peers().endsWith(peer))
                    .mapToLong(Seen::endNanos).min().orElse(-1);
            if (first < 0) return -1;
            last = Math.max(last, first);
        }
        return last;
    }

    /** Puts on the time line what the balancer says of its peers. */
    private void watch(Scene scene) {
        var states = new TreeMap<String, String>();
        try {
            while (!over) {
                edge.standing().peers().forEach((name, peer) -> {
                    var known = states.put(name, peer.state());
                    if (known != null && !known.equals(peer.state())) {
                        scene.tells("the balancer says of " + name + ": " + peer.state() + ", no longer " + known);
                    }
                });
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long clients met it: the first and the last request that was sent on to another peer, waited, or failed. */
    private void tellWhatWasNoticed(Scene scene, long warmNanos) {
        var seen = journal.all();
        long usualNanos = seen.stream().filter(one -> one.atNanos() >= warmNanos && one.endNanos() < scene.struckNanos())
                .mapToLong(Seen::tookNanos).max().orElse(0) + LONGER.toNanos();
        var noticed = seen.stream().filter(one -> one.endNanos() >= scene.struckNanos()
                && (one.isRetried() || one.isFailed() || one.tookNanos() > usualNanos)).toList();
        if (noticed.isEmpty()) {
            scene.tells("no client noticed anything");
            return;
        }
        var ends = noticed.stream().mapToLong(one -> one.endNanos() - scene.struckNanos()).summaryStatistics();
        long failed = noticed.stream().filter(Seen::isFailed).count();
        long waited = noticed.stream().filter(one -> one.tookNanos() > usualNanos).count();
        long sentOn = noticed.stream().filter(one -> one.isRetried() && !one.isFailed()).count();
        scene.tells("clients noticed it from %+.2f s to %+.2f s: %d requests were sent on to another peer, %d waited, %d failed".formatted(
                ends.getMin() / 1e9, ends.getMax() / 1e9, sentOn, waited, failed));
    }
}
