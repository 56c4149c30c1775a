package owlboard.proxy.count;

import java.util.Arrays;
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
    public final FailedTries failedTries = new FailedTries();
    public final Findings findings = new Findings();
    /** Of clients. */
    public final Handshakes handshakes = new Handshakes();
    private final OfLoop[] loops = new OfLoop[Loops.all().size()];
    private final Seen[] forgotten = new Seen[loops.length];

    public Counters() {
        for (int i = 0; i < loops.length; i++) loops[i] = new OfLoop();
        Arrays.fill(forgotten, new Seen(0, 0, 0));
    }

    public OfLoop on(Loop loop) {
        return loops[loop.index];
    }

    /** What a loop has counted since the start, or since it was forgotten: for who may forget, and for nobody else. */
    public record Seen(long accepted, long dropped, long requests) {}

    public synchronized Seen seen(int loop) {
        var now = loops[loop];
        var from = forgotten[loop];
        return new Seen(now.accepted - from.accepted, now.dropped - from.dropped, now.requests - from.requests);
    }

    /** Of all loops. */
    public Seen seen() {
        long accepted = 0;
        long dropped = 0;
        long requests = 0;
        for (int i = 0; i < loops.length; i++) {
            var its = seen(i);
            accepted += its.accepted;
            dropped += its.dropped;
            requests += its.requests;
        }
        return new Seen(accepted, dropped, requests);
    }

    /** What there is of connections counts anew. */
    public synchronized void forgetConnections(int loop) {
        forgotten[loop] = new Seen(loops[loop].accepted, loops[loop].dropped, forgotten[loop].requests);
    }

    /** The same of requests. */
    public synchronized void forgetRequests(int loop) {
        forgotten[loop] = new Seen(forgotten[loop].accepted, forgotten[loop].dropped, loops[loop].requests);
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
