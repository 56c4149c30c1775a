package owlboard.drill.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.drill.fault.Fault;
import owlboard.drill.fault.Promise;
import owlboard.drill.fault.Scene;
import owlboard.drill.fault.Verdict;
import owlboard.drill.traffic.Seen;
import owlboard.drill.traffic.Seen.Sort;
import owlboard.topology.Grace;

/** Says of each invariant whether it held. */
public final class Judge {
    private static final double MILLION = 1e6;
    private static final int SHOWN = 4;
    /** What a GET goes that is asked of a second peer, in ways of the machine's control; and a peer that is found well, and asked again. */
    private static final int WAYS_OF_TWO = 2;
    private static final int WAYS_BACK = 5;
    /** So many times what is allowed comes of no busy machine. */
    private static final int PLAIN_TIMES = 10;

    private final Promise promise;
    private final Scene scene;
    private final Times times;
    private final Evidence evidence;
    private final List<Seen> counted;

    private Judge(Fault fault, Scene scene, Times times, Evidence evidence) {
        this.promise = fault.promise();
        this.scene = scene;
        this.times = times;
        this.evidence = evidence;
        this.counted = times.counted(evidence.seen());
    }

    /** The verdicts, the fault's own ones last. */
    public static List<Verdict> verdicts(Fault fault, Scene scene, Times times, Evidence evidence) {
        var judge = new Judge(fault, scene, times, evidence);
        var verdicts = new ArrayList<>(List.of(judge.executions(), judge.answers(), judge.errors(), judge.recovery(), judge.counters(),
                judge.left()));
        if (fault.promise().slower().addedMillis() > 0) verdicts.add(judge.delay());
        if (fault.promise().slower().p99Times() > 0) verdicts.add(judge.share());
        verdicts.addAll(scene.verdicts());
        return List.copyOf(verdicts);
    }

    private Verdict executions() {
        var rule = "a request that is not idempotent is done at most once, and done when it was answered so";
        if (evidence.executions() == null) return Verdict.skipped("I1", rule, evidence.unknown());
        var posts = evidence.seen().stream().filter(seen -> seen.sort() == Sort.POST).toList();
        var found = evidence.executions();
        var twice = posts.stream().filter(post -> found.getOrDefault(post.nonce(), 0) > 1).count();
        var lost = posts.stream().filter(post -> post.outcome().status() == 201 && !found.containsKey(post.nonce())).count();
        var unheard = posts.stream().filter(post -> post.outcome().status() != 201 && found.containsKey(post.nonce())).count();
        return Verdict.of("I1", rule, twice == 0 && lost == 0, posts.size() + " POSTs: " + twice + " done twice, " + lost
                + " answered and not done" + (unheard == 0 ? "" : ", " + unheard + " done whose answer was lost"));
    }

    private Verdict answers() {
        var rule = "an answer belongs to its request";
        var told = evidence.seen().stream().filter(seen -> !seen.nonce().isEmpty() && seen.outcome().status() > 0).toList();
        var foreign = told.stream().filter(seen -> seen.outcome().foreign()).toList();
        if (told.isEmpty()) return Verdict.skipped("I2", rule, "nothing there repeats what it was told");
        return Verdict.of("I2", rule, foreign.isEmpty(), told.size() + " answers repeated their nonce, " + foreign.size()
                + " that of another request");
    }

    private Verdict errors() {
        var rule = "clients see no error while a healthy peer is there";
        var failed = counted.stream().filter(Seen::isFailed).toList();
        var wrong = new ArrayList<>(failed.stream().filter(seen -> !isAllowed(seen)).toList());
        var posts = failed.stream().filter(seen -> seen.sort() == Sort.POST && !promise.services().contains(seen.service())).toList();
        var text = new StringBuilder(count(wrong, Sort.GET) + " of " + count(counted, Sort.GET) + " GETs, ");
        text.append(posts.size()).append(" of ").append(count(counted, Sort.POST)).append(" POSTs failed");
        if (promise.postsUnderWay()) {
            text.append(" (").append(posts.stream().filter(this::wasUnderWay).count()).append(" had begun when it died)");
        }
        text.append("; ").append(count(failed, Sort.ECHO)).append(" WebSockets ended");
        long cutOff = failed.stream().filter(seen -> seen.sort() != Sort.ECHO && isAllowed(seen) && wasCutOff(seen)).count();
        if (cutOff > 0) text.append("; ").append(cutOff).append(" had no answer after ").append(Grace.ROLE.toSeconds()).append(" s");
        if (!promise.services().isEmpty()) {
            text.append("; of ").append(String.join(", ", promise.services())).append(" itself ")
                    .append(failed.stream().filter(seen -> promise.services().contains(seen.service())).count()).append(" failed");
        }
        if (!wrong.isEmpty()) text.append(": ").append(shown(wrong));
        return Verdict.of("I3", rule, wrong.isEmpty(), text.toString());
    }

    private boolean isAllowed(Seen seen) {
        boolean whileItLasts = seen.endNanos() >= times.struckNanos() && seen.atNanos() <= times.afterNanos();
        if (promise.services().contains(seen.service())) return whileItLasts;
        return switch (seen.sort()) {
            case GET -> whileItLasts && wasCutOff(seen);
            case POST -> promise.postsUnderWay() && wasUnderWay(seen) && !seen.outcome().foreign() || whileItLasts && wasCutOff(seen);
            case ECHO -> promise.sockets() && whileItLasts && (seen.outcome().peers().isEmpty() || isStruck(seen));
        };
    }

    /** Through a process that was told to end, and waited for it as long as it says. */
    private boolean wasCutOff(Seen seen) {
        return promise.ends() && seen.tookNanos() >= Grace.ROLE.toNanos() && !seen.outcome().foreign();
    }

    /** Nobody can know whether it was done. */
    private boolean wasUnderWay(Seen seen) {
        return seen.endNanos() >= times.struckNanos() && seen.atNanos() <= scene.diedNanos();
    }

    private boolean isStruck(Seen seen) {
        return scene.touched().isEmpty() || scene.touched().stream().anyMatch(peer -> seen.outcome().peers().contains(peer));
    }

    private static long count(List<Seen> all, Sort sort) {
        return all.stream().filter(seen -> seen.sort() == sort).count();
    }

    private String shown(List<Seen> wrong) {
        var kinds = wrong.stream().collect(Collectors.groupingBy(Seen::trouble, Collectors.counting()));
        return kinds.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(SHOWN)
                .map(kind -> kind.getValue() + " x " + kind.getKey()).collect(Collectors.joining("; "))
                + ", the first at %+.1f s".formatted(times.sinceStrike(wrong.getFirst().endNanos()));
    }

    private Verdict recovery() {
        var rule = "all that was struck serves again at most " + promise.backMillis() / 1000 + " s after it could";
        if (times.backNanos() < 0) {
            return Verdict.of("I4", rule, false, "not seen within that");
        }
        double millis = (times.backNanos() - times.healedNanos()) / MILLION;
        double late = evidence.machine().late(WAYS_BACK);
        return Verdict.of("I4", rule, millis <= promise.backMillis() + late, "%.1f s%s".formatted(Math.max(0, millis) / 1000,
                millis <= promise.backMillis() ? "" : ", of which the machine alone may be %.1f s".formatted(late / 1000)));
    }

    private Verdict counters() {
        var rule = "the balancer counts what clients saw";
        var counters = evidence.counters();
        if (counters == null) return Verdict.skipped("I5", rule, "there is no status page, or its counters began anew, or peers left");
        long tries = counters.handshakes();
        for (var seen : evidence.seen()) {
            if (seen.sort() != Sort.ECHO) tries += Seen.tries(seen.outcome().peers());
        }
        if (tries == 0) return Verdict.skipped("I5", rule, "no answer tells who was tried (X-Upstream-Server)");
        var text = "clients saw " + tries + " tries, the balancer counted " + counters.told() + (counters.unheard() == 0 ? ""
                : "; " + counters.unheard() + " requests had no answer, and may have been tried");
        if (counters.shared() && counters.told() > tries) return Verdict.skipped("I5", rule, text + ": others use it as well");
        return Verdict.of("I5", rule, counters.told() >= tries && counters.told() <= tries + 2L * counters.unheard(), text);
    }

    private Verdict left() {
        var rule = "nothing is left behind: every peer says active 0";
        var left = evidence.left();
        if (left.peers() == 0) return Verdict.skipped("idle", rule, "there is no status page");
        if (left.active().isEmpty()) return Verdict.of("idle", rule, true, "all " + left.peers() + " do");
        var text = left.active().entrySet().stream().map(peer -> peer.getKey() + " says active " + peer.getValue())
                .collect(Collectors.joining(", "));
        if (left.shared()) return Verdict.skipped("idle", rule, text + ": others use it as well");
        return Verdict.of("idle", rule, false, text);
    }

    private Verdict delay() {
        var rule = "a GET takes at most " + promise.slower().addedMillis() + " ms more than before, machine aside";
        double before = slowest(Times.between(counted, times.warmNanos(), times.struckNanos()));
        double during = slowest(Times.between(counted, times.struckNanos(), times.afterNanos()));
        var machine = evidence.machine();
        double added = during - before - machine.late(WAYS_OF_TWO);
        var text = "the slowest GET took %.0f ms before and %.0f ms during; the machine alone %s"
                .formatted(before, during, machine.slowest().text());
        boolean kept = added <= promise.slower().addedMillis();
        boolean excused = machine.isBusy() && added <= (double) PLAIN_TIMES * promise.slower().addedMillis();
        return kept || !excused ? Verdict.of("time", rule, kept, text) : Verdict.skipped("time", rule, machine.busy() + text);
    }

    /** Against the time before, and what the machine did to a control at the same time: what else runs there comes and goes. */
    private Verdict share() {
        int factor = promise.slower().p99Times();
        var rule = "all but 1 %% take at most %d x what 99 %% of their sort took before, or %d ms, machine aside"
                .formatted(factor, Slowness.QUICK_MILLIS);
        return Slowness.of(Times.between(counted, times.warmNanos(), times.struckNanos()),
                Times.between(counted, times.struckNanos(), times.afterNanos()), factor, evidence.machine()).verdict("time", rule);
    }

    private static double slowest(List<Seen> seen) {
        return seen.stream().filter(Seen::isIdempotent).mapToLong(Seen::tookNanos).max().orElse(0) / MILLION;
    }
}
