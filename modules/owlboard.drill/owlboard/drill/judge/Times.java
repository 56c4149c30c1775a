package owlboard.drill.judge;

import java.util.List;
import owlboard.drill.traffic.Pulse;
import owlboard.drill.traffic.Seen;

/**
 * When what was, in nanoseconds since the traffic began.
 *
 * @param warmNanos    everybody had an answer: from here on it counts
 * @param healedNanos  what was struck could serve again
 * @param backNanos    everything serves again; -1 when that was not seen in time
 */
public record Times(long warmNanos, long struckNanos, long healedNanos, long backNanos, long endNanos) {
    private static final double SECOND = 1e9;

    /** Where the phase after the fault begins. */
    long afterNanos() {
        return backNanos < 0 ? endNanos : backNanos;
    }

    /** Before, during and after, by when a request was sent. */
    List<Figures> figures(List<Seen> seen) {
        return List.of(of(seen, warmNanos, struckNanos), of(seen, struckNanos, afterNanos()), of(seen, afterNanos(), Long.MAX_VALUE));
    }

    /** Of what the machine does by itself, in the three phases. */
    public Machine machine(double idle, Pulse pulse) {
        return new Machine(idle, waits(pulse::p99), waits(pulse::slowest));
    }

    private interface Measure {
        double of(long fromNanos, long toNanos);
    }

    private Waits waits(Measure measure) {
        return new Waits(measure.of(warmNanos, struckNanos), measure.of(struckNanos, afterNanos()), measure.of(afterNanos(), endNanos));
    }

    private Figures of(List<Seen> seen, long from, long to) {
        return Figures.of(between(seen, from, to), (Math.min(to, endNanos) - from) / SECOND);
    }

    static List<Seen> between(List<Seen> seen, long from, long to) {
        return seen.stream().filter(one -> one.atNanos() >= from && one.atNanos() < to).toList();
    }

    /** Those that count. */
    public List<Seen> counted(List<Seen> seen) {
        return between(seen, warmNanos, Long.MAX_VALUE);
    }

    /** Seconds since the strike, negative before it. */
    public double sinceStrike(long atNanos) {
        return (atNanos - struckNanos) / SECOND;
    }
}
