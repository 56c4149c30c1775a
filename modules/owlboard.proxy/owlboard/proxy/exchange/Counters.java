package owlboard.proxy.exchange;

import java.util.concurrent.atomic.LongAdder;

/** What {@code stub_status} tells. One set per engine, over all reloads. */
public final class Counters {
    public final LongAdder accepted = new LongAdder();
    public final LongAdder closed = new LongAdder();
    public final LongAdder requests = new LongAdder();
    public final LongAdder readingNow = new LongAdder();
    public final LongAdder writingNow = new LongAdder();
    /** What the open connections take of the heap, in connections without TLS. */
    public final LongAdder weightNow = new LongAdder();

    public long weight() {
        return weightNow.sum();
    }

    public long active() {
        return accepted.sum() - closed.sum();
    }

    public long reading() {
        return readingNow.sum();
    }

    public long writing() {
        return writingNow.sum();
    }

    public long waiting() {
        return Math.max(0, active() - reading() - writing());
    }
}
