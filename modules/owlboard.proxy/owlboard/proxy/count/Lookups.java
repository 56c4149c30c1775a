package owlboard.proxy.count;

import java.util.concurrent.atomic.LongAdder;

/**
 * What was asked of the name servers of one {@code status_zone}, and what became of it: as the paid nginx counts for {@code /resolvers}.
 * A lookup is one request, whatever families and name servers were asked for it, and has one outcome. Any thread.
 */
public final class Lookups {
    /** What is looked for: the addresses of a name, or the servers of a service. */
    public enum Kind { NAME, SRV }

    /** The codes of RFC 1035 §4.1.1, at their numbers, and what is none of them. */
    public enum Outcome { NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, TIMEDOUT, UNKNOWN }

    private final LongAdder[] requests = adders(Kind.values().length);
    private final LongAdder[] outcomes = adders(Outcome.values().length);

    private static LongAdder[] adders(int count) {
        var all = new LongAdder[count];
        for (int i = 0; i < count; i++) all[i] = new LongAdder();
        return all;
    }

    public void begins(Kind kind) {
        requests[kind.ordinal()].increment();
    }

    public void ends(Outcome outcome) {
        outcomes[outcome.ordinal()].increment();
    }

    /** All of them count from here on. */
    public void reset() {
        for (var each : requests) each.reset();
        for (var each : outcomes) each.reset();
    }

    /** That have begun. */
    public long requests(Kind kind) {
        return requests[kind.ordinal()].sum();
    }

    /** That have ended so. */
    public long outcomes(Outcome outcome) {
        return outcomes[outcome.ordinal()].sum();
    }
}
