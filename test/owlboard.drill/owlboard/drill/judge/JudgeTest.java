package owlboard.drill.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.drill.fault.Faults;
import owlboard.drill.fault.Scene;
import owlboard.drill.fault.Verdict;
import owlboard.drill.traffic.Journal;
import owlboard.drill.traffic.Seen;
import owlboard.drill.traffic.Seen.Sort;

class JudgeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Times TIMES = new Times(0, 10 * SECOND, 30 * SECOND, 30 * SECOND, 40 * SECOND);

    /** What is said of errors when one request that was sent 9 s before the fault has no answer after so long. */
    private static Verdict errors(String fault, Sort sort, Duration took) {
        var scene = new Scene(null, null, new Journal(), Duration.ZERO, told -> { });
        var fine = new Waits(1, 1, 1);
        var nothing = new Seen.Outcome(0, "closed without an answer", "", false, -1);
        var lost = new Seen(sort, "comments", "n1", 9 * SECOND, took.toNanos(), nothing);
        var evidence = new Evidence(List.of(lost), Map.of(), "", null, new Evidence.Left(0, Map.of(), false), new Machine(0.8, fine, fine));
        var verdicts = Judge.verdicts(Faults.named(fault).orElseThrow(), scene, TIMES, evidence);
        return verdicts.stream().filter(verdict -> verdict.id().equals("I3")).findFirst().orElseThrow();
    }

    @Test void whatTakesLongerThanAnEndingRoleWaitsMayBeCutOff() {
        for (var sort : List.of(Sort.GET, Sort.POST)) {
            var verdict = errors("restart-balancer", sort, Duration.ofSeconds(9));
            assertEquals(Verdict.Result.PASS, verdict.result(), verdict.evidence());
            assertTrue(verdict.evidence().contains("1 had no answer after 8 s"), verdict.evidence());
            assertEquals(Verdict.Result.FAIL, errors("restart-balancer", sort, Duration.ofMillis(7900)).result());
        }
    }

    @Test void nothingIsCutOffWhereNothingEnds() {
        assertEquals(Verdict.Result.FAIL, errors("reload-storm", Sort.GET, Duration.ofSeconds(9)).result());
        assertEquals(Verdict.Result.FAIL, errors("kill-gateway", Sort.GET, Duration.ofSeconds(9)).result());
    }
}
