package owlboard.proxy.count;

import java.util.function.ToLongFunction;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/** What {@code stub_status} tells. One set per engine, over all reloads. */
public final class Counters {
    /** Of one loop, which alone writes it. What is there now counts up and down. */
    public static final class OfLoop extends Apart {
        public long accepted;
        public long closed;
        /** Those that were closed for want of room. */
        public long dropped;
        public long requests;
        /** Those that more than one peer was asked for, and of them those that did not fail then. */
        public long retried;
        public long saved;
        public long readingNow;
        public long writingNow;
        /** What the open connections take of the heap, in connections without TLS. */
        public long weightNow;
    }

    public final Recorder recorder = new Recorder();
    public final Findings findings = new Findings();
    /** Of clients. */
    public final Handshakes handshakes = new Handshakes();
    private final OfLoop[] loops = new OfLoop[Loops.all().size()];

    public Counters() {
        for (int i = 0; i < loops.length; i++) loops[i] = new OfLoop();
    }

    public OfLoop on(Loop loop) {
        return loops[loop.index];
    }

    /** Of all loops. */
    public long sum(ToLongFunction<OfLoop> what) {
        long all = 0;
        for (var loop : loops) all += what.applyAsLong(loop);
        return all;
    }

    /** Of one loop, by its index. */
    public OfLoop of(int loop) {
        return loops[loop];
    }

    public long accepted() {
        return sum(loop -> loop.accepted);
    }

    public long requests() {
        return sum(loop -> loop.requests);
    }

    public long weight() {
        return sum(loop -> loop.weightNow);
    }

    public long active() {
        return sum(loop -> loop.accepted - loop.closed);
    }

    public long reading() {
        return sum(loop -> loop.readingNow);
    }

    public long writing() {
        return sum(loop -> loop.writingNow);
    }

    public long waiting() {
        return Math.max(0, active() - reading() - writing());
    }
}
