package owlboard.drill.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.drill.fault.Verdict;
import owlboard.drill.traffic.Seen;
import owlboard.drill.traffic.Seen.Sort;

class SlownessTest {
    private static final Machine QUIET = machine(0.8, 0.3, 0.3);

    private final List<Seen> before = new ArrayList<>();
    private final List<Seen> during = new ArrayList<>();

    private static Machine machine(double idle, double before, double during) {
        var control = new Waits(before, during, before);
        return new Machine(idle, control, control);
    }

    private static void add(List<Seen> to, Sort sort, int count, double millis) {
        var fine = new Seen.Outcome(200, "", "", false, -1);
        for (int i = 0; i < count; i++) to.add(new Seen(sort, "users", "", 0, (long) (millis * 1e6), fine));
    }

    private Verdict judged(Machine machine) {
        return Slowness.of(before, during, 2, machine).verdict("time", "the rule");
    }

    private void is(Verdict.Result wanted, Machine machine) {
        var verdict = judged(machine);
        assertEquals(wanted, verdict.result(), verdict.evidence());
    }

    @Test void oneInAHundredMayBeSlow() {
        add(before, Sort.GET, 1000, 5);
        add(during, Sort.GET, 990, 100);
        add(during, Sort.GET, 10, 101);
        is(Verdict.Result.PASS, QUIET);
        add(during, Sort.GET, 1, 101);
        is(Verdict.Result.FAIL, QUIET);
    }

    @Test void twiceTheTimeOfBeforeIsAllowed() {
        add(before, Sort.GET, 1000, 80);
        add(during, Sort.GET, 1000, 160);
        is(Verdict.Result.PASS, QUIET);
        add(during, Sort.GET, 20, 161);
        is(Verdict.Result.FAIL, QUIET);
    }

    @Test void aSortThatWasSlowExcusesNoOther() {
        add(before, Sort.GET, 900, 5);
        add(before, Sort.POST, 100, 120);
        add(during, Sort.GET, 900, 200);
        add(during, Sort.POST, 100, 120);
        is(Verdict.Result.FAIL, QUIET);
        assertTrue(judged(QUIET).evidence().contains("GET 5.0 ms before and 200.0 during, at most 100; POST 120.0 ms before and 120.0"),
                judged(QUIET).evidence());
    }

    @Test void moreOfASlowSortIsNoSlowness() {
        add(before, Sort.GET, 990, 5);
        add(before, Sort.POST, 10, 120);
        add(during, Sort.GET, 900, 5);
        add(during, Sort.POST, 100, 120);
        is(Verdict.Result.PASS, QUIET);
    }

    @Test void aMachineThatIsBusyMeanwhileIsNoFault() {
        add(before, Sort.GET, 1000, 5);
        add(during, Sort.GET, 1000, 140);
        is(Verdict.Result.PASS, machine(0.8, 1, 21));
        is(Verdict.Result.FAIL, machine(0.8, 1, 11));
        is(Verdict.Result.FAIL, machine(0.8, 21, 21));
    }

    @Test void aMachineThatHadNothingToSpareIsNoMeasure() {
        add(before, Sort.GET, 1000, 5);
        add(during, Sort.GET, 1000, 5);
        var full = machine(0.05, 0.3, 0.3);
        is(Verdict.Result.PASS, full);
        add(during, Sort.GET, 100, 140);
        is(Verdict.Result.SKIPPED, full);
        is(Verdict.Result.FAIL, machine(Double.NaN, 0.3, 0.3));
        add(during, Sort.GET, 2000, 140);
        is(Verdict.Result.FAIL, full);
    }

    @Test void fewRequestsCanShowThatItIsSlowAndNotThatItIsNot() {
        add(before, Sort.GET, 30, 5);
        add(during, Sort.GET, 30, 5);
        is(Verdict.Result.SKIPPED, QUIET);
        add(during, Sort.GET, 31, 900);
        is(Verdict.Result.FAIL, QUIET);
    }

    @Test void withoutATimeBeforeNothingIsJudged() {
        add(during, Sort.GET, 1000, 900);
        is(Verdict.Result.SKIPPED, QUIET);
    }
}
