package owlboard.drill.judge;

import java.util.ArrayList;
import java.util.List;
import owlboard.drill.fault.Verdict;
import owlboard.drill.traffic.Seen;

/**
 * Requests that were sent while a fault lasted, each beside those of its sort before it: an echo is no POST, and of which sort the slowest
 * hundredth is would be chance.
 *
 * @param before  how many there were before
 * @param during  how many while it lasted
 * @param slow    how many of these took longer than is allowed to their sort
 * @param text    of each sort, how long 99 % took before and during, and what is allowed; and what the machine did
 * @param machine what else it did
 */
record Slowness(int before, int during, int slow, String text, Machine machine) {
    /** Of fewer, 99 % are all but a handful: chance. */
    static final int ENOUGH = 500;
    /** What nobody notices is not slow: on a machine that compiles beside, a p99 of a few milliseconds doubles by chance. */
    static final int QUICK_MILLIS = 100;
    /** A request hands on what the machine's control hands on, and computes beside it. */
    private static final int LATE_TIMES = 3;
    private static final double SHARE = 0.01;
    /** So many are slow by no chance, of however few and wherever. */
    private static final double PLAIN_SHARE = 0.5;
    private static final double MILLION = 1e6;

    /**
     * Compares. What came after is no measure: a fault may outlive itself.
     *
     * @param times   how much longer than 99 % of its sort before a request may take
     * @param machine what the control took that has nothing to do with the edge: by how much that is later than before, all are
     */
    static Slowness of(List<Seen> before, List<Seen> during, int times, Machine machine) {
        double late = LATE_TIMES * Math.max(0, machine.p99().during() - machine.p99().before());
        var texts = new ArrayList<String>();
        int slow = 0;
        for (var sort : Seen.Sort.values()) {
            var now = of(sort, during);
            if (now.isEmpty()) continue;
            var usual = of(sort, before);
            double usualMillis = p99(usual.isEmpty() ? before : usual);
            double allowed = Math.max(times * usualMillis, QUICK_MILLIS) + late;
            slow += (int) now.stream().filter(seen -> seen.tookNanos() > allowed * MILLION).count();
            texts.add("%s %.1f ms before and %.1f during, at most %.0f".formatted(sort, usualMillis, p99(now), allowed));
        }
        texts.add("the machine alone " + machine.p99().text());
        return new Slowness(before.size(), during.size(), slow, String.join("; ", texts), machine);
    }

    private static List<Seen> of(Seen.Sort sort, List<Seen> all) {
        return all.stream().filter(seen -> seen.sort() == sort).toList();
    }

    private static double p99(List<Seen> seen) {
        return Figures.Latencies.of(seen).p99();
    }

    /** Few requests, or a busy machine, can show that others were kept waiting, and not who kept them. */
    Verdict verdict(String id, String rule) {
        var evidence = "%d of %d took longer; 99 %% took: %s".formatted(slow, during, text);
        if (before == 0 || during == 0) return Verdict.skipped(id, rule, "there was nobody to compare");
        if (slow > PLAIN_SHARE * during) return Verdict.of(id, rule, false, evidence);
        if (Math.min(before, during) < ENOUGH) {
            return Verdict.skipped(id, rule, "%d requests before and %d during are too few, it takes %d each (--rate, --seconds): "
                    .formatted(before, during, ENOUGH) + evidence);
        }
        boolean kept = slow <= SHARE * during;
        if (kept || !machine.isBusy()) return Verdict.of(id, rule, kept, evidence);
        return Verdict.skipped(id, rule, machine.busy() + evidence);
    }
}
