package owlboard.proxy.cache;

import owlboard.proxy.count.Tally;
import owlboard.wire.loop.Loop;

/** What became of the requests that a zone was asked about, by their {@link Status}: how many, their bytes, and what of them was kept. */
public final class Visits {
    /** Requests, their bytes, and of them those whose answer was kept. */
    public record Outcome(long responses, long bytes, long keptResponses, long keptBytes) {}

    /** Of one status, in this order: requests, bytes, requests whose answer was kept, bytes of those. */
    private static final int FIGURES = 4;

    private final Tally tally = new Tally(FIGURES * Status.values().length);

    void count(Loop loop, Status status, long bytes, boolean kept) {
        int at = FIGURES * status.ordinal();
        tally.count(loop, at);
        tally.add(loop, at + 1, bytes);
        if (!kept) return;
        tally.count(loop, at + 2);
        tally.add(loop, at + 3, bytes);
    }

    Outcome outcome(Status status) {
        int at = FIGURES * status.ordinal();
        return new Outcome(tally.sum(at), tally.sum(at + 1), tally.sum(at + 2), tally.sum(at + 3));
    }

    void reset() {
        tally.reset();
    }
}
