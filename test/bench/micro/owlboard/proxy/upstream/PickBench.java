package owlboard.proxy.upstream;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import owlboard.proxy.exchange.Attempt;
import owlboard.wire.OnLoop;

/** Choosing among 4 peers and among 32, none of them failed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PickBench {
    private static final Peer[] NONE = {};

    private final Tried tried = new Tried();
    private final Tried noted = new Tried();
    private final Attempt attempt = new Attempt("peer1:80", OnLoop.first());
    private Ballot ballot;
    private final Balancer leastConn = new LeastConn();
    private final Balancer roundRobin = new RoundRobin();
    private Peer[] four;
    private Peer[] many;

    @Setup
    public void peers() {
        four = busy(4);
        many = busy(32);
        ballot = new Ballot(null, "least_conn", four, NONE);
        attempt.status = 200;
    }

    private static Peer[] busy(int count) {
        var peers = new Peer[count];
        for (int i = 0; i < count; i++) {
            peers[i] = Peers.peer("peer" + i + ":80", 1, 0, 3, 30, false);
            peers[i].active.set(i % 3);
        }
        return peers;
    }

    /** What is noted of a choice for the recorder: the state of each of 4 peers. */
    @Benchmark
    public long[] noteOf4() {
        var facts = ballot.note(four, NONE, noted, 0);
        Ballot.decide(facts, Ballot.How.RULE, 1);
        noted.chose(ballot, facts);
        return facts;
    }

    /** What a peer counts of a try, with its histogram. */
    @Benchmark
    public void countOfAPeer() {
        four[1].begins(attempt);
        four[1].ends(attempt);
        four[1].active.incrementAndGet();
    }

    @Benchmark
    public Peer leastConnOf4() {
        return leastConn.pick(four, tried, null, 0);
    }

    @Benchmark
    public Peer leastConnOf32() {
        return leastConn.pick(many, tried, null, 0);
    }

    @Benchmark
    public Peer roundRobinOf4() {
        return roundRobin.pick(four, tried, null, 0);
    }

    @Benchmark
    public Peer roundRobinOf32() {
        return roundRobin.pick(many, tried, null, 0);
    }
}
