package owlboard.drill.judge;

import java.util.List;
import owlboard.drill.fault.Fault;
import owlboard.drill.fault.Scene.Event;
import owlboard.drill.fault.Verdict;
import owlboard.drill.traffic.Seen;

/**
 * A drill that was made.
 *
 * @param edge what was drilled, for people
 */
public record Course(Fault fault, String edge, Times times, List<Event> events, List<Seen> seen, List<Verdict> verdicts) {
    /** Every promise that could be judged was kept. */
    public boolean isPassed() {
        return verdicts.stream().noneMatch(Verdict::isBroken);
    }

    /** In a sentence without its end. */
    public String verdict() {
        var broken = verdicts.stream().filter(Verdict::isBroken).map(one -> one.rule() + " (" + one.evidence() + ")").toList();
        return broken.isEmpty() ? "every promise was kept" : "broken: " + String.join("; ", broken);
    }

    /** Before, during, after. */
    public List<Figures> figures() {
        return times.figures(seen);
    }
}
